"""What a provider says of itself (OpenID Connect Discovery 1.0), held against what is asked of one.

Kept for some minutes, so that nobody can make us ask it without end; so is that it didn't answer, for some seconds.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from api.signing_in.openid.asking import get_json, is_loopback, readable_address
from api.signing_in.openid.faults import ProviderFault

WHERE = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What an ID token may be signed with: a key that only its provider has. Never none, never a shared secret."""
POST, BASIC = "client_secret_post", "client_secret_basic"
KEPT, FAULT_KEPT = 300.0, 10.0


@dataclass(frozen=True, slots=True)
class Discovered:
    """Where a provider is asked what. ``says_iss``: it names itself in its answers (RFC 9207).

    ``takes_claims``: it puts into the ID token what is asked for there (OpenID Connect Core 1.0, 5.5).
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    algorithms: frozenset[str]
    auth_method: str
    says_iss: bool
    takes_claims: bool = False


def discover(issuer: str) -> Discovered:
    """Asks the provider; ``ProviderFault`` with a sentence where it can't be used."""
    local = is_loopback(issuer)
    readable_address(issuer, "issuer", loopback=local)
    said = get_json(issuer.rstrip("/") + WHERE, "description")
    if said.get("issuer") != issuer:
        raise ProviderFault(
            f"It calls itself {str(said.get('issuer'))[:200]!a}, not {issuer!a}: the issuer must be that very text. "
            "(Of Microsoft Entra, take the address with your tenant's number, not “common” or “organizations”.)"
        )
    if "code" not in _listed(said, "response_types_supported", ["code"]):
        raise ProviderFault("It doesn't offer the authorization code flow (response type “code”).")
    # Microsoft Entra takes S256 without saying so.
    if "S256" not in _listed(said, "code_challenge_methods_supported", ["S256"]):
        raise ProviderFault("It doesn't take PKCE with S256.")
    algorithms = frozenset(_listed(said, "id_token_signing_alg_values_supported", ["RS256"])) & frozenset(ALGORITHMS)
    if not algorithms:
        raise ProviderFault(f"It signs ID tokens with none of {', '.join(ALGORITHMS)}.")
    methods = _listed(said, "token_endpoint_auth_methods_supported", [BASIC])
    if not {POST, BASIC} & set(methods):
        raise ProviderFault(f"It takes a client's secret neither by {POST} nor by {BASIC}.")
    return Discovered(
        issuer,
        readable_address(said.get("authorization_endpoint"), "authorization endpoint", loopback=local),
        readable_address(said.get("token_endpoint"), "token endpoint", loopback=local),
        readable_address(said.get("jwks_uri"), "key set", loopback=local),
        algorithms,
        POST if POST in methods else BASIC,
        said.get("authorization_response_iss_parameter_supported") is True,
        said.get("claims_parameter_supported") is True,
    )


class Known:
    """What providers said lately, by issuer; one thread at a time asks the same one."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Discovered | str]] = {}
        self._asking: defaultdict[str, Lock] = defaultdict(Lock)

    def of(self, issuer: str) -> Discovered:
        """As ``discover``, from memory where it was asked lately."""
        with self._asking[issuer]:
            until, said = self._kept.get(issuer, (0.0, ""))
            if until <= time.monotonic():
                said = self._asked(issuer)
        if isinstance(said, str):
            raise ProviderFault(said)
        return said

    def forget(self) -> None:
        """Asks everybody anew from now on."""
        self._kept.clear()

    def _asked(self, issuer: str) -> Discovered | str:
        said: Discovered | str
        try:
            said = discover(issuer)
        except ProviderFault as fault:
            said = str(fault)
        kept = FAULT_KEPT if isinstance(said, str) else KEPT
        self._kept[issuer] = (time.monotonic() + kept, said)
        return said


KNOWN = Known()


def _listed(said: dict[str, Any], name: str, usual: list[str]) -> list[str]:
    found = said.get(name, usual)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
