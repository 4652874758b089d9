"""Earlier recommendations on pages: looked for before one is opened, shown while one waits, and those not acted on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, sign_in, window
from tests.api.pages.site import Site
from tests.workflow import recommended
from tests.workflow.recommended import recommend
from tests.world import World

EARLIER, REFUSED = "/recommendations/earlier", "/recommendations/not-acted-on"
FOUND = re.compile(r'<a class="govuk-link govuk-!-font-weight-bold" href="/cases/(NM-\d{4}-\d{4})"')
PANEL = "Similar earlier recommendations"


def world_of(site: Site) -> World:
    """The world behind the pages."""
    assert site.world is not None
    return site.world


def test_words_find_it_with_what_became_of_it(site_on_each: Site) -> None:
    """By a plain form that works without JavaScript; what was typed stays in the box."""
    site, world = site_on_each, world_of(site_on_each)
    reference = recommend(world, "supervision", themes=["Neglect"])
    world.fire("dsp_icb", reference, "not_accept", {"reason": "Every team has it already"})
    html = site.visit("officer").at(f"{EARLIER}?q=supervision+of+%3Cstaff%3E").html
    assert [reference] == FOUND.findall(html)
    for words in ("Not accepted", "Every team has it already", "Decided by Dsp Icb", "Neglect", "An audit"):
        assert words in html
    assert 'value="supervision of &lt;staff&gt;"' in html
    assert "Nothing like it is found" in site.visit("officer").at(f"{EARLIER}?q=unicorns").html
    assert "Nothing like it" not in site.visit("officer").at(EARLIER).html


def test_nobody_elses_are_shown(site: Site) -> None:
    """Not by words, not by likeness, not among those that aren't acted on."""
    world = world_of(site)
    reference = recommend(world, "housing")
    world.fire("dsp_icb", reference, "not_accept", {"reason": "CANARY"})
    for path in (f"{EARLIER}?q=housing+officers", REFUSED):
        page = site.visit("lead_housing").at(path)
        assert 200 == page.status
        assert reference not in page.html
        assert "CANARY" not in page.html
    assert 404 == site.visit("lead_housing").get(f"{EARLIER}?like={reference}").status_code
    assert 303 == site.stranger().get(EARLIER).status_code


def test_one_that_waits_for_a_decision_shows_what_is_like_it(site: Site) -> None:
    """On its page and on the forms that decide; on no other form, and not once it was decided."""
    world = world_of(site)
    before, waits = recommend(world, "sleep"), recommend(world, "sleep")
    visit = site.visit("manager")
    case = visit.at(f"/cases/{waits}").html
    assert PANEL in case
    assert before in FOUND.findall(case)
    assert [before] == FOUND.findall(visit.at(f"{EARLIER}?like={waits}").html)
    shown = {move: PANEL in visit.at(f"/cases/{waits}/moves/{move}").html for move in ("agree", "not_accept", "note")}
    assert {"agree": True, "not_accept": True, "note": False} == shown
    world.fire("manager", waits, "agree")
    assert PANEL not in visit.at(f"/cases/{waits}").html
    assert PANEL not in visit.at(f"/cases/{recommend(world, 'sleep', 'chair')}/timeline").html


def test_the_way_there(site: Site) -> None:
    """From the opening's form in a tab of its own, and from the list of recommendations; not from other kinds'."""
    visit = site.visit("officer")
    opening = visit.at("/open/recommendation").html
    assert f'href="{EARLIER}" target="_blank" rel="noopener"' in opening
    assert EARLIER not in visit.at("/open/incident").html
    for path in (EARLIER, REFUSED):
        assert f'href="{path}"' in visit.at("/cases?kind=recommendation").html
        assert f'href="{path}"' not in visit.at("/cases").html


def test_themes_are_ticked_on_the_form(site: Site) -> None:
    """Several, from the policy; what the policy has lost stays ticked on the case that has it."""
    world = world_of(site)
    world.policy('title = "T"\nedition = "2"\nthemes = ["Neglect", "<b>Old</b>", "Self-neglect"]')
    visit = site.visit("officer")
    form = visit.at("/open/recommendation")
    typed = {key: str(value) for key, value in recommended.answers("sleep").items()}
    page = visit.sends(form, typed | {"themes": ["Neglect", "<b>Old</b>"]})
    assert "Neglect, &lt;b&gt;Old&lt;/b&gt;" in page.html
    world.policy('title = "T"\nedition = "3"\nthemes = ["Neglect", "Self-neglect"]')
    assert "Self-neglect" in visit.at("/policy").html
    reference = site.sql("SELECT reference FROM casefile")[0][0]
    form = visit.at(f"/cases/{reference}/moves/reword")
    assert {"Neglect", "<b>Old</b>"} == set(form.form.fields["themes"])
    assert "&lt;b&gt;Old" in visit.sends(form, {"reason": "Shorter"}).html


def test_what_isnt_acted_on_by_period(site: Site) -> None:
    """A year to today unless other days are given; a date that isn't one is said at its field, and the rest stays."""
    world = world_of(site)
    reference = recommend(world, "dentists")
    world.fire("dsp_icb", reference, "not_accept", {"reason": "They have a pathway"})
    visit = site.visit("manager")
    assert "They have a pathway" in visit.at(REFUSED).html
    days = "from-day=1&from-month=1&from-year=2025&to-day={}&to-month=november&to-year=2026"
    assert "They have a pathway" in visit.at(f"{REFUSED}?{days.format(23)}").html
    assert "Nothing that you may see was decided so" in visit.at(f"{REFUSED}?{days.format(22)}").html
    page = visit.at(f"{REFUSED}?{days.format(31)}")
    assert 422 == page.status
    assert "The last day must be a real date" in page.html
    assert 'href="#to-day"' in page.html
    assert 'value="31"' in page.html
    assert (
        "The first day must not be after the last"
        in visit.at(f"{REFUSED}?to-day=1&to-month=1&to-year=2020&{days[:38]}").html
    )


@pytest.fixture(scope="module")
def address(demo: Site) -> Iterator[str]:
    """The demo, served."""
    with serving(demo) as at:
        yield at


@pytest.mark.browser
@pytest.mark.slow
def test_the_pages_are_accessible_and_fit(demo: Site, address: str) -> None:
    """Nothing that axe finds, nothing that scrolls, on a phone and a desk; found by typing and pressing Enter."""
    proposed = demo.sql("SELECT reference FROM casefile WHERE kind = 'recommendation' AND state = 'proposed'")[0][0]
    paths = [EARLIER, f"{EARLIER}?q=review", f"{EARLIER}?like={proposed}", REFUSED, f"{REFUSED}?to-day=31", "/policy"]
    paths += ["/open/recommendation", f"/cases/{proposed}", "/cases?kind=recommendation"]
    paths += [f"/cases/{proposed}/moves/agree", f"/cases/{proposed}/moves/reword"]
    found = {}
    with chromium() as browser, window(browser, address) as opened:
        page = sign_in(opened, "Marcus Adeyemi")
        for width in (NARROW, WIDE):
            opened.wide(width)
            for path in paths:
                opened.at(path)
                faults = opened.faults()
                said = [one for one in faults.pop("browser", []) if "status of 422" not in one]
                if faults or said:
                    found[path, width] = faults | {"browser": said}
        opened.at(EARLIER)
        page.get_by_label("What is to be recommended").fill("strategy meetings have notes")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Strategy meetings have a note within two working days" in page.inner_text("main")
    assert {} == found
