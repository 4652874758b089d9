"""A provider that signs whatever a test wants: a fake of the world outside, which speaks as real ones do."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import create_engine, text

from tests.api.openid.served import CLIENT

Answer = tuple[int, dict[str, str], bytes]


@cache
def key_named(kid: str) -> RSAKey:
    """A key, the same each time; made once, because that takes a while."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def now() -> int:
    """The seconds that a database's clock shows."""
    with create_engine("sqlite://").connect() as connection:
        return int(connection.execute(text("SELECT strftime('%s','now')")).scalar_one())


def without_padding(raw: bytes) -> str:
    """As JWS writes bytes."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Hostile:
    """What it says of itself, which keys it shows, and the ID token it gives for the next code."""

    issuer: str
    describes: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=list)
    token: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    """Raw answers by path, instead of its own."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The forms that were posted to it, with the client's name and secret as it read them."""

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Hostile]:
        """One that answers on loopback."""
        http = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        provider = cls(f"http://127.0.0.1:{http.server_port}")
        provider.keys = [key_named("first").as_dict(private=False)]
        http.provider = provider  # type: ignore[attr-defined]
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            http.shutdown()
            thread.join()
            http.server_close()

    def description(self) -> dict[str, Any]:
        """What it says of itself."""
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return {name: value for name, value in {**usual, **self.describes}.items() if value is not None}

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        """The claims of a good token, but for these; None leaves one out."""
        usual = {
            "iss": self.issuer,
            "sub": "s-1",
            "aud": CLIENT,
            "iat": now(),
            "exp": now() + 300,
            "nonce": nonce,
            "email": "user_school@northmoor.example",
            "email_verified": True,
        }
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def signed(self, nonce: str, /, **changed: Any) -> str:
        """A token signed with its own key, with these claims changed."""
        return jwt.encode({"alg": "RS256", "kid": "first"}, self.claims(nonce, **changed), key_named("first"))

    def given(self, path: str, form: dict[str, str]) -> Answer:
        """Its answer."""
        own: dict[str, Any] = {
            "/.well-known/openid-configuration": self.description(),
            "/keys": {"keys": self.keys},
            "/token": {"access_token": "a", "token_type": "Bearer", "id_token": self.token},
        }
        if path == "/token":
            self.asked.append((path, form))
        if path in self.answers:
            return self.answers[path]
        return 200, {"content-type": "application/json"}, json.dumps(own[path]).encode()


class Door(BaseHTTPRequestHandler):
    """Its HTTP."""

    def do_GET(self) -> None:
        """What it says of itself, and its keys."""
        self._answer({})

    def do_POST(self) -> None:
        """A token for a code."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: value for name, (value,) in parse_qs(body).items()}
        if said := self.headers.get("authorization", ""):
            client, _, secret = base64.b64decode(said.removeprefix("Basic ")).decode().partition(":")
            form |= {"client_id": unquote_plus(client), "client_secret": unquote_plus(secret)}
        self._answer(form)

    def _answer(self, form: dict[str, str]) -> None:
        status, headers, body = self.server.provider.given(self.path, form)  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""
