"""A review at rest, its lists and its decisions in Chromium: accessible on a phone and a desk, worked by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, sign_in, window
from tests.api.pages.site import Site
from tests.api.pages.test_by_keyboard import press, type_at
from tests.api.pages.test_decisions import reconsidered
from tests.api.pages.test_registers import listed
from tests.workflow import situations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def test_reviews_are_accessible_and_fit(site: Site, browser: Browser) -> None:
    """Nothing that axe finds and nothing that scrolls sideways, with every fold open too."""
    assert site.world is not None
    world, adult = site.world, listed(site.world)
    world.fire("officer", adult, "end_proceedings", {"row": "2", "reason": "No charge"})
    world.fire("officer", adult, "hold", {"hold_reason": "The inquest comes first"})
    review = reconsidered(world)
    paths = [
        f"/cases/{adult}", f"/cases/{review}", f"/cases/{situations.submitted(world)}",
        f"/cases/{adult}/moves/update_proceedings?row=1", f"/cases/{adult}/moves/end_proceedings",
        f"/cases/{adult}/moves/link_case",
    ]  # fmt: skip
    found = {}
    with serving(site) as address, window(browser, address) as opened:
        sign_in(opened, "Officer")
        for path in paths:
            for width in (NARROW, WIDE):
                opened.wide(width)
                page = opened.at(path)
                page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
                if faults := opened.faults():
                    found[path, width] = faults
    assert {} == found


def test_a_row_is_brought_up_to_date_by_keyboard(site: Site, browser: Browser) -> None:
    """From its link on the case, without JavaScript: the form is filled in, one field is typed over, Enter saves."""
    assert site.world is not None
    reference = listed(site.world)
    with serving(site) as address, window(browser, address, scripted=False) as opened:
        page = opened.at("/sign-in")
        press(page, "BUTTON", "Officer")
        opened.at(f"/cases/{reference}")
        press(page, "A", "Bring up to date: Police investigation")
        type_at(page, "proceeding_effect", "A charge was brought")
        for part, typed in (("day", "15"), ("month", "1"), ("year", "2027")):
            type_at(page, f"next_check_on-{part}", typed)
        press(page, "BUTTON", "Check parallel proceedings")
        assert page.url.endswith(f"/cases/{reference}?saved=update_proceedings")
        assert "A charge was brought" in page.inner_text("main")
        assert "Adjourned." in page.inner_text("main")
