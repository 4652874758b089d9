"""A page that idled out in Chromium, its clock moved: nothing of it is left to see, and what was typed isn't lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, sign_in, window
from tests.api.pages.site import Site

TYPED = "Typed and not yet sent"
LONG_AGO = "UPDATE web_session SET seen_at = '2020-01-01T00:00:00.000Z'"
OVER = "You have been signed out"
KEPT_AS_IT_IS = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture
def opened(site: Site) -> Iterator[tuple[Site, Window]]:
    """The small partnership's site, and a window in which the officer is signed in and time can be moved."""
    with serving(site) as address, chromium() as browser, window(browser, address) as mine:
        mine.page.clock.install()
        sign_in(mine, "Officer")
        yield site, mine


def idles_out(site: Site, page: Page) -> None:
    """A quarter of an hour goes by, here and on the server; the page's scripts, which count it, run by then."""
    page.wait_for_load_state()
    site.sql(LONG_AGO)
    page.clock.fast_forward(15 * 60_000)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_of_the_page_is_left_and_what_was_typed_comes_back(opened: tuple[Site, Window], width: int) -> None:
    """Gone from the screen and the DOM, going back shows nothing; after signing in the form stands as it was typed."""
    site, mine = opened
    mine.wide(width)
    mine.at("/cases")
    page = mine.at("/open/incident")
    page.locator("[name=summary]").fill(TYPED)
    idles_out(site, page)
    mine.arrives("/signed-out")
    expect(page.get_by_role("heading", name=OVER)).to_be_visible()
    assert (TYPED in page.content(), "Officer" in page.content()) == (False, False)
    found = mine.faults()
    assert [] == [one for one in found.pop("browser", []) if not one.startswith("Clear-Site-Data")]  # it says so aloud
    assert {} == found
    page.go_back()
    mine.arrives("/sign-in")
    page.go_forward()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Officer", exact=True).click()
    expect(page.get_by_text("What you wrote is back")).to_be_visible()
    expect(page.locator("[name=summary]")).to_have_value(TYPED)


def test_where_the_server_is_away_the_page_is_cleared_all_the_same(opened: tuple[Site, Window]) -> None:
    """Nothing stands in the DOM, the title or the address; once it answers again, what was typed is kept."""
    site, mine = opened
    page = mine.at("/open/incident")
    page.locator("[name=summary]").fill(TYPED)
    page.route("**/signed-out", lambda route: route.abort())
    idles_out(site, page)
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_focused()
    assert (TYPED in page.content(), "Officer" in page.content()) == (False, False)
    assert ("/signed-out", f"{OVER} – Casekeeper") == (page.evaluate("location.pathname"), page.title())
    mine.complaints.clear()
    assert {} == mine.faults()
    page.unroute("**/signed-out")
    again.click()
    expect(page.get_by_text("What you typed is kept for 24 hours")).to_be_visible()
    assert 1 == site.sql("SELECT count(*) FROM draft")[0][0]


def test_a_page_kept_to_go_back_to_is_asked_for_anew(opened: tuple[Site, Window]) -> None:
    """Once the session is over, a page that the browser kept leads to signing in instead of being shown."""
    site, mine = opened
    page = mine.at("/open/incident")
    site.sql(LONG_AGO)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(page.locator("[name=summary]")).to_be_hidden()
    page.evaluate(KEPT_AS_IT_IS)
    mine.arrives("/sign-in")


def test_a_page_on_which_nothing_was_typed_keeps_no_draft(opened: tuple[Site, Window]) -> None:
    """It leads back to itself, and says nothing of what was typed."""
    site, mine = opened
    page = mine.at("/open/incident")
    idles_out(site, page)
    mine.arrives("/signed-out")
    expect(page.get_by_role("heading", name=OVER)).to_be_visible()
    assert "What you typed" not in page.content()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Officer", exact=True).click()
    mine.arrives("/open/incident")
    assert [] == site.sql("SELECT * FROM draft")


def test_a_form_that_was_given_back_is_kept_though_nothing_was_typed_since(opened: tuple[Site, Window]) -> None:
    """Sent with too little in it, it came back with what was missing: that counts as typed."""
    site, mine = opened
    page = mine.at("/open/incident")
    page.locator("[name=summary]").fill(TYPED)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    idles_out(site, page)
    mine.arrives("/signed-out")
    expect(page.get_by_text("What you typed is kept for 24 hours")).to_be_visible()
