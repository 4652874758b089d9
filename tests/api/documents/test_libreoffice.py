"""LibreOffice opens what we write: every document of a lived-through case becomes pages, with its words."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from api.documents.fields import FORMS
from tests.api.documents import lived
from tests.workflow.situations import children
from tests.world import World, populate
from workflow.database.storage import Database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
EXPECTED = {
    "information_request": ("section 16H of the Children Act 2004", "Housing association"),
    "rapid_review_report": ("Arrears of eight weeks", "The threshold is met"),
    "panel_letter": ("Child Safeguarding Practice Review Panel", "Our decision"),
    "sar_decision_letter": ("section 44(1) to (3) of the Care Act 2014", "Adult P"),
    "agenda": ("Review subgroup", "A decision"),
    "minutes": ("Closed at ten.", "A review is to be held"),
}


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """The small partnership, on SQLite."""
    return populate(sqlite_database)


def documents(world: World, folder: Path) -> None:
    """Each document, under its key."""
    review, sar, (meeting, _) = lived.reviewed(world), lived.decided(world), lived.met(world)
    housing = children(world, review)[1]
    about = {"information_request": housing, "rapid_review_report": review, "panel_letter": review}
    about |= {"sar_decision_letter": sar, "agenda": meeting, "minutes": meeting}
    assert set(FORMS) == set(about)
    for key, reference in about.items():
        (folder / f"{key}.docx").write_bytes(lived.written(world, key, reference, folder / "files").content)


def test_every_document_becomes_pages(world: World, tmp_path: Path) -> None:
    """A PDF of some pages, and the words a reader looks for; nothing asks for repair."""
    documents(world, tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for form in ("pdf", "txt:Text (encoded):UTF8"):
        files = [str(tmp_path / f"{key}.docx") for key in FORMS]
        done = subprocess.run(
            ["soffice", "--headless", profile, "--convert-to", form, "--outdir", str(tmp_path), *files],
            capture_output=True, text=True, timeout=500, check=False, env=os.environ | {"HOME": str(tmp_path)},
        )  # fmt: skip
        assert 0 == done.returncode, done.stderr
    for key, words in EXPECTED.items():
        pdf = (tmp_path / f"{key}.pdf").read_bytes()
        assert (b"%PDF-", True) == (pdf[:5], pdf.count(b"/Type/Page") > 1), key
        text = (tmp_path / f"{key}.txt").read_text(encoding="utf-8-sig")
        for one in words:
            assert one in text, (key, one)
