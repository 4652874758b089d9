"""People, one's own account, the idle warning and drafts in Chromium: with and without scripts, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, sign_in, window
from tests.api.pages.site import Site

HEADING = "You will be signed out soon"


@pytest.fixture
def opened(site: Site) -> Iterator[tuple[Site, str]]:
    """The small partnership's pages on a real server."""
    with serving(site) as address:
        yield site, address


def paths(site: Site) -> list[str]:
    """The pages of this subject, as the business manager sees them."""
    assert site.world is not None
    it = site.world.ids["user_housing"]
    ((number,),) = site.sql("SELECT id FROM role_held WHERE person = :it", it=it)
    own = ["/account", "/account/tokens/new"]
    return ["/people", "/people/new", f"/people/{it}", f"/people/{it}/roles/{number}/end", f"/people/{it}/leave", *own]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.timeout(600)
def test_the_pages_have_no_faults(opened: tuple[Site, str], width: int) -> None:
    """Axe finds nothing, the browser complains of nothing, nothing is wider than a phone."""
    site, address = opened
    with chromium() as browser, window(browser, address, width=width) as mine:
        sign_in(mine, "Manager")
        for path in paths(site):
            mine.at(path)
            assert {} == mine.faults(), path
        mine.at("/people/new")
        mine.goes(mine.page.get_by_role("button", name="Give this role"))
        assert {"browser"} == set(mine.faults())  # Chromium says 422 aloud


def idle(page: Page, minutes: int) -> None:
    """Lets the page's clock go on."""
    page.clock.fast_forward(minutes * 60_000)


def test_the_page_warns_before_it_idles_out(opened: tuple[Site, str]) -> None:
    """At 13 minutes, not before; one press and the time begins anew; another page in use keeps it in sight at 15."""
    site, address = opened
    with chromium() as browser, window(browser, address) as mine:
        page = mine.page
        page.clock.install()
        sign_in(mine, "Officer")
        mine.at("/open/incident")
        dialog = page.get_by_role("dialog")
        idle(page, 12)
        expect(dialog).to_have_count(0)
        idle(page, 1)
        expect(dialog.get_by_role("heading", name=HEADING)).to_be_visible()
        assert {} == mine.faults()
        site.sql("UPDATE web_session SET seen_at = made_at")
        with page.expect_response(re.compile("/account/stay$")) as answered:
            dialog.get_by_role("button", name="Stay signed in").click()
        assert 204 == answered.value.status
        expect(dialog).to_be_hidden()
        idle(page, 12)
        expect(dialog).to_be_hidden()
        with page.expect_response(re.compile("/signed-out$")):
            idle(page, 3)
        expect(page.locator("[name=summary]")).to_be_visible()
        expect(dialog).to_be_hidden()


@pytest.mark.parametrize("scripted", [True, False])
def test_what_was_typed_comes_back_after_signing_in(opened: tuple[Site, str], *, scripted: bool) -> None:
    """A long form sent on a dead session: sign in, and it stands there as it was, to be checked and sent."""
    site, address = opened
    with chromium() as browser, window(browser, address, scripted=scripted) as mine:
        sign_in(mine, "Officer")
        page = mine.at("/open/incident")
        page.locator("[name=summary]").fill("First line\nand a second")
        page.locator("[name=incident_on-day]").fill("20")
        site.sql("UPDATE web_session SET seen_at = '2020-01-01T00:00:00.000Z'")
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("button", name="Officer", exact=True).click()
        expect(page.get_by_text("What you wrote is back")).to_be_visible()
        expect(page.locator("[name=summary]")).to_have_value("First line\nand a second")
        expect(page.locator("[name=incident_on-day]")).to_have_value("20")
        assert [] == mine.complaints
