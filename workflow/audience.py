"""Who an audience is today: statements that serve one case in a move and thousands in a sweep alike.

Whether somebody may open the case is ``access.py``'s, asked again before a mail goes.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import Session

from states import roles
from workflow.statements import Statement
from workflow.tables.rows import CASEFILE, PERSON, ROLE_HELD

TODAY: ColumnElement[date] = bindparam("today")

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
    "scrutineer": roles.SCRUTINEER,
    "executive": roles.EXECUTIVE,
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
    "scrutineer": "you are the independent scrutineer",
    "executive": "you are one of the executive",
}
WHY_OF_OWNING_AGENCY = "your agency owns it"

WHY_VACANT = {
    "owner": "nobody at the agency that owns it holds a role",
    "opener": "whoever opened it holds no role any more",
    "agency_lead": "nobody is the agency's lead",
    "agency_partner": "nobody is the agency's delegated partner",
    "review_officers": "nobody is a review officer",
    "delegated_partners": "nobody is a delegated safeguarding partner",
    "statutory_partners": "nobody is a statutory partner's delegated safeguarding partner",
    "lead_partners": "nobody is a lead safeguarding partner",
    "review_chair": "nobody chairs the review subgroup",
    "scrutineer": "nobody is the independent scrutineer",
    "executive": "nobody is of the executive",
}
"""What the business manager reads, to whom an empty audience falls."""


def people_of(
    session: Session,
    case_id: int,
    partnership: str,
    audiences: tuple[str, ...],
    today: date,
    statutory: tuple[str, ...],
) -> list[tuple[int, str]]:
    """Who these audiences of one case are today: each person once, with the first audience's why."""
    if not audiences:
        return []
    bound = {"cases": (case_id,), "partnership": partnership, "today": today, "statutory": statutory}
    return [(row.person, row.why) for row in _of_one_case(audiences, len(statutory)).all(session, bound)]


@cache
def _of_one_case(audiences: tuple[str, ...], partners: int) -> Statement:
    return Statement(people(audiences), {"cases": 1, "statutory": partners})


@cache
def people(audiences: tuple[str, ...]) -> Select[Any]:
    """The statement that finds them: rows of ``case_id``, ``person``, ``why``, each person once a case.

    Binds: ``cases`` (ids, a list), ``partnership``, ``today``, ``statutory`` (agency keys, a list).
    """
    branches = [branch for audience in audiences for branch in _branches(audience)]
    found = union_all(*(_members(rule, rank) for rank, (rule, _) in enumerate(branches))).subquery("found")
    first = func.min(found.c.rank)
    words: Any = {rank: why for rank, (_, why) in enumerate(branches)}
    return (
        select(found.c.case_id, found.c.person, case(words, value=first).label("why"))
        .group_by(found.c.case_id, found.c.person)
        .order_by(found.c.case_id, first, found.c.person)
    )


Rule = ColumnElement[bool]


def _branches(audience: str) -> list[tuple[Rule, str]]:
    """Rules over ``HOLDS`` that make an audience, each with its why; the last for when nobody is of it."""
    found: list[tuple[Rule, str]]
    if audience == "owner":
        own: Rule = and_(CASES.c.owner_holds, HOLDS.c.person == CASES.c.owner_person)
        at_agency = _at_agency(HOLDS, *OWNING_ROLES)
        gone = ~CASES.c.owner_holds
        nobody = and_(gone, ~_somebody(_at_agency(ANYBODY, *OWNING_ROLES)))
        found = [(own, WHY["owner"]), (and_(at_agency, gone), WHY_OF_OWNING_AGENCY)]
    elif audience == "opener":
        found = [(HOLDS.c.person == CASES.c.opener, WHY["opener"])]
        nobody = ~_somebody(ANYBODY.c.person == CASES.c.opener)
    else:
        found = [(_holds(HOLDS, audience), WHY[audience])]
        nobody = ~_somebody(_holds(ANYBODY, audience))
    if audience in WHY_VACANT:
        found.append((and_(_holds(HOLDS, "business_manager"), nobody), WHY_VACANT[audience]))
    return found


def _holds(holder: Any, audience: str) -> Rule:
    role = ROLE_OF[audience]
    if audience in AT_OWNER:
        return _at_agency(holder, role)
    if audience == "statutory_partners":
        return and_(holder.c.role == role, holder.c.agency.in_(bindparam("statutory", expanding=True)))
    return and_(holder.c.role == role)


def _at_agency(holder: Any, *held: str) -> Rule:
    agency = holder.c.agency
    return and_(agency == CASES.c.owner_agency, agency != "", holder.c.role.in_(held))


def _members(rule: Rule, rank: int) -> Select[Any]:
    number = type_coerce(literal(rank, literal_execute=True), Integer).label("rank")
    return select(CASES.c.case_id, HOLDS.c.person, number).join_from(CASES, HOLDS, rule)


def _somebody(rule: Rule) -> Rule:
    return exists(select(ANYBODY.c.person).where(rule).correlate(CASES))


def _held_today() -> tuple[Rule, ...]:
    return (
        ROLE_HELD.c.partnership == bindparam("partnership"),
        ROLE_HELD.c.from_on <= TODAY,
        ROLE_HELD.c.to_on.is_(None) | (ROLE_HELD.c.to_on > TODAY),
        PERSON.c.left_on.is_(None) | (PERSON.c.left_on > TODAY),
    )


# Asked of the tables, not of HOLDS: an index answers it, once a case.
_OWNER_HOLDS = (
    select(ROLE_HELD.c.id)
    .join(PERSON, PERSON.c.id == ROLE_HELD.c.person)
    .where(ROLE_HELD.c.person == CASEFILE.c.owner_person, *_held_today())
    .exists()
)
CASES = (
    select(CASEFILE.c.id.label("case_id"), CASEFILE.c.owner_agency, CASEFILE.c.owner_person, CASEFILE.c.opener)
    .add_columns(_OWNER_HOLDS.label("owner_holds"))
    .where(CASEFILE.c.id.in_(bindparam("cases", expanding=True)))
    .cte("cases")
)
HOLDS = (
    select(ROLE_HELD.c.person, ROLE_HELD.c.agency, ROLE_HELD.c.role)
    .join(PERSON, PERSON.c.id == ROLE_HELD.c.person)
    .where(*_held_today())
    .cte("holds")
)
"""Roles held today in the partnership, by people who haven't left."""
ANYBODY = HOLDS.alias("anybody")
