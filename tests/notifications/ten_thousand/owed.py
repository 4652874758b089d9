"""Ten thousand clocks that come due on one day, each with an owner, and what their mails say when read back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, update

from tests.notifications.stage import LONG_AGO, MONDAY, case, clock, partnership, person
from workflow.database.storage import Database
from workflow.tables.rows import CASEFILE, CLOCK, MAIL, MEMBER, NOTICE, PERSON, ROLE_HELD

PEOPLE, EACH = 500, 20
LINES = PEOPLE * EACH
DUE = (MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
"""On Monday the owner hears of each of these: it is due, due tomorrow, due in five working days."""
REFERENCE = re.compile(r"^(NM-2026-\d{5}): ", re.MULTILINE)


def populate(database: Database) -> dict[str, list[str]]:
    """500 people with 20 cases each, all of them due to be chased; the references that are each address's own."""
    with database.writing() as session:
        partnership(session)
        manager = person(session, "manager", "business_manager@unit")
        like = case(session, 0, owner_person=manager)
        clocks = [clock(session, like, day, key=str(number)) for number, day in enumerate(DUE)]
        connection = session.connection()

        def row(table: Table, number: int) -> dict[str, Any]:
            found = connection.execute(select(table).where(table.c.id == number)).mappings().one()
            return {name: value for name, value in found.items() if name != "id"}

        emails = [f"p{number}@northmoor.example" for number in range(PEOPLE)]
        connection.execute(insert(PERSON), [row(PERSON, manager) | {"email": email} for email in emails])
        owners = connection.execute(select(PERSON.c.id).where(PERSON.c.id != manager)).scalars().all()
        role = {"partnership": "NM", "agency": "school", "role": "agency_user", "from_on": LONG_AGO}
        connection.execute(insert(ROLE_HELD), [role | {"person": owner} for owner in owners])
        a_case = row(CASEFILE, like)
        cases = [
            a_case | {"reference": f"NM-2026-{number:05d}", "owner_person": owners[number % PEOPLE]}
            for number in range(LINES)
        ]
        connection.execute(insert(CASEFILE), cases)
        connection.execute(update(CASEFILE).values(root=CASEFILE.c.id))
        made = connection.execute(select(CASEFILE.c.id).where(CASEFILE.c.id != like)).scalars().all()
        connection.execute(insert(MEMBER), [{"case_id": one, "agency": "school", "from_on": LONG_AGO} for one in made])
        rungs = [row(CLOCK, number) for number in clocks]
        connection.execute(insert(CLOCK), [rungs[n % len(rungs)] | {"case_id": one} for n, one in enumerate(made)])
        connection.execute(delete(CLOCK).where(CLOCK.c.case_id == like))
        owned = connection.execute(
            select(PERSON.c.email, CASEFILE.c.reference).join(CASEFILE, CASEFILE.c.owner_person == PERSON.c.id)
        )
        found: dict[str, list[str]] = {email: [] for email in emails}
        for email, reference in owned:
            if email in found:
                found[email].append(reference)
    return found


def lines(database: Database, *status: str) -> int:
    """How many lines there are of these kinds."""
    with database.reading() as session:
        return session.execute(select(func.count()).where(NOTICE.c.status.in_(status))).scalar_one()


def mails(database: Database) -> Counter[str]:
    """How many mails there are of each kind."""
    with database.reading() as session:
        return Counter(session.execute(select(MAIL.c.status)).scalars())


def read(content: bytes) -> tuple[EmailMessage, list[str]]:
    """A mail, and the references that it tells of; its text and its HTML tell of the same."""
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    told = REFERENCE.findall(text.get_content().replace("\r\n", "\n"))
    assert told == re.findall(r">(NM-2026-\d{5})<", html.get_content())
    return mail, told
