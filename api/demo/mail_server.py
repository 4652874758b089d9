"""The demo's mail server: takes every mail on loopback, sends none on, keeps each as a file."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
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


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """A mail server that keeps what it receives in ``folder``, while the block lasts; gives its port."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    # Its name is given, so that it needn't ask a network that may not be there.
    controller = Controller(Keeper(folder), hostname=HOST, port=port, server_hostname="localhost")
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Unusable(f"The demo's mail server found no free port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}.")
