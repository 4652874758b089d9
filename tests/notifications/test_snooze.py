"""What a snooze keeps out of mails, on each database."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from notifications.contents import SNOOZED, Content, content_of
from notifications.digests import gather
from notifications.letters import Letter
from notifications.sweep import sweep
from tests.notifications.stage import MONDAY, case, clock, london, partnership, person, snooze
from workflow.database.storage import Database
from workflow.tables import Clock, Mail

HOST = "northmoor.example"


def content(database: Database, who: int) -> Content:
    """What that person's only mail holds on Monday."""
    with database.reading() as session:
        mail = session.exec(select(Mail).where(Mail.person == who)).one()
        return content_of(session, mail.id or 0, who, mail.template, MONDAY, "http://x")


def test_a_mail_that_waits_drops_a_line_that_was_snoozed(database: Database) -> None:
    """Between making a mail and sending it everything is asked again: the snooze too."""
    with database.writing() as session:
        partnership(session)
        olive = person(session, "olive", "agency_user@school")
        number = case(session, owner_person=olive)
        first = clock(session, number, MONDAY)
    sweep(database, london(MONDAY))
    gather(database, london(MONDAY), HOST)
    assert isinstance(content(database, olive).letter, Letter)
    with database.writing() as session:
        snooze(session, olive, number, first)
    assert (None, SNOOZED) == (content(database, olive).letter, content(database, olive).why_not)


def test_what_else_is_owed_leaves_out_what_was_snoozed(database: Database) -> None:
    """And comes back to the list once the next rung has come."""
    with database.writing() as session:
        partnership(session)
        olive = person(session, "olive", "agency_user@school")
        clock(session, case(session, owner_person=olive), MONDAY)
        other = case(session, 2, owner_person=olive)
        quiet = clock(session, other, MONDAY + timedelta(30))
        snooze(session, olive, other, quiet)
    sweep(database, london(MONDAY))
    gather(database, london(MONDAY), HOST)
    letter = content(database, olive).letter
    assert isinstance(letter, Letter)
    assert ((), 0) == (letter.rest, letter.more)
    with database.writing() as session:
        session.get_one(Clock, quiet).next_rung += 1
    letter = content(database, olive).letter
    assert isinstance(letter, Letter)
    assert ["NM-2026-0002"] == [item.reference for item in letter.rest]
