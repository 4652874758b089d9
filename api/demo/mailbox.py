"""The mail that arrived: what the demo's mail server kept, one ``.eml`` file a mail, latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from api.settings import Settings
from workflow.errors import NotFound


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail. ``html`` is as it came: to be shown in a sandboxed frame only, "" where the mail has none."""

    key: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


def folder_of(settings: Settings) -> Path:
    """Where the demo keeps mails: beside the folder of evidence."""
    return settings.files.parent / "mail"


def keep(folder: Path, to: str, content: bytes) -> None:
    """Keeps a mail; the same message to the same person again takes the place of the first."""
    message = message_from_bytes(content, policy=default)
    key = sha256(f"{message.get('Message-ID', '')}\n{to}".encode()).hexdigest()[:20]
    coming = folder / f"{key}.coming"
    coming.write_bytes(b"X-Arrived-For: " + to.encode("ascii", "replace") + b"\r\n" + content)
    coming.replace(folder / f"{key}.eml")


def messages(folder: Path, to: str = "") -> list[Arrived]:
    """Every mail that arrived, or those for one address, latest first."""
    found = [_read(path) for path in folder.glob("*.eml")] if folder.exists() else []
    mine = [mail for mail in found if not to or mail.to.lower() == to.lower()]
    return sorted(mine, key=lambda mail: (mail.at, mail.key), reverse=True)


def message(folder: Path, key: str) -> Arrived:
    """One mail by its key; ``NotFound`` where there is none."""
    path = folder / f"{key}.eml"
    if not key.isalnum() or not path.exists():
        raise NotFound("There is no such mail.")
    return _read(path)


def empty(folder: Path) -> None:
    """Throws away the mails of a demo that is gone, and makes room for the next."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.eml"):
        path.unlink()


def _read(path: Path) -> Arrived:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    parts = {kind: mail.get_body((kind,)) for kind in ("plain", "html")}
    words = {kind: part.get_content() if part is not None else "" for kind, part in parts.items()}
    return Arrived(
        key=path.stem,
        to=str(mail.get("X-Arrived-For", "")),
        subject=str(mail.get("Subject", "")),
        at=_when(str(mail.get("Date", ""))),
        text=words["plain"],
        html=words["html"],
    )


def _when(date: str) -> datetime:
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
