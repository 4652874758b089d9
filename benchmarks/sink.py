"""A mail server that takes everything and keeps nothing, as fast as Python can: ``python -m benchmarks.sink``.

It prints its port. The tests' own server, aiosmtpd, would itself be the limit.
"""

from __future__ import annotations

import asyncio

OVER = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection: answers each line, and swallows what comes after DATA."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greets."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._buffer, self._in_mail = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answers whatever is whole."""
        self._buffer += data
        while True:
            ends = OVER if self._in_mail else b"\r\n"
            line, found, rest = self._buffer.partition(ends)
            if not found:
                return
            self._buffer = rest
            self._transport.write(self._answer(line))

    def _answer(self, line: bytes) -> bytes:
        if self._in_mail:
            self._in_mail = False
            return b"250 Kept\r\n"
        word = line[:4].upper()
        self._in_mail = word == b"DATA"
        return {b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}.get(word, b"250 OK\r\n")


async def main() -> None:
    """Until it is ended."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
