"""What a provider must be like to be used, said in a sentence; and that it can hold nobody up."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from api.signing_in.openid import asking
from api.signing_in.openid.discovery import WHERE, Known, discover
from api.signing_in.openid.faults import ProviderFault
from tests.api.openid.hostile import Hostile


@pytest.fixture
def provider() -> Iterator[Hostile]:
    """A provider on loopback."""
    with Hostile.running() as running:
        yield running


def said_of(issuer: str) -> str:
    """Why the provider can't be used."""
    with pytest.raises(ProviderFault) as fault:
        discover(issuer)
    return str(fault.value)


@pytest.mark.parametrize(
    ("describes", "says"),
    [
        ({"issuer": "https://elsewhere.example"}, "It calls itself"),
        ({"issuer": None}, "It calls itself"),
        ({"response_types_supported": ["id_token"]}, "authorization code flow"),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE with S256"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "It signs ID tokens with none of"),
        ({"id_token_signing_alg_values_supported": "RS256"}, "It signs ID tokens with none of"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "takes a client's secret neither"),
        ({"token_endpoint": None}, "token endpoint is no address"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "token endpoint must begin with https://"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization endpoint must begin with https://"),
        ({"jwks_uri": "file:///etc/passwd"}, "key set must begin with https://"),
        ({"jwks_uri": "https://name:word@elsewhere.example/"}, "key set must begin with https://"),
        ({"jwks_uri": "https://[::1/"}, "key set must begin with https://"),
    ],
)
def test_a_provider_that_can_not_be_used_is_named_why(provider: Hostile, describes: dict[str, Any], says: str) -> None:
    """Each thing that a description may lack or have wrong."""
    provider.describes |= describes
    assert says in said_of(provider.issuer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, {}, b"no"), "answers with status 404"),
        ((302, {"location": "http://169.254.169.254/"}, b""), "sends on elsewhere"),
        ((200, {}, b"<html>"), "isn't JSON"),
        ((200, {}, b"[]"), "isn't JSON"),
        ((200, {}, b"[" * 100_000), "isn't JSON"),
        ((200, {}, b" " * (asking.MOST + 1)), "longer than 256 KB"),
        ((200, {"content-encoding": "gzip"}, gzip.compress(b" " * 10_000_000)), "comes packed"),
    ],
)
def test_an_answer_that_is_none_is_said(
    provider: Hostile, answer: tuple[int, dict[str, str], bytes], says: str
) -> None:
    """Nothing is followed, unpacked, or read beyond a limit."""
    provider.answers[WHERE] = answer
    assert says in said_of(provider.issuer)


def test_a_slow_provider_holds_nobody_up(provider: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that doesn't come, or comes too slowly, is given up."""
    monkeypatch.setattr(asking, "EACH", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "doesn't answer within" in said_of(f"http://127.0.0.1:{silent.getsockname()[1]}")
    monkeypatch.setattr(asking, "EACH", 5.0)
    monkeypatch.setattr(asking, "IN_ALL", -1.0)
    assert "takes longer than" in said_of(provider.issuer)


@pytest.mark.parametrize(
    "issuer",
    ["http://elsewhere.example", "ftp://elsewhere.example", "elsewhere", "https://a b", "https://x.example/#a"],
)
def test_an_issuer_is_https(issuer: str) -> None:
    """Plain http is for this very machine alone."""
    with pytest.raises(ProviderFault):
        discover(issuer)


def test_it_is_not_asked_each_time(provider: Hostile) -> None:
    """What it said lately is remembered, and so is, for a shorter time, that it couldn't be used."""
    known = Known()
    known.of(provider.issuer)
    provider.answers[WHERE] = (500, {}, json.dumps({}).encode())
    assert provider.issuer == known.of(provider.issuer).issuer
    known.forget()
    for _ in range(2):
        with pytest.raises(ProviderFault, match="status 500"):
            known.of(provider.issuer)
        provider.answers.clear()
