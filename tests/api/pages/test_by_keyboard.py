"""Work done without a mouse and without JavaScript, in as few inputs and clicks as promised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.answers import PDF
from tests.api.pages.chromium import chromium, serving, window
from tests.api.pages.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_INPUTS, MOST_CLICKS, FAR = 12, 3, 120
FOCUSED = """() => { const one = document.activeElement; return [
    one.tagName, one.name || "", one.type || "", one.value || "",
    (one.labels?.[0] ?? one).textContent.trim().replace(/\\s+/g, " ")] }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def address(own_demo: Site) -> Iterator[str]:
    """A demo of this test's own, served."""
    with serving(own_demo) as at:
        yield at


def tab_to(page: Page, *wanted: str) -> None:
    """Presses Tab until the focus is on that tag or name, with what more is ``wanted`` in its value or words."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if wanted[0] in here[:2] and all(any(word in part for part in here) for word in wanted[1:]):
            return
    pytest.fail(f"{wanted} can't be reached by keyboard on {page.url}")


def press(page: Page, *wanted: str) -> None:
    """Goes to a link or button by keyboard and presses Enter."""
    tab_to(page, *wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_at(page: Page, name: str, words: str) -> None:
    """Goes to a field and types over what it holds."""
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def case_of(site: Site, kind: str, state: str) -> str:
    """The first case of that kind in that state."""
    found = "SELECT reference FROM casefile WHERE kind = :kind AND state = :state ORDER BY id"
    return str(site.sql(found, kind=kind, state=state)[0][0])


def test_a_move_from_what_needs_you_to_saved(own_demo: Site, address: str, browser: Browser) -> None:
    """An owner reports progress on an action that was sent back: Tab, typing and Enter alone, no JavaScript."""
    reference = case_of(own_demo, "action", "sent_back")
    with window(browser, address, scripted=False) as opened:
        page = opened.at("/sign-in")
        press(page, "BUTTON", "Nadia Hussain")
        press(page, "A", "Tell the front door when a tenant reports a new adult")
        press(page, "A", "Report progress")
        tab_to(page, "brag")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        type_at(page, "progress_note", "Counted the first month: nine reports, nine passed on.")
        press(page, "BUTTON", "Report progress")
        assert page.url.endswith(f"/cases/{reference}?saved=progress")
        assert "Saved: Report progress" in page.inner_text("main")


def test_the_first_tab_skips_to_the_content(address: str, browser: Browser) -> None:
    """The first thing that a keyboard reaches leads past the navigation."""
    with window(browser, address, scripted=False) as opened:
        page = opened.at("/sign-in")
        page.keyboard.press("Tab")
        assert "Skip to main content" in page.evaluate(FOCUSED)
        page.keyboard.press("Enter")
        page.wait_for_url("**#main-content")


def test_an_incident_is_logged_in_few_inputs(own_demo: Site, address: str, browser: Browser) -> None:
    """One child, by keyboard, without JavaScript: at most 12 inputs, of which a date is one."""
    with window(browser, address, scripted=False) as opened:
        page = opened.at("/sign-in")
        press(page, "BUTTON", "Samina Akhtar")
        press(page, "A", "New serious incident")
        inputs = 0
        for name in ("incident_on", "aware_on"):
            for part, words in (("day", "20"), ("month", "11"), ("year", "2026")):
                type_at(page, f"{name}-{part}", words)
            inputs += 1
        tab_to(page, "types", "seriously_harmed")
        page.keyboard.press("Space")
        type_at(page, "area", "Northmoor, Mill Lane")
        type_at(page, "subjects.0.pseudonym", "Child Ash")
        type_at(page, "subjects.0.age", "4")
        type_at(page, "summary", "What was known on the first day.")
        inputs += 5
        press(page, "BUTTON", "Open")
        assert "Serious incident opened" in page.inner_text("main"), page.inner_text("main")
        assert 7 == inputs <= MOST_INPUTS


def test_a_signature_in_three_clicks(own_demo: Site, address: str, browser: Browser) -> None:
    """From the link in a mail: signing in leads back to that page, from which signing takes two clicks or three."""
    reference = case_of(own_demo, "rapid_review", "awaiting_agreement")
    with window(browser, address) as opened:
        page = opened.at(f"/cases/{reference}")
        assert "/sign-in" in page.url
        opened.goes(page.get_by_role("button", name="Dr Anjali Rao", exact=True))
        assert page.url.endswith(f"/cases/{reference}")
        for _ in ("to the form", "from it"):
            opened.goes(page.get_by_role("button", name="Agree", exact=True))
        assert page.url.endswith("?saved=agree")
        assert "Saved: Agree" in page.inner_text("main")
    assert [("agreed",)] == own_demo.sql("SELECT state FROM casefile WHERE reference = :it", it=reference)


def test_evidence_in_three_clicks(own_demo: Site, address: str, browser: Browser) -> None:
    """From the link in a mail, signed in: to the form, choosing the file, attaching it; what it shows by keyboard."""
    reference = case_of(own_demo, "action", "sent_back")
    with window(browser, address) as opened:
        page = opened.at(f"/cases/{reference}")
        opened.goes(page.get_by_role("button", name="Nadia Hussain", exact=True))
        assert page.url.endswith(f"/cases/{reference}")
        opened.goes(page.get_by_role("button", name="Attach evidence"))
        with page.expect_file_chooser() as chooser:
            page.locator("#document").click()
        chooser.value.set_files({"name": "register.pdf", "mimeType": "application/pdf", "buffer": PDF})
        for name in ("kind", "shows"):
            tab_to(page, name)
            page.keyboard.press("Space" if page.evaluate(FOCUSED)[0] == "INPUT" else "ArrowDown")
        for part, words in (("day", "20"), ("month", "11"), ("year", "2026")):
            type_at(page, f"effect_on-{part}", words)
        opened.goes(page.get_by_role("button", name="Attach", exact=True))
        assert page.url.endswith("?saved=evidence")
        assert "register.pdf" in page.inner_text("main")
