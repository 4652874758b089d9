"""A passkey's authenticator in software, which a test can make to lie: about origin, challenge, person and count."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass(frozen=True)
class Authenticator:
    """One passkey. ``flags``: what it says of its person; ``count``: what it says it was used."""

    origin: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    host: str = ""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: str = ""

    def but(self, **lies: Any) -> Authenticator:
        """The same passkey, otherwise in some way."""
        return replace(self, **lies)

    def make(self, options: str) -> str:
        """What a browser posts once the passkey is made."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        about = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        told = self._about(asked["rp"]["id"], self.flags | ATTESTED) + about
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", asked["challenge"])
        return self._said({"clientDataJSON": text(client), "attestationObject": text(attested)})

    def answer(self, options: str) -> str:
        """What a browser posts once the passkey has answered."""
        asked = json.loads(options)
        client, told = self._client("webauthn.get", asked["challenge"]), self._about(asked["rpId"], self.flags)
        signed = self.key.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": text(client), "authenticatorData": text(told), "signature": text(signed)}
        return self._said(said | ({"userHandle": self.handle} if self.handle else {}))

    def _client(self, what: str, challenge: str) -> bytes:
        return json.dumps({"type": what, "challenge": challenge, "origin": self.origin}).encode()

    def _about(self, host: str, flags: int) -> bytes:
        return sha256((self.host or host).encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, response: dict[str, str]) -> str:
        own = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(own | {"response": response})


def handle_of(options: str) -> str:
    """What the passkey is to know its person by."""
    return text(base64url_to_bytes(json.loads(options)["user"]["id"]))


def text(raw: bytes) -> str:
    """Bytes as the browser's JSON has them."""
    return bytes_to_base64url(raw)
