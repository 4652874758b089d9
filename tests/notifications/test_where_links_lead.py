"""A line has a link where its reader may open the case; reference and figure alone where they may only list it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from notifications.contents import content_of
from notifications.letters import Letter
from tests.notifications.passes import queue
from tests.notifications.stage import MONDAY, case, clock, partnership, person
from workflow.database.storage import Database
from workflow.tables import Case, Mail, Member

URL = "https://northmoor.example"


def letter(database: Database) -> Letter:
    """What the only mail holds."""
    queue(database)
    with database.reading() as session:
        mail = session.exec(select(Mail)).one()
        found = content_of(session, mail.id or 0, mail.person, mail.template, MONDAY, URL).letter
    assert isinstance(found, Letter)
    return found


@pytest.mark.parametrize(("named", "link"), [("nobody", ""), ("olive", f"{URL}/cases/NM-2026-0001")])
def test_a_manager_opens_a_restricted_case_once_named(database: Database, named: str, link: str) -> None:
    """Whoever may know of it hears that it is due; a link is theirs who may read it, or it leads to a refusal."""
    with database.writing() as session:
        partnership(session)
        manager = person(session, "olive", "business_manager@unit")
        made = case(session, 1, owner_agency="unit", owner_person=manager)
        session.get_one(Case, made).restriction = "restricted"
        if named == "olive":
            session.add(Member(case_id=made, person=manager, from_on=MONDAY))
        clock(session, made, MONDAY)
        clock(session, made, date(2026, 12, 23), key="other")
    found = letter(database)
    # Both what is new and what else is theirs.
    assert [("NM-2026-0001", link)] == [(item.reference, item.link) for item in found.new]
    assert [("NM-2026-0001", link)] == [(item.reference, item.link) for item in found.rest]
