"""From a line to a mail in somebody's mailbox, and all that can go wrong on the way. Real databases, a real server."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import col, select, update

from notifications import outbox
from notifications.delivery import Delivered, deliver
from notifications.smtp import Answer
from notifications.sweep import sweep
from tests.notifications.mailbox import Mailbox
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import CANARY, MONDAY, case, clock, due_today, london, partnership, person
from workflow.database.storage import Database
from workflow.tables import Case, Clock, Mail, Member, Notice, Person, RoleHeld


def mail_of(database: Database) -> Mail:
    """The only mail there is."""
    with database.reading() as session:
        found = session.exec(select(Mail)).one()
        session.expunge(found)
        return found


def test_a_line_reaches_its_person(database: Database, mailbox: Mailbox, olive: int) -> None:
    """One mail, in text and HTML, with reference, task, date, reason, link and whom to ring; marked as sent."""
    queue(database)
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW)
    assert Delivered() == deliver(database, mailbox.post, NOW)
    (mail,) = mailbox.mails()
    assert ("Casekeeper: 1 new", "olive@northmoor.example") == (mail["Subject"], mail["To"])
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        for words in ("NM-2026-0001", "Do the work", "Due today", "you own it", "/cases/NM-2026-0001", "Ring the "):
            assert words in body.get_content().replace("&#39;", "'"), (kind, words)
    row = mail_of(database)
    assert ("sent", "250 Kept", 1, 0) == (row.status, row.answer, row.attempts, row.unknown)
    assert mailbox.received[0][1] == row.content


def test_nothing_that_somebody_wrote_is_in_a_mail(database: Database, mailbox: Mailbox, olive: int) -> None:
    """A word that stands in titles, facts and names is in no part of any mail."""
    queue(database)
    deliver(database, mailbox.post, NOW)
    (mail,) = mailbox.mails()
    whole = str(mail) + "".join(str(part.get_payload(decode=True)) for part in mail.walk())
    assert CANARY not in whole
    assert "Zebedee" not in whole


def test_a_digest_lists_what_is_new_and_then_the_rest(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Late ones are counted in the subject and say by how many working days."""
    with database.writing() as session:
        late = case(session, 2, owner_person=olive)
        session.get_one(Clock, clock(session, late, date(2026, 11, 17))).next_rung_on = date(2026, 12, 1)
        session.get_one(Clock, clock(session, case(session, 3, owner_person=olive), date(2027, 1, 5)))
    queue(database)
    deliver(database, mailbox.post, NOW)
    (mail,) = mailbox.mails()
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Casekeeper: 1 new, 1 late" == mail["Subject"]
    assert ["0001", "0002", "0003"] == sorted({*["0001", "0002", "0003"]}, key=lambda end: text.index(end))
    assert text.index("0001") < text.index("ALSO YOURS") < text.index("0002")
    assert "Was due 17 November 2026, 4 working days late" in text


def test_a_server_that_is_down_for_a_day_loses_nothing(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Mails wait, ever longer between attempts, and arrive once when it is back."""
    mailbox.close()
    queue(database)
    now, attempts = NOW, 0
    while now < NOW + timedelta(days=1):
        attempts += deliver(database, mailbox.post, now).deferred
        now += timedelta(minutes=5)
    assert 30 < attempts < 60
    assert "can't be reached" in mail_of(database).answer
    mailbox.open()
    assert Delivered(sent=1) == deliver(database, mailbox.post, now + timedelta(hours=1))
    assert 1 == len(mailbox.received)


def test_after_72_hours_a_mail_is_given_up(database: Database, mailbox: Mailbox, olive: int) -> None:
    """It says so, and is the business manager's task."""
    mailbox.close()
    queue(database)
    assert Delivered(refused=1) == deliver(database, mailbox.post, NOW + timedelta(hours=72))
    assert mail_of(database).answer.startswith("Given up after 72 hours. The mail server can't be reached")


def test_a_server_that_is_unreachable_is_asked_once_a_pass(database: Database, mailbox: Mailbox) -> None:
    """Not for each of the mails that wait."""
    due_today(database, 30)
    queue(database)
    mailbox.close()
    assert Delivered(deferred=30) == deliver(database, mailbox.post, NOW)
    mailbox.open()
    assert Delivered(sent=30) == deliver(database, mailbox.post, NOW + timedelta(minutes=2))
    assert 30 == len({recipient for recipient, _ in mailbox.received})


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_come_back_later_is_heeded(database: Database, mailbox: Mailbox, olive: int, at: str) -> None:
    """A 4xx puts the mail off, by one minute, then two; then it goes."""
    setattr(mailbox, at, lambda server, envelope: "451 Greylisted")
    queue(database)
    assert Delivered(deferred=1) == deliver(database, mailbox.post, NOW)
    row = mail_of(database)
    assert ("deferred", "451 Greylisted", NOW + timedelta(minutes=1)) == (row.status, row.answer, row.next_at)
    assert Delivered() == deliver(database, mailbox.post, NOW + timedelta(seconds=59))
    assert Delivered(deferred=1) == deliver(database, mailbox.post, NOW + timedelta(seconds=60))
    setattr(mailbox, at, lambda server, envelope: None)
    assert Delivered() == deliver(database, mailbox.post, NOW + timedelta(seconds=179))
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW + timedelta(seconds=180))


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_a_refused_address_becomes_the_managers_task(database: Database, mailbox: Mailbox, olive: int, at: str) -> None:
    """A 5xx is final: never tried again, and the business manager hears of it at once; nobody of theirs."""
    setattr(mailbox, at, lambda server, envelope: "550 Nobody of that name")
    queue(database)
    assert Delivered(refused=1) == deliver(database, mailbox.post, NOW)
    assert Delivered() == deliver(database, mailbox.post, NOW + timedelta(days=1))
    setattr(mailbox, at, lambda server, envelope: None)
    queue(database, NOW + timedelta(minutes=4))
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW + timedelta(minutes=4))
    (mail,) = mailbox.mails()
    assert "manager@northmoor.example" == mail["To"]
    assert "could not be delivered" in str(mail.get_body(("plain",)))


def test_a_cut_after_data_is_unknown_and_the_same_bytes_go_again(
    database: Database, mailbox: Mailbox, olive: int
) -> None:
    """Nobody knows whether it arrived: counted, and sent again under the same Message-ID."""
    mailbox.data = lambda server, envelope: "cut"
    queue(database)
    assert Delivered(deferred=1, unknown=1) == deliver(database, mailbox.post, NOW)
    assert 1 == mail_of(database).unknown
    mailbox.data = lambda server, envelope: None
    with database.writing() as session:
        session.connection().execute(update(Clock).values(label="Another word"))
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW + timedelta(hours=1))
    first, second = mailbox.received
    assert first == second
    assert [f"<digest.{olive}.2026-11-23@northmoor.example>"] * 2 == [mail["Message-ID"] for mail in mailbox.mails()]


def test_a_cut_before_data_is_only_a_delay(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Nothing was handed over: nothing is unknown."""

    def cut(server: object, envelope: object) -> str:
        server.transport.abort()  # type: ignore[attr-defined]
        return "421 Gone"

    mailbox.rcpt = cut
    queue(database)
    assert Delivered(deferred=1) == deliver(database, mailbox.post, NOW)
    assert 0 == mail_of(database).unknown


def test_a_late_worker_writes_nothing(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Once its lease ran out and another claimed the mail, neither its bytes nor its result count."""
    queue(database)
    with database.writing() as session:
        (old,) = outbox.claim(session, NOW, 10)
        assert [] == outbox.claim(session, NOW, 10)
    lapse(database)
    with database.writing() as session:
        (new,) = outbox.claim(session, NOW, 10)
        assert (old.fence + 1, {new.claim}) == (new.fence, outbox.held(session, [old, new]))
        assert set() == outbox.keep(session, [(old, b"stale")])
        assert set() == outbox.end(session, [outbox.outcome(old, Answer("sent", "250"), NOW)], NOW)
        both = [outbox.outcome(old, Answer("sent", "250"), NOW), outbox.outcome(new, Answer("deferred", "450"), NOW)]
        assert {new.claim} == outbox.end(session, both, NOW)
    assert ("deferred", "450") == (mail_of(database).status, mail_of(database).answer)


def test_a_lease_that_ran_out_stops_the_mail_before_data(database: Database, mailbox: Mailbox, olive: int) -> None:
    """A worker that was paused between claim and DATA hands nothing over."""

    def pause(server: object, envelope: object) -> None:
        lapse(database)

    mailbox.rcpt = pause
    queue(database)
    assert Delivered(late=1) == deliver(database, mailbox.post, NOW)
    assert [] == mailbox.received
    mailbox.rcpt = lambda server, envelope: None
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW)


def test_a_lost_workers_mail_goes_again_and_counts_as_unknown(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Whoever claims it next sends the very bytes that may have arrived already."""
    queue(database)
    with database.writing() as session:
        (lost,) = outbox.claim(session, NOW, 10)
        assert outbox.keep(session, [(lost, b"Subject: the very bytes\r\n\r\nhere\r\n")])
    lapse(database)
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW)
    assert (1, [b"Subject: the very bytes\r\n\r\nhere\r\n"]) == (
        mail_of(database).unknown,
        [content for _, content in mailbox.received],
    )


def lapse(database: Database) -> None:
    """Every lease ran out a while ago."""
    with database.writing() as session:
        session.connection().execute(update(Mail).values(lease_until=london(date(2020, 1, 1))))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (update(Person).where(col(Person.email).like("olive@%")).values(left_on=MONDAY), "They have left"),
        (update(RoleHeld).values(to_on=MONDAY), "They have left or hold no role"),
        (update(Member).values(to_on=MONDAY), "They may not open the case."),
        (update(Clock).values(status="stopped"), "It isn't owed any more."),
        (update(Clock).values(due_on=MONDAY + timedelta(1)), "It isn't owed any more."),
    ],
    ids=["left", "no role", "no sight", "stopped", "moved"],
)
def test_what_isnt_owed_any_more_is_withdrawn(
    database: Database, mailbox: Mailbox, olive: int, change: object, why: str
) -> None:
    """Between making a mail and sending it everything is asked again; the mail says why it never went."""
    queue(database)
    with database.writing() as session:
        session.connection().execute(change)  # type: ignore[call-overload]
    assert Delivered(withdrawn=1) == deliver(database, mailbox.post, NOW)
    row = mail_of(database)
    assert ("withdrawn", []) == (row.status, mailbox.received)
    assert row.answer.startswith(why)
    with database.reading() as session:
        assert ["withdrawn"] == session.exec(select(Notice.status)).all()


def test_the_executive_gets_a_reference_without_a_link(database: Database, mailbox: Mailbox) -> None:
    """Who can't open a case still hears of it, in figures."""
    with database.writing() as session:
        partnership(session)
        person(session, "boss", "executive")
        number = case(session)
        clock(session, number, MONDAY + timedelta(1), chase="statutory")
        session.get_one(Case, number).owner_agency = ""
    queue(database)
    assert Delivered(sent=2) == deliver(database, mailbox.post, NOW)  # the week's summary too
    texts = [str(mail.get_body(("plain",))) for mail in mailbox.mails()]
    assert 1 == sum("NM-2026-0001" in text for text in texts)
    assert not any("/cases/" in text for text in texts)


def test_an_address_nobody_can_read_is_refused(database: Database, mailbox: Mailbox, olive: int) -> None:
    """A line break in an address can't become a header, and doesn't stop the other mails."""
    queue(database)
    with database.writing() as session:
        session.connection().execute(update(Mail).values(address="a@b.example\r\nBcc: x@y.example"))
    assert Delivered(refused=1) == deliver(database, mailbox.post, NOW)
    assert [] == mailbox.received


def test_whoever_is_kept_out_meanwhile_gets_no_second_copy(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Its bytes name a case that they may know of no more since a day said beforehand: that day nothing goes."""
    mailbox.data = lambda server, envelope: "cut"
    queue(database)
    assert Delivered(deferred=1, unknown=1) == deliver(database, mailbox.post, NOW)
    mailbox.data = lambda server, envelope: None
    tomorrow = NOW + timedelta(days=1)
    with database.writing() as session:
        session.connection().execute(update(Member).values(to_on=tomorrow.date()))
    sweep(database, tomorrow)
    assert Delivered(withdrawn=1) == deliver(database, mailbox.post, tomorrow)
    assert 1 == len(mailbox.received)
