"""Sends a browser to its provider, and gets the ID token for the code that it comes back with (Authlib's client)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client

from api.signing_in.keys import Keys
from api.signing_in.openid.asking import json_object, send
from api.signing_in.openid.discovery import BASIC, Discovered
from api.signing_in.openid.faults import NotLetIn, ProviderFault
from api.signing_in.openid.strength import wanted_claims
from api.signing_in.providers import Provider
from states.policy import MustSay

SCOPE = "openid email"
IN_THE_TOKEN = {"email": None, "email_verified": None}
"""Who somebody is, is read in the signed token alone; some providers put an address there only when asked."""
KNOWN = frozenset({"invalid_grant", "invalid_client", "unauthorized_client"})
MOST_CODE, MOST_TOKEN = 4096, 32 * 1024


@dataclass(frozen=True, slots=True)
class Words:
    """What a sign-in takes along; the last two are made from its browser's cookie: the database has neither."""

    state: str
    nonce: str
    verifier: str


def words_of(keys: Keys, browser: str, state: str) -> Words:
    """The words of a browser's sign-in; ``state``: the word of its step."""
    return Words(state, *(keys.mac(f"openid {use}", browser, state) for use in ("nonce", "verifier")))


def authorization_request(
    provider: Provider, where: Discovered, words: Words, back: str, *, said: MustSay, again: bool
) -> str:
    """The address to send the browser to. ``back``: ours. ``again``: they are to prove anew who they are.

    ``said``: what the provider must say of how.
    """
    more = {"nonce": words.nonce}
    if again:
        more |= {"prompt": "login", "max_age": "0"}
    if where.takes_claims:
        more["claims"] = json.dumps({"id_token": IN_THE_TOKEN | wanted_claims(said)})
    elif said.acr:
        more["acr_values"] = " ".join(said.acr)
    client = OAuth2Client(None, provider.client, scope=SCOPE, redirect_uri=back, code_challenge_method="S256")
    address, _ = client.create_authorization_url(
        where.authorization, state=words.state, code_verifier=words.verifier, **more
    )
    return str(address)


def id_token(provider: Provider, secret: str, where: Discovered, words: Words, back: str, code: str) -> str:
    """The ID token that the provider gives for the code; ``NotLetIn`` where it gives none."""
    if not 0 < len(code) <= MOST_CODE:
        raise NotLetIn("no code")
    client_id = provider.client
    if where.auth_method == BASIC:  # RFC 6749, 2.3.1: both as a form would write them
        client_id, secret = quote_plus(client_id), quote_plus(secret)
    client = OAuth2Client(Wire(), client_id, secret, token_endpoint_auth_method=where.auth_method, redirect_uri=back)
    try:
        said = client.fetch_token(where.token, grant_type="authorization_code", code=code, code_verifier=words.verifier)
    except (AuthlibBaseError, ProviderFault, httpx.HTTPError, ValueError, TypeError) as fault:
        # Its own words may hold anything; a standard error's name is all that is kept.
        said_so = str(getattr(fault, "error", ""))
        raise NotLetIn(f"no token for the code: {said_so if said_so in KNOWN else type(fault).__name__}") from None
    token = said.get("id_token")
    if not isinstance(token, str) or not token or len(token) > MOST_TOKEN:
        raise NotLetIn("no ID token")
    return token


class Wire:
    """What Authlib's client posts with: our own way of asking, with its limits."""

    def post(self, address: str, *, data: dict[str, str], headers: dict[str, str], auth: Any) -> httpx.Response:
        """Posts the form as its client."""
        address, sent, body = auth.prepare("POST", address, dict(headers), urlencode(data))
        answer = send("POST", address, "token endpoint", headers=sent, content=body.encode())
        json_object(answer, "token endpoint's answer")
        return answer
