"""Whether an ID token is what it says: its provider's signature, for us, for this very sign-in, now.

OpenID Connect Core 1.0, 3.1.3.7. Who signs chooses neither the algorithm nor the key: both are the provider's own.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from api.signing_in.openid.asking import get_json
from api.signing_in.openid.discovery import Discovered
from api.signing_in.openid.faults import NotLetIn, ProviderFault
from api.signing_in.openid.strength import require_said
from states.policy import MustSay

LEEWAY = 60
"""Seconds by which clocks may differ."""
OLDEST = 600
LEAST_RSA = 256
"""Bytes of an RSA key's modulus: 2048 bits."""
PUBLIC = ("kty", "n", "e", "crv", "x", "y")
FAMILIES = {"RS": "RSA", "PS": "RSA", "ES": "EC"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must be for. ``now``: the database's clock; ``proved_since``: None, or when proof was asked for.

    ``said``: what it must say of how somebody signed in.
    """

    issuer: str
    client: str
    nonce: str
    now: datetime
    said: MustSay
    proved_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom a provider speaks of. ``email``: "" where the provider doesn't vouch for the address."""

    subject: str
    email: str


def verified(token: str, where: Discovered, expected: Expected) -> Claims:
    """What the token says, once all of it holds; ``NotLetIn`` says what doesn't."""
    header = _header(token)
    algorithm = header.get("alg")
    if algorithm not in where.algorithms:
        raise NotLetIn("ID token: its algorithm isn't one that we take")
    try:
        keys = get_json(where.keys, "key set").get("keys")
    except ProviderFault as fault:
        raise NotLetIn(f"key set: {fault}") from None
    key = _key(keys if isinstance(keys, list) else [], algorithm, header.get("kid"))
    try:
        signed = jwt.decode(token, key, algorithms=[algorithm])
        options = {"iss": {"essential": True, "value": expected.issuer}}
        claims = CodeIDToken(signed.claims, signed.header, options, {"nonce": expected.nonce})
        claims.validate(now=int(expected.now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as fault:
        claim = str(getattr(fault, "claim", ""))
        raise NotLetIn(f"ID token: {type(fault).__name__} {claim}".strip()) from None
    _hold(claims, expected)
    require_said(expected.said, claims)
    return Claims(claims["sub"], vouched_address(claims))


def usable_keys(keys: list[Any]) -> list[dict[str, Any]]:
    """The keys of a set that may prove a signature: public, asymmetric, of a size that holds."""
    return [one for one in keys if isinstance(one, dict) and _holds(one)]


def vouched_address(claims: dict[str, Any]) -> str:
    """The address that the provider says it has verified; "" for none.

    Microsoft Entra has a claim of its own for it: ``xms_edov``, that the address's domain is its tenant's.
    """
    vouched = claims.get("email_verified") is True or claims.get("xms_edov") in (True, "1", "true")
    address = claims.get("email")
    # What says no outweighs what says yes.
    return address if vouched and claims.get("email_verified", True) is True and isinstance(address, str) else ""


def _header(token: str) -> dict[str, Any]:
    parts = token.split(".")
    try:
        header = json.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, RecursionError):
        header = None
    if len(parts) != 3 or not isinstance(header, dict) or not isinstance(header.get("alg"), str):
        raise NotLetIn("ID token: no signed token")
    return header


def _key(keys: list[Any], algorithm: str, kid: object) -> RSAKey | ECKey:
    family = FAMILIES[algorithm[:2]]
    fitting = [
        one
        for one in usable_keys(keys)
        if one["kty"] == family and one.get("alg", algorithm) == algorithm and (kid is None or one.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise NotLetIn(f"ID token: {len(fitting)} of its provider's keys fit it")
    # The parts of a public key alone: nothing else that stands there has a say.
    public: dict[str, Any] = {part: fitting[0][part] for part in PUBLIC if part in fitting[0]}
    try:
        return RSAKey.import_key(public) if family == "RSA" else ECKey.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        raise NotLetIn("ID token: its provider's key can't be read") from None


def _holds(key: dict[str, Any]) -> bool:
    if key.get("use", "sig") != "sig" or key.get("kty") not in FAMILIES.values():
        return False
    return key["kty"] == "EC" or len(str(key.get("n", ""))) * 3 // 4 >= LEAST_RSA


def _hold(claims: dict[str, Any], expected: Expected) -> None:
    """What Authlib leaves to its caller."""
    audience, now = claims["aud"], expected.now.timestamp()
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or expected.client not in audiences:
        raise NotLetIn("ID token: for another client (aud)")
    party = claims.get("azp", expected.client if len(audiences) == 1 else None)
    if party != expected.client:
        raise NotLetIn("ID token: for another client (azp)")
    if claims["iss"] != expected.issuer or claims.get("nonce") != expected.nonce:
        raise NotLetIn("ID token: of another issuer or sign-in")
    if not all(_is_time(claims[name]) for name in ("exp", "iat")) or claims["iat"] < now - OLDEST - LEEWAY:
        raise NotLetIn("ID token: too old (iat)")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not (subject.isascii() and subject.isprintable()):
        raise NotLetIn("ID token: no subject (sub)")
    if expected.proved_since is not None:
        proved: Any = claims.get("auth_time")
        if not _is_time(proved) or not expected.proved_since.timestamp() - LEEWAY <= proved <= now + LEEWAY:
            raise NotLetIn("ID token: doesn't say that they proved anew who they are (auth_time)")


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
