"""How somebody signed in at their provider, held against what the policy says that provider must say of it.

A provider that is asked nothing is believed, whatever it says or leaves out. Knows nobody: it looks before anybody is
looked for, so that its sentence tells nothing of who is known here.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from api.signing_in.openid.faults import TooWeak
from api.signing_in.providers import Provider
from states.policy import MustSay
from workflow.policy.policies import in_force

UNMET = "unmet_authentication_requirements"
"""What a provider answers that can't sign somebody in as strongly as it was asked to."""
NOTHING = "nothing: it may let in with one factor"


def must_say(session: Session, provider: Provider) -> MustSay:
    """What the policy in force asks of the provider."""
    asked = in_force(session, provider.partnership).providers_say
    return next((one for one in asked if one.key == provider.agency), MustSay(provider.agency))


def wanted_claims(asked: MustSay) -> dict[str, Any]:
    """What is to stand in the ID token of it, as OpenID Connect Core 1.0, 5.5, asks for it."""
    wanted: dict[str, Any] = {}
    if asked.acr:
        wanted["acr"] = {"essential": True, "values": list(asked.acr)}
    if asked.amr:
        wanted["amr"] = None
    return wanted


def require_said(asked: MustSay, claims: dict[str, Any]) -> None:
    """``TooWeak`` unless the claims of a token that holds say what is asked."""
    lacks = []
    if asked.acr and not _is_one(claims.get("acr"), asked.acr):
        lacks.append("acr")
    said = claims.get("amr")
    if asked.amr and not (isinstance(said, list) and any(_is_one(one, asked.amr) for one in said)):
        lacks.append("amr")
    if lacks:
        raise TooWeak(f"ID token: not how the policy asks them to sign in ({', '.join(lacks)})", str(asked))


def _is_one(said: object, of: tuple[str, ...]) -> bool:
    return isinstance(said, str) and said in of
