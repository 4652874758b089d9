"""Which cases a person lists, reads and acts on: conditions on ``casefile`` that stand under every query for cases.

The only file that writes them: a case and one that doesn't exist must answer alike everywhere. Each binds ``today``,
and ``viewer`` unless another person, or the column that says who views, is given.

* ``listed_to``: knows that it is there, what kind it is, where it stands and when it is due; no word of what it holds.
* ``visible_to``: reads it.
* ``acted_on_by``: reads it as somebody who takes part, and so may act where the declarations let them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Exists, Integer, Table, and_, bindparam, exists, func, or_, select
from sqlmodel import Session

from states import roles
from states.facts import Doer
from workflow.people.directory import TODAY, held_today
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import CASEFILE, CONFLICT, DECLARATION, EXCLUSION, INDEPENDENCE, MEMBER, READING, ROLE_HELD

AT_AGENCY = (roles.AGENCY_LEAD, roles.AGENCY_USER, roles.DELEGATED_PARTNER)
NO_CASES = (roles.ADMINISTRATOR, roles.LAY_SCRUTINEER, roles.AUDITOR)
"""Roles that let nobody take part in a case, named on it or not; an auditor reads with a reason."""
Viewer = int | ColumnElement[int] | None
Rule = ColumnElement[bool]


def listed_to(person: Viewer = None) -> Rule:
    """The condition under which a person may know that a case is there.

    Members by role, by name (from the root down), as the agency whose case it is; the business manager, unless it is
    sealed. A restricted or sealed case: those named alone, and of a restricted one the manager knows. Nobody excluded.
    """
    viewer = _viewer(person)
    return and_(_holds_any(viewer), ~_excluded(viewer), or_(_takes_part(viewer), _manages(viewer)))


def visible_to(person: Viewer = None) -> Rule:
    """The condition under which a person reads a case: takes part, or has leave to read it for a reason and a time."""
    viewer = _viewer(person)
    reads = or_(and_(_takes_part(viewer), _has_declared(viewer)), _has_leave(viewer))
    return and_(_holds_any(viewer), ~_excluded(viewer), _unconflicted(viewer), reads)


def acted_on_by(person: Viewer = None) -> Rule:
    """The condition under which a person takes part in a case: a member, with no conflict, and declared so."""
    viewer = _viewer(person)
    return and_(
        _holds_any(viewer), ~_excluded(viewer), _takes_part(viewer), _unconflicted(viewer), _has_declared(viewer)
    )


def opens_to(person: Viewer = None) -> Rule:
    """The condition under which a link to a listed case leads on: they read it, or would once they declared."""
    viewer = _viewer(person)
    reads = or_(and_(_takes_part(viewer), or_(_has_declared(viewer), ~related(viewer))), _has_leave(viewer))
    return and_(_holds_any(viewer), ~_excluded(viewer), _unconflicted(viewer), reads)


def belongs(person: Viewer = None) -> Rule:
    """The condition that a person holds any role in the case's partnership: cheap to ask, and no leave to see it."""
    return _holds_any(_viewer(person))


def excluded(person: Viewer = None) -> Rule:
    """The condition that a person, or an agency that they work for, is excluded from the case's family today."""
    return _excluded(_viewer(person))


def kept_out(person: Viewer = None) -> Rule:
    """The condition that a person has no part in the case even through another: excluded, or not of the people named
    where it is restricted to those.
    """
    viewer = _viewer(person)
    return or_(_excluded(viewer), and_(CASEFILE.c.restriction != "standard", ~_takes_part(viewer)))


def conflicted(person: Viewer = None) -> Rule:
    """The condition that a person declared a conflict of interest in the case's family."""
    return ~_unconflicted(_viewer(person))


def declares_first(person: Viewer = None) -> Rule:
    """The condition that a scrutineer hasn't said yet whether they have a conflict in the case's family."""
    return ~_has_declared(_viewer(person))


def asked_to_declare(person: Viewer = None) -> Rule:
    """The condition that a person scrutinises the case: they alone are asked."""
    return _scrutinises(_viewer(person))


def related(person: Viewer = None) -> Rule:
    """The condition that a person's last declaration for their appointment says that they aren't independent."""
    viewer = _viewer(person)
    to_anybody = or_(INDEPENDENCE.c.to_member, INDEPENDENCE.c.to_officer)
    return _last_said(viewer, CASEFILE.c.partnership).where(to_anybody)


def leave_ends(person: Viewer = None) -> ColumnElement[datetime | None]:
    """When the leave to read the case for a reason ends, NULL without one."""
    runs = and_(READING.c.person == _viewer(person), READING.c.ends_at > DatabaseNow())
    ends = select(READING.c.ends_at).where(READING.c.case_id == CASEFILE.c.id, runs)
    return ends.order_by(READING.c.ends_at.desc()).limit(1).correlate(CASEFILE).scalar_subquery()


def takes_no_part(person: Doer) -> bool:
    """Whether all roles that the person holds are such that let nobody take part in a case."""
    return all(role in NO_CASES for role, _ in person.roles)


def can_see(session: Session, person: int, case_id: int, today: date) -> bool:
    """Whether the person reads this case today."""
    return session.execute(_CAN_SEE, {"viewer": person, "case_id": case_id, "today": today}).first() is not None


def can_list(session: Session, person: int, case_id: int, today: date) -> bool:
    """Whether the person may know of this case today."""
    return session.execute(_CAN_LIST, {"viewer": person, "case_id": case_id, "today": today}).first() is not None


def kept_out_readers(session: Session, case_id: int, other_id: int, today: date) -> int:
    """How many people read the other case, or would once they declared, who are kept out of this one: excluded, in
    conflict, or not among those named where it is restricted.
    """
    return int(session.execute(_KEPT_OUT, {"case_id": case_id, "other_id": other_id, "today": today}).scalar_one())


def _viewer(person: Viewer) -> ColumnElement[int]:
    if isinstance(person, ColumnElement):
        return person
    return bindparam("viewer", person, type_=Integer, required=person is None)


def _exists(*of: Table) -> Exists:
    # However deep it stands: what else its conditions name, such as the table that says who views, is another's row.
    return exists().correlate_except(*of)


def _holds(viewer: ColumnElement[int]) -> Rule:
    return and_(ROLE_HELD.c.person == viewer, ROLE_HELD.c.partnership == CASEFILE.c.partnership, *held_today())


def _holds_any(viewer: ColumnElement[int]) -> Rule:
    return _exists(ROLE_HELD).where(_holds(viewer))


def _takes_part(viewer: ColumnElement[int]) -> Rule:
    now_member = and_(MEMBER.c.from_on <= TODAY, or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > TODAY))
    by_family = MEMBER.c.case_id.in_([CASEFILE.c.id, CASEFILE.c.root])
    # Who is named on a case, such as its reviewer, sees the returns and recommendations right below it too.
    near = MEMBER.c.case_id.in_([CASEFILE.c.id, CASEFILE.c.parent, CASEFILE.c.root])
    in_cases = _exists(ROLE_HELD).where(_holds(viewer), ROLE_HELD.c.role.not_in(NO_CASES))
    # Who is named as the scrutineer's substitute is one while they hold the scrutineer's role, and no longer.
    as_scrutineer = or_(MEMBER.c.role.is_(None), MEMBER.c.role != roles.SCRUTINEER, _scrutinises(viewer))
    named = _exists(MEMBER).where(MEMBER.c.person == viewer, near, now_member, in_cases, as_scrutineer)
    for_a_role = and_(MEMBER.c.agency.is_(None), MEMBER.c.person.is_(None))
    holds = _holds(viewer)
    by_role = _exists(ROLE_HELD, MEMBER).where(
        holds, MEMBER.c.role == ROLE_HELD.c.role, for_a_role, by_family, now_member
    )
    by_agency = _exists(ROLE_HELD, MEMBER).where(
        holds,
        ROLE_HELD.c.role.in_(AT_AGENCY),
        MEMBER.c.agency == ROLE_HELD.c.agency,
        or_(MEMBER.c.role.is_(None), MEMBER.c.role == ROLE_HELD.c.role),
        MEMBER.c.case_id == CASEFILE.c.id,
        now_member,
    )
    standard = and_(CASEFILE.c.restriction == "standard", or_(_holds_manager(viewer), by_role, by_agency))
    return or_(standard, named)


def _manages(viewer: ColumnElement[int]) -> Rule:
    return and_(CASEFILE.c.restriction != "sealed", _holds_manager(viewer))


def _holds_manager(viewer: ColumnElement[int]) -> Rule:
    return _exists(ROLE_HELD).where(_holds(viewer), ROLE_HELD.c.role == roles.BUSINESS_MANAGER)


def _excluded(viewer: ColumnElement[int]) -> Rule:
    now = and_(EXCLUSION.c.from_on <= TODAY, or_(EXCLUSION.c.to_on.is_(None), EXCLUSION.c.to_on > TODAY))
    theirs = _exists(ROLE_HELD).where(_holds(viewer), ROLE_HELD.c.agency == EXCLUSION.c.agency)
    # Nobody keeps the scrutineer from hearing: not by a role at an agency, either, that is excluded then.
    by_agency = and_(theirs, ~_scrutinises(viewer))
    return _exists(EXCLUSION).where(
        EXCLUSION.c.root == CASEFILE.c.root, now, or_(EXCLUSION.c.person == viewer, by_agency)
    )


def _unconflicted(viewer: ColumnElement[int]) -> Rule:
    return ~_exists(CONFLICT).where(CONFLICT.c.root == CASEFILE.c.root, CONFLICT.c.person == viewer)


def _has_declared(viewer: ColumnElement[int]) -> Rule:
    # Whoever acts as scrutineer says first that they are independent here, then of each matter that they are free.
    said = _exists(DECLARATION).where(DECLARATION.c.root == CASEFILE.c.root, DECLARATION.c.person == viewer)
    return or_(~_scrutinises(viewer), and_(said, independent(viewer, CASEFILE.c.partnership)))


def _scrutinises(viewer: ColumnElement[int]) -> Rule:
    return _exists(ROLE_HELD).where(_holds(viewer), ROLE_HELD.c.role == roles.SCRUTINEER)


def independent(viewer: ColumnElement[int], partnership: ColumnElement[str]) -> Rule:
    """The condition that the person's last declaration for the appointment there says they are related to nobody, and
    counts still.
    """
    free = and_(INDEPENDENCE.c.to_member.is_(False), INDEPENDENCE.c.to_officer.is_(False))
    return _last_said(viewer, partnership).where(free, INDEPENDENCE.c.ran_out_at.is_(None))


def _last_said(viewer: ColumnElement[int], partnership: ColumnElement[str]) -> Exists:
    later = INDEPENDENCE.alias()
    last = (
        select(func.max(later.c.id))
        .where(later.c.person == INDEPENDENCE.c.person, later.c.partnership == INDEPENDENCE.c.partnership)
        .correlate(INDEPENDENCE)
        .scalar_subquery()
    )
    return _exists(INDEPENDENCE).where(
        INDEPENDENCE.c.person == viewer, INDEPENDENCE.c.partnership == partnership, INDEPENDENCE.c.id == last
    )


def _has_leave(viewer: ColumnElement[int]) -> Rule:
    # For a reason and a time: under broken glass, or for an audit.
    return _exists(READING).where(
        READING.c.case_id == CASEFILE.c.id, READING.c.person == viewer, READING.c.ends_at > DatabaseNow()
    )


_OF_ANY = ROLE_HELD.alias("of_any")
_READERS = select(CASEFILE.c.id).where(CASEFILE.c.id == bindparam("other_id"), opens_to(_OF_ANY.c.person))
_BARRED = select(CASEFILE.c.id).where(
    CASEFILE.c.id == bindparam("case_id"), or_(kept_out(_OF_ANY.c.person), conflicted(_OF_ANY.c.person))
)
_KEPT_OUT = select(func.count(_OF_ANY.c.person.distinct())).where(
    _READERS.correlate(_OF_ANY).exists(), _BARRED.correlate(_OF_ANY).exists()
)
_CAN_LIST = select(CASEFILE.c.id).where(CASEFILE.c.id == bindparam("case_id"), listed_to())
_CAN_SEE = select(CASEFILE.c.id).where(CASEFILE.c.id == bindparam("case_id"), visible_to())
