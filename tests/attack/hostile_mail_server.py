"""A mail server on loopback that answers each command with the very bytes it was told to."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from threading import Thread

from notifications.delivery import Post


class HostileMailServer:
    """``says`` has bytes by command, ``greeting``, or ``end`` (the answer to a mail's last line); "" hangs up."""

    def __init__(self, **says: bytes) -> None:
        self.says: Mapping[str, bytes] = says
        self.taken = 0
        self._listens = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve)

    def __enter__(self) -> HostileMailServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listens.shutdown(socket.SHUT_RDWR)
        self._listens.close()
        self._thread.join()

    @property
    def post(self) -> Post:
        """How an installation sends here."""
        port = self._listens.getsockname()[1]
        return Post(f"smtp://127.0.0.1:{port}", "http://127.0.0.1:8000", "casekeeper@northmoor.example")

    def _serve(self) -> None:
        talks = []
        while True:
            try:
                accepted, _ = self._listens.accept()
            except OSError:
                break
            talks.append(Thread(target=self._talk, args=(accepted,)))
            talks[-1].start()
        for talk in talks:
            talk.join()

    def _talk(self, accepted: socket.socket) -> None:
        with accepted, accepted.makefile("rb") as lines:
            try:
                accepted.sendall(self.says.get("greeting", b"220 here\r\n"))
                for line in lines:
                    command = line.split()[0].decode("latin-1").lower()
                    if not self._answer(
                        accepted, self.says.get(command, b"354 go on\r\n" if command == "data" else OK)
                    ):
                        return
                    if command == "data" and not self._take(accepted, lines):
                        return
            except OSError:
                return

    def _take(self, accepted: socket.socket, lines: object) -> bool:
        for line in lines:  # type: ignore[attr-defined]
            if line == b".\r\n":
                self.taken += 1
                return self._answer(accepted, self.says.get("end", OK))
        return False

    def _answer(self, accepted: socket.socket, said: bytes) -> bool:
        accepted.sendall(said)
        return bool(said)


OK = b"250 OK\r\n"
