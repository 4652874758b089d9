"""Passkeys (WebAuthn): made and asked for with the person's finger, face or PIN, so that one alone is two factors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from api.signing_in.keys import Keys
from api.signing_in.steps import LASTS
from workflow.tables.moments import NOW
from workflow.tables.rows import PASSKEY

MOST_SAID, MOST_NAME, MOST_CREDENTIAL = 20_000, 60, 1023
HANDLE = "passkey"
WAITS = int(LASTS.total_seconds() * 1000)
P = PASSKEY.c
_OF = select(P.id, P.credential, P.name, P.made_at, P.used_at).where(P.person == bindparam("whose")).order_by(P.id)
_FIND = select(P.id, P.person, P.public_key, P.sign_count).where(P.credential == bindparam("looked_up"))
_NEW = insert(PASSKEY).values(made_at=NOW)
_USED = (
    update(PASSKEY)
    .where(P.id == bindparam("which"), P.sign_count == bindparam("was"))
    .values(sign_count=bindparam("counted"), used_at=NOW)
)
_REMOVE = delete(PASSKEY).where(P.id == bindparam("which"), P.person == bindparam("whose"))


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks for passkeys: the host that they are bound to, and the address that a browser must have been at."""

    host: str
    origin: str

    @classmethod
    def at(cls, base_url: str) -> Party:
        """Of the installation at this address."""
        split = urlsplit(base_url)
        return cls(split.hostname or "", f"{split.scheme}://{split.netloc}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked, as JSON for our script, and the challenge that must come back."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a person's passkeys, as their page shows it."""

    id: int
    credential: bytes
    name: str
    made_at: datetime
    used_at: datetime | None


def of_person(session: Session, person: int) -> list[Listed]:
    """The person's passkeys, the oldest first."""
    return [Listed(*row) for row in session.execute(_OF, {"whose": person})]


def ask_to_make(keys: Keys, party: Party, person: int, email: str, name: str, has: list[Listed]) -> Asked:
    """What a browser needs to make a passkey for the person, on none of the devices that have one of theirs."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="Casekeeper",
        user_id=_handle(keys, person),
        user_name=email,
        user_display_name=name,
        timeout=WAITS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in has],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def ask_for(party: Party, has: list[Listed] | None = None) -> Asked:
    """What a browser needs to sign somebody in with a passkey: with any, or with one of these."""
    options = generate_authentication_options(
        rp_id=party.host,
        timeout=WAITS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in has or []],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def add(session: Session, party: Party, person: int, challenge: str, said: str, name: str) -> bool:
    """Keeps the passkey that a browser made; False where what it says doesn't hold."""
    try:
        made = verify_registration_response(
            credential=_read(said),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, RecursionError):
        return False
    if len(made.credential_id) > MOST_CREDENTIAL or session.execute(_FIND, {"looked_up": made.credential_id}).first():
        return False
    row = {
        "person": person,
        "credential": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "name": "".join(letter for letter in name if letter.isprintable()).strip()[:MOST_NAME] or "Passkey",
    }
    session.connection().execute(_NEW, row)
    return True


def proved(session: Session, keys: Keys, party: Party, challenge: str, said: str) -> int | None:
    """Whose passkey answered the challenge; None where what the browser says doesn't hold.

    A count that doesn't rise means that there is a copy of the key somewhere (Web Authentication Level 3, 7.2).
    """
    try:
        told = _read(said)
        found = session.execute(_FIND, {"looked_up": base64url_to_bytes(str(told.get("id", "")))}).first()
        if found is None:
            return None
        handle = (told.get("response") or {}).get("userHandle")
        if handle and not keys.names(base64url_to_bytes(str(handle)).decode(), HANDLE, str(found.person)):
            return None
        answer = verify_authentication_response(
            credential=told,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, AttributeError, RecursionError):
        return None
    bound = {"which": found.id, "was": found.sign_count, "counted": answer.new_sign_count}
    return int(found.person) if session.connection().execute(_USED, bound).rowcount == 1 else None


def remove(session: Session, person: int, number: int) -> bool:
    """Removes one of the person's own passkeys; False where they have none of that number."""
    return session.connection().execute(_REMOVE, {"which": number, "whose": person}).rowcount == 1


def _handle(keys: Keys, person: int) -> bytes:
    """What a passkey knows its person by: nothing that says who they are."""
    return keys.mac(HANDLE, str(person)).encode()


def _read(said: str) -> dict[str, Any]:
    """What the browser says, as an object; ValueError where it is none."""
    if len(said) > MOST_SAID:
        raise ValueError("longer than any passkey's answer")
    try:
        told = json.loads(said)
    except RecursionError:
        raise ValueError("nested deeper than any passkey's answer") from None
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told
