"""Mail goes only to domains that a policy allows: what may not go is refused before any server is asked, and told."""

from __future__ import annotations

import pytest
from sqlmodel import select

from notifications.delivery import Delivered, deliver
from tests.notifications.mailbox import Mailbox
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import LONG_AGO, MONDAY, case, clock, partnership, person
from workflow.database.storage import Database
from workflow.tables import Agency, Mail, Person, RoleHeld

ONLY = 'title = "{0}"\nedition = "1"\n[mail]\ndomains = ["{0}"]\n'


def stage(database: Database, allowed: str, address: str = "olive@hillside.example") -> int:
    """Olive owes something today, and is mailed at that address; there is a manager at northmoor.example."""
    with database.writing() as session:
        partnership(session, policy=ONLY.format(allowed) if allowed else "")
        olive = person(session, "olive", "agency_user@school")
        session.get_one(Person, olive).email = address
        person(session, "manager", "business_manager@unit")
        clock(session, case(session, owner_person=olive), MONDAY)
    return olive


def test_outside_the_domains_nothing_is_handed_over(database: Database, mailbox: Mailbox) -> None:
    """Refused with a sentence, untried; the business manager is told at once, the person's lines stay with the mail."""
    stage(database, "northmoor.example")
    queue(database)
    assert Delivered(refused=1) == deliver(database, mailbox.post, NOW)
    assert [] == mailbox.received
    with database.reading() as session:
        row = session.exec(select(Mail)).one()
        says = "Mail may not go to hillside.example: the policy allows northmoor.example."
        assert ("refused", says, 0) == (row.status, row.answer, row.attempts)
    queue(database)
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW)
    assert ["manager@northmoor.example"] == [to for to, _ in mailbox.received]


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("", "olive@hillside.example"),
        ("hillside.example", "olive@hillside.example"),
        ("hillside.example", "olive@office.hillside.example"),
    ],
)
def test_inside_them_it_goes(database: Database, mailbox: Mailbox, allowed: str, address: str) -> None:
    """Anywhere where the policy names no domain; to a domain that it names, and what is below."""
    stage(database, allowed, address)
    queue(database)
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW)


def test_one_of_several_partnerships_is_enough(database: Database, mailbox: Mailbox) -> None:
    """Police and health serve several: what one allows, goes; what is allowed in a partnership they left, doesn't."""
    olive = stage(database, "northmoor.example")
    with database.writing() as session:
        partnership(session, "SM", ONLY.format("hillside.example"))
        held = RoleHeld(person=olive, partnership="SM", agency="police", role="agency_user", from_on=LONG_AGO)
        session.add(held)
        assert session.get(Agency, ("SM", "police"))
    queue(database)
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW)


def test_a_role_that_ended_allows_nothing(database: Database, mailbox: Mailbox) -> None:
    """Only partnerships in which they hold a role today count."""
    olive = stage(database, "northmoor.example")
    with database.writing() as session:
        partnership(session, "SM", ONLY.format("hillside.example"))
        ended = {"from_on": LONG_AGO, "to_on": MONDAY}
        session.add(RoleHeld(person=olive, partnership="SM", agency="police", role="agency_user", **ended))
    queue(database)
    assert Delivered(refused=1) == deliver(database, mailbox.post, NOW)
