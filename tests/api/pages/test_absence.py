"""The page on which people say that they will be away."""

from __future__ import annotations

from datetime import date

from tests.api.pages.site import Site
from workflow.chasing.absences import away_today

DAYS = {
    "from_on-day": "23",
    "from_on-month": "11",
    "from_on-year": "2026",
    "until-day": "27",
    "until-month": "11",
    "until-year": "2026",
}
MONDAY = date(2026, 11, 23)


def away(site: Site) -> dict[int, int | None]:
    """Who is away on Monday, with who stands in."""
    with site.database.reading() as session:
        return {person: deputy for (_, person), deputy in away_today(session, MONDAY).items()}


def test_somebody_says_that_they_are_away(site: Site) -> None:
    """They may name a colleague; what is saved stands on the page, and ends there."""
    assert site.world is not None
    ids, visit = site.world.ids, site.visit("user_housing")
    page = visit.at("/away")
    assert "Colleague Housing" in page.html
    assert "User School" not in page.html
    page = visit.sends(page, DAYS | {"deputy": "colleague_housing@northmoor.example"})
    assert 200 == page.status
    assert "23 November 2026 to 27 November 2026" in page.html
    assert {ids["user_housing"]: ids["colleague_housing"]} == away(site)
    (ending,) = (form for form in page.forms if form.action.endswith("/end"))
    answer = visit.post(ending.action, ending.fields)
    assert "/away?partnership=NM&saved=back" == answer.headers["location"]
    assert "the absence has ended" in visit.at(answer.headers["location"]).html
    assert {} == away(site)


def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site) -> None:
    """Each sentence at its field; nothing is saved."""
    visit = site.visit("user_housing")
    page = visit.sends(visit.at("/away"), DAYS | {"until-day": "20", "deputy": "user_school@northmoor.example"})
    assert 422 == page.status
    assert "There is a problem" in page.html
    assert 'href="#deputy"' in page.html
    assert 'value="23"' in page.html
    page = visit.sends(visit.at("/away"), DAYS | {"until-day": "20"})
    assert "must be the first day or a later one" in page.html
    assert 'href="#until-day"' in page.html
    page = visit.sends(visit.at("/away"), {})
    assert "Enter the date: First day away" in page.html
    assert {} == away(site)


def test_the_business_manager_says_it_for_others(site: Site) -> None:
    """Anybody, with any deputy; they see all absences, others see their own."""
    assert site.world is not None
    ids, manager = site.world.ids, site.visit("manager")
    named = {"person": "user_housing@northmoor.example", "deputy": "user_school@northmoor.example"}
    page = manager.sends(manager.at("/away"), DAYS | named)
    assert {ids["user_housing"]: ids["user_school"]} == away(site)
    assert "User Housing" in page.html
    assert "No absence of yours" in site.visit("user_school").at("/away").html
    assert "27 November 2026" in site.visit("user_housing").at("/away").html


def test_nobody_says_it_for_others_by_a_forged_field(site: Site) -> None:
    """The field isn't theirs; and another's absence isn't theirs to end: it isn't there."""
    visit = site.visit("user_housing")
    page = visit.sends(visit.at("/away"), DAYS | {"person": "user_school@northmoor.example"})
    assert page.status in (403, 422)
    assert {} == away(site)
    site.visit("user_school").sends(site.visit("user_school").at("/away"), DAYS)
    (number,) = site.sql("SELECT id FROM absence")[0]
    answer = visit.post(f"/away/{number}/end", {"csrf": visit.csrf})
    assert (404, 1) == (answer.status_code, len(away(site)))
    assert 404 == visit.post(f"/away/{10**12}/end", {"csrf": visit.csrf}).status_code


def test_a_partnership_that_isnt_theirs_is_refused(site: Site) -> None:
    """By address or by a forged field."""
    visit = site.visit("user_housing")
    assert 403 == visit.get("/away?partnership=XX").status_code
    assert 403 == visit.sends(visit.at("/away"), DAYS | {"partnership": "XX"}).status
