"""A port for a server that a test starts later, or stops and starts again: nothing else may take it meanwhile.

Not one that the kernel picks: it would give the same to any connection of the tests that run beside this one.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from random import sample

FIRST, EACH, BLOCKS = 20_000, 600, 20
"""Below those that Linux gives to connections (32768 and up); a block for each of the processes that run tests."""


def free_port() -> int:
    """A port that nobody listens on; another each time, until the block is through."""
    for _ in range(EACH):
        port = next(_own_block())
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")


@cache
def _own_block() -> Iterator[int]:
    """This process's ports without end, in an order of chance: another run of the tests may go on beside this one."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % BLOCKS
    first = FIRST + number * EACH
    return cycle(sample(range(first, first + EACH), EACH))
