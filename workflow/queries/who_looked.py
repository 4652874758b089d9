"""Who has looked at one case, as far as each who answers for it may know: all by name, their own people, or counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from states import roles
from states.facts import Doer
from workflow.engine.casework import Casework
from workflow.errors import NotPermitted
from workflow.queries.looks import Counted, LookShown, counts_of_case, looks_of_case, people_at

ALL_NAMES = (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR, roles.BOARD_CHAIR, roles.AUDITOR)


@dataclass(frozen=True, slots=True)
class May:
    """What of a case's looks somebody may see: everybody's (``agencies`` None), those of agencies, or counts alone."""

    names: bool
    agencies: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class WhoLooked:
    """A page of looks and the cursor of the next, or counts by role where names aren't for whoever asks."""

    may: May
    looks: list[LookShown]
    following: int | None
    counts: list[Counted]


def may_see(doer: Doer, case: Casework) -> May:
    """What of the case's looks its reader may see; ``NotPermitted`` under broken glass, and to who may see none."""
    if doer.holds(roles.AUDITOR):
        return May(names=True)
    if case.acts and any(doer.holds(role) for role in ALL_NAMES):
        return May(names=True)
    at = frozenset(agency for role, agency in doer.roles if role == roles.DELEGATED_PARTNER and agency)
    if case.acts and at:
        return May(names=True, agencies=at)
    if case.acts and doer.holds(roles.SCRUTINEER):
        return May(names=False)
    raise NotPermitted("Who has looked at a case is for those who answer for it.")


def who_looked(session: Session, doer: Doer, case: Casework, before: int | None) -> WhoLooked:
    """Who has looked at the case, as far as its reader may know; ``NotPermitted`` as ``may_see``."""
    may = may_see(doer, case)
    if not may.names:
        return WhoLooked(may, [], None, counts_of_case(session, case.id))
    by = None if may.agencies is None else people_at(session, case.partnership, may.agencies)
    found, following = looks_of_case(session, case.id, by=by, before=before)
    return WhoLooked(may, found, following, [])
