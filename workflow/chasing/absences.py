"""Who is away, who stands in for them, and how that is said. Knows no line and no mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlmodel import Session

from states import roles
from states.calendar import in_words
from states.facts import Doer
from workflow.errors import Invalid, NotFound, NotPermitted
from workflow.people import directory
from workflow.people.directory import TODAY, held_today
from workflow.tables import Absence
from workflow.tables.rows import ABSENCE, PERSON, ROLE_HELD

LONGEST = timedelta(days=366)
STANDS_IN = "you stand in for somebody who is away: "
"""How a line begins that is told to who stands in, before why it would be told to the other."""
AWAY_TODAY = and_(ABSENCE.c.from_on <= TODAY, ABSENCE.c.until >= TODAY)
_DEPUTY = PERSON.alias("deputy")
_DEPUTY_HOLDS = (
    select(ROLE_HELD.c.id)
    .where(ROLE_HELD.c.person == ABSENCE.c.deputy, ROLE_HELD.c.partnership == ABSENCE.c.partnership, *held_today())
    .exists()
)
_WHO = (
    select(ABSENCE.c.id, ABSENCE.c.partnership, ABSENCE.c.person, ABSENCE.c.deputy)
    .add_columns(and_(_DEPUTY_HOLDS, or_(_DEPUTY.c.left_on.is_(None), _DEPUTY.c.left_on > TODAY)).label("here"))
    .outerjoin_from(ABSENCE, _DEPUTY, _DEPUTY.c.id == ABSENCE.c.deputy)
    .where(AWAY_TODAY)
)
_LISTED = (
    select(ABSENCE.c.id, ABSENCE.c.partnership, ABSENCE.c.person, ABSENCE.c.from_on, ABSENCE.c.until)
    .add_columns(PERSON.c.name, _DEPUTY.c.name.label("deputy"))
    .join_from(ABSENCE, PERSON, PERSON.c.id == ABSENCE.c.person)
    .outerjoin(_DEPUTY, _DEPUTY.c.id == ABSENCE.c.deputy)
    .where(ABSENCE.c.partnership.in_(bindparam("partnerships", expanding=True)), ABSENCE.c.until >= TODAY)
    .order_by(ABSENCE.c.from_on, PERSON.c.name, ABSENCE.c.id)
)
_LOCK = select(PERSON.c.id).where(PERSON.c.id == bindparam("person")).with_for_update(key_share=True)
_OVERLAPPING = (
    select(ABSENCE.c.from_on, ABSENCE.c.until)
    .where(ABSENCE.c.partnership == bindparam("partnership"), ABSENCE.c.person == bindparam("person"))
    .where(ABSENCE.c.from_on <= bindparam("last"), ABSENCE.c.until >= bindparam("first"))
)

Who = tuple[str, int]
"""A partnership's code, and a person in it."""


@dataclass(frozen=True, slots=True)
class Said:
    """An absence that runs or is to come, as a page shows it."""

    id: int
    partnership: str
    person: int
    name: str
    deputy: str
    from_on: date
    until: date


def away_today(session: Session, today: date) -> dict[Who, int | None]:
    """Everybody who is away today, each with who stands in: None where nobody does.

    A deputy who is away too hands on to their own, once; somebody who left or holds no role there is no deputy.
    """
    rows: dict[Who, Row[Any]] = {}
    for row in sorted(session.execute(_WHO, {"today": today}), key=lambda row: row.id):
        rows.setdefault((row.partnership, row.person), row)
    return {who: _stands_in(rows, who) for who in rows}


def stood_for(session: Session, person: int, today: date) -> set[Who]:
    """Everybody whom the person stands in for today."""
    return {who for who, deputy in away_today(session, today).items() if deputy == person}


def say_away(
    session: Session,
    partnership: str,
    person: Doer,
    from_on: date,
    until: date,
    *,
    deputy: str,
    today: date,
    said_by: Doer | None,
) -> Absence:
    """Writes that somebody is away, both days included; ``deputy`` is an address, "" for nobody.

    ``said_by`` None is the command line. Raises ``Invalid`` by field, ``NotPermitted`` where it isn't theirs to say.
    """
    if said_by is not None and said_by.person != person.person and not said_by.holds(roles.BUSINESS_MANAGER):
        raise NotPermitted("Only the business manager says that somebody else is away.")
    errors = _unlikely(from_on, until, today)
    allowed = may_stand_in(session, partnership, person, today, said_by)
    address = deputy.strip().lower()
    if address and address not in allowed:
        errors["deputy"] = _no_deputy(session, partnership, person, address, today)
    session.execute(_LOCK, {"person": person.person})  # two absences said at once mustn't overlap either
    asked = {"partnership": partnership, "person": person.person, "first": from_on, "last": until}
    other = session.execute(_OVERLAPPING, asked).first()
    if other is not None and "until" not in errors:
        days = f"{in_words(other.from_on)} to {in_words(other.until)}"
        errors["from_on"] = f"{person.name} is away from {days} already: end that absence first, or choose other days"
    if errors:
        raise Invalid(errors)
    absence = Absence(
        partnership=partnership,
        person=person.person,
        deputy=allowed[address].person if address else None,
        from_on=from_on,
        until=until,
        said_by=said_by.person if said_by is not None else None,
    )
    session.add(absence)
    session.flush()
    return absence


def come_back(session: Session, partnership: str, person: int, today: date) -> int:
    """Ends what runs today, else takes back what is to come; how many absences that were."""
    found = listed(session, [partnership], today, person)
    running = [one for one in found if one.from_on <= today]
    for one in running or found:
        end(session, one, today)
    return len(running or found)


def end(session: Session, said: Said, today: date) -> None:
    """From today on they are here: yesterday was their last day away; what never began is taken back."""
    absence = session.get_one(Absence, said.id)
    if absence.from_on >= today:
        session.delete(absence)
    else:
        absence.until = today - timedelta(days=1)
        session.add(absence)
    session.flush()


def listed(session: Session, partnerships: Sequence[str], today: date, person: int | None = None) -> list[Said]:
    """Absences that run or are to come, the first first; one person's, or all."""
    query = _LISTED if person is None else _LISTED.where(ABSENCE.c.person == person)
    return [
        Said(row.id, row.partnership, row.person, row.name, row.deputy or "", row.from_on, row.until)
        for row in session.execute(query, {"partnerships": list(partnerships), "today": today})
    ]


def said(session: Session, number: int, by: Mapping[str, Doer], today: date) -> Said:
    """The absence of that number that one of ``by`` (the same person, by partnership) may end; else ``NotFound``."""
    for one in listed(session, list(by), today):
        doer = by[one.partnership]
        if one.id == number and (one.person == doer.person or doer.holds(roles.BUSINESS_MANAGER)):
            return one
    raise NotFound("There is no such absence.")


def may_stand_in(
    session: Session, partnership: str, person: Doer, today: date, said_by: Doer | None
) -> dict[str, Doer]:
    """By address, who may be named: of an agency of theirs; anybody, where the business manager names them.

    For a scrutineer another one: what they hear nobody takes from them by saying that they are away.
    """
    anybody = said_by is None or said_by.holds(roles.BUSINESS_MANAGER)
    others = {
        address: doer
        for address, doer in directory.by_address(session, partnership, today).items()
        if doer.person != person.person
    }
    if _scrutinises(person):
        return {address: doer for address, doer in others.items() if doer.holds(roles.SCRUTINEER)}
    return {address: doer for address, doer in others.items() if anybody or doer.agencies & person.agencies}


def _scrutinises(person: Doer) -> bool:
    """Lay scrutineers too: they may be named as the substitute of one who has a conflict."""
    return person.holds(roles.SCRUTINEER) or person.holds(roles.LAY_SCRUTINEER)


def _stands_in(rows: Mapping[Who, Row[Any]], who: Who) -> int | None:
    partnership, person = who
    first = rows[who]
    if first.deputy is None or not first.here or first.deputy == person:
        return None
    if (partnership, first.deputy) not in rows:
        return int(first.deputy)
    second = rows[partnership, first.deputy]
    if second.deputy is None or not second.here or (partnership, second.deputy) in rows:
        return None
    return int(second.deputy)


def _unlikely(from_on: date, until: date, today: date) -> dict[str, str]:
    if until < from_on:
        return {"until": "The last day away must be the first day or a later one"}
    if until < today:
        return {"until": "The last day away must be today or later"}
    if until - from_on > LONGEST:
        return {"until": "An absence lasts a year at most: for longer, end the person's roles instead"}
    return {}


def _no_deputy(session: Session, partnership: str, person: Doer, address: str, today: date) -> str:
    found = directory.by_address(session, partnership, today).get(address)
    if found is None:
        return f"Nobody with the address {address} holds a role in {partnership} today: name somebody else"
    if found.person == person.person:
        return "Nobody can stand in for themselves: name somebody else, or nobody"
    if _scrutinises(person):
        return "Only another scrutineer stands in for a scrutineer: name one, or nobody"
    return "Your deputy must be of your own agency. The business manager may name somebody else"
