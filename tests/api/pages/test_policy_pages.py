"""The policy's page: what is in force, in plain words; what waits, for a second person to confirm."""

from __future__ import annotations

import pytest

from api.signing_in import providers
from api.signing_in.keys import Keys
from tests.api.pages.site import Site
from tests.workflow import situations
from tests.world import POLICY
from workflow.errors import Invalid
from workflow.policy import editions
from workflow.policy.editions import By

SECOND = (
    POLICY.replace('edition = "1"', 'edition = "2"')
    + """review_on = 2027-01-31
ratified_by = "The partners"
ratified_on = 2026-11-02
[durations]
"rapid_review.meeting" = "11 working days"
"""
)


@pytest.fixture
def waits(site_on_each: Site) -> Site:
    """A second edition waits, put forward by the business manager."""
    put_forward(site_on_each, SECOND)
    return site_on_each


def put_forward(site: Site, text: str, who: str = "manager") -> str:
    """Puts a policy forward; its digest."""
    assert site.world is not None
    by = By(f"{who}@northmoor.example", site.world.ids[who])
    with site.database.writing() as session:
        return editions.put_forward(session, "NM", text, by=by, now=site.world.now).digest


def test_everybody_but_lay_scrutineers_reads_the_policy_in_plain_words(site_on_each: Site) -> None:
    """Partners, limits with the law they stand on, chases, the ladder: by whoever works by them."""
    for who in ("user_school", "dsp_police", "scrutineer", "auditor", "manager"):
        text = site_on_each.visit(who).at("/policy").text
        for words in (
            "Council, Police, Integrated care board",
            "Rapid review to the national panel",
            "15 working days",
            "Panel guidance",
            "From the day the national body was notified (its guidance of June 2025)",
            "1 working day late: owner, agency lead",
            "Delegated safeguarding partners",
            "put forward by test",
            "in force at once as the first",
        ):
            assert words in text, (who, words)
    site_on_each.sql("UPDATE role_held SET role = 'lay_scrutineer' WHERE role = 'scrutineer'")
    assert 403 == site_on_each.visit("scrutineer").at("/policy").status


def test_a_second_person_confirms_on_the_page(waits: Site) -> None:
    """Told on what needs them, they see what it changes, and put it in force; then it stands so, with both names."""
    visit = waits.visit("administrator")
    assert "Edition 2 of the policy waits for you" in visit.at("/").text
    page = visit.at("/policy")
    assert "Edition 2 waits to be confirmed" in page.text
    assert "11 working days" in page.text
    form = next(form for form in page.forms if form.action == "/policy/confirm")
    answer = visit.post("/policy/confirm", dict(form.fields))
    assert (303, "/policy?partnership=NM&saved=confirmed") == (answer.status_code, answer.headers["location"])
    after = visit.at(answer.headers["location"]).text
    for words in ("Policy, edition 2", "put forward by Manager", "confirmed by Administrator", "2 November 2026"):
        assert words in after, words
    assert "waits" not in visit.at("/").text
    again = visit.post("/policy/confirm", dict(form.fields))
    assert (303, 1) == (again.status_code, len(waits.sql("SELECT 1 FROM policy_edition WHERE confirmed_by <> ''")))


def test_who_put_it_forward_isnt_offered_to_confirm_it(waits: Site) -> None:
    """No button, the reason in its place; what is posted all the same is refused, and nothing changes."""
    visit = waits.visit("manager")
    assert "waits for somebody else to confirm it" in visit.at("/").text
    page = visit.at("/policy")
    assert "You put it forward: another business manager or administrator must confirm it" in page.text
    assert [] == [form for form in page.forms if form.action == "/policy/confirm"]
    before = waits.dump()
    fields = {"csrf": visit.csrf, "form_id": "x", "partnership": "NM", "digest": digest(waits)}
    answer = visit.post("/policy/confirm", fields)
    assert (422, True) == (answer.status_code, "somebody else must confirm it" in answer.text)
    assert before == waits.dump()


@pytest.mark.parametrize("way", ["confirm", "withdraw"])
@pytest.mark.parametrize("who", ["officer", "dsp_icb", "auditor", "executive", "scrutineer"])
def test_a_policy_is_nobody_elses(waits: Site, who: str, way: str) -> None:
    """They read that it waits; a posted form is refused, and so is one without this session's word."""
    visit = waits.visit(who)
    page = visit.at("/policy")
    assert "for business managers and administrators to confirm" in page.text
    assert [] == [form for form in page.forms if form.action.startswith("/policy/") and "digest" in form.fields]
    assert "policy waits" not in visit.at("/").text
    before = waits.dump()
    fields = {"csrf": visit.csrf, "form_id": "x", "partnership": "NM", "digest": digest(waits)}
    assert 403 == visit.post(f"/policy/{way}", fields).status_code
    assert 403 == waits.visit("administrator").post(f"/policy/{way}", fields).status_code
    assert before == waits.dump()


def test_a_page_that_is_out_of_date_shows_what_stands_now(waits: Site) -> None:
    """Another edition came into force meanwhile: refused, with the page as it is now."""
    visit = waits.visit("administrator")
    form = next(form for form in visit.at("/policy").forms if form.action == "/policy/confirm")
    third = put_forward(waits, SECOND.replace('edition = "2"', 'edition = "3"').replace("11 working", "9 working"))
    assert waits.world is not None
    with waits.database.writing() as session:
        by = By("x", waits.world.ids["administrator"])
        editions.confirm(session, "NM", third, by=by, now=waits.world.now)
    answer = visit.post("/policy/confirm", dict(form.fields))
    assert 422 == answer.status_code
    assert "was put forward before edition 3 came into force" in answer.text
    assert "Policy, edition 3" in answer.text
    assert "Never in force: another was confirmed first" in answer.text


def test_what_waits_is_taken_back(waits: Site) -> None:
    """By who put it forward too; it stays in the list."""
    visit = waits.visit("manager")
    form = next(form for form in visit.at("/policy").forms if form.action == "/policy/withdraw")
    assert 303 == visit.post("/policy/withdraw", dict(form.fields)).status_code
    text = visit.at("/policy").text
    assert "waits to be confirmed" not in text
    assert "Withdrawn" in text
    assert "by Manager" in text


def test_any_two_editions_are_compared(waits: Site) -> None:
    """By name or digest, the national defaults too; what isn't there is said."""
    visit = waits.visit("officer")
    two = digest(waits)
    page = visit.at(f"/policy/differences?partnership=NM&before=in-force&after={two}")
    assert 'durations."rapid_review.meeting"' in page.text
    assert "12 working days" in page.text
    assert "Nothing is different" in visit.at("/policy/differences?before=1&after=in-force").text
    assert "Testing Partnership" in visit.at("/policy/differences?before=national&after=1").text
    gone = visit.at("/policy/differences?before=7&after=in-force")
    assert (404, True) == (gone.status, "NM has no edition 7" in gone.text)


def test_a_review_date_that_has_come_is_chased(waits: Site) -> None:
    """On the page and on what needs the business manager, from that day on; nobody else is asked."""
    assert waits.world is not None
    waits.sql("UPDATE partnership SET policy = :digest", digest=digest(waits))
    for day, seen in (("2027-01-30", False), ("2027-01-31", True), ("2027-03-01", True)):
        waits.world.at(day)
        assert seen == ("review date of the policy has come" in waits.visit("manager").at("/").text), day
        assert seen == ("to be looked at again by 31 January 2027" in waits.visit("manager").at("/policy").text), day
        assert "review date of the policy has come" not in waits.visit("officer").at("/").text


def test_another_partnerships_policy_isnt_there(waits: Site) -> None:
    """The same answer for one that exists and one that doesn't."""
    waits.sql("INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    visit = waits.visit("manager")
    assert [404, 404] == [visit.at(f"/policy?partnership={code}").status for code in ("SM", "XX")]


def test_a_case_says_which_edition_it_is_on_and_what_a_newer_one_would_change(site_on_each: Site) -> None:
    """Whoever sees the case reads it; the manager moves it, and its timeline says from which edition to which."""
    world = site_on_each.world
    assert world is not None
    reference = situations.rapid_review(world)
    page = site_on_each.visit("officer").at(f"/cases/{reference}")
    assert "Policy edition 1" in page.text
    assert "rules now in force" not in page.text
    world.policy(SECOND)
    page = site_on_each.visit("officer").at(f"/cases/{reference}")
    for words in ("Policy edition 1. Edition 2 is in force for new cases", "limit Panel meeting held", "11 working"):
        assert words in page.text, words
    visit = site_on_each.visit("manager")
    assert "Move to the rules now in force" in visit.at(f"/cases/{reference}").text
    form = visit.at(f"/cases/{reference}/moves/newer_rules")
    assert 200 == visit.sends(form, {"reason": "Agreed with the partners"}).status
    text = visit.at(f"/cases/{reference}/timeline").text
    for words in ("edition 2 instead of 1", "Panel meeting held: new rules, due Tue 8 Dec 2026", "Agreed with the"):
        assert words in text, words
    after = visit.at(f"/cases/{reference}").text
    assert "Policy edition 2" in after
    assert "is in force for new cases" not in after
    assert "Move to the rules now in force: not yet" not in after


def digest(site: Site) -> str:
    """The digest of the second edition."""
    [(found,)] = site.sql("SELECT digest FROM policy_edition WHERE edition = '2'")
    return str(found)


def test_the_page_says_what_agencies_own_sign_in_must_say(site_on_each: Site) -> None:
    """Of each provider there is: what the policy asks of it, or that it asks nothing, which may be one factor."""
    world = site_on_each.world
    assert world is not None
    assert "No agency has one here" in site_on_each.visit("manager").at("/policy").text
    with site_on_each.database.writing() as session:
        for agency in ("school", "housing"):
            new = providers.New(agency, f"{agency} sign-in", "https://sign-in.example", "casekeeper", "a secret")
            providers.add(session, "NM", new, Keys("made up for these tests, 0123456789"))
    world.policy(SECOND + "[sign_in.providers.school]\nacr = ['gold']\namr = ['mfa', 'otp']\n")
    text = site_on_each.visit("manager").at("/policy").text
    assert "school sign-in is asked for acr gold and amr mfa or otp" in text
    assert "housing sign-in is asked for nothing: it may let in with one factor" in text


def test_a_policy_asks_only_of_agencies_that_are_there(site_on_each: Site) -> None:
    """A key that is mistyped would ask nothing of anybody."""
    with pytest.raises(Invalid, match="agencies that NM doesn't have: scool"):
        put_forward(site_on_each, SECOND + "[sign_in.providers.scool]\namr = ['mfa']\n")
