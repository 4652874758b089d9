"""Begins an installation: partnerships, their agencies, and people with the roles that they hold. Knows no case."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlmodel import Session, select

from states import roles
from workflow.access.sight import AT_AGENCY
from workflow.database.storage import queue_on
from workflow.errors import Invalid, NotFound
from workflow.people import directory
from workflow.people.addresses import read_address
from workflow.people.directory import held_today, not_left
from workflow.policy.mail_domains import partnerships_of, refuse_barred
from workflow.tables import Agency, Partnership, Person, RoleHeld
from workflow.tables.rows import PARTNERSHIP, PERSON, ROLE_HELD

CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_NAME = 120
_HELD = (
    select(PERSON.c.email, PERSON.c.name)
    .add_columns(ROLE_HELD.c.partnership, ROLE_HELD.c.agency, ROLE_HELD.c.role)
    .join(ROLE_HELD, ROLE_HELD.c.person == PERSON.c.id)
    .where(not_left(), *held_today())
    .order_by(PERSON.c.email, ROLE_HELD.c.id)
)


def add_partnership(session: Session, code: str, name: str) -> None:
    """A partnership; ``Invalid`` where there is one of that code."""
    if not CODE.fullmatch(code):
        raise Invalid({"code": "A partnership's code is 2 to 8 capital letters and digits, such as NM"})
    if session.get(Partnership, code) is not None:
        raise Invalid({"code": f"There is a partnership {code} already"})
    session.add(Partnership(code=code, name=_name(name)))


def add_agency(session: Session, partnership: str, key: str, name: str, *, police: bool = False) -> None:
    """An agency of a partnership; ``Invalid`` where there is one of that key. ``police``: as ``set_police`` has it."""
    if not KEY.fullmatch(key):
        raise Invalid({"key": "An agency's key is small letters, digits and _, such as housing"})
    if session.get(Agency, (partnership, key)) is not None:
        raise Invalid({"key": f"{partnership} has an agency {key} already"})
    session.add(Agency(partnership=partnership, key=key, name=_name(name), police=police))


def set_police(session: Session, partnership: str, key: str, *, police: bool) -> None:
    """Whether an agency is a police force, whose people say what they read a case for; ``Invalid`` without one."""
    agency = session.get(Agency, (partnership, key))
    if agency is None:
        known = ", ".join(directory.agencies(session, partnership)) or "none yet"
        raise Invalid({"key": f"{partnership} has no agency {key}; it has: {known}"})
    agency.police = police


def add_person(
    session: Session,
    partnership: str,
    email: str,
    *,
    name: str,
    agency: str,
    role: str,
    today: date,
    from_on: date | None = None,
) -> Person:
    """A role for the person of that address, who is written down if they are new; ``Invalid`` for what can't be.

    It is held from today, or from a later day. Whose it is to give, ``granting`` knows.
    """
    address = read_address(email)
    queue_on(session, f"address/{address}")
    if agency and agency not in (known := directory.agencies(session, partnership)):
        raise Invalid({"agency": f"{partnership} has no agency {agency}; it has: {', '.join(known) or 'none yet'}"})
    person = session.exec(select(Person).where(PERSON.c.email == address)).one_or_none()
    if person is None:
        if not name:
            raise Invalid({"name": f"{address} is new here: give a name"})
        person = Person(email=address, name=_name(name))
        session.add(person)
        session.flush()
    if person.left_on is not None and person.left_on <= today:
        raise Invalid({"email": f"{address} left on {person.left_on}"})
    refuse_barred(session, address, {partnership, *partnerships_of(session, person.id or 0, today)})
    if not agency and role in AT_AGENCY:
        raise Invalid({"agency": f"A {roles.TITLES[role].lower()} acts for an agency: name it"})
    first = from_on or today
    given = RoleHeld(person=person.id or 0, partnership=partnership, agency=agency, role=role, from_on=first)
    same = [ROLE_HELD.c[name] == getattr(given, name) for name in ("person", "partnership", "agency", "role")]
    before = list(session.exec(select(RoleHeld).where(*same)))
    if any(one.to_on is None or one.to_on > max(first, one.from_on) for one in before):
        raise Invalid({"role": f"{address} holds that role already"})
    again = next((one for one in before if one.from_on == first), None)
    if again is not None:  # given and taken on one day, and now given once more
        again.to_on = None
    session.add(again or given)
    return person


def person_of(session: Session, email: str, today: date) -> Person:
    """The person of that address; ``NotFound`` where nobody has it, or they left."""
    found = session.exec(select(Person).where(PERSON.c.email == email.strip().lower())).one_or_none()
    if found is None or (found.left_on is not None and found.left_on <= today):
        raise NotFound(f"Nobody here has the address {email}.")
    return found


def partnership_named(session: Session, code: str) -> str:
    """That partnership's code, or the only one's where "" is given; ``NotFound`` otherwise."""
    codes = partnerships(session)
    if code in codes:
        return code
    if not code and len(codes) == 1:
        return codes[0]
    if not codes:
        raise NotFound("There is no partnership yet. Add one: casekeeper partnership add CODE NAME")
    raise NotFound(f"Say which partnership, with --partnership: {', '.join(codes)}")


def partnerships(session: Session) -> list[str]:
    """The codes of all partnerships, in their order."""
    return list(session.execute(select(PARTNERSHIP.c.code).order_by(PARTNERSHIP.c.code)).scalars())


def roles_held(session: Session, today: date) -> list[Any]:
    """Who holds which role today, by address: rows of email, name, partnership, agency and role."""
    return list(session.execute(_HELD, {"today": today}))


def _name(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > MOST_NAME or not kept.isprintable():
        raise Invalid({"name": f"A name is one line of at most {MOST_NAME} characters"})
    return kept
