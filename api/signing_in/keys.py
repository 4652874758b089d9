"""What the installation's secret is used for: digests nobody else can make, and words that only we read again.

Each use has a key of its own (HKDF), so that what one lets out opens nothing else. A secret that was replaced still
opens what was encrypted under it, until that is encrypted anew, and names a passkey's person; no link works by it.
"""

from __future__ import annotations

import base64
import hmac
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.settings import Settings
from workflow.errors import Unusable

VERSION = "1"
"""Fernet. It stands before what is encrypted, with a point between; what was kept before there was one has neither."""
OF_THE_DEMO = "of the demo, in which nothing is secret"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that follow from one secret; ``former``: those it replaced, the last one first."""

    secret: str
    former: tuple[str, ...] = ()

    def mac(self, use: str, *parts: str) -> str:
        """A digest of these parts, for one use: 43 characters that fit an address."""
        return _mac(self.secret, use, parts)

    def names(self, digest: str, use: str, *parts: str) -> bool:
        """Whether that is ``mac`` of these parts, under this secret or a former one: for what opens nothing itself."""
        return any(hmac.compare_digest(digest.encode(), _mac(one, use, parts).encode()) for one in self._all)

    def of_link(self, purpose: str, invitation: int, number: int, person: int, address: str) -> str:
        """What makes a link from a mail work: for this person, at this address, and for no link of theirs before."""
        return self.mac(purpose, str(invitation), str(number), str(person), address)

    def encrypted(self, use: str, text: str) -> str:
        """The text as only ``decrypted`` with the same secret and use reads it."""
        return f"{VERSION}.{_box(self.secret, use).encrypt(text.encode()).decode()}"

    def decrypted(self, use: str, text: str) -> str:
        """The text again; ``Unusable`` where neither the installation's secret nor a former one opens it."""
        version, _, token = text.rpartition(".")
        if version in (VERSION, ""):
            for one in self._all:
                with suppress(InvalidToken):
                    return _box(one, use).decrypt(token.encode()).decode()
        raise Unusable(
            "What was kept under CASEKEEPER_SECRET_KEY can't be read with the one set now. Name the one before it in "
            "CASEKEEPER_FORMER_SECRET_KEYS, or set up anew what it kept: identity providers and authenticator apps."
        )

    def is_of_now(self, use: str, text: str) -> bool:
        """Whether the text is encrypted as it would be today: under this version, by this secret."""
        version, _, token = text.rpartition(".")
        try:
            _box(self.secret, use).decrypt(token.encode())
        except InvalidToken:
            return False
        return version == VERSION

    @property
    def _all(self) -> tuple[str, ...]:
        return (self.secret, *self.former)


def _mac(secret: str, use: str, parts: tuple[str, ...]) -> str:
    said = "\0".join(parts).encode()
    return base64.urlsafe_b64encode(hmac.digest(_key(secret, use), said, "sha256")).decode().rstrip("=")


def _box(secret: str, use: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(secret, use)))


def _key(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=use.encode()).derive(secret.encode())


def keys_of(settings: Settings) -> Keys:
    """The keys of this installation."""
    return Keys(settings.secret_key or OF_THE_DEMO, tuple(settings.former_secret_keys.split()))


def hashed(secret: str) -> str:
    """What the database keeps of a secret that nobody could guess: its SHA-256."""
    return sha256(secret.encode()).hexdigest()
