"""The business manager's mail pages: what wasn't delivered and why, and each thing that can be done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.heartbeat import beat
from notifications.samples import samples
from tests.api.pages.site import Site, Visit
from tests.journeys.browser import Page
from tests.workflow.situations import incident
from tests.world import World, email
from tests.written_mail import mail


@pytest.fixture
def manager(site_on_each: Site) -> Visit:
    """The business manager's browser."""
    return site_on_each.visit("manager")


def press(visit: Visit, page: Page, action: str) -> Page:
    """Presses the button that posts there."""
    form = next(form for form in page.forms if form.action == action)
    return visit._posted(action, form.fields)


def state(site: Site, mail_id: int) -> tuple[str, str, str]:
    """A mail's status, address and answer."""
    ((status, address, answer),) = site.sql("SELECT status, address, answer FROM mail WHERE id = :id", id=mail_id)
    return status, address, answer


def test_what_wasnt_delivered_stands_first(world: World, manager: Visit) -> None:
    """Who, how many mails about how many cases, since when, the server's own words, how often tried, the next try."""
    one, other = incident(world), incident(world)
    mail(world, "lead_school", "refused", one, answer="550 5.1.1 No such <b>user</b>")
    mail(world, "lead_school", "refused", one, other, answer="550 5.1.1 No such <b>user</b>")
    later = {"answer": "451 Greylisted", "attempts": 4, "next_at": world.now + timedelta(minutes=15)}
    mail(world, "lead_police", "deferred", other, at=world.now - timedelta(hours=1), **later)
    mail(world, "lead_council", "sent", one)
    page = manager.at("/mail")
    for words in (
        "3 mails to 2 people didn’t arrive",
        "Lead Schoollead_school@northmoor.example2 mails about 2 casessince 23 November 2026 at 10:00",
        "Refused 550 5.1.1 No such <b>user</b>",
        "Lead Policelead_police@northmoor.example1 mail about 1 casesince 23 November 2026 at 09:00",
        "Not sent 451 Greylisted Tried 4 times. Next try 23 November 2026 at 10:15.",
    ):
        assert words in page.text, words
    assert "lead_council" not in page.text
    assert "Mail (3)" in page.html
    assert "<b>user" not in page.html


def test_every_state_has_its_list(world: World, manager: Visit) -> None:
    """With its number, and what matters of it; handed over without an answer is a count, not a state."""
    mail(world, "officer", "withdrawn", answer="It isn't owed any more.")
    mail(world, "officer", "sent", unknown=2)
    mail(world, "officer", "refused", answer="550 Nobody", attempts=1)
    page = manager.at("/mail")
    for tab in ("Not delivered (1)", "Refused (1)", "Withdrawn (1)", "Sent (1)", "No answer (1)", "Waiting to go (0)"):
        assert tab in page.text, tab
    assert "It isn't owed any more." in manager.at("/mail?status=withdrawn").text
    unknown = manager.at("/mail?status=unknown").text
    assert "2 times in all" in unknown
    assert "Handed over without an answer 2 times: it may arrive twice." in unknown
    assert "550 NobodyTried 1 time." in manager.at("/mail?status=refused").text
    assert "There is no mail here." in manager.at("/mail?status=queued").text
    assert 3 == manager.at("/mail?status=all").html.count('href="/mail/people/')


def test_a_long_list_is_walked(world: World, manager: Visit) -> None:
    """Fifty a page, and nothing is left out."""
    made = {mail(world, "officer", "sent") for _ in range(53)}
    first = manager.at("/mail?status=sent").html
    second = manager.at(first.partition('pagination__link" href="')[2].partition('"')[0].replace("&amp;", "&")).html
    assert made == {number for number in made if f'href="/mail/{number}"' in first + second}
    assert "govuk-pagination" not in second


def test_one_mail(world: World, manager: Visit, site_on_each: Site) -> None:
    """To whom, about which cases, how it fared; references lead to the case."""
    reference = incident(world)
    number = mail(world, "lead_school", "refused", reference, answer="550 Nobody", attempts=1)
    page = manager.at(f"/mail/{number}")
    assert f'href="/cases/{reference}"' in page.html
    assert "550 Nobody" in page.text
    again = press(manager, page, f"/mail/{number}/retry")
    assert (200, f"/mail/{number}?done=retried") == (again.status, again.path)
    assert "It goes again within a minute." in again.html
    assert "Manager: sent again. Before, to lead_school@northmoor.example: 550 Nobody" in again.text
    assert ("queued", email("lead_school"), "") == state(site_on_each, number)


def test_a_button_pressed_twice_acts_once(world: World, manager: Visit, site_on_each: Site) -> None:
    """A mail that was refused again meanwhile isn't sent again by the second click of an impatient finger."""
    number = mail(world, "lead_school", "refused", answer="550 Nobody")
    page = manager.at(f"/mail/{number}")
    press(manager, page, f"/mail/{number}/retry")
    site_on_each.sql("UPDATE mail SET status = 'refused', answer = '550 Still nobody' WHERE id = :id", id=number)
    second = press(manager, page, f"/mail/{number}/retry")
    assert (200, "refused") == (second.status, state(site_on_each, number)[0])
    assert 200 == press(manager, manager.at(f"/mail/{number}"), f"/mail/{number}/told").status
    assert "withdrawn" == state(site_on_each, number)[0]


def test_what_cant_go_again_says_why(world: World, manager: Visit, site_on_each: Site) -> None:
    """It was sent meanwhile: a page says so, and nothing changes."""
    number = mail(world, "lead_school", "refused")
    page = manager.at(f"/mail/{number}")
    site_on_each.sql("UPDATE mail SET status = 'sent' WHERE id = :id", id=number)
    before = site_on_each.dump()
    for act in ("retry", "told"):
        answer = press(manager, page, f"/mail/{number}/{act}")
        assert (409, True) == (answer.status, "This mail was sent: there is nothing to do" in answer.text)
    assert before == site_on_each.dump()


def test_all_that_was_refused_goes_again(world: World, manager: Visit, site_on_each: Site) -> None:
    """After a fault of the server: one press, one mail to each person; a second press says that nothing is left."""
    reference = incident(world)
    for who in ("lead_school", "lead_school", "lead_police"):
        mail(world, who, "refused", answer="554 Relaying denied")
    waiting = mail(world, "officer", "deferred", reference, answer="451 Later")
    done = press(manager, manager.at("/mail"), "/mail/retry")
    assert (200, "/mail?done=retried") == (done.status, done.path)
    found = [status for (status,) in site_on_each.sql("SELECT status FROM mail ORDER BY id")]
    assert ["withdrawn", "queued", "queued", "deferred"] == found
    assert "deferred" == state(site_on_each, waiting)[0]
    fields = {"csrf": manager.csrf, "form_id": "another"}
    answer = manager.post("/mail/retry", fields)
    assert (409, True) == (answer.status_code, "There is no refused mail any more" in answer.text)


def test_an_address_is_corrected(world: World, manager: Visit, site_on_each: Site) -> None:
    """Their mail goes there, and it is kept who did it, when, from what to what."""
    number = mail(world, "lead_school", "refused", incident(world), answer="550 Nobody")
    page = manager.at(f"/mail/people/{world.ids['lead_school']}")
    done = manager.send(page, {"email": " Head@Hillside.example "})
    assert (200, f"/mail/people/{world.ids['lead_school']}?done=corrected") == (done.status, done.path)
    kept = (
        "lead_school@northmoor.example, until Manager corrected it to head@hillside.example, 23 November 2026 at 10:00"
    )
    assert kept in done.text
    assert ("queued", "head@hillside.example", "") == state(site_on_each, number)
    words = site_on_each.sql("SELECT template, address FROM mail WHERE id <> :it ORDER BY id", it=number)
    told_both = [("warning", "lead_school@northmoor.example"), ("correction", "head@hillside.example")]
    assert told_both == [tuple(row) for row in words]
    changes = manager.at("/mail/addresses").text
    told = "Lead School from lead_school@northmoor.exampleto head@hillside.example by Manager"
    assert f"23 November 2026 at 10:00 {told}" in changes


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter an email address"),
        ("a@b..example", "isn't an email address"),
        ("officer@northmoor.example", "is Officer's address already: enter another"),
        ("lead_school@northmoor.example", "is the address already"),
    ],
)
def test_an_address_that_cant_be_taken(world: World, manager: Visit, site_on_each: Site, typed: str, says: str) -> None:
    """The form comes back as it was filled in, the sentence at the field; nothing is written."""
    page = manager.at(f"/mail/people/{world.ids['lead_school']}")
    before = site_on_each.dump()
    answer = manager.send(page, {"email": typed})
    assert (422, True, [typed]) == (answer.status, says in answer.text, answer.form.fields["email"])
    assert 'href="#email"' in answer.html
    assert before == site_on_each.dump()


def test_two_managers_correct_the_same_address(world: World, manager: Visit, site_on_each: Site) -> None:
    """The second is told what it is by now, and keeps what they typed."""
    mine, theirs = (site_on_each.visit(who) for who in ("manager", "administrator"))
    at = f"/mail/people/{world.ids['lead_school']}"
    pages = mine.at(at), theirs.at(at)
    mine.send(pages[0], {"email": "head@hillside.example"})
    answer = theirs.send(pages[1], {"email": "office@hillside.example"})
    assert (422, True) == (answer.status, "Somebody changed this address meanwhile: it is head@hillside" in answer.text)
    assert ["office@hillside.example"] == answer.form.fields["email"]


def test_mending_is_for_those_who_look_after_mail(world: World, site_on_each: Site) -> None:
    """Each page and each button, for everybody: a page for two, 403 for the rest."""
    number, person = mail(world, "lead_school", "refused"), world.ids["lead_school"]
    looks = ["/mail", "/mail/addresses", "/mail/templates", f"/mail/{number}", f"/mail/people/{person}"]
    looks.append("/mail/templates/digest")
    acts = ["/mail/retry", f"/mail/{number}/retry", f"/mail/{number}/told", f"/mail/people/{person}"]
    acts += [f"/mail/people/{person}/retry", f"/mail/people/{person}/told"]
    before = site_on_each.dump()
    for who in world.ids:
        visit = site_on_each.visit(who)
        allowed = who in ("manager", "administrator")
        for path in looks:
            assert (who, path, 200 if allowed else 403) == (who, path, visit.get(path).status_code)
        for path in () if allowed else acts:
            form = {"csrf": visit.csrf, "email": "mine@evil.example", "was": email("lead_school")}
            assert (who, path, 403) == (who, path, visit.post(path, form).status_code)
    assert before == site_on_each.dump()


def test_other_partnerships_mail_isnt_there(world: World, manager: Visit, site_on_each: Site) -> None:
    """The same 404 as for a mail and a person that don't exist; and an address is corrected by who has the person."""
    number, person = mail(world, "lead_school", "refused"), world.ids["lead_school"]
    site_on_each.sql("INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    site_on_each.sql("UPDATE role_held SET partnership = 'SM', agency = '' WHERE person = :p", p=person)
    before = site_on_each.dump()
    button = {"csrf": manager.csrf, "form_id": "f"}
    form = button | {"email": "mine@evil.example", "was": email("lead_school")}
    for at in (f"/mail/{number}", "/mail/999999", f"/mail/people/{person}", "/mail/people/999999"):
        assert (at, 404) == (at, manager.get(at).status_code)
    for at in (f"/mail/{number}/retry", f"/mail/{number}/told", f"/mail/people/{person}"):
        assert (at, 404) == (at, manager.post(at, form if "people" in at else button).status_code)
    assert before == site_on_each.dump()


def test_somebody_who_moved_to_another_partnership(world: World, manager: Visit, site_on_each: Site) -> None:
    """Their old mail is still shown; their address is the other partnership's to correct."""
    person = world.ids["lead_school"]
    site_on_each.sql("UPDATE role_held SET to_on = '2026-11-01' WHERE person = :p", p=person)
    page = manager.at(f"/mail/people/{person}")
    answer = manager.send(page, {"email": "mine@evil.example"})
    assert (409, True) == (answer.status, "isn't yours to correct" in answer.text)
    assert [(email("lead_school"),)] == site_on_each.sql("SELECT email FROM person WHERE id = :p", p=person)


def test_each_template_is_shown(site_on_each: Site, manager: Visit, world: World) -> None:
    """Subject, text, and HTML in a sandbox: its own styles, nothing else, and no names of a case."""
    page = manager.at("/mail/templates")
    shown = samples(world.now.date(), "http://127.0.0.1:8000")
    known = {"digest", "notice", "summary", "invitation", "recovery", "warning", "correction"}
    assert known == {one.key for one in shown}
    for one in shown:
        assert one.letter.subject in page.text
        assert f'href="/mail/templates/{one.key}"' in page.html
        answer = manager.get(f"/mail/templates/{one.key}")
        assert 200 == answer.status_code
        assert answer.text.lstrip().startswith("<!DOCTYPE html>")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; style-src 'unsafe-inline'; sandbox" in policy
    assert "There are 2 new things for you." in page.text
    assert 404 == manager.get("/mail/templates/poem").status_code


def test_silence_of_the_worker_is_said(manager: Visit, site_on_each: Site) -> None:
    """Without a worker nothing goes: the page says so, until one is heard of."""
    assert "No worker has been heard of" in manager.at("/mail").text
    beat(site_on_each.database, "a worker")
    assert "No worker has been heard of" not in manager.at("/mail").text
