"""`casekeeper mail`: what wasn't delivered, sent again, an address put right, without a browser."""

from __future__ import annotations

import getpass

import pytest
from sqlmodel import select

from tests.api.command_line.conftest import Command
from tests.workflow.situations import incident
from tests.world import World, email
from tests.written_mail import mail
from workflow.tables import AddressChange, Mail, Person, PolicyEdition

BAD = ["a@b..example", "a@.b.example", ".a@b.example", "a..b@c.example", "a@b", "new@x.example\nBcc: y@z.example"]


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


def test_what_wasnt_delivered_is_listed(world: World, casekeeper: Command) -> None:
    """Refused, put off and late ones unless asked otherwise; every state with its number; all of it as JSON."""
    refused = mail(world, "lead_school", "refused", incident(world), answer="550 Nobody", attempts=1)
    deferred = mail(world, "lead_police", "deferred", answer="451 Later", attempts=3)
    sent = mail(world, "officer", "sent", unknown=1)
    listed = casekeeper("mail", "list")
    assert (0, True, True) == (listed.code, "550 Nobody" in listed.out, "451 Later" in listed.out)
    assert "refused 1, withdrawn 0, handed over without an answer 1" in listed.err
    found = casekeeper("mail", "list", "--json").json
    assert [deferred, refused] == [one["id"] for one in found]
    expected = {"status": "refused", "address": email("lead_school"), "answer": "550 Nobody", "attempts": 1, "cases": 1}
    assert expected == {key: found[1][key] for key in expected}
    assert [sent] == [one["id"] for one in casekeeper("mail", "list", "--status", "unknown", "--json").json]
    assert 3 == len(casekeeper("mail", "list", "--status", "all", "--json").json)
    assert [] == casekeeper("mail", "list", "--status", "withdrawn", "--json").json


def test_sent_again(world: World, casekeeper: Command) -> None:
    """By number, or all that was refused; what can't go again is refused in a sentence."""
    first = mail(world, "lead_school", "refused", answer="550 Nobody")
    mail(world, "lead_police", "refused", answer="550 Nobody")
    assert {"mails": 1, "joined": 0} == casekeeper("mail", "retry", first, "--json").json
    again = casekeeper("mail", "retry", first)
    assert (1, "This mail is waiting to go already: there is nothing to do\n") == (again.code, again.err)
    assert "next delivery: 1" in casekeeper("mail", "retry", "--refused").out
    none_left = casekeeper("mail", "retry", "--refused")
    assert (1, "No mail is refused: there is nothing to send again.\n") == (none_left.code, none_left.err)
    assert 1 == casekeeper("mail", "retry", 999_999).code
    assert [2, 2] == [casekeeper("mail", "retry").code, casekeeper("mail", "retry", first, "--refused").code]
    with world.database.reading() as session:
        assert {"queued"} == set(session.exec(select(Mail.status)).all())


def test_an_address_is_put_right(world: World, casekeeper: Command) -> None:
    """Their mail goes there; who typed it is kept."""
    mail(world, "lead_school", "refused", answer="550 Nobody")
    done = casekeeper("mail", "correct", email("lead_school"), "Head@Hillside.example", "--json").json
    expected = {
        "name": "Lead School",
        "old": email("lead_school"),
        "new": "head@hillside.example",
        "mails": 1,
        "joined": 0,
    }
    assert expected == done
    with world.database.reading() as session:
        change = session.exec(select(AddressChange)).one()
        assert (None, getpass.getuser()) == (change.by, change.by_name)
        assert [
            ("digest", "head@hillside.example"),
            ("warning", email("lead_school")),
            ("correction", "head@hillside.example"),
        ] == session.exec(select(Mail.template, Mail.address).order_by(Mail.id)).all()  # type: ignore[arg-type]
        assert "head@hillside.example" == session.get_one(Person, world.ids["lead_school"]).email


@pytest.mark.parametrize("typed", BAD)
def test_what_is_no_address_is_refused(world: World, casekeeper: Command, typed: str) -> None:
    """By the same rules where somebody is enrolled and where an address is corrected."""
    corrected = casekeeper("mail", "correct", email("lead_school"), typed)
    added = casekeeper("people", "add", typed, "--name", "N", "--role", "auditor")
    for one in (corrected, added):
        assert (1, True, 1) == (one.code, "isn't an email address" in one.err, len(one.err.splitlines()))


def test_where_mail_may_not_go_nobody_is_enrolled(world: World, casekeeper: Command) -> None:
    """Refused with the domains that are allowed; whoever is there already keeps their address and gets a role."""
    with world.database.writing() as session:
        session.exec(select(PolicyEdition)).one().body += '[mail]\ndomains = ["northmoor.example"]\n'
    says = "Mail may not go to gmail.example: the policy allows northmoor.example."
    added = casekeeper("people", "add", "new@gmail.example", "--name", "N", "--role", "auditor")
    corrected = casekeeper("mail", "correct", email("lead_school"), "head@gmail.example")
    assert [(1, f"{says}\n")] * 2 == [(one.code, one.err) for one in (added, corrected)]
    assert 0 == casekeeper("people", "add", "new@unit.northmoor.example", "--name", "N", "--role", "auditor").code
    assert 0 == casekeeper("people", "add", email("officer"), "--role", "auditor").code


def test_nobody_of_that_address(world: World, casekeeper: Command) -> None:
    """Nobody here has it: one sentence."""
    typed = casekeeper("mail", "correct", "nobody@northmoor.example", "n@northmoor.example")
    assert (1, "Nobody here has the address nobody@northmoor.example.\n") == (typed.code, typed.err)


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 30, "x"])
def test_a_number_that_no_mail_has_is_wrong_usage(world: World, casekeeper: Command, number: str) -> None:
    """Beyond any database's numbers: said, no crash."""
    assert 2 == casekeeper("mail", "retry", number).code
