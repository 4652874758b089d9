"""Answers what nobody foresaw, and logs where it happened without a word of anybody's case."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.body_cap import TooLarge
from workflow.places import place_of


class LastResort:
    """ASGI middleware; ``answer`` makes the answer to a request that failed before anything was sent."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request], Response]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; where the application gives up, ends it decently."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answered = False

        async def send_on(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        except TooLarge:
            raise
        except Exception as fault:  # noqa: BLE001 - this is the one place for what nobody foresaw
            # The server would log the exception's own words, which may quote what somebody wrote.
            structlog.get_logger().error("unforeseen", fault=type(fault).__name__, at=place_of(fault))
            if not answered:
                await self.answer(Request(scope))(scope, receive, send)
