"""Passkeys in Chromium, with its virtual authenticator; the pages of signing in on a phone and a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.signing_in import sessions
from tests.api.pages.account.people import PASSWORD, Somebody, real_site
from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, window
from tests.api.pages.site import Site
from tests.world import email, populate
from workflow.database.storage import Database

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Site:
    """A site that is no demo."""
    return real_site(populate(sqlite_database), tmp_path / "files")


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site served by name: a passkey is bound to a host's name, and a number is none."""
    with serving(site, host="localhost") as at:
        yield at


def with_key(opened: Window, **unlike: object) -> Page:
    """Gives the window an authenticator."""
    devices = opened.context.new_cdp_session(opened.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | unlike})
    return opened.page


def begins(opened: Window, site: Site, who: str, how: str, address: str) -> None:
    """Puts a session into the window."""
    assert site.world is not None
    with site.database.writing() as session:
        cookie = sessions.begin(session, site.world.ids[who], how=how)
    opened.context.add_cookies([{"name": "casekeeper", "value": cookie, "url": address}])


def test_a_passkey_registers_and_signs_in(site: Site, address: str, browser: Browser) -> None:
    """By an invitation it is made; signed out, it signs in again; and proves it again before signing off."""
    with window(browser, address) as opened:
        page = with_key(opened)
        begins(opened, site, "officer", "invitation", address)
        opened.at("/account/ways").get_by_role("link", name="Add a passkey").click()
        page.get_by_label("What to call it (optional)").fill("My laptop")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("My laptop", exact=True).wait_for()
        page.get_by_role("button", name="Done").click()
        opened.arrives("/")
        page.get_by_role("button", name="Sign out").click()
        opened.arrives("/sign-in")
        opened.at("/sign-in?next=/cases").get_by_role("button", name="Sign in with a passkey").click()
        opened.arrives("/cases")
        opened.at("/sign-in/again?next=/actions").get_by_role("button", name="Use your passkey").click()
        opened.arrives("/actions")
        assert [] == [one for one in opened.complaints if "Cleared data types" not in one]
    assert ["passkey"] == [row[0] for row in site.sql("SELECT how FROM web_session WHERE ended_at IS NULL")]


def test_a_key_that_asks_for_no_finger_signs_nobody_in(site: Site, address: str, browser: Browser) -> None:
    """The page says that no passkey was used, and stays."""
    with window(browser, address) as opened:
        page = with_key(opened, isUserVerified=False)
        begins(opened, site, "officer", "invitation", address)
        opened.at("/account/ways/passkeys")
        assert not page.get_by_text("No passkey was made").is_visible()
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_text("No passkey was made").wait_for()
    assert [] == site.sql("SELECT * FROM passkey")


def test_without_our_script_the_page_says_so(address: str, browser: Browser) -> None:
    """A passkey needs it; a password doesn't."""
    with window(browser, address, scripted=False) as opened:
        page = opened.at("/sign-in")
        assert page.get_by_text("Passkeys need JavaScript").is_visible()
        assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
        assert page.get_by_label("Password", exact=True).is_visible()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_pages_are_accessible_and_fit(site: Site, address: str, browser: Browser, width: int) -> None:
    """Each as it comes and as it refuses: nothing that axe finds, nothing that scrolls sideways."""
    officer = Somebody(site, "officer", site.stranger()).set_up()
    found = {}

    def looked(opened: Window, name: str) -> None:
        opened.complaints[:] = [one for one in opened.complaints if "status of 4" not in one]
        if os.environ.get("CASEKEEPER_SCREENSHOTS"):
            folder = Path(os.environ["CASEKEEPER_SCREENSHOTS"])
            opened.page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        if faults := opened.faults():
            found[name] = faults

    with window(browser, address, width=width) as opened:
        page = opened.at("/sign-in")
        looked(opened, "sign-in")
        opened.goes(page.get_by_role("button", name="Continue"))
        assert page.locator(".govuk-error-summary").is_visible()
        looked(opened, "sign-in refused")
        page.get_by_label("E-mail address").fill(email("officer"))
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        opened.goes(page.get_by_role("button", name="Continue"))
        assert "/sign-in/code" in page.url
        looked(opened, "code")
        page.get_by_label("Code").fill("000000")
        opened.goes(page.get_by_role("button", name="Sign in"))
        assert page.locator(".govuk-error-summary").is_visible()
        looked(opened, "code refused")
        page.get_by_label("Code").fill(officer.code())
        page.get_by_role("button", name="Sign in").click()
        opened.arrives("/")
        for path in ("", "/password", "/app", "/passkeys"):
            opened.at(f"/account/ways{path}")
            looked(opened, f"ways{path}".replace("/", "-"))
        opened.goes(opened.at("/account/ways").get_by_role("button", name="Make new recovery codes"))
        assert page.get_by_text("They are shown this once").is_visible()
        looked(opened, "codes")
        opened.at("/sign-in/again")
        looked(opened, "again")
        for how in ("invitation", "recovery", "passkey wanted"):
            begins(opened, site, "officer", how, address)
            opened.at("/account/ways")
            looked(opened, how)
        begins(opened, site, "officer", "recovery", address)
        opened.at("/account/ways/proof")
        looked(opened, "proof")
    assert {} == found, found
