"""A real mail server on loopback that keeps what it receives, and can be told to misbehave."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.delivery import Post
from tests.ports import free_port

Behaviour = Callable[[SMTP, Envelope], str | None]


class Mailbox:
    """``rcpt`` and ``data`` answer in the server's place where they return something."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.rcpt: Behaviour = lambda server, envelope: None
        self.data: Behaviour = lambda server, envelope: None
        self.port = free_port()
        self._controller: Controller | None = None

    @property
    def post(self) -> Post:
        """How an installation sends here."""
        return Post(f"smtp://127.0.0.1:{self.port}", "http://127.0.0.1:8000", "casekeeper@northmoor.example")

    def open(self) -> None:
        """From now on mails are taken."""
        # A busy machine may take longer than the five seconds it is usually given to begin.
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=30)
        self._controller.start()

    def close(self) -> None:
        """From now on connections are refused."""
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def mails(self) -> list[EmailMessage]:
        """What came, read."""
        found = [message_from_bytes(content, policy=default) for _, content in self.received]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient is named."""
        envelope.rcpt_tos.append(address)
        said = self.rcpt(server, envelope)
        if said is not None:
            envelope.rcpt_tos.pop()
        return said or "250 OK"

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """A mail is there, whole."""
        said = self.data(server, envelope)
        if said is None or said.startswith("cut"):
            assert isinstance(envelope.content, bytes)
            self.received.append((envelope.rcpt_tos[0], envelope.content))
        if said is not None and said.startswith("cut"):
            assert server.transport is not None
            server.transport.abort()
        return said or "250 Kept"
