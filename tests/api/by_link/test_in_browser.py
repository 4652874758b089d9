"""The pages behind a link from a mail, and for who can't sign in, in Chromium: accessible on a phone and a desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.api.by_link.conftest import SECRET_KEY, Stage
from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, window
from tests.api.pages.site import Site, site_of
from tests.notifications.mailbox import Mailbox
from tests.world import populate
from workflow.database.storage import Database


@pytest.fixture
def on_sqlite(sqlite_database: Database, mailbox: Mailbox, tmp_path: Path) -> Stage:
    """The small partnership, outside the demo, with a mail server."""
    world = populate(sqlite_database)
    settings = {"demo": False, "secret_key": SECRET_KEY, "smtp_url": f"smtp://127.0.0.1:{mailbox.port}"}
    return Stage(site_of(world, tmp_path / "files", **settings), world, mailbox)


@pytest.mark.browser
@pytest.mark.slow
def test_the_pages_are_accessible_and_fit(on_sqlite: Stage) -> None:
    """Invited, run out, not a link, asked for a new one; recovering, asked, asked without an address."""
    stage, found = on_sqlite, {}
    invited, run_out = stage.sent("officer"), stage.sent("legal")
    stage.site.sql("UPDATE invitation SET expires_at = '2020-01-01T00:00:00.000Z' WHERE person = :id",
                   id=stage.world.ids["legal"])  # fmt: skip
    site: Site = replace(stage.site)
    with serving(site) as address, chromium() as browser, window(browser, address) as opened:
        page = opened.page

        def look(name: str, width: int) -> None:
            faults = opened.faults()
            said = [one for one in faults.pop("browser", []) if "Failed to load resource" not in one]
            if faults or said:
                found[name, width] = faults | {"browser": said}

        for width in (NARROW, WIDE):
            opened.wide(width)
            for path in (invited, run_out, f"{invited}x", "/recover"):
                opened.at(path)
                look(path, width)
            opened.goes(page.get_by_role("button", name="Send me a link"))
            look("no address", width)
            page.get_by_label("Email address").fill("somebody@northmoor.example")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert "a mail with a link is on its way" in page.inner_text("main")
            look("asked", width)
        opened.at(run_out)
        opened.goes(page.get_by_role("button", name="Send me a new link"))
        assert "A new link is on its way" in page.inner_text("main")
        look("renewed", WIDE)
        opened.at(invited)
        opened.goes(page.get_by_role("button", name="Continue"))
        assert "/account/ways" in page.url
    assert {} == found
