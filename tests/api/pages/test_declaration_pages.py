"""The pages that ask before a case is shown: a scrutineer's declarations, a police user's purpose."""

from __future__ import annotations

from typing import Any

import pytest

from notifications.sweep import sweep
from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, sign_in, window
from tests.api.pages.site import Site, Visit
from tests.journeys.browser import Page, _page
from tests.workflow import situations
from tests.world import World

CANARY = "heronpath"


def world_of(site: Site) -> World:
    """The people behind the pages."""
    assert site.world is not None
    return site.world


def incident(site: Site) -> str:
    """An incident whose narrative is a canary."""
    return world_of(site).open("officer", "incident", situations.incident_answers() | {"summary": CANARY}).reference


def landed(visit: Visit, path: str) -> Page:
    """Where a path leads, with nothing answered on the way."""
    return _page(visit.client.get(path))


def answers(visit: Visit, page: Page, **typed: Any) -> Page:
    """The page that a filled-in form leads to, with nothing answered on the way."""
    return visit.sends(page, typed)


def test_a_scrutineer_is_asked_and_led_on(site: Site) -> None:
    """Whatever page of the case they came to; what they are shown before says nothing of what it holds."""
    case, visit = incident(site), site.visit("scrutineer")
    page = landed(visit, f"/cases/{case}/timeline")
    assert f"/cases/{case}/declaration?next=/cases/{case}/timeline" == page.path
    for words in (case, "Testing Partnership", "Agencies that take part", "Do you have a conflict of interest"):
        assert words in page.text, words
    assert CANARY not in page.html
    assert "Select" in answers(visit, page).text
    assert "Enter" in answers(visit, page, whether="conflict").text
    assert 422 == answers(visit, page, whether="free", conflict="A cousin").status
    assert f"/cases/{case}/timeline" == answers(visit, page, whether="free").path
    assert CANARY in landed(visit, f"/cases/{case}").html


def test_who_declares_a_conflict_is_led_away_and_reads_nothing(site: Site) -> None:
    """The first page says so; the case's page is a sentence, and its lists name it without its title."""
    case, visit = incident(site), site.visit("scrutineer")
    page = landed(visit, f"/cases/{case}")
    after = answers(visit, page, whether="conflict", conflict="A relative works there")
    assert "/?saved=conflict" == after.path
    assert "read nothing of it" in after.html
    refused = landed(visit, f"/cases/{case}")
    assert (403, True) == (refused.status, "You have declared a conflict of interest in this case" in refused.text)
    assert CANARY not in landed(visit, "/cases").html


def test_the_appointment_comes_first(site: Site) -> None:
    """Two questions, then the case's; a yes ends it there, and the manager's first page says who isn't independent."""
    site.sql("DELETE FROM independence")
    case, visit = incident(site), site.visit("scrutineer")
    assert "Declare your independence" in landed(visit, "/").text
    page = landed(visit, f"/cases/{case}")
    assert page.path.startswith("/account/independence?partnership=NM&next=")
    assert "Select yes or no" in answers(visit, page).text
    related = answers(visit, page, to_member="no", to_officer="yes", detail="A brother, in housing")
    assert "you are related to: A brother, in housing" in related.text
    assert 403 == landed(visit, f"/cases/{case}").status
    assert "(A brother, in housing)" in landed(site.visit("manager"), "/").text
    next_page = answers(visit, page, to_member="no", to_officer="no")
    assert f"/cases/{case}/declaration" == next_page.path.partition("?")[0]
    assert f"/cases/{case}" == answers(visit, next_page, whether="free").path


def test_an_appointment_that_ran_out_comes_first_again(site: Site) -> None:
    """Reminded on the first page, asked before the next read, and led on to the case; people's page has the day."""
    world = world_of(site)
    case, visit, it = incident(site), site.visit("scrutineer"), world.ids["scrutineer"]
    answers(visit, landed(visit, f"/cases/{case}"), whether="free")
    people = f"/people/{it}"
    assert "It runs out on" not in landed(visit, "/").text
    assert "it runs out on 23 November 2027" in site.visit("manager").at(people).text
    assert "runs out on 23 November 2027" in landed(visit, "/account/independence").text
    world.at("2027-11-01")
    assert "Your declaration of independence runs out on 23 November 2027" in landed(visit, "/").text
    world.at("2027-11-23")
    sweep(site.database, world.now)
    assert "ran out on 23 November 2027: declare it anew before you read on" in landed(visit, "/").text
    assert "ran out on 23 November 2027: they are asked anew" in site.visit("manager").at(people).text
    page = landed(visit, f"/cases/{case}/timeline")
    assert page.path.startswith("/account/independence?partnership=NM&next=")
    assert "Answer both questions again before you read on" in page.text
    assert CANARY not in page.html
    assert f"/cases/{case}/timeline" == answers(visit, page, to_member="no", to_officer="no").path
    assert "it runs out on 23 November 2028" in site.visit("manager").at(people).text


def test_only_a_scrutineer_has_an_appointment(site: Site) -> None:
    """Others hear so; the question about a case answers as the case does to who doesn't list it."""
    case = incident(site)
    assert 403 == site.visit("officer").get("/account/independence").status_code
    assert 403 == site.visit("scrutineer").get("/account/independence?partnership=XX").status_code
    assert 404 == site.visit("lead_school").get(f"/cases/{case}/declaration").status_code
    assert 404 == site.visit("lead_school").get(f"/cases/{case}/purpose").status_code


def test_a_police_user_says_what_for_once_a_session(site: Site) -> None:
    """A usual purpose or their own words; it stands in the read log, and after a new sign-in they are asked anew."""
    case, visit = incident(site), site.visit("dsp_police")
    page = landed(visit, f"/cases/{case}")
    assert f"/cases/{case}/purpose?next=/cases/{case}" == page.path
    assert CANARY not in page.html
    for typed in ({}, {"purpose": "other"}, {"purpose": "check", "words": "Both"}):
        assert 422 == answers(visit, page, **typed).status, typed
    assert f"/cases/{case}" == answers(visit, page, purpose="other", words="A complaint to answer").path
    assert f"/cases/{case}/timeline" == landed(visit, f"/cases/{case}/timeline").path
    noted = site.sql(
        "SELECT purpose FROM look WHERE person = :p AND case_id IS NOT NULL", p=world_of(site).ids["dsp_police"]
    )
    assert {"A complaint to answer"} == {row.purpose for row in noted}
    again = Visit(site.app, "dsp_police")
    assert f"/cases/{case}/purpose?next=/cases/{case}" == landed(again, f"/cases/{case}").path
    assert 403 == site.visit("officer").get(f"/cases/{case}/purpose").status_code


def test_where_they_are_led_is_ours(site: Site) -> None:
    """An address elsewhere in ``next`` leads to the first page."""
    case, visit = incident(site), site.visit("scrutineer")
    page = landed(visit, f"/cases/{case}/declaration?next=//elsewhere.example/")
    assert "elsewhere" not in page.html
    assert "/" == answers(visit, page, whether="free", next="//elsewhere.example/").path


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_what_is_asked_first_in_chromium(site: Site) -> None:
    """On a phone and a desk: nothing that axe finds, nothing that scrolls sideways; with an error too."""
    case = incident(site)
    paths = {"Scrutineer": ["declaration", "independence"], "Dsp Police": ["purpose"]}
    with serving(site) as address, chromium() as browser:
        for who, asked in paths.items():
            with window(browser, address) as opened:
                sign_in(opened, who)
                for one in asked:
                    for width in (NARROW, WIDE):
                        opened.wide(width)
                        opened.at("/account/independence" if one == "independence" else f"/cases/{case}/{one}")
                        assert {} == opened.faults(), (one, width)
                        opened.goes(opened.page.locator("main form button:visible"))
                        assert opened.page.locator(".govuk-error-summary").is_visible()
                        opened.faults()
                        assert {} == {k: v for k, v in opened.faults().items() if k != "browser"}, (one, width)
