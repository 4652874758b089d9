"""Asks a provider over HTTP: briefly, no more than it takes, never sent on elsewhere. Knows no sign-in.

A provider is somebody else's machine. It may be slow, or answer without end: neither may hold up anybody here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.signing_in.openid.faults import ProviderFault

EACH, IN_ALL = 5.0, 10.0
"""Seconds for each step of a request, and for all of it."""
MOST = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_loopback(address: str) -> bool:
    """Whether the address is of this very machine."""
    return urlsplit(address).hostname in LOOPBACK


def readable_address(address: object, what: str, *, loopback: bool = False) -> str:
    """An address that may be asked: https, or http on this very machine. ``ProviderFault`` for any other.

    ``loopback``: whether this very machine will do, over http.
    """
    if not isinstance(address, str) or not address.isascii() or not address.isprintable() or len(address) > 1000:
        raise ProviderFault(f"Its {what} is no address.")
    try:
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (loopback and parts.scheme == "http" and parts.hostname in LOOPBACK)
        plain = bool(parts.hostname) and parts.username is None and not parts.fragment and parts.port != 0
    except ValueError:
        safe = plain = False
    if not (safe and plain) or " " in address:
        raise ProviderFault(f"Its {what} must begin with https://, with no name or password in it.")
    return address


def get_json(address: str, what: str) -> dict[str, Any]:
    """The JSON object at that address; ``ProviderFault`` says what came instead."""
    answer = send("GET", address, what, headers={})
    if answer.status_code != 200:
        raise ProviderFault(f"Its {what} at {address} answers with status {answer.status_code}, not 200.")
    return json_object(answer, what)


def json_object(answer: httpx.Response, what: str) -> dict[str, Any]:
    """The answer's JSON object; ``ProviderFault`` where it is none."""
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ProviderFault(f"Its {what} isn't JSON that can be read.")
    return said


def send(
    method: str, address: str, what: str, *, headers: Mapping[str, str], content: bytes | None = None
) -> httpx.Response:
    """The whole answer; ``ProviderFault`` where it doesn't come in time, is too long, or sends on elsewhere."""
    asked = {**headers, "accept": "application/json", "accept-encoding": "identity"}
    until = time.monotonic() + IN_ALL
    try:
        # What this machine says of proxies holds for what is elsewhere.
        with (
            httpx.Client(timeout=EACH, follow_redirects=False, trust_env=not is_loopback(address)) as client,
            client.stream(method, address, headers=asked, content=content) as coming,
        ):
            return httpx.Response(coming.status_code, content=_body(coming, what, until), request=coming.request)
    except httpx.TimeoutException:
        raise ProviderFault(f"Its {what} doesn't answer within {EACH:.0f} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise ProviderFault(f"Its {what} can't be reached: {type(fault).__name__}.") from None


def _body(coming: httpx.Response, what: str, until: float) -> bytes:
    if coming.is_redirect:
        raise ProviderFault(f"Its {what} sends on elsewhere, which isn't followed.")
    if coming.headers.get("content-encoding", "identity") != "identity":
        raise ProviderFault(f"Its {what} comes packed, though it was asked for as it is.")
    body = bytearray()
    for part in coming.iter_raw():
        body += part
        if len(body) > MOST:
            raise ProviderFault(f"Its {what} is longer than {MOST // 1024} KB.")
        if time.monotonic() > until:
            raise ProviderFault(f"Its {what} takes longer than {IN_ALL:.0f} seconds.")
    return bytes(body)
