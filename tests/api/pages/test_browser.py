"""Every page in Chromium, for several people, on a phone and a desk: nothing that axe finds, nothing that scrolls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, sign_in, window
from tests.api.pages.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EXPECTED = ("status of 404", "status of 422", "status of 403")
PEOPLE = (
    "", "Marcus Adeyemi", "Hannah Whitlock", "Ruth Calloway", "Samina Akhtar", "Nadia Hussain", "Margaret Ellison",
    "Moira Keane", "Jean Moffat", "Priya Nair",
)  # fmt: skip
"""Whose pages are looked at; "" is nobody's."""


@pytest.fixture(scope="module")
def address(demo: Site) -> Iterator[str]:
    """The demo, served."""
    with serving(demo) as at:
        yield at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def case(demo: Site, kind: str, state: str) -> str:
    """The first case of that kind in that state."""
    found = "SELECT reference FROM casefile WHERE kind = :kind AND state = :state ORDER BY id"
    return f"/cases/{demo.sql(found, kind=kind, state=state)[0][0]}"


def pages(demo: Site) -> list[tuple[str, list[tuple[str, int]]]]:
    """Pairs of page, role and width, by person, so that each signs in once."""
    review, gathering = case(demo, "rapid_review", "awaiting_agreement"), case(demo, "rapid_review", "gathering")
    drafting, sent_back = case(demo, "rapid_review", "drafting"), case(demo, "action", "sent_back")
    considering, verified = case(demo, "incident", "considering"), case(demo, "action", "verified")
    waiting, proposed = case(demo, "action", "evidence_submitted"), case(demo, "recommendation", "proposed")
    asked, agreed = case(demo, "agency_return", "requested"), case(demo, "recommendation", "agreed")
    reconsidering, closed = case(demo, "rapid_review", "reconsidering"), case(demo, "rapid_review", "closed")
    error, corrected = case(demo, "incident", "opened_in_error"), corrected_case(demo)
    mail = next((demo.here.settings.files.parent / "mail").rglob("*.eml")).name.removesuffix(".eml")
    n, w = NARROW, WIDE
    return [
        ("", [("/sign-in", n), ("/sign-in", w)]),
        ("Marcus Adeyemi", [
            ("/", n), ("/", w), ("/open", n), ("/open", w), ("/cases", n), ("/cases?show=all", w),
            ("/actions", n), ("/actions?show=all", w),
            ("/mail", n), ("/mail", w), ("/mail?status=all", n), ("/mail/templates", n), ("/mail/people/1", n),
            ("/mail/1", w), ("/mail/addresses", n), ("/away", n), (review, n), (review, w), (error, n),
            (f"{review}/moves/agree?for=1", n), (f"{review}/moves/dissent?for=1", w), (f"{review}/moves/revise", n),
            (f"{considering}/moves/correct_date", w), (f"{closed}/moves/reopen", n), ("/demo/mailbox", n),
            (f"/demo/mailbox/{mail}", w), (f"{proposed}/moves/agree", w), (corrected, n), (f"{corrected}/timeline", w),
        ]),
        ("Hannah Whitlock", [
            ("/", w), ("/cases", w), (f"{drafting}/moves/propose", n), (f"{drafting}/moves/propose", w),
            (f"{gathering}/moves/ask_agencies", n), (gathering, w), (closed, n), (f"{closed}/timeline", n),
            ("/open/recommendation", n), ("/open/action", w), (f"{agreed}/moves/set_actions", n), (agreed, w),
            (f"{waiting}/moves/verify", n), (f"{review}/evidence", w), ("/demo/clock", n),
        ]),
        ("Ruth Calloway", [
            ("/", n), (review, w), (f"{review}/moves/dissent", n), (f"{considering}/moves/give_view", w),
            (reconsidering, n), (proposed, w), ("/demo/mailbox", w), ("/mail", n),
        ]),
        ("Samina Akhtar", [
            ("/", w), ("/open/incident", n), ("/open/incident", w), (considering, n),
            (f"{considering}/moves/decide_notifiable", w), (f"{considering}/timeline", n),
        ]),
        ("Nadia Hussain", [
            ("/", n), (sent_back, n), (sent_back, w), (f"{sent_back}/evidence", n), (f"{sent_back}/moves/submit", w),
            (f"{sent_back}/moves/progress", n), ("/away", w), ("/actions", w), (review, n),
        ]),
        ("Margaret Ellison", [("/", w), (verified, n), ("/cases", n), (waiting, w)]),
        ("Moira Keane", [("/", n), ("/cases", w), ("/nowhere", w)]),
        ("Jean Moffat", [(asked, w)] if seen_by(demo, "jean_moffat", asked) else []),
        ("Priya Nair", [("/", n), ("/mail", w), ("/demo/clock", w), ("/cases", n)]),
    ]  # fmt: skip


def corrected_case(demo: Site) -> str:
    """A case in which a date was corrected."""
    found = "SELECT reference FROM casefile JOIN entry ON entry.case_id = casefile.id WHERE move = 'correct_date'"
    return f"/cases/{demo.sql(found)[0][0]}"


def seen_by(demo: Site, who: str, path: str) -> bool:
    """Whether they see the case."""
    return demo.visit(who).get(path).status_code == 200


def unexpected(opened: Window) -> dict[str, object]:
    """Faults, without the browser's note that a page we asked for isn't there."""
    faults = opened.faults()
    said = [one for one in faults.pop("browser", []) if not one.endswith(")") or not any(e in one for e in EXPECTED)]
    return faults | ({"browser": said} if said else {})


def test_enough_pages_are_looked_at(demo: Site) -> None:
    """More than seventy, and all that are wanted of anybody: each person's are a test of their own."""
    wanted = pages(demo)
    assert list(PEOPLE) == [name for name, _ in wanted]
    assert sum(len(theirs) for _, theirs in wanted) > 70


@pytest.mark.parametrize("name", PEOPLE)
def test_pages_are_accessible_and_fit(demo: Site, address: str, browser: Browser, name: str) -> None:
    """No violation of axe's rules of any kind, no complaint of the browser, no sideways scrolling."""
    found = {}
    with window(browser, address) as opened:
        if name:
            sign_in(opened, name)
        for path, width in dict(pages(demo))[name]:
            opened.wide(width)
            opened.at(path)
            if faults := unexpected(opened):
                found[path, width] = faults
    assert {} == found, found


def test_pages_without_our_script_are_accessible(demo: Site, address: str, browser: Browser) -> None:
    """On a phone that never gets our script: scripting itself stays on, because axe needs it."""
    review = case(demo, "rapid_review", "awaiting_agreement")
    with window(browser, address, width=NARROW) as opened:
        opened.page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        sign_in(opened, "Marcus Adeyemi")
        for path in ("/", "/actions", review, f"{review}/moves/agree?for=1", "/open/incident"):
            opened.at(path)
            assert {} == unexpected(opened), path


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_refused_forms_are_accessible(demo: Site, address: str, browser: Browser, width: int) -> None:
    """With an error at nearly every field: the summary takes the focus and leads to each field."""
    review = case(demo, "rapid_review", "awaiting_agreement")
    drafting, sent_back = case(demo, "rapid_review", "drafting"), case(demo, "action", "sent_back")
    refused = (
        ("Samina Akhtar", "/open/incident", "Open"),
        ("Hannah Whitlock", f"{drafting}/moves/propose", "Propose a decision"),
        ("Nadia Hussain", f"{sent_back}/evidence", "Attach"),
        ("Marcus Adeyemi", f"{review}/moves/agree?for=1", "Record: agree"),
    )
    for name, path, button in refused:
        with window(browser, address, width=width) as opened:
            page = sign_in(opened, name)
            opened.goes(opened.at(path).get_by_role("button", name=button, exact=True))
            assert {} == unexpected(opened), path
            assert page.title().startswith("Error: ")
            assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
            assert [] == dead_links(page)


def dead_links(page: Page) -> list[str]:
    """Links of the error summary that lead to no field."""
    ends = "links => links.filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)"
    found: list[str] = page.eval_on_selector_all(".govuk-error-summary__list a", ends)
    return found
