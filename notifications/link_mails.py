"""Mails with a link that lets their receiver set up how they sign in. What makes the link work is kept nowhere.

The bytes that are stored hold a mark in the secret's place. The secret is put there as the bytes are handed over, and
again, the same, where they go again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Protocol

from sqlalchemy import String, bindparam, literal, select
from sqlmodel import Session

from notifications.letters import ByLink, Invitation, Recovery
from notifications.new_mails import new_mails
from states.calendar import civil_day
from workflow.accounts import invitations
from workflow.accounts.invitations import INVITED, RECOVERING, Invited, in_link
from workflow.database.id_lists import one_of
from workflow.database.statements import Statement
from workflow.errors import Unusable
from workflow.people import directory
from workflow.policy import policies
from workflow.tables.rows import MAIL, PERSON

LETTERS: dict[str, type[ByLink]] = {INVITED: Invitation, RECOVERING: Recovery}
BY_LINK = frozenset(LETTERS)
"""The templates of mails with a link. Their keys are TEMPLATE/ID/NUMBER, of an invitation and its link."""
AT = "/set-up?link="
MARK = "the-secret-of-this-link-is-nowhere-kept----"
"""Stands in the stored bytes in place of the secret, and is as long."""
LEAST_QUOTED = 8
# As quoted-printable a line may be folded anywhere: "=" at its end, RFC 2045, 6.7.
_FOLDED = re.compile(b"(?:=\r?\n)?".join(re.escape(one.encode()) for one in MARK))
_FOLD = re.compile(b"=\r?\n")

RAN_OUT = "Its link has run out before it could go."
ENDED = "Its link doesn't count any more: it was used or ended, or a newer one was sent."
LEFT = "They have left or hold no role any more."
NO_SECRET = "Links can't be made: this worker wasn't given CASEKEEPER_SECRET_KEY, as the pages were."  # noqa: S105

Secrets = Callable[[str, int, int, int, str], str]
"""What makes a link work, of 43 characters that fit an address: of purpose, invitation, number, person and address."""


class Asked(Protocol):
    """A mail of which somebody wants to know what it holds."""

    @property
    def id(self) -> int: ...
    @property
    def person(self) -> int: ...
    @property
    def template(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Linked:
    """What a mail with a link holds now, ``MARK`` in its secret's place. ``letter`` None: nothing, for ``why_not``."""

    letter: ByLink | None
    why_not: str
    secret: str


def write_mail(
    session: Session, purpose: str, invitation: int, number: int, person: int, now: datetime, host: str
) -> None:
    """Puts the mail with this link into the outbox; ``host`` is this installation's name in Message-IDs."""
    key = f"{purpose}/{invitation}/{number}"
    binds = {"key": key, "whose": person, "today": civil_day(now), "made": now, "host": f"@{host}>"}
    session.execute(_NEW[purpose], binds)


class Links:
    """What these mails hold today, asked for all at once; those without a link are passed over."""

    def __init__(
        self, session: Session, mails: Collection[Asked], today: date, base_url: str, secret_of: Secrets | None
    ) -> None:
        self._session, self._today, self._base_url, self._secret_of = session, today, base_url, secret_of
        wanted = [mail.id for mail in mails if mail.template in BY_LINK]
        self._rows = {row.id: row for row in (_KEYS.all(session, {"mails": wanted}) if wanted else ())}
        self._found = invitations.found(session, {_parted(row.key)[0] for row in self._rows.values()}, today)
        self._policy = cache(partial(policies.in_force, session))

    def of(self, mail: Asked) -> Linked:
        """What this one holds; ``Unusable`` where nobody gave this process what links are made from."""
        row = self._rows[mail.id]
        invitation, number = _parted(row.key)
        invited = self._found.get(invitation)
        why_not = _why_not(invited, number)
        if invited is None or why_not:
            return Linked(None, why_not, "")
        if self._secret_of is None:
            raise Unusable(NO_SECRET)
        # Of the address that this mail goes to: at any other the link is worth nothing.
        secret = self._secret_of(invited.purpose, invitation, number, invited.person, row.address)
        return Linked(self._letter(invited), "", secret)

    def _letter(self, invited: Invited) -> ByLink:
        theirs = directory.partnerships_of(self._session, invited.person, self._today)
        return LETTERS[invited.purpose](
            day=self._today,
            partnership=" and ".join(one.name for one in theirs),
            link=f"{self._base_url}{AT}{in_link(invited.id, invited.number, MARK)}",
            until=invited.expires_at,
            help_lines=tuple(dict.fromkeys(self._policy(one.code).help_line for one in theirs)),
        )


def filled(content: bytes, secret: str) -> bytes:
    """The bytes as they are handed over: with the secret, unless it is "", where they hold its mark."""
    if not secret:
        return content
    if len(secret) != len(MARK):
        raise ValueError("a secret that doesn't fit its place")

    def put(marked: re.Match[bytes]) -> bytes:
        folds = {fold.start() - marked.start(): fold.group() for fold in _FOLD.finditer(content, *marked.span())}
        letters, place, parts = iter(secret.encode()), 0, list[bytes]()
        while place < len(marked.group()):
            parts.append(folds.get(place) or bytes([next(letters)]))
            place += len(parts[-1])
        return b"".join(parts)

    return _FOLDED.sub(put, content)


def without(says: str, secret: str) -> str:
    """Words without the secret, or so much of its beginning as they quote."""
    for length in range(len(secret), LEAST_QUOTED - 1, -1):
        if secret[:length] in says:
            return says.replace(secret[:length], "…")
    return says


def _parted(key: str) -> tuple[int, int]:
    _, invitation, number = key.split("/")
    return int(invitation), int(number)


def _why_not(invited: Invited | None, number: int) -> str:
    if invited is None:
        return LEFT
    if invited.over or invited.number != number:
        return ENDED
    return RAN_OUT if invited.run_out else ""


_KEYS = Statement(select(MAIL.c.id, MAIL.c.key, MAIL.c.address).where(one_of(MAIL.c.id, "mails")))


def _new(purpose: str) -> Any:
    def of_person(found: Any) -> Any:
        return found.where(PERSON.c.id == bindparam("whose"))

    return new_mails(bindparam("key", type_=String), purpose, literal(""), PERSON.c.id, of_person)


_NEW = {purpose: _new(purpose) for purpose in LETTERS}
