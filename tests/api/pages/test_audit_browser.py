"""The pages of reading for a reason, of the read log and of its auditor, in Chromium, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, sign_in, window
from tests.api.pages.site import Site
from tests.workflow import situations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WHY = "A child at the school may come to harm tonight"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def looked_at(opened: Window, *paths: str) -> None:
    """No violation of axe's rules, no complaint of the browser, no sideways scrolling, on each page and width."""
    for path in paths or ("",):
        for width in (NARROW, WIDE):
            opened.wide(width)
            if path:
                opened.at(path)
            found = {name: told for name, told in opened.faults().items() if "422" not in str(told)}
            assert {} == found, (path, width, found)


def test_from_a_broken_glass_to_its_review(site: Site, browser: Browser) -> None:
    """An agency's lead breaks the glass and reads; the manager sees who has looked; the auditor reviews and exports."""
    reference = situations.notifiable(site.world)
    with serving(site) as address:
        with window(browser, address) as opened:
            page = sign_in(opened, "Lead Probation")
            opened.goes(page.get_by_role("link", name="Emergency: read a case"))
            opened.goes(page.get_by_role("button", name="Continue"))
            looked_at(opened)
            opened.at("/read-a-case?reference=x")
            looked_at(opened)
            page.get_by_label("Its reference").fill(reference)
            opened.goes(page.get_by_role("button", name="Continue"))
            looked_at(opened)
            page.get_by_label("Why you need to read this case").fill(WHY)
            opened.goes(page.get_by_role("button", name="Break the glass and read the case"))
            assert page.get_by_text("You may read it until").is_visible()
            looked_at(opened, f"/cases/{reference}", f"/cases/{reference}/timeline")
        with window(browser, address) as opened:
            page = sign_in(opened, "Manager")
            opened.at(f"/cases/{reference}")
            opened.goes(page.get_by_role("link", name="Who has looked"))
            assert page.get_by_text(WHY).first.is_visible()
            looked_at(opened, f"/cases/{reference}/looks")
        with window(browser, address) as opened:
            page = sign_in(opened, "Auditor")
            opened.goes(page.get_by_role("link", name="1 broken glass waits for your review"))
            looked_at(opened, "/", "/audit", "/read-log", "/read-log?from-day=x", "/accounts-log", "/read-log/export")
            opened.at("/audit")
            opened.goes(page.locator("a[href^='/audit/broken-glass/']").first)
            opened.goes(page.get_by_role("button", name="Save the review"))
            looked_at(opened)
            page.get_by_label("Yes: the reason holds").check()
            page.get_by_label("What you found").fill("The school rang")
            looked_at(opened)
            opened.goes(page.get_by_role("button", name="Save the review"))
            looked_at(opened, page.url)
            opened.at("/audit#cases")
            opened.goes(page.locator(f"a[href='/cases/{reference}/read']"))
            looked_at(opened)
            opened.at("/read-log/export?glass=1")
            page.get_by_label("What you take it out for").fill("For the annual audit")
            with page.expect_download() as download:
                page.get_by_role("button", name="Take it out").click()
            assert WHY in download.value.path().read_text(encoding="utf-8-sig")
