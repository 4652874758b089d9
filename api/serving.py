"""Serves the application: one process, one port, drained when told to stop. Also the form in which logs go out."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn
from starlette.types import ASGIApp

from workflow.errors import Unusable

DRAIN = 30  # seconds in which requests that were accepted may end
LONGEST_ADDRESS = 256 * 1024  # bytes of an address and its headers: 20,000 characters looked for, 12 bytes each in it


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections; ``Unusable`` with a sentence where the port can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(2048)
    except (OSError, OverflowError) as fault:
        taken.close()
        why = fault.strerror if isinstance(fault, OSError) else "a port is a number from 0 to 65535"
        raise Unusable(f"Port {port} on {host} can't be had: {why}. Stop what uses it, or give another port.") from None
    return taken


def server(app: ASGIApp) -> uvicorn.Server:
    """A server for the application; ``should_exit`` drains it, as SIGTERM and Ctrl-C do."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_level="warning",
            access_log=False,  # an address may hold what somebody searched for
            server_header=False,
            proxy_headers=False,  # what X-Forwarded-… says is read in api/web/source.py alone, of proxies that we trust
            timeout_graceful_shutdown=DRAIN,
            h11_max_incomplete_event_size=LONGEST_ADDRESS,
        )
    )


def serve(app: ASGIApp, at: socket.socket) -> None:
    """Serves until SIGTERM or Ctrl-C, then lets accepted requests end."""
    _end_quietly(signal.SIGTERM, signal.SIGINT)
    server(app).run(sockets=[at])


def log_plainly() -> None:
    """One line of JSON an event on standard error; exceptions by type and place, never by their words."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # Looked up anew at each event: who turns standard error elsewhere finds the events there.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _end_quietly(*signals: signal.Signals) -> None:
    # Uvicorn raises the signal again once it has drained: a stop that was asked for is no failure.
    ending: Callable[[int, FrameType | None], None] = lambda *_: sys.exit(0)  # noqa: E731
    for one in signals:
        signal.signal(one, ending)
