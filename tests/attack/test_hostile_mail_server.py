"""A mail server that says things no mail server should: nothing hangs, nothing is lost, nothing goes out twice."""

from __future__ import annotations

import pytest

from notifications.delivery import Delivered, deliver
from tests.attack.hostile_mail_server import HostileMailServer
from tests.notifications.passes import NOW, queue
from tests.notifications.stage import MONDAY, case, clock, partnership, person
from workflow.database.storage import Database
from workflow.tables.rows import MAIL, PERSON

SENT, DEFERRED, REFUSED = Delivered(sent=1), Delivered(deferred=1), Delivered(refused=1)
UNKNOWN = Delivered(deferred=1, unknown=1)
ANSWERS: dict[str, tuple[dict[str, bytes], Delivered]] = {
    "taken, in Latin-1": ({"end": b"250 gel\xf6scht\r\n"}, SENT),
    "taken, with a NUL": ({"end": b"250 \0 ok\r\n"}, SENT),
    "taken, in half characters": ({"end": b"250 \xed\xa0\x80\r\n"}, SENT),
    "refused, in Latin-1": ({"rcpt": b"550 Empf\xe4nger unbekannt\r\n"}, REFUSED),
    "refused, with a NUL": ({"rcpt": b"550 \0\r\n"}, REFUSED),
    "later, in many lines": ({"rcpt": b"450-wait\r\n" * 50 + b"450 \xff\r\n"}, DEFERRED),
    "no answer at all": ({"end": b""}, UNKNOWN),
    "taken or not, in no known tongue": ({"end": b"ok then\r\n"}, UNKNOWN),
    "a greeting of rubbish": ({"greeting": b"\0\0\xff\r\n"}, DEFERRED),
    "a greeting that refuses": ({"greeting": b"554 \0\xff no\r\n"}, DEFERRED),
    "not for our sender": ({"mail": b"530 sign in first\r\n"}, DEFERRED),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_whatever_it_says_is_marked(database: Database, answer: str) -> None:
    """What was taken is marked as sent, what was refused as refused; only our own sender's refusal is tried again."""
    with database.writing() as session:
        partnership(session)
        clock(session, case(session, owner_person=person(session, "olive", "agency_user@school")), MONDAY)
        person(session, "manager", "business_manager@unit")
    queue(database)
    says, expected = ANSWERS[answer]
    with HostileMailServer(**says) as server:
        assert expected == deliver(database, server.post, NOW)
        taken = server.taken
        assert Delivered() == deliver(database, server.post, NOW)
        assert taken == server.taken
    with database.reading() as session:
        (told,) = session.execute(MAIL.select().with_only_columns(MAIL.c.answer).where(MAIL.c.attempts > 0)).scalars()
    assert told.isprintable()


def test_one_address_stops_nobody_elses_mail(database: Database) -> None:
    """An address that no mail server takes is refused for itself; everybody else's mail goes."""
    with database.writing() as session:
        partnership(session)
        for number, name in enumerate(("olive", "jose", "peter")):
            owner = person(session, name, "agency_user@school")
            clock(session, case(session, number, owner_person=owner), MONDAY)
        person(session, "manager", "business_manager@unit")
        jose = PERSON.update().where(PERSON.c.email == "jose@northmoor.example")
        session.connection().execute(jose.values(email="jos\u00e9@northmoor.example"))
    queue(database)
    with HostileMailServer() as server:
        assert Delivered(sent=2, refused=1) == deliver(database, server.post, NOW)
