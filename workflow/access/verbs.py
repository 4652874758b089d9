"""What a role may do where no single case is meant: ``can`` before every such act. Deny by default."""

from __future__ import annotations

from states import roles
from states.facts import Doer

BREAK_GLASS = frozenset(
    {
        roles.REVIEW_OFFICER,
        roles.BUSINESS_MANAGER,
        roles.DELEGATED_PARTNER,
        roles.AGENCY_LEAD,
        roles.REVIEW_CHAIR,
        roles.BOARD_CHAIR,
    }
)
VERBS: dict[str, frozenset[str]] = {
    "record_for_another": roles.MAY_RECORD_FOR_ANOTHER,
    "see_mail": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "mend_mail": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "apply_policy": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "change_documents": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "declare_days": frozenset({roles.BUSINESS_MANAGER}),
    "see_policy": frozenset(roles.TITLES) - {roles.LAY_SCRUTINEER},
    "see_figures": frozenset(
        {roles.BUSINESS_MANAGER, roles.EXECUTIVE, roles.LEAD_PARTNER, roles.SCRUTINEER, roles.AUDITOR}
    ),
    "scrutinise": frozenset({roles.SCRUTINEER}),
    "see_trail": frozenset(
        {roles.BUSINESS_MANAGER, roles.REVIEW_OFFICER, roles.REVIEW_CHAIR, roles.AUDITOR, roles.SCRUTINEER}
    ),
    "manage_people": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "see_people": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR, roles.DELEGATED_PARTNER}),
    "audit": frozenset({roles.AUDITOR}),
    "break_glass": BREAK_GLASS,
    "read_with_reason": BREAK_GLASS | {roles.AUDITOR},
    # A scrutineer is told how often and by whom in what role, a delegated partner of their own agency's people.
    "see_looks": frozenset(
        {
            roles.BUSINESS_MANAGER,
            roles.DELEGATED_PARTNER,
            roles.REVIEW_CHAIR,
            roles.BOARD_CHAIR,
            roles.SCRUTINEER,
            roles.AUDITOR,
        }
    ),
}


def can(doer: Doer, verb: str) -> bool:
    """Whether one of the person's roles allows the verb; a verb nobody declared is allowed to nobody."""
    return any(role in VERBS.get(verb, frozenset()) for role, _ in doer.roles)
