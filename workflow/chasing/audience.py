"""Who an audience is today: statements that serve one case in a move and thousands in a sweep alike.

Who may not know of a case, restricted or out of bounds to them, isn't counted on: the manager hears instead.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import Session

from states import roles
from states.audiences import AT
from workflow.access import members
from workflow.access.sight import listed_to
from workflow.database.id_lists import one_of, probed
from workflow.database.statements import Statement
from workflow.people.directory import TODAY, held_today, not_left
from workflow.tables.rows import AGENCY, CASEFILE, CONFLICT, EXCLUSION, PERSON, ROLE_HELD

OWNING_ROLES = (
    roles.AGENCY_USER,
    roles.AGENCY_LEAD,
    roles.DELEGATED_PARTNER,
    roles.REVIEW_OFFICER,
    roles.BUSINESS_MANAGER,
)
"""Who answers for an agency's case that is nobody's own; the last two where it is the business unit."""

ROLE_OF = {
    "agency_lead": roles.AGENCY_LEAD,
    "agency_partner": roles.DELEGATED_PARTNER,
    "review_officers": roles.REVIEW_OFFICER,
    "business_manager": roles.BUSINESS_MANAGER,
    "delegated_partners": roles.DELEGATED_PARTNER,
    "statutory_partners": roles.DELEGATED_PARTNER,
    "lead_partners": roles.LEAD_PARTNER,
    "review_chair": roles.REVIEW_CHAIR,
    "board_chair": roles.BOARD_CHAIR,
    "scrutineer": roles.SCRUTINEER,
    "executive": roles.EXECUTIVE,
    "legal_adviser": roles.LEGAL_ADVISER,
    "auditor": roles.AUDITOR,  # of broken glass alone: no declaration and no policy can tell an auditor of a case
}
AT_OWNER = ("agency_lead", "agency_partner")

WHY = {
    "owner": "you own it",
    "opener": "you opened it",
    "agency_lead": "you are the lead of the agency that owns it",
    "agency_partner": "you are the delegated partner of the agency that owns it",
    "review_officers": "you are a review officer",
    "business_manager": "you are the business manager",
    "delegated_partners": "you are a delegated safeguarding partner",
    "statutory_partners": "you are a statutory partner's delegated safeguarding partner",
    "lead_partners": "you are a lead safeguarding partner",
    "review_chair": "you chair the review subgroup",
    "board_chair": "you chair the adults board",
    "scrutineer": "you are the independent scrutineer",
    "executive": "you are one of the executive",
    "legal_adviser": "you are the legal adviser",
    "auditor": "you are the auditor",
}
WHY_OF_OWNING_AGENCY = "your agency owns it"

WHY_VACANT = {
    "owner": "nobody at the agency that owns it holds a role",
    "opener": "whoever opened it holds no role any more",
    "agency_lead": "nobody is the agency's lead",
    "agency_partner": "the agency that owns it has no delegated partner",
    "review_officers": "nobody is a review officer",
    "delegated_partners": "nobody is a delegated safeguarding partner",
    "statutory_partners": "one of the statutory partners has no delegated safeguarding partner",
    "lead_partners": "nobody is a lead safeguarding partner",
    "review_chair": "nobody chairs the review subgroup",
    "board_chair": "nobody chairs the adults board",
    "scrutineer": "nobody is the independent scrutineer",
    "executive": "nobody is of the executive",
    "legal_adviser": "nobody is the legal adviser",
    "auditor": "nobody is the auditor",
}
"""What the business manager reads, to whom an empty audience falls."""
WHY_KEPT_OUT = "somebody who should hear of it is excluded, or not named on it"
"""And where somebody is of the audience who may not know of the case."""


def people_of(
    session: Session,
    case_id: int,
    partnership: str,
    audiences: tuple[str, ...],
    today: date,
    statutory: tuple[str, ...],
    *,
    unknowing: bool = False,
) -> list[tuple[int, str]]:
    """Who these audiences of one case are today: each person once, with the first audience's why.

    ``unknowing``: those too who may not know of the case; the mail that tells them says nothing that shows it.
    """
    if not audiences:
        return []
    bound = {"cases": [case_id], "partnership": partnership, "today": today, "statutory": statutory}
    found = _of_one_case(audiences, len(statutory), unknowing).all(session, bound)
    return [(row.person, row.why) for row in found]


@cache
def _of_one_case(audiences: tuple[str, ...], partners: int, unknowing: bool) -> Statement:  # noqa: FBT001 - a key
    return Statement(people(audiences, unknowing=unknowing), {"statutory": partners})


@cache
def people(audiences: tuple[str, ...], *, unknowing: bool = False) -> Select[Any]:
    """The statement that finds them: rows of ``case_id``, ``person``, ``why``, each person once a case.

    Binds: ``cases`` (ids, a list), ``partnership``, ``today``, ``statutory`` (agency keys, a list).
    """
    branches = [branch for audience in audiences for branch in _branches(audience)]
    meant = union_all(*(_ranked(members, rank) for rank, (members, _) in enumerate(branches))).cte("meant")
    both = (_who_may_know(meant), _manager_for_who_may_not(meant, len(branches)))
    found = (select(*meant.c) if unknowing else union_all(*both)).subquery("found")
    first = func.min(found.c.rank)
    words: Any = {rank: why for rank, (_, why) in enumerate(branches)} | {len(branches): WHY_KEPT_OUT}
    return (
        select(found.c.case_id, found.c.person, case(words, value=first).label("why"))
        .group_by(found.c.case_id, found.c.person)
        .order_by(found.c.case_id, first, found.c.person)
    )


def _who_may_know(meant: CTE) -> Select[Any]:
    return select(*meant.c).join_from(meant, CASES, CASES.c.case_id == meant.c.case_id).where(_may_know(meant))


def _manager_for_who_may_not(meant: CTE, rank: int) -> Select[Any]:
    """The business manager, if they may know of it, where somebody is meant who is shut out of a narrowed case."""
    manager = and_(HOLDS.c.role == roles.BUSINESS_MANAGER, _may_know(HOLDS))
    found = select(meant.c.case_id, HOLDS.c.person).join_from(meant, CASES, CASES.c.case_id == meant.c.case_id)
    return _ranked(found.join(HOLDS, manager).where(~_may_know(meant)), rank)


def _may_know(who: Any) -> Rule:
    # Asked where a case is restricted, or somebody excluded from it, alone: sweeps ask this of thousands.
    listed = exists().where(CASEFILE.c.id == CASES.c.case_id, listed_to(probed(who.c.person)))
    return or_(~CASES.c.narrowed, listed.correlate_except(CASEFILE))


Rule = ColumnElement[bool]
_STATUTORY: Any = bindparam("statutory", expanding=True)


def _branches(audience: str) -> list[tuple[Select[Any], str]]:
    """Who makes an audience, each part with its why; the last for when nobody is of it."""
    found: list[tuple[Select[Any], str]]
    if audience == "owner":
        # Not by way of HOLDS: each case would be held against every role there is.
        own = select(CASES.c.case_id, CASES.c.owner_person.label("person")).where(CASES.c.owner_holds)
        at_agency = _at_agency(HOLDS, *OWNING_ROLES, of=OWNERLESS)
        nobody = ~_somebody(_at_agency(ANYBODY, *OWNING_ROLES, of=OWNERLESS))
        found = [(own, WHY["owner"]), (_members(at_agency, OWNERLESS), WHY_OF_OWNING_AGENCY)]
    elif audience == "opener":
        found = [(_members(HOLDS.c.person == CASES.c.opener, CASES), WHY["opener"])]
        nobody = ~_somebody(ANYBODY.c.person == CASES.c.opener)
    elif "@" in audience:
        return _somewhere(audience)
    elif audience == "scrutineer":
        # Nobody can switch off that the scrutineer hears: who has a conflict is passed over; who stands in is another
        # scrutineer, and told as one.
        found = [(_members(and_(_holds(HOLDS, audience), ~_in_conflict(HOLDS)), CASES), WHY[audience])]
        nobody = ~_somebody(and_(_holds(ANYBODY, audience), ~_in_conflict(ANYBODY)))
    elif audience == "statutory_partners":
        found = [(_members(_holds(HOLDS, audience), CASES), WHY[audience])]
        partner = and_(AGENCY.c.partnership == bindparam("partnership"), AGENCY.c.key.in_(_STATUTORY))
        nobody = exists(select(AGENCY.c.key).where(partner, ~_somebody_at(AGENCY.c.key, roles.DELEGATED_PARTNER)))
    else:
        found = [(_members(_holds(HOLDS, audience), CASES), WHY[audience])]
        nobody = ~_somebody(_holds(ANYBODY, audience))
    if audience in WHY_VACANT:
        manager = and_(_holds(HOLDS, "business_manager"), nobody)
        found.append((_members(manager, OWNERLESS if audience == "owner" else CASES), WHY_VACANT[audience]))
    return found


def _somewhere(audience: str) -> list[tuple[Select[Any], str]]:
    """A role at a place, ``role@place``; where an agency there has nobody of it, the business manager."""
    role, _, place = audience.partition("@")
    title, at = roles.TITLES[role].lower(), AT[place]
    article = "an" if title[0] in "aeiou" else "a"
    if place == "owner":
        agencies = select(CASES.c.case_id, CASES.c.owner_agency.label("agency")).where(CASES.c.owner_agency != "")
    else:
        part = members.TAKING_PART.subquery()
        agencies = select(CASES.c.case_id, part.c.agency).join_from(CASES, part, part.c.case_id == CASES.c.case_id)
        agencies = agencies.where(part.c.agency != CASES.c.owner_agency) if place == "answering" else agencies
    there = agencies.subquery()
    held = and_(HOLDS.c.agency == there.c.agency, HOLDS.c.role == role)
    vacant = and_(HOLDS.c.role == roles.BUSINESS_MANAGER, ~_somebody_at(there.c.agency, role))
    return [
        (select(there.c.case_id, HOLDS.c.person).join_from(there, HOLDS, held), f"you are {article} {title} {at}"),
        (select(there.c.case_id, HOLDS.c.person).join_from(there, HOLDS, vacant), f"no {title} is there {at}"),
    ]


def _somebody_at(agency: ColumnElement[str], role: str) -> Rule:
    there = select(ANYBODY.c.person).where(ANYBODY.c.agency == agency, ANYBODY.c.role == role)
    return exists(there.correlate_except(ANYBODY))


def _in_conflict(holder: Any) -> Rule:
    """Whether somebody declared a conflict in the case's family."""
    of_family = select(CONFLICT.c.id).where(CONFLICT.c.root == CASES.c.root, CONFLICT.c.person == holder.c.person)
    return exists(of_family.correlate_except(CONFLICT))


def _holds(holder: Any, audience: str) -> Rule:
    role = ROLE_OF[audience]
    if audience in AT_OWNER:
        return _at_agency(holder, role)
    if audience == "statutory_partners":
        return and_(holder.c.role == role, holder.c.agency.in_(_STATUTORY))
    return and_(holder.c.role == role)


def _at_agency(holder: Any, *held: str, of: CTE | None = None) -> Rule:
    agency, owner_agency = holder.c.agency, (CASES if of is None else of).c.owner_agency
    return and_(agency == owner_agency, agency != "", holder.c.role.in_(held))


def _members(rule: Rule, cases: CTE) -> Select[Any]:
    return select(cases.c.case_id, HOLDS.c.person).join_from(cases, HOLDS, rule)


def _ranked(members: Select[Any], rank: int) -> Select[Any]:
    return members.add_columns(type_coerce(literal(rank, literal_execute=True), Integer).label("rank"))


def _somebody(rule: Rule) -> Rule:
    return exists(select(ANYBODY.c.person).where(rule).correlate(CASES, OWNERLESS))


def _held_today() -> tuple[Rule, ...]:
    return (ROLE_HELD.c.partnership == bindparam("partnership"), *held_today(), not_left())


# Asked of the tables, not of HOLDS: an index answers it, once a case.
_OWNER_HOLDS = (
    select(ROLE_HELD.c.id)
    .join(PERSON, PERSON.c.id == ROLE_HELD.c.person)
    .where(ROLE_HELD.c.person == CASEFILE.c.owner_person, *_held_today())
    .exists()
)
_EXCLUDES = (
    select(EXCLUSION.c.id)
    .where(EXCLUSION.c.root == CASEFILE.c.root, EXCLUSION.c.from_on <= TODAY)
    .where(EXCLUSION.c.to_on.is_(None) | (EXCLUSION.c.to_on > TODAY))
    .exists()
)
CASES = (
    select(
        CASEFILE.c.id.label("case_id"),
        CASEFILE.c.owner_agency,
        CASEFILE.c.owner_person,
        CASEFILE.c.opener,
        CASEFILE.c.root,
    )
    .add_columns(_OWNER_HOLDS.label("owner_holds"))
    .add_columns(or_(CASEFILE.c.restriction != "standard", _EXCLUDES).label("narrowed"))
    .where(one_of(CASEFILE.c.id, "cases"))
    .cte("cases")
)
# Few or none: by themselves, or each of all the cases would be held against each of all the roles.
OWNERLESS = (
    select(CASES.c.case_id, CASES.c.owner_agency)
    .where(~CASES.c.owner_holds)
    .cte("ownerless")
    .prefix_with("MATERIALIZED")
)
HOLDS = (
    select(ROLE_HELD.c.person, ROLE_HELD.c.agency, ROLE_HELD.c.role)
    .join(PERSON, PERSON.c.id == ROLE_HELD.c.person)
    .where(*_held_today())
    .cte("holds")
)
"""Roles held today in the partnership, by people who haven't left."""
ANYBODY = HOLDS.alias("anybody")
