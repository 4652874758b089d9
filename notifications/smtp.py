"""One connection to the mail server, and what its answer means for a mail. The only file that knows ``aiosmtplib``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib

from workflow.errors import Unusable

CONNECT_SECONDS = 30
ANSWER_SECONDS = 60
DATA_SECONDS = 600  # RFC 5321, 4.5.3.2.6: ten minutes for the answer to DATA, or the mail arrives twice
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Outcome = Literal["sent", "deferred", "refused", "unknown", "late"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail. ``unknown``: handed over, no answer came. ``late``: the claim on it was lost before.

    ``connected`` False: the server itself couldn't be reached, so that other mails needn't try now.
    """

    outcome: Outcome
    says: str
    connected: bool = True


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes out."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = ""


def read_server(url: str) -> Server:
    """``smtp://host:port``, ``smtps://…`` or ``smtp+starttls://user:password@…``; ``Unusable`` where it is neither."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unusable(
            "CASEKEEPER_SMTP_URL isn't a mail server's address, such as smtp://127.0.0.1:1025, smtps://mail.example "
            "or smtp+starttls://user:password@mail.example"
        )
    if parts.username and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise Unusable(
            "CASEKEEPER_SMTP_URL would send its password in the clear: use smtps:// or smtp+starttls:// there."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme, user, password)


class Connection:
    """A connection that is opened when first needed, kept between mails, and opened anew after it broke."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: aiosmtplib.SMTP | None = None

    async def send(self, sender: str, recipient: str, content: bytes, may_go: Callable[[], Awaitable[bool]]) -> Answer:
        """One mail to one recipient; ``may_go`` is asked just before the bytes are handed over."""
        try:
            client = await self._connected()
        except (aiosmtplib.SMTPException, OSError) as fault:
            self.drop()
            return Answer("deferred", f"The mail server can't be reached: {_says(fault)}", connected=False)
        handed_over = False
        try:
            try:
                await client.mail(sender)
            except aiosmtplib.SMTPSenderRefused as fault:
                # Our own address or sign-in is at fault, not the recipient's: once that is mended, the mail goes.
                await self._tidy(client)
                return Answer("deferred", f"The mail server refuses our sender: {_told(fault.code, fault.message)}")
            await client.rcpt(recipient)
            if not await may_go():
                await client.rset()
                return Answer("late", "Another worker has taken this mail over.")
            handed_over = True
            said = await client.data(content, timeout=DATA_SECONDS)
            return Answer("sent", _told(said.code, said.message))
        except aiosmtplib.SMTPResponseException as fault:
            if handed_over and fault.code < 0:
                self.drop()
                return Answer("unknown", f"The mail was handed over, but its answer can't be read: {_says(fault)}")
            await self._tidy(client)
            return Answer("refused" if 500 <= fault.code < 600 else "deferred", _told(fault.code, fault.message))
        except UnicodeEncodeError:
            # A server need not take addresses beyond ASCII; one such mustn't hold up everybody else's mail.
            await self._tidy(client)
            return Answer("refused", "The address has characters that mail servers don't take.")
        except (aiosmtplib.SMTPException, OSError) as fault:
            self.drop()
            if handed_over:
                return Answer("unknown", f"The mail was handed over, but no answer came: {_says(fault)}")
            return Answer("deferred", f"The connection was lost: {_says(fault)}")

    async def close(self) -> None:
        """Says goodbye to the server."""
        if self._client is not None and self._client.is_connected:
            try:
                await self._client.quit(timeout=2)
            except (aiosmtplib.SMTPException, OSError):
                self.drop()
        self._client = None

    def drop(self) -> None:
        """Gives the connection up without a word."""
        if self._client is not None:
            self._client.close()
        self._client = None

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None or not self._client.is_connected:
            server = self._server
            self._client = aiosmtplib.SMTP(
                hostname=server.host,
                port=server.port,
                use_tls=server.scheme == "smtps",
                start_tls=server.scheme == "smtp+starttls",
                username=server.user or None,
                password=server.password or None,
                timeout=ANSWER_SECONDS,
            )
            await self._client.connect(timeout=CONNECT_SECONDS)
        return self._client

    async def _tidy(self, client: aiosmtplib.SMTP) -> None:
        """Clears what a refusal left half said, so that the next mail begins anew."""
        try:
            await client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self.drop()


def _told(code: int, words: str) -> str:
    return _keepable(f"{code} {words}")


def _says(fault: Exception) -> str:
    return _keepable(str(fault)) or type(fault).__name__


def _keepable(said: str) -> str:
    """One line that any database keeps: a server may say anything, in any encoding, NUL and half characters too."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(said.split()))
