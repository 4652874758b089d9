"""An address that is put right: the one before hears of it and the new one too, and neither hears anything else."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from notifications import again
from notifications.address_mails import put_right
from notifications.delivery import Delivered, deliver
from tests.notifications.mailbox import Mailbox
from tests.notifications.passes import NOW
from tests.notifications.stage import CANARY, LONG_AGO, partnership, person
from workflow.accounts.corrections import By
from workflow.database.storage import Database
from workflow.queries import mail_states
from workflow.tables import Mail, Person

OLD, NEW, NEWEST = "olive@northmoor.example", "olive.o@hillside.example", "olive@third.example"
LATER = NOW + timedelta(minutes=30)
ONLY = 'title = "A"\nedition = "1"\n[mail]\ndomains = ["hillside.example"]\n'


def corrected(database: Database, olive: int, new: str = NEW, was: str = OLD) -> None:
    """The manager puts Olive's address right."""
    with database.writing() as session:
        put_right(session, olive, new, was=was, by=By(None, "Marcus"), now=NOW, host="casekeeper.example")


def mails(database: Database) -> list[tuple[str, str, str]]:
    """Every mail: its template, where it goes, and how it stands."""
    with database.reading() as session:
        rows = session.exec(select(Mail).order_by(Mail.id)).all()  # type: ignore[arg-type]
        return [(row.template, row.address, row.status) for row in rows]


def test_both_addresses_hear_of_it(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Whose partnership, when, what to do: no link, no name, no address, nothing of a case; alike for everybody."""
    corrected(database, olive)
    assert Delivered(sent=2) == deliver(database, mailbox.post, NOW)
    told = {mail["To"]: mail for mail in mailbox.mails()}
    assert {OLD, NEW} == set(told)
    for address, says in ((OLD, "somebody else may be trying to get into your account"), (NEW, "from now on")):
        mail = told[address]
        assert "Casekeeper: your address was changed" == mail["Subject"]
        for kind in ("plain", "html"):
            body = mail.get_body((kind,))
            assert body is not None
            words = " ".join(body.get_content().split())
            assert says in words
            held = (CANARY, "Olive", "Marcus", OLD, NEW, "http:", "https:", "href", "NM-20")
            assert [] == [one for one in held if one in words]
    assert Delivered() == deliver(database, mailbox.post, LATER)


def test_an_address_that_takes_no_mail_is_nobodys_trouble(database: Database, mailbox: Mailbox, olive: int) -> None:
    """It was put right because it was wrong: the word is withdrawn, and nobody is unreached by that."""
    mailbox.rcpt = lambda server, envelope: "550 Nobody of that name" if OLD in envelope.rcpt_tos else None
    corrected(database, olive)
    assert Delivered(sent=1, withdrawn=1) == deliver(database, mailbox.post, NOW)
    assert [("warning", OLD, "withdrawn"), ("correction", NEW, "sent")] == mails(database)
    with database.reading() as session:
        assert (0, []) == (
            mail_states.undelivered_count(session, ["NM"], LATER),
            mail_states.unreached(session, ["NM"], LATER),
        )


def test_a_new_address_that_takes_no_mail_is_seen(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Mistyped once more: the manager finds it among the undelivered, as any mail."""
    mailbox.rcpt = lambda server, envelope: "550 Nobody of that name" if NEW in envelope.rcpt_tos else None
    corrected(database, olive)
    assert Delivered(sent=1, refused=1) == deliver(database, mailbox.post, NOW)
    with database.reading() as session:
        assert [NEW] == [one.address for one in mail_states.unreached(session, ["NM"], LATER)]


def test_the_policy_holds_for_the_address_before_too(database: Database, mailbox: Mailbox) -> None:
    """Where mail may not go, none goes, though it went there once."""
    with database.writing() as session:
        partnership(session, policy=ONLY)
        olive = person(session, "olive", "agency_user@school")
    corrected(database, olive)
    assert Delivered(sent=1, withdrawn=1) == deliver(database, mailbox.post, NOW)
    assert [NEW] == [to for to, _ in mailbox.received]


def test_word_to_an_address_stays_with_it(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Put right twice while the server is away: each former address hears of it, the newest of both."""
    mailbox.close()
    corrected(database, olive)
    deliver(database, mailbox.post, NOW)
    corrected(database, olive, NEWEST, was=NEW)
    with database.reading() as session:
        late = mail_states.undelivered_count(session, ["NM"], NOW + timedelta(hours=1))
        waiting = mail_states.latest_mail(session, ["NM"])
    assert 2 == late
    assert [("correction", True), ("warning", False)] * 2 == [
        (one.template, one.is_late(NOW + timedelta(hours=1))) for one in waiting
    ]
    with database.writing() as session:
        deferred = [one.id for one in waiting if one.status == "deferred"]
        again.retry(session, deferred, By(None, "Marcus"), NOW)
    mailbox.open()
    assert Delivered(sent=4) == deliver(database, mailbox.post, LATER)
    assert [OLD, NEWEST, NEW, NEWEST] == [to for _, to, _ in mails(database)]
    assert sorted([OLD, NEW, NEWEST, NEWEST]) == sorted(to for to, _ in mailbox.received)


def test_who_has_left_hears_nothing(database: Database, mailbox: Mailbox, olive: int) -> None:
    """Neither address is mailed once they left."""
    corrected(database, olive)
    with database.writing() as session:
        session.get_one(Person, olive).left_on = LONG_AGO
    assert Delivered(withdrawn=2) == deliver(database, mailbox.post, NOW)
    assert [] == mailbox.received
