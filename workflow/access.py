"""Who may see and do what: ``visible_to`` under every query for cases, ``can`` before every other act. Deny by default.

The only file that writes the visibility filter: a case and one that doesn't exist must answer alike everywhere.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, or_, select, update
from sqlmodel import Session

from states import roles
from states.facts import Doer
from workflow.directory import TODAY, held_today
from workflow.tables.rows import CASEFILE, MEMBER, ROLE_HELD

AT_AGENCY = (roles.AGENCY_LEAD, roles.AGENCY_USER, roles.DELEGATED_PARTNER)
VERBS: dict[str, frozenset[str]] = {
    "record_for_another": roles.MAY_RECORD_FOR_ANOTHER,
    "see_mail": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "mend_mail": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "apply_policy": frozenset({roles.BUSINESS_MANAGER, roles.ADMINISTRATOR}),
    "declare_days": frozenset({roles.BUSINESS_MANAGER}),
    "see_policy": frozenset(roles.TITLES) - {roles.LAY_SCRUTINEER},
    "see_figures": frozenset(
        {roles.BUSINESS_MANAGER, roles.EXECUTIVE, roles.LEAD_PARTNER, roles.SCRUTINEER, roles.AUDITOR}
    ),
    "see_trail": frozenset(
        {roles.BUSINESS_MANAGER, roles.REVIEW_OFFICER, roles.REVIEW_CHAIR, roles.AUDITOR, roles.SCRUTINEER}
    ),
}


def can(doer: Doer, verb: str) -> bool:
    """Whether one of the person's roles allows the verb; a verb nobody declared is allowed to nobody."""
    return any(role in VERBS.get(verb, frozenset()) for role, _ in doer.roles)


def visible_to(person: int | ColumnElement[int] | None = None) -> ColumnElement[bool]:
    """The condition on ``casefile`` under which a person sees a case today.

    Binds ``viewer`` and ``today``; ``person`` fixes the viewer instead, or is the column that says who views. Standard
    cases: the business manager, members by role or by name (from the root down), the agency whose case it is.
    Restricted: named members and the business manager. Sealed: named members alone.
    """
    if isinstance(person, ColumnElement):
        viewer = person
    else:
        viewer = bindparam("viewer", person, type_=Integer, required=person is None)
    now_member = and_(MEMBER.c.from_on <= TODAY, or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > TODAY))
    by_family = MEMBER.c.case_id.in_([CASEFILE.c.id, CASEFILE.c.root])
    holds = and_(ROLE_HELD.c.person == viewer, ROLE_HELD.c.partnership == CASEFILE.c.partnership, *held_today())
    named = exists().where(MEMBER.c.person == viewer, by_family, now_member)
    by_role = exists().where(holds, MEMBER.c.role == ROLE_HELD.c.role, MEMBER.c.agency.is_(None), by_family, now_member)
    by_agency = exists().where(
        holds,
        ROLE_HELD.c.role.in_(AT_AGENCY),
        MEMBER.c.agency == ROLE_HELD.c.agency,
        or_(MEMBER.c.role.is_(None), MEMBER.c.role == ROLE_HELD.c.role),
        MEMBER.c.case_id == CASEFILE.c.id,
        now_member,
    )
    manages = exists().where(holds, ROLE_HELD.c.role == roles.BUSINESS_MANAGER)
    holds_any = exists().where(holds)
    return and_(
        holds_any,
        or_(
            and_(CASEFILE.c.restriction == "standard", or_(manages, by_role, by_agency, named)),
            and_(CASEFILE.c.restriction == "restricted", or_(manages, named)),
            and_(CASEFILE.c.restriction == "sealed", named),
        ),
    )


_CAN_SEE = select(CASEFILE.c.id).where(CASEFILE.c.id == bindparam("case_id"), visible_to())


def can_see(session: Session, person: int, case_id: int, today: date) -> bool:
    """Whether the person sees this case today."""
    return session.execute(_CAN_SEE, {"viewer": person, "case_id": case_id, "today": today}).first() is not None


TAKING_PART = select(MEMBER.c.case_id, MEMBER.c.agency).where(MEMBER.c.agency.is_not(None), MEMBER.c.role.is_(None))
"""The agencies that take part in cases: whose they are, and those they are shared with. No filter by viewer: it says
who is told of a case, not who may see it.
"""
_ROLES_LET_IN = select(MEMBER.c.role).where(MEMBER.c.case_id == bindparam("case_id"), MEMBER.c.role.is_not(None))
_LEAVE = (
    update(MEMBER)
    .where(MEMBER.c.case_id == bindparam("case"), MEMBER.c.person.in_(bindparam("people", expanding=True)))
    .where(MEMBER.c.role == bindparam("as_role"))
    .values(to_on=bindparam("today", type_=MEMBER.c.to_on.type))
)


def roles_let_in(session: Session, case_id: int) -> set[str]:
    """The roles whose holders are members of the case already."""
    return set(session.execute(_ROLES_LET_IN, {"case_id": case_id}).scalars())


def end_membership(session: Session, case_id: int, people: Collection[int], role: str, today: date) -> None:
    """These people, let in by name for a role, are members of the case until today; what else they are stays."""
    session.execute(_LEAVE, {"case": case_id, "people": sorted(people), "as_role": role, "today": today})
