"""Refuses bodies above a limit before they are read whole; counts bytes, whatever a header claims."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.rendering import PageFrame, render

MEGABYTE = 1024 * 1024


class TooLarge(Exception):
    """Ends the reading of a body; the cap answers, whatever the application makes of this."""


class BodyCap:
    """ASGI middleware. ``overrides`` maps whole paths, as regular expressions, to limits of their own."""

    def __init__(self, app: ASGIApp, most_bytes: int, overrides: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.overrides = [(re.compile(path), most) for path, most in (overrides or {}).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on while its body stays within the limit; answers 413 itself when it doesn't."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.most(scope["path"])
        if _announced(scope) > most:
            await refuse(scope, send, most)
            return
        watch = Watch(receive, send, most)
        try:
            await self.app(scope, watch.receive, watch.send)
        except TooLarge:
            if watch.answered:
                raise
        if watch.exceeded and not watch.answered:
            await refuse(scope, send, most)

    def most(self, path: str) -> int:
        """The limit for this path, in bytes."""
        return next((most for pattern, most in self.overrides if pattern.fullmatch(path)), self.most_bytes)


class Watch:
    """One request's messages: counts what comes in, and holds back answers once it was too much."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self.receive_next, self.send_on, self.most = receive, send, most
        self.counted = 0
        self.exceeded = self.answered = False

    async def receive(self) -> Message:
        """The next message; raises ``TooLarge`` from the chunk on that goes over."""
        if not self.exceeded:
            message = await self.receive_next()
            self.counted += len(message.get("body", b""))
            self.exceeded = self.counted > self.most
        if self.exceeded:
            raise TooLarge
        return message

    async def send(self, message: Message) -> None:
        """Passes an answer on, unless it is what a framework made of ``TooLarge``: ours goes out instead."""
        if self.answered or not self.exceeded:
            self.answered = True
            await self.send_on(message)


async def refuse(scope: Scope, send: Send, most: int) -> None:
    """Answers 413, as problem details (RFC 9457) or as a page, and closes the connection; nobody asks yet who it is."""
    structlog.get_logger().warning("too large to send", most=most)
    sentence = f"What you sent is too large: it must be {size(most)} or less."
    headers = {name.lower(): value for name, value in scope["headers"]}
    if scope["path"].startswith("/api/") or b"json" in headers.get(b"accept", b""):
        kind = "application/problem+json"
        problem = {"type": "about:blank", "title": "Content too large", "status": 413, "detail": sentence}
        body = json.dumps(problem).encode()
    else:
        kind = "text/html; charset=utf-8"
        again = "Nothing was saved. Go back, take out or shrink what is large, and send it again."
        frame = PageFrame(partnership_name="Casekeeper")
        context = {"heading": "Too large to send", "sentences": (sentence, again), "links": ()}
        body = render("error.html.jinja", page=frame, **context).encode()
    await send(
        {
            "type": "http.response.start",
            "status": 413,
            "headers": [
                (b"content-type", kind.encode()),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


def size(most: int) -> str:
    """A limit in words: 25 MB, 64 KB."""
    return f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{max(1, most // 1024)} KB"


def _announced(scope: Scope) -> int:
    """What content-length claims, nothing where it can't be read: the bytes are counted anyway."""
    claims = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return max((int(claim) for claim in claims if claim.isdigit() and len(claim) < 20), default=0)
