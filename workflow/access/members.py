"""Who is let in to a case: by role, by name, as an agency that takes part. Writes and ends memberships."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from workflow.people.directory import TODAY
from workflow.tables.rows import CASEFILE, MEMBER

TAKING_PART = select(MEMBER.c.case_id, MEMBER.c.agency).where(
    MEMBER.c.agency.is_not(None), MEMBER.c.role.is_(None), MEMBER.c.seq.is_(None)
)
"""The agencies that take part in cases: whose they are, and those they are shared with; who was let in to read is
asked for nothing. No filter by viewer: it says who is told of a case, not who may see it.
"""
_ROLES_LET_IN = select(MEMBER.c.role).where(
    MEMBER.c.case_id == bindparam("case_id"), MEMBER.c.role.is_not(None), MEMBER.c.person.is_(None)
)
_ROLES_IN_FAMILY = (
    select(MEMBER.c.role, MEMBER.c.person)
    .join(CASEFILE, CASEFILE.c.id == MEMBER.c.case_id)
    .where(CASEFILE.c.root == bindparam("root"), MEMBER.c.role.is_not(None))
    .where(or_(MEMBER.c.person.is_(None), MEMBER.c.person == bindparam("person")))
    .distinct()
)
_LEAVE = (
    update(MEMBER)
    .where(MEMBER.c.case_id == bindparam("case"), MEMBER.c.person.in_(bindparam("people", expanding=True)))
    .where(MEMBER.c.role == bindparam("as_role"))
    # What had ended, ended when it did: who saw the case on which day must stay true.
    .where(or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > TODAY))
    .values(to_on=bindparam("today", type_=MEMBER.c.to_on.type))
)
_LENGTHEN = (
    update(MEMBER)
    .where(
        MEMBER.c.case_id == bindparam("case"),
        MEMBER.c.person == bindparam("who"),
        MEMBER.c.role == bindparam("as_role"),
    )
    .where(MEMBER.c.to_on > TODAY)
    .values(to_on=bindparam("until", type_=MEMBER.c.to_on.type))
)
_LEAVE_ALL = (
    update(MEMBER)
    .where(MEMBER.c.person == bindparam("who"), or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > TODAY))
    .values(to_on=bindparam("today", type_=MEMBER.c.to_on.type))
)
_NOT_OPENER = update(MEMBER).where(
    MEMBER.c.person == bindparam("who"),
    MEMBER.c.role.is_(None),
    MEMBER.c.seq.is_(None),
    MEMBER.c.case_id.in_(select(CASEFILE.c.id).where(CASEFILE.c.partnership == bindparam("partnership"))),
    or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > bindparam("on", type_=MEMBER.c.to_on.type)),
)
_NOT_OPENER = _NOT_OPENER.values(to_on=bindparam("until", type_=MEMBER.c.to_on.type))


def roles_let_in(session: Session, case_id: int) -> set[str]:
    """The roles whose holders are members of the case already."""
    return set(session.execute(_ROLES_LET_IN, {"case_id": case_id}).scalars())


def roles_in_family(session: Session, root: int, person: int) -> tuple[set[str], set[str]]:
    """The roles whose holders see a case of the family, and those for which the person is, or was, named on one."""
    rows = session.execute(_ROLES_IN_FAMILY, {"root": root, "person": person}).all()
    return {row.role for row in rows if row.person is None}, {row.role for row in rows if row.person is not None}


def end_membership(session: Session, case_id: int, people: Collection[int], role: str, today: date) -> None:
    """These people, let in by name for a role, are members of the case until today; what else they are stays."""
    session.execute(_LEAVE, {"case": case_id, "people": sorted(people), "as_role": role, "today": today})


def end_as_opener(session: Session, person: int, partnership: str, on: date) -> None:
    """From that day somebody is no member by name, any more, of what they opened there: by their roles they may be."""
    bound = {"who": person, "partnership": partnership, "on": on, "until": on}
    session.connection().execute(_NOT_OPENER, bound)


def lengthen(session: Session, case_id: int, person: int, role: str, until: date, today: date) -> bool:
    """Somebody let in by name for a role stays a member up to ``until``; False where they are one no more."""
    bound = {"case": case_id, "who": person, "as_role": role, "until": until, "today": today}
    return session.connection().execute(_LENGTHEN, bound).rowcount > 0


def end_all_memberships(session: Session, person: int, on: date) -> int:
    """Somebody leaves: from that day they are a member of no case by name; gives of how many they were."""
    return session.connection().execute(_LEAVE_ALL, {"who": person, "today": on}).rowcount
