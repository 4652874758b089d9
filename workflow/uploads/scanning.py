"""Asks clamd whether there is a virus in a file, by its INSTREAM command. Knows no case and no web.

The bytes go through the socket, so that clamd needs no right to read our folder and may run elsewhere.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Literal

from workflow.errors import Unusable

WHILE_SOMEBODY_WAITS = 1.5
"""Seconds for one file, in all, before it goes into quarantine instead."""
BEHIND_THE_SCENES = 60.0
BLOCK = 256 * 1024
LONGEST_ANSWER = 4096
Result = Literal["clean", "infected", "waiting"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What clamd said; ``waiting``: nothing yet, ``fault`` tells why, and ``reached`` whether it answered at all."""

    result: Result
    virus: str = ""
    fault: str = ""
    reached: bool = True


class Scanner:
    """A clamd at ``address``: the path of its socket, or ``tcp://host:port``; ``Unusable`` where it is neither."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._at: str | tuple[str, int] = _read(address)

    def look(self, path: Path, seconds: float = WHILE_SOMEBODY_WAITS) -> Verdict:
        """Sends the file and reads what is in it; never longer than that many seconds, never an exception of clamd."""
        try:
            with self._connected(monotonic() + seconds) as asked:
                return _verdict(asked.about(path))
        except OSError as fault:
            return Verdict("waiting", fault=fault.strerror or str(fault) or type(fault).__name__, reached=False)

    def _connected(self, until: float) -> _Asked:
        family = socket.AF_UNIX if isinstance(self._at, str) else socket.AF_INET
        if isinstance(self._at, tuple):
            return _Asked(socket.create_connection(self._at, _left(until)), until)
        to = socket.socket(family, socket.SOCK_STREAM)
        try:
            to.settimeout(_left(until))
            to.connect(self._at)
        except OSError:
            to.close()
            raise
        return _Asked(to, until)


class _Asked:
    """One question to clamd over one connection, with one deadline for all of it."""

    def __init__(self, to: socket.socket, until: float) -> None:
        self._to, self._until = to, until

    def __enter__(self) -> _Asked:
        return self

    def __exit__(self, *_: object) -> None:
        self._to.close()

    def about(self, path: Path) -> str:
        try:
            self._send(b"zINSTREAM\0")
            with path.open("rb") as content:
                while block := content.read(BLOCK):
                    self._send(struct.pack("!I", len(block)) + block)
            self._send(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # above its own limit clamd answers and hangs up before it has heard all
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            self._to.settimeout(_left(self._until))
            more = self._to.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer.partition(b"\0")[0].decode(errors="replace")

    def _send(self, content: bytes) -> None:
        self._to.settimeout(_left(self._until))
        self._to.sendall(content)


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ").strip()
    if said == "OK":
        return Verdict("clean")
    if said.endswith(" FOUND"):
        return Verdict("infected", virus="".join(c for c in said.removesuffix(" FOUND") if c.isprintable())[:120])
    return Verdict("waiting", fault=said[:120] or "no answer")


def _read(address: str) -> str | tuple[str, int]:
    host, colon, port = address.removeprefix("tcp://").rpartition(":")
    if address.startswith("tcp://") and host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 2**16:
        return host.strip("[]"), int(port)
    if address.startswith("/"):
        return address
    raise Unusable("CASEKEEPER_CLAMD is the path of clamd's socket, such as /run/clamav/clamd.ctl, or tcp://host:port.")
