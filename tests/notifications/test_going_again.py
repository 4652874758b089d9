"""Mail that didn't arrive goes again because somebody asked: no line is lost, none is told twice, old words stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select, update

from notifications import again, outbox
from notifications.delivery import Delivered, deliver
from notifications.digests import gather
from tests.notifications.mailbox import Mailbox
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import MONDAY, case, clock, london
from workflow.accounts.corrections import By
from workflow.database.storage import Database
from workflow.errors import NotFound, NotOffered
from workflow.tables import Clock, Mail, Notice

LATER = NOW + timedelta(minutes=30)
OLD, NEW = "olive@northmoor.example", "olive.o@hillside.example"


def refuse(database: Database, mailbox: Mailbox, now: datetime = NOW) -> None:
    """What is owed now is mailed, and Olive's address is refused."""

    def nobody(server: object, envelope: object) -> str | None:
        return "550 Nobody of that name" if OLD in envelope.rcpt_tos else None  # type: ignore[attr-defined]

    mailbox.rcpt = nobody
    queue(database, now)
    deliver(database, mailbox.post, now)


def mails(database: Database, person: int) -> list[Mail]:
    """The person's mails, as they stand."""
    with database.reading() as session:
        return list(session.exec(select(Mail).where(Mail.person == person).order_by(Mail.id)).all())  # type: ignore[arg-type]


def by() -> By:
    """The manager."""
    return By(None, "Marcus")


def retry(database: Database, *numbers: int | None, now: datetime = LATER) -> again.Again:
    """Those go again."""
    with database.writing() as session:
        return again.retry(session, [number or 0 for number in numbers], by(), now)


def correct(database: Database, olive: int, now: datetime = LATER) -> again.Again:
    """Olive's address is put right."""
    with database.writing() as session:
        return again.correct(session, olive, NEW, was=OLD, by=by(), now=now)[1]


def told(mailbox: Mailbox, address: str) -> list[str]:
    """The texts of what arrived at an address, and had not been looked at."""
    found = [str(mail.get_body(("plain",))) for mail in mailbox.mails() if mail["To"] == address]
    mailbox.received.clear()
    return found


def test_a_corrected_address_gets_what_was_refused(database: Database, mailbox: Mailbox, olive: int) -> None:
    """The same lines, at the new address; the mail says what it was, what the server said, and who put it right."""
    refuse(database, mailbox)
    assert again.Again(mails=1, joined=0) == correct(database, olive)
    assert Delivered(sent=1) == deliver(database, mailbox.post, LATER)
    (text,) = told(mailbox, NEW)
    assert "NM-2026-0001: Do the work" in text
    (mail,) = mails(database, olive)
    assert ("sent", NEW, 2) == (mail.status, mail.address, mail.attempts)
    what = f"the address was {OLD}, now {NEW}. Before, to {OLD}: 550 Nobody of that name"
    assert f"23 November 2026 at 09:30, Marcus: {what}" == mail.history


def test_what_ten_mornings_didnt_tell_goes_in_one_mail(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Every case is in it, each once, by its latest line; the mails that gave their lines away say so."""
    days = [MONDAY + timedelta(days=number) for number in (0, 1, 2, 3)]
    for number, day in enumerate(days[1:], 2):
        with database.writing() as session:
            clock(session, case(session, number, owner_person=olive), day)
    for day in days:
        refuse(database, mailbox, london(day))
    assert ["refused"] * 4 == [mail.status for mail in mails(database, olive)]
    now = london(days[-1], 10)
    mailbox.received.clear()
    assert again.Again(mails=1, joined=3) == correct(database, olive, now)
    deliver(database, mailbox.post, now)
    (text,) = told(mailbox, NEW)
    new = text.partition("ALSO YOURS")[0]
    assert [1, 1, 1, 1] == [new.count(f"NM-2026-000{number}:") for number in (1, 2, 3, 4)], text
    first, *_, last = mails(database, olive)
    assert ("withdrawn", "sent") == (first.status, last.status)
    assert f"what it told went on in another mail to {NEW}. Before, to {OLD}: 550 Nobody" in first.answer


def test_retried_as_it_is(database: Database, mailbox: Mailbox, olive: int) -> None:
    """A refused mail is never tried by itself; asked for, it goes now, and has another 72 hours."""
    refuse(database, mailbox)
    later = NOW + timedelta(days=4)
    assert 0 == deliver(database, mailbox.post, later).refused
    (mail,) = mails(database, olive)
    retry(database, mail.id, now=later)
    mailbox.rcpt = lambda server, envelope: "451 Come back later"
    assert 1 == deliver(database, mailbox.post, later).deferred
    assert 0 == deliver(database, mailbox.post, later + timedelta(hours=71)).refused
    mailbox.rcpt = lambda server, envelope: None
    deliver(database, mailbox.post, later + timedelta(hours=71, minutes=59))
    (mail,) = mails(database, olive)
    assert ("sent", 4) == (mail.status, mail.attempts)
    assert "Marcus: sent again. Before, to olive@northmoor.example: 550 Nobody of that name" in str(mail.history)


def test_refused_again_it_is_told_again(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Whoever had it sent again hears that it failed, as at first."""
    refuse(database, mailbox)
    queue(database)
    deliver(database, mailbox.post, NOW)
    assert 1 == len(told(mailbox, "manager@northmoor.example"))
    retry(database, mails(database, olive)[0].id)
    assert Delivered(refused=1) == deliver(database, mailbox.post, LATER)
    gather(database, LATER, "northmoor.example")
    deliver(database, mailbox.post, LATER)
    (text,) = told(mailbox, "manager@northmoor.example")
    assert "could not be delivered" in text


def test_a_deferred_mail_neednt_wait(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Its next try would be in an hour: asked for, it goes now."""
    mailbox.close()
    queue(database)
    deliver(database, mailbox.post, NOW)
    mailbox.open()
    retry(database, mails(database, olive)[0].id, now=NOW + timedelta(seconds=5))
    assert Delivered(sent=1) == deliver(database, mailbox.post, NOW + timedelta(seconds=5))


def test_what_may_have_arrived_goes_again_as_it_was(database: Database, mailbox: Mailbox, olive: int) -> None:
    """The very bytes under the same Message-ID; to a corrected address it is written anew."""
    mailbox.data = lambda server, envelope: "cut"
    queue(database)
    deliver(database, mailbox.post, NOW)
    mailbox.data = lambda server, envelope: None
    retry(database, mails(database, olive)[0].id)
    deliver(database, mailbox.post, LATER)
    first, second = mailbox.received
    assert first == second
    mailbox.received.clear()
    with database.writing() as session:
        session.connection().execute(update(Mail).values(status="refused"))
    correct(database, olive)
    deliver(database, mailbox.post, LATER)
    assert [NEW] == [mail["To"] for mail in mailbox.mails()]


def test_a_mail_on_its_way_is_taken_from_its_worker(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Corrected between claim and DATA, nothing goes to the old address, and it goes to the new one once."""

    def put_right(server: object, envelope: object) -> None:
        mailbox.rcpt = lambda server, envelope: None
        correct(database, olive)

    mailbox.rcpt = put_right
    queue(database)
    assert Delivered(late=1) == deliver(database, mailbox.post, NOW)
    assert [] == mailbox.received
    assert Delivered(sent=1) == deliver(database, mailbox.post, LATER)
    assert [NEW] == [to for to, _ in mailbox.received]


def test_corrected_after_the_bytes_were_stored_it_counts_as_unknown(database: Database, olive: int) -> None:
    """They may have arrived at the old address: it shows, and the old worker writes nothing back."""
    queue(database)
    with database.writing() as session:
        (held,) = outbox.claim(session, NOW, 10)
        assert outbox.keep(session, [(held, b"To: the old address")])
    correct(database, olive)
    (mail,) = mails(database, olive)
    assert ("queued", 1, None, NEW) == (mail.status, mail.unknown, mail.content, mail.address)
    with database.writing() as session:
        assert set() == outbox.held(session, [held])


def test_what_isnt_owed_any_more_doesnt_go_again(database: Database, mailbox: Mailbox, olive: int) -> None:
    """The work was done meanwhile: withdrawn, visibly."""
    refuse(database, mailbox)
    with database.writing() as session:
        session.connection().execute(update(Clock).values(status="stopped"))
    correct(database, olive)
    assert Delivered(withdrawn=1) == deliver(database, mailbox.post, LATER)
    (mail,) = mails(database, olive)
    assert ("withdrawn", "It isn't owed any more.") == (mail.status, mail.answer)


def test_told_another_way(database: Database, mailbox: Mailbox, olive: int) -> None:
    """It leaves the list of what wasn't delivered, and says who told them."""
    refuse(database, mailbox)
    with database.writing() as session:
        assert 1 == again.settle(session, [mails(database, olive)[0].id or 0], by(), LATER)
    (mail,) = mails(database, olive)
    says = f"Told another way, says Marcus, 23 November 2026 at 09:30. Before, to {OLD}: 550 Nobody of that name"
    assert ("withdrawn", says, LATER) == (mail.status, mail.answer, mail.ended_at)


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "withdrawn"])
def test_what_cant_go_again_says_why(database: Database, olive: int, status: str) -> None:
    """A sentence for each state, and nothing changes."""
    queue(database)
    with database.writing() as session:
        session.connection().execute(update(Mail).values(status=status))
    before = mails(database, olive)
    with pytest.raises(NotOffered, match=r"^This mail "):
        retry(database, before[0].id)
    assert before == mails(database, olive)
    with pytest.raises(NotFound):
        retry(database, 999_999)


def test_no_line_is_lost_on_the_way(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Refused, corrected, refused there too, corrected again: in the end every case of theirs was told."""
    with database.writing() as session:
        for number in (2, 3):
            clock(session, case(session, number, owner_person=olive), date(2026, 11, 24))
    refuse(database, mailbox)
    refuse(database, mailbox, london(date(2026, 11, 24)))
    mailbox.rcpt = lambda server, envelope: "550 Nobody here either" if NEW in envelope.rcpt_tos else None
    correct(database, olive, london(date(2026, 11, 24), 10))
    deliver(database, mailbox.post, london(date(2026, 11, 24), 10))
    mailbox.received.clear()
    with database.writing() as session:
        last = "olive@third.example"
        again.correct(session, olive, last, was=NEW, by=by(), now=london(date(2026, 11, 24), 11))
    deliver(database, mailbox.post, london(date(2026, 11, 24), 11))
    (text,) = told(mailbox, last)
    assert all(f"NM-2026-000{number}" in text for number in (1, 2, 3))
    with database.reading() as session:
        lost = select(Notice).join(Mail).where(Notice.person == olive, Notice.status == "mailed", Mail.status != "sent")
        assert [] == session.exec(lost).all()
