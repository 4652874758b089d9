"""Letters and documents in Chromium: listed, downloaded, uploaded, refused; nothing that axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from api.documents.templates import default
from tests.api.documents import made
from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, sign_in, window
from tests.api.pages.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT = f"/documents/{made.LETTER}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def clean(opened: Window) -> None:
    """Nothing is wrong with the page, on a phone and on a desk, but that the browser notes a refusal."""
    for width in (NARROW, WIDE):
        opened.wide(width)
        faults = opened.faults()
        said = [one for one in faults.pop("browser", []) if "status of 422" not in one]
        assert ({}, []) == (faults, said), (width, faults, said)


def test_a_template_is_changed_at_the_page(own_demo: Site, browser: Browser, tmp_path: Path) -> None:
    """Downloaded, sent back wrong, sent back right, gone back to the default: each page as it should be."""
    ours, wrong = tmp_path / "ours.docx", tmp_path / "wrong.docx"
    ours.write_bytes(made.changed(lambda document: document.add_paragraph("Ours")))
    wrong.write_bytes(made.template("«refrence»"))
    with serving(own_demo) as address, window(browser, address) as opened:
        page = sign_in(opened, "Marcus Adeyemi")
        opened.goes(opened.at("/policy").get_by_role("link", name="Letters and documents"))
        assert "/documents" == urlsplit(page.url).path
        clean(opened)
        opened.goes(page.get_by_role("link", name="Request for information"))
        assert AT == urlsplit(page.url).path
        clean(opened)
        with page.expect_download() as coming:
            page.get_by_role("link", name="Download the template in force").click()
        assert default(made.LETTER).content == Path(coming.value.path()).read_bytes()
        assert "Request for information, template, default.docx" == coming.value.suggested_filename
        page.get_by_label("Word document").set_input_files(wrong)
        opened.goes(page.get_by_role("button", name="Check it and put it in force"))
        assert page.locator(".govuk-error-summary").is_visible()
        assert "Did you mean «reference»?" in page.inner_text("main")
        clean(opened)
        page.get_by_label("Word document").set_input_files(ours)
        opened.goes(page.get_by_role("button", name="Check it and put it in force"))
        assert page.locator(".govuk-notification-banner").is_visible()
        assert "edition 1" in page.inner_text("main")
        clean(opened)
        opened.goes(page.get_by_role("button", name="Go back to the default"))
        assert page.get_by_text("The default template is in force").first.is_visible()
        clean(opened)


def test_a_document_is_taken_from_its_case(demo: Site, browser: Browser) -> None:
    """One click from the case: a Word file with its name."""
    found = "SELECT reference FROM casefile WHERE kind = 'rapid_review' AND state = 'awaiting_agreement' ORDER BY id"
    reference = demo.sql(found)[0][0]
    with serving(demo) as address, window(browser, address) as opened:
        page = sign_in(opened, "Hannah Whitlock")
        opened.at(f"/cases/{reference}")
        with page.expect_download() as coming:
            page.get_by_role("link", name="Rapid review report (Word)").click()
        assert f"Rapid review report {reference}.docx" == coming.value.suggested_filename
        assert b"PK" == Path(coming.value.path()).read_bytes()[:2]
        assert {} == opened.faults()
