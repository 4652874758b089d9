"""Who sees a case in Chromium: badge, names, forms and lists are accessible and fit, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, sign_in, window
from tests.api.pages.site import Site
from tests.workflow import situations
from tests.world import email

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOVES = ("restrict", "seal", "let_in", "exclude", "readmit")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def test_who_sees_it_is_accessible_and_fits(site: Site, browser: Browser) -> None:
    """Nothing that axe finds: the case's page, each form, and the lists of somebody who may only know of it."""
    assert site.world is not None
    world, why = site.world, {"reason": "Somebody's brother works there"}
    restricted, hidden = situations.incident(world), situations.incident(world)
    world.fire("manager", restricted, "exclude", {"whom_agency": "police", "access_until": "2027-01-29"} | why)
    people = [{"person": email(one)} for one in ("manager", "chair", "dsp_icb")]
    world.fire("manager", restricted, "restrict", {"named": people} | why)
    world.fire("chair", hidden, "restrict", {"named": [{"person": email("chair")}]} | why)
    paths = [f"/cases/{restricted}", "/cases", "/", *(f"/cases/{restricted}/moves/{move}" for move in MOVES)]
    found = {}
    with serving(site) as address, window(browser, address) as opened:
        sign_in(opened, "Manager")
        for path in paths:
            for width in (NARROW, WIDE):
                opened.wide(width)
                page = opened.at(path)
                page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
                if faults := opened.faults():
                    found[path, width] = faults
        page = opened.at(f"/cases/{restricted}")
        shown = page.inner_text("main")
        assert "Chair, Dsp Icb, Manager" in shown
        assert "Police, since 23 November 2026 until 29 January 2027" in shown
        listed = opened.at("/cases")
        assert [] == listed.query_selector_all(f"a[href='/cases/{hidden}']")
        assert "You aren’t named on it" in listed.inner_text("main")
    assert {} == found
