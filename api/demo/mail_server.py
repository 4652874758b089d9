"""The demo's mail server: takes every mail on loopback, sends none on, keeps each as a file."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from api.demo import mailbox
from workflow.errors import Unusable

HOST, FIRST_PORT, PORTS = "127.0.0.1", 1025, 40


class Keeper:
    """What the server does with a mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """A mail has come in."""
        content = envelope.original_content or b""
        for to in envelope.rcpt_tos:
            await asyncio.to_thread(mailbox.keep, self.folder, to, content)
        return "250 Kept"


class Taking(Controller):
    """The server, on a socket that listens already: between finding a port free and having it, nobody can take it."""

    def __init__(self, keeper: Keeper, listening: socket.socket) -> None:
        # Its name is given, so that it needn't ask a network that may not be there.
        # A machine that does much at once may take longer than the five seconds it usually has to begin.
        super().__init__(
            keeper, hostname=HOST, port=listening.getsockname()[1], server_hostname="localhost", ready_timeout=30
        )
        self._listening = listening

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """A mail server that keeps what it receives in ``folder``, while the block lasts; gives its port."""
    folder.mkdir(parents=True, exist_ok=True)
    with _listening() as listening:
        controller = Taking(Keeper(folder), listening)
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


def _listening() -> socket.socket:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            return socket.create_server((HOST, port))
        except OSError:
            continue
    raise Unusable(f"The demo's mail server found no free port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}.")
