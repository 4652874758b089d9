"""Who an audience was on a day, reckoned for the checker from the roles held then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.simulation.days import london_day
from tests.simulation.records import Records

OWNING = ("agency_user", "agency_lead", "delegated_partner", "review_officer", "business_manager")
EVERYWHERE = {
    "review_officers": "review_officer",
    "business_manager": "business_manager",
    "delegated_partners": "delegated_partner",
    "lead_partners": "lead_partner",
    "review_chair": "review_chair",
    "board_chair": "board_chair",
    "executive": "executive",
    "legal_adviser": "legal_adviser",
}
CHAIR = "chair"
"""Whoever chairs the meeting: no audience that a declaration may name."""
AT_OWNER = {"agency_lead": "agency_lead", "agency_partner": "delegated_partner"}
STATUTORY = ("council", "police", "icb")
NO_CASES = ("administrator", "auditor", "lay_scrutineer")
BY_MEMBERSHIP = ("agency_lead", "agency_user", "delegated_partner")


@dataclass(frozen=True, slots=True)
class Moment:
    """A case as it stood after its entry ``seq``, when so many entries were written over all cases, on that day."""

    case: int
    seq: int
    written: int
    day: date


def audience(records: Records, key: str, at: Moment) -> set[int]:
    """The people of an audience of the case at that moment."""
    held, case = records.held(at.day), at.case
    managers = {who for who, _, role in held if role == "business_manager"}
    agency, person = records.owners[case, at.seq]
    if key == "owner":
        if person is not None and any(who == person for who, _, _ in held):
            return {person}
        return {who for who, where, role in held if agency and where == agency and role in OWNING} or managers
    if key == "opener":
        opener = records.cases[case].opener
        return {opener} if any(who == opener for who, _, _ in held) else managers
    if key == "scrutineer":
        return _scrutineers(records, at, held) or managers
    if key == CHAIR:
        named = records.answered(case, at.seq, "chaired_by")
        return {records.ids[named]} & {who for who, _, _ in held} if named else set()
    if key == "statutory_partners":
        there = {partner: _at(held, partner, "delegated_partner") for partner in STATUTORY}
        return set().union(*there.values()) | (managers if not all(there.values()) else set())
    if key in AT_OWNER:
        return _at(held, agency, AT_OWNER[key]) or managers
    if "@" in key:
        role, _, place = key.partition("@")
        found = set()
        for where in _places(records, place, case, agency):
            found |= _at(held, where, role) or managers
        return found
    return {who for who, _, role in held if role == EVERYWHERE[key]} or managers


def _at(held: list[tuple[int, str, str]], agency: str, role: str) -> set[int]:
    return {who for who, where, had in held if agency and where == agency and had == role}


def _places(records: Records, place: str, case: int, owner: str) -> set[str]:
    if place == "owner":
        return {owner} - {""}
    shared = {row.agency for row in records.members if row.case_id == case and row.agency and row.role is None}
    return shared - {owner} if place == "answering" else shared


def _scrutineers(records: Records, at: Moment, held: list[tuple[int, str, str]]) -> set[int]:
    stand = records.conflicts.at(at.case, at.written)
    return {who for who, _, role in held if role == "scrutineer"} - stand.declared


def sees(records: Records, person: int, case: int, at: datetime) -> bool:
    """Whether the person could open the case: as business manager, as a member by name or role, or by agency."""
    day = london_day(at)
    held = [(where, role) for who, where, role in records.held(day) if who == person]
    if not held:
        return False
    if any(role == "business_manager" for _, role in held):
        return True
    family, near = {case, records.cases[case].root}, {records.cases[case].parent}
    for row in records.members:
        # Let in and let go on one day, such as a substitute in whose place another was named, they saw it in between.
        gone = row.to_on is not None and row.to_on <= day and row.from_on != day
        # Who is named on a case, such as its reviewer, sees what hangs right below it too.
        there = family | near if row.person is not None else family
        if row.case_id not in there or row.from_on > day or gone or records.member_since[row.id] > at:
            continue
        if row.agency is None:
            takes_part = any(role not in NO_CASES for _, role in held)
            # A substitute is one while they hold the scrutineer's role.
            takes_part = takes_part and (row.role != "scrutineer" or any(role == "scrutineer" for _, role in held))
            if (row.person == person and takes_part) or any(role == row.role for _, role in held):
                return True
        elif row.case_id == case and any(
            where == row.agency and role in BY_MEMBERSHIP and row.role in (None, role) for where, role in held
        ):
            return True
    return False


def away(records: Records, person: int, day: date) -> tuple[bool, int | None]:
    """Whether the person was away that day, and who stood in for them, a deputy's own deputy included, once."""
    first = _absence(records, person, day)
    if first is None:
        return False, None
    here = {who for who, _, _ in records.held(day)}
    deputy = first.deputy
    if deputy not in here or deputy == person:
        return True, None
    second = _absence(records, deputy, day)
    if second is None:
        return True, deputy
    last = second.deputy
    return True, last if last in here and last != deputy and _absence(records, last, day) is None else None


def _absence(records: Records, person: int, day: date) -> Any:
    return next((row for row in records.absences if row.person == person and row.from_on <= day <= row.until), None)
