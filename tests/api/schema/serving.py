"""The API on a real server, for what a client in the same process can't show."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.app import create_app
from api.installation import Installation
from api.serving import server


@contextmanager
def served(installation: Installation) -> Iterator[str]:
    """The API's address while it is served on a port of loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    serving = server(create_app(installation))
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    # Whatever fails inside: a server that nobody stops would keep the run itself from ending.
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1"
    finally:
        serving.should_exit = True
        thread.join()
        listening.close()
