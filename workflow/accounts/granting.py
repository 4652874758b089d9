"""Who may give which role to whom, and end it: the one place where it stands. Writes roles, never the giver's own.

The business manager for their partnership, except the roles that watch over them; an administrator all; a delegated
partner those of their own agency's people. The command line (``by`` None) is whoever runs the installation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import Session

from states import roles
from states.calendar import civil_day
from states.facts import Doer
from workflow.access.members import end_as_opener
from workflow.access.sight import NO_CASES
from workflow.accounts import enrolment, keepers
from workflow.errors import Invalid, NotFound, NotPermitted
from workflow.people import under_way
from workflow.people.account_events import note
from workflow.policy.policies import in_force
from workflow.tables import Person
from workflow.tables.moments import NOW
from workflow.tables.rows import AGENCY, PERSON, ROLE_HELD, TOKEN

BY_A_PARTNER = frozenset({roles.AGENCY_USER, roles.AGENCY_LEAD})
"""What a delegated partner gives at their own agency. Not their own office: who else has it, the partnership says."""

OVER_THE_MANAGER = frozenset({roles.AUDITOR, roles.ADMINISTRATOR})
"""What a business manager doesn't give: nobody chooses who watches over them."""

AHEAD = timedelta(days=366)
OWN = "Nobody changes their own roles: ask another manager or an administrator."
NOT_THEIRS = "You don’t give or end this role. The business manager or an administrator does."
ANOTHERS = "They hold a role here that isn’t at your agency: the business manager gives them one at yours."
R = ROLE_HELD.c
_HELD = (
    select(R.id, R.person, PERSON.c.name, PERSON.c.email, PERSON.c.left_on, R.role, R.agency)
    .add_columns(func.coalesce(AGENCY.c.name, "").label("agency_name"), R.from_on, R.to_on)
    .join_from(ROLE_HELD, PERSON, PERSON.c.id == R.person)
    .outerjoin(AGENCY, (AGENCY.c.partnership == R.partnership) & (AGENCY.c.key == R.agency))
    .where(R.partnership == bindparam("partnership"))
    .order_by(PERSON.c.name, PERSON.c.id, R.from_on, R.id)
)
_AT = select(PERSON.c.id).where(PERSON.c.email == bindparam("email"))
_EVER = select(R.partnership, R.role, R.agency).where(R.person == bindparam("person"))
_END_TOKENS = (
    update(TOKEN)
    .where(TOKEN.c.person == bindparam("whose"), TOKEN.c.ended_at.is_(None), TOKEN.c.expires_at > NOW)
    .values(ended_at=NOW)
)
_END = update(ROLE_HELD).where(R.id == bindparam("which"), or_(R.to_on.is_(None), R.to_on > bindparam("day")))
# What somebody opened is theirs to read by the office that they opened it in: with the last one that ends.
_OFFICE = select(R.id).where(
    R.person == bindparam("person"),
    R.partnership == bindparam("partnership"),
    R.role.not_in((roles.AGENCY_USER, roles.AGENCY_LEAD, *NO_CASES)),
    or_(R.to_on.is_(None), R.to_on > bindparam("day")),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds, held or will hold. ``to_on``: the first day without it; ``mine``: the viewer's."""

    id: int
    person: int
    name: str
    email: str
    left_on: date | None
    role: str
    agency: str
    agency_name: str
    from_on: date
    to_on: date | None
    mine: bool = False
    may_end: bool = False

    @property
    def title(self) -> str:
        """The role in words."""
        return roles.TITLES[self.role]

    def lasts(self, today: date) -> bool:
        """Whether it is held today, or will be."""
        return self.to_on is None or self.to_on > max(today, self.from_on)


def may_give(by: Doer, role: str, agency: str) -> bool:
    """Whether they give and end this role, at this agency, in the partnership in which ``by`` holds their roles."""
    if by.holds(roles.ADMINISTRATOR):
        return True
    if by.holds(roles.BUSINESS_MANAGER):
        return role not in OVER_THE_MANAGER
    return role in BY_A_PARTNER and (roles.DELEGATED_PARTNER, agency) in by.roles


def given_by(by: Doer, agencies: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What they may choose on a form: roles and agencies, by key, each with its name."""
    places = {"": "", **agencies}
    may = {role: title for role, title in roles.TITLES.items() if any(may_give(by, role, at) for at in places)}
    return may, {at: name for at, name in agencies.items() if any(may_give(by, role, at) for role in may)}


def held(session: Session, partnership: str, by: Doer, today: date, *, person: int | None = None) -> list[Held]:
    """The roles that ``by`` sees there, ended ones too; everybody's, or one person's. Partners see their agency's."""
    query = _HELD if person is None else _HELD.where(R.person == person)
    found = []
    for row in session.execute(query, {"partnership": partnership}):
        if not _sees(by, row.agency):
            continue
        mine, theirs = row.person == by.person, may_give(by, row.role, row.agency)
        one = Held(*row)
        found.append(replace(one, mine=mine, may_end=theirs and not mine and one.lasts(today)))
    return found


def give(
    session: Session,
    partnership: str,
    email: str,
    *,
    by: Doer | None,
    name: str,
    agency: str,
    role: str,
    from_on: date,
    today: date,
) -> Person:
    """Gives a role from a day on, to somebody who is written down if they are new.

    Raises ``NotPermitted`` where it isn't theirs to give, ``Invalid`` by field for what can't be.
    """
    if by is not None:
        if not may_give(by, role, agency):
            raise NotPermitted(NOT_THEIRS)
        there = session.execute(_AT, {"email": email.strip().lower()}).scalar()
        if there == by.person:
            raise NotPermitted(OWN)
        if there is not None and not _all_theirs(session, partnership, there, by, today):
            raise NotPermitted(ANOTHERS)
    if not today <= from_on <= today + AHEAD:
        raise Invalid({"from_on": "The first day must be today or later, within a year"})
    given = enrolment.add_person(
        session, partnership, email, name=name, agency=agency, role=role, today=today, from_on=from_on
    )
    detail = _detail(role, agency, f"from {from_on}")
    note(session, "role_given", person=given.id, by=by.person if by else None, partnership=partnership, detail=detail)
    if role in in_force(session, partnership).passkeys_for:
        _end_tokens(session, given.id or 0, by)
    return given


def end(
    session: Session, partnership: str, number: int, *, by: Doer, on: date, now: datetime, keeper: str = ""
) -> Held:
    """Ends a role: ``on`` is the first day without it. What they have under way in it is saved before, or not at all.

    ``keeper``: the address of who keeps restricted matters that nobody else would; ``Invalid`` where nobody would.
    ``NotFound`` for a role that ``by`` doesn't see, ``NotPermitted`` for one that isn't theirs to end, or their own.
    """
    today = civil_day(now)
    one = next((one for one in held(session, partnership, by, today) if one.id == number), None)
    if one is None:
        raise NotFound("There is no such role.")
    if one.mine:
        raise NotPermitted(OWN)
    if not may_give(by, one.role, one.agency):
        raise NotPermitted(NOT_THEIRS)
    if not today <= on <= today + AHEAD:
        raise Invalid({"to_on": "The first day without the role must be today or later, within a year"})
    under_way.waited_for(session, one.person)
    ending = keepers.before(session, one.person, today)
    if session.connection().execute(_END.values(to_on=on), {"which": number, "day": on}).rowcount != 1:
        raise Invalid({"to_on": "This role has ended already, or ends before that day"})
    if not session.execute(_OFFICE, {"person": one.person, "partnership": partnership, "day": on}).first():
        end_as_opener(session, one.person, partnership, on)
    keepers.after(session, ending, to=keeper, by=by.person, now=now, today=today)
    detail = _detail(one.role, one.agency, f"from {on} on")
    note(session, "role_ended", person=one.person, by=by.person, partnership=partnership, detail=detail)
    return one


def refuse_to_let_go(session: Session, person: int, by: dict[str, Doer], today: date) -> None:
    """``NotPermitted`` unless every role that the person holds or will hold, anywhere, is one that ``by`` may end.

    ``by``: the same person, by partnership.
    """
    if any(doer.person == person for doer in by.values()):
        raise NotPermitted("Nobody records their own leaving: ask another manager or an administrator.")
    lasting = _EVER.where(or_(R.to_on.is_(None), R.to_on > today))
    for row in session.execute(lasting, {"person": person}):
        doer = by.get(row.partnership)
        if doer is None or not may_give(doer, row.role, row.agency):
            raise NotPermitted(
                "They also hold a role that isn’t yours to end, there or in another partnership. "
                "End the roles that are yours; whoever gave the others, or an administrator, records that they left."
            )


def _end_tokens(session: Session, person: int, by: Doer | None) -> None:
    # They may have been issued with less than the role wants. Sessions are asked at each use: api/signing_in/sessions.
    if ended := session.connection().execute(_END_TOKENS, {"whose": person}).rowcount:
        detail = f"{ended}, given a role that signs in with a passkey"
        note(session, "token_ended", person=person, by=by.person if by else None, detail=detail)


def _all_theirs(session: Session, partnership: str, person: int, by: Doer, today: date) -> bool:
    # Who is given a role at an agency is excluded with it: a partner mustn't shut a manager or chair out by one.
    rows = session.execute(_EVER.where(or_(R.to_on.is_(None), R.to_on > today)), {"person": person})
    return all(_sees(by, row.agency) for row in rows if row.partnership == partnership)


def _sees(by: Doer, agency: str) -> bool:
    return by.holds(roles.ADMINISTRATOR) or by.holds(roles.BUSINESS_MANAGER) or (
        (roles.DELEGATED_PARTNER, agency) in by.roles
    )  # fmt: skip


def _detail(role: str, agency: str, when: str) -> str:
    return f"{roles.TITLES[role]}{f' at {agency}' if agency else ''}, {when}"
