"""Taking a case on in Chromium: every page of the form, filled in and refused, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, sign_in, window
from tests.api.pages.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(own_demo: Site) -> Iterator[str]:
    """A demo of the test's own, served."""
    with serving(own_demo) as at:
        yield at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def day(page: Page, name: str, on: str) -> None:
    """Types a day into its three fields."""
    year, month, of_month = on.split("-")
    for part, typed in (("day", of_month), ("month", month), ("year", year)):
        page.locator(f"[name='{name}-{part}']").fill(typed)


def faults(opened: Window) -> dict[str, object]:
    """What axe and the browser find, a refused form's status aside."""
    found = opened.faults()
    said = [one for one in found.pop("browser", []) if "status of 422" not in one]
    return found | ({"browser": said} if said else {})


def goes_on(opened: Window, button: str = "Continue") -> None:
    """Presses it and waits for the page that comes."""
    opened.goes(opened.page.get_by_role("button", name=button, exact=True))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_review_is_taken_on(address: str, browser: Browser, width: int) -> None:
    """By whoever has only the keyboard's labels to go by: no fault on any page, and the case says that it was."""
    with window(browser, address, width=width) as opened:
        page = sign_in(opened, "Marcus Adeyemi")
        opened.at("/take-on")
        assert {} == faults(opened)
        opened.goes(page.get_by_role("link", name="Rapid review", exact=True))
        assert {} == faults(opened)
        goes_on(opened)
        assert page.title().startswith("Error: ")
        assert {} == faults(opened)
        page.get_by_label("Reference of the notification").fill("SIN-2026-004")
        page.get_by_label("Reference it had before (optional)").fill("LSCP/2026/7")
        goes_on(opened)
        page.get_by_label("Where it stands").select_option("sent")
        day(page, "began_on", "2026-10-01")
        day(page, "state_since", "2026-10-29")
        assert {} == faults(opened)
        goes_on(opened)
        page.locator("[name='earlier.0.what']").select_option("meet")
        day(page, "earlier.0.on", "2026-10-12")
        goes_on(opened, "Add another row")
        assert {} == faults(opened)
        for _ in ("before", "limits"):
            goes_on(opened)
            assert {} == faults(opened)
        page.get_by_label("Rationale (optional)", exact=True).first.fill("What there was to learn was learnt")
        goes_on(opened, "Take it on")
        assert page.get_by_text("ran before Casekeeper since 1 October 2026, as LSCP/2026/7").is_visible()
        assert {} == faults(opened)
