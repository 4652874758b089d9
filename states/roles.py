"""Who takes part, and how a declaration names them. Knows no person.

A *doer* in a declaration is a role key, or a role at a place: ``agency_user@owner`` is an agency's user at the
agency that owns the case, ``delegated_partner@statutory`` one at a statutory partner.
"""

from __future__ import annotations

REVIEW_OFFICER = "review_officer"
BUSINESS_MANAGER = "business_manager"
DELEGATED_PARTNER = "delegated_partner"
LEAD_PARTNER = "lead_partner"
AGENCY_LEAD = "agency_lead"
AGENCY_USER = "agency_user"
PANEL_MEMBER = "panel_member"
REVIEW_CHAIR = "review_chair"
BOARD_CHAIR = "board_chair"
SCRUTINEER = "scrutineer"
LAY_SCRUTINEER = "lay_scrutineer"
INDEPENDENT_REVIEWER = "independent_reviewer"
LEGAL_ADVISER = "legal_adviser"
EXECUTIVE = "executive"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

RECORDED_FOR = "recorded_for"
"""Not a role: the doer for whom an entry was recorded within the last five working days."""

TITLES = {
    REVIEW_OFFICER: "Review officer",
    BUSINESS_MANAGER: "Business manager",
    DELEGATED_PARTNER: "Delegated safeguarding partner",
    LEAD_PARTNER: "Lead safeguarding partner",
    AGENCY_LEAD: "Agency lead",
    AGENCY_USER: "Agency user",
    PANEL_MEMBER: "Panel member",
    REVIEW_CHAIR: "Review subgroup chair",
    BOARD_CHAIR: "Adults board chair",
    SCRUTINEER: "Independent scrutineer",
    LAY_SCRUTINEER: "Lay scrutineer",
    INDEPENDENT_REVIEWER: "Independent reviewer",
    LEGAL_ADVISER: "Legal adviser",
    EXECUTIVE: "Executive",
    AUDITOR: "Auditor",
    ADMINISTRATOR: "Administrator",
}

LOCAL_AUTHORITY = "local_authority"
PLACES = {
    "owner": "at the agency that owns it",
    "statutory": "at a statutory partner",
    "party": "at an agency that takes part",
    LOCAL_AUTHORITY: "at the local authority",
}

MAY_RECORD_FOR_ANOTHER = frozenset({REVIEW_OFFICER, BUSINESS_MANAGER})
"""The business unit enters what came by secure mail or was said at a meeting."""


def at_owner(role: str) -> str:
    """The doer that is ``role`` at the agency that owns the case."""
    return f"{role}@owner"


def at_statutory(role: str) -> str:
    """The doer that is ``role`` at one of the partnership's statutory partners."""
    return f"{role}@statutory"


def at_party(role: str) -> str:
    """The doer that is ``role`` at an agency that takes part in the case: its owner, or one it is shared with."""
    return f"{role}@party"


def at_local_authority(role: str) -> str:
    """The doer that is ``role`` at the local authority, whose duty notification alone is."""
    return f"{role}@{LOCAL_AUTHORITY}"


def doer_title(doer: str) -> str:
    """A doer in words, such as "Agency user at the agency that owns it"."""
    role, _, place = doer.partition("@")
    words = "Whoever it was recorded for" if role == RECORDED_FOR else TITLES[role]
    return f"{words} {PLACES[place]}" if place else words
