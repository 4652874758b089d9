"""Tells browsers what our pages may do, and that nobody keeps a copy: headers on every answer, errors too."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.rendering import STATIC_AT

# No 'unsafe-inline', no other host: scripts and styles come from our own hashed files only.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS_IN_IT = ("frame-ancestors 'none'", "base-uri 'none'")
"""What a route's own policy says too: ``default-src`` speaks for neither."""
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
TRANSPORT = "max-age=31536000; includeSubDomains"
HASHED = re.compile(re.escape(STATIC_AT) + r"/[\w.-]+-[0-9a-f]{16}\.\w+")
A_YEAR = "public, max-age=31536000, immutable"
KEPT_BY_NOBODY = "no-store"


class SecurityHeaders:
    """ASGI middleware. A route may have its own content security policy; nothing else gives way.

    ``secure``: people reach this installation over https, whatever a proxy in front says of a request.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the headers as the answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers["content-security-policy"] = policy(headers.get("content-security-policy", ""))
                if headers.get("content-type", "").endswith("+xml"):
                    headers["content-type"] += "; charset=utf-8"
                headers["cache-control"] = cache_control(scope["path"], message["status"])
                if self.secure:
                    headers["strict-transport-security"] = TRANSPORT
            await send(message)

        await self.app(scope, receive, send_with_headers)


def policy(own: str) -> str:
    """Our content security policy, or a route's own with what each must have."""
    if not own:
        return CONTENT_SECURITY_POLICY
    return "; ".join((own, *(one for one in ALWAYS_IN_IT if one.partition(" ")[0] not in own)))


def cache_control(path: str, status: int) -> str:
    """A file named by its content may be kept for a year; nothing else is kept at all (shared PCs)."""
    return A_YEAR if HASHED.fullmatch(path) and status in {200, 206, 304} else KEPT_BY_NOBODY
