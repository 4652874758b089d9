"""Whom a notice may be addressed to, by key. Who that is on the day, ``workflow/chasing/audience.py`` finds out."""

from __future__ import annotations

from states.roles import TITLES

WHOSE_TURN = "whose_turn"
"""In a policy's rungs: those whom the kind's clock names, such as a stage's owners or the agencies challenged."""

AUDIENCES = {
    "owner": "the owner of the case, else the people of the agency that owns it",
    "opener": "whoever opened it",
    "agency_lead": "the lead of the agency that owns it",
    "agency_partner": "the delegated partner of the agency that owns it, else the business manager",
    "review_officers": "the review officers",
    "business_manager": "the business manager",
    "delegated_partners": "the delegated safeguarding partners",
    "statutory_partners": "each statutory partner's delegated safeguarding partner",
    "lead_partners": "the lead safeguarding partners",
    "review_chair": "the chair of the review subgroup",
    "board_chair": "the chair of the adults board",
    "scrutineer": "the independent scrutineer, or the substitute where they have a conflict",
    "executive": "the executive",
    "legal_adviser": "the legal adviser",
}

AT = {
    "owner": "at the agency whose it is",
    "answering": "at an agency asked about it",
    "party": "at an agency that takes part",
}
"""Places of an audience that is a role somewhere, such as ``delegated_partner@answering``."""


def is_audience(key: str) -> bool:
    """Whether a notice may be addressed to it: a key of ``AUDIENCES``, or a role at a place of ``AT``."""
    role, _, place = key.partition("@")
    return key in AUDIENCES or (role in TITLES and place in AT)
