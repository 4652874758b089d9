"""Begins an installation: partnerships, their agencies, and people with the roles that they hold."""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import Session, select

from states import roles
from workflow import directory
from workflow.access import AT_AGENCY
from workflow.addresses import read_address
from workflow.directory import held_today
from workflow.errors import Invalid, NotFound
from workflow.mail_domains import partnerships_of, refuse_barred
from workflow.storage import queue_on
from workflow.tables import Agency, Partnership, Person, RoleHeld
from workflow.tables.rows import PARTNERSHIP, PERSON, ROLE_HELD

CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_NAME = 120


def add_partnership(session: Session, code: str, name: str) -> None:
    """A partnership; ``Invalid`` where there is one of that code."""
    if not CODE.fullmatch(code):
        raise Invalid({"code": "A partnership's code is 2 to 8 capital letters and digits, such as NM"})
    if session.get(Partnership, code) is not None:
        raise Invalid({"code": f"There is a partnership {code} already"})
    session.add(Partnership(code=code, name=_name(name)))


def add_agency(session: Session, partnership: str, key: str, name: str) -> None:
    """An agency of a partnership; ``Invalid`` where there is one of that key."""
    if not KEY.fullmatch(key):
        raise Invalid({"key": "An agency's key is small letters, digits and _, such as housing"})
    if session.get(Agency, (partnership, key)) is not None:
        raise Invalid({"key": f"{partnership} has an agency {key} already"})
    session.add(Agency(partnership=partnership, key=key, name=_name(name)))


def add_person(
    session: Session, partnership: str, email: str, *, name: str, agency: str, role: str, today: date
) -> Person:
    """A role for the person of that address, who is written down if they are new; ``Invalid`` for what can't be."""
    address = read_address(email)
    queue_on(session, f"address/{address}")
    if agency and agency not in (known := directory.agencies(session, partnership)):
        raise Invalid({"agency": f"{partnership} has no agency {agency}; it has: {', '.join(known) or 'none yet'}"})
    person = session.exec(select(Person).where(PERSON.c.email == address)).one_or_none()
    if person is None:
        if not name:
            raise Invalid({"name": f"{address} is new here: give a --name"})
        person = Person(email=address, name=_name(name))
        session.add(person)
        session.flush()
    if person.left_on is not None and person.left_on <= today:
        raise Invalid({"email": f"{address} left on {person.left_on}"})
    refuse_barred(session, address, {partnership, *partnerships_of(session, person.id or 0, today)})
    if not agency and role in AT_AGENCY:
        raise Invalid({"agency": f"A {roles.TITLES[role].lower()} acts for an agency: give an --agency"})
    held = select(ROLE_HELD.c.id).where(
        ROLE_HELD.c.person == person.id,
        ROLE_HELD.c.partnership == partnership,
        ROLE_HELD.c.agency == agency,
        ROLE_HELD.c.role == role,
        *held_today(),
    )
    if session.execute(held, {"today": today}).first() is not None:
        raise Invalid({"role": f"{address} holds that role already"})
    session.add(RoleHeld(person=person.id or 0, partnership=partnership, agency=agency, role=role, from_on=today))
    return person


def person_of(session: Session, email: str, today: date) -> Person:
    """The person of that address; ``NotFound`` where nobody has it, or they left."""
    found = session.exec(select(Person).where(PERSON.c.email == email.strip().lower())).one_or_none()
    if found is None or (found.left_on is not None and found.left_on <= today):
        raise NotFound(f"Nobody here has the address {email}.")
    return found


def partnership_named(session: Session, code: str) -> str:
    """That partnership's code, or the only one's where "" is given; ``NotFound`` otherwise."""
    codes: list[str] = list(session.execute(select(PARTNERSHIP.c.code).order_by(PARTNERSHIP.c.code)).scalars())
    if code in codes:
        return code
    if not code and len(codes) == 1:
        return codes[0]
    if not codes:
        raise NotFound("There is no partnership yet. Add one: casekeeper partnership add CODE NAME")
    raise NotFound(f"Say which partnership, with --partnership: {', '.join(codes)}")


def _name(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > MOST_NAME or not kept.isprintable():
        raise Invalid({"name": f"A name is one line of at most {MOST_NAME} characters"})
    return kept
