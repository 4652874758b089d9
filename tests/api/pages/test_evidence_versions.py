"""Evidence on a case's page: versions, what waits for the scanner, what is infected; in Chromium nothing axe finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.answers import PDF, SHOWN_TYPED
from tests.api.pages.chromium import NARROW, WIDE, chromium, serving, sign_in, window
from tests.api.pages.site import Site, site_of
from tests.clamd import EICAR
from tests.workflow import situations
from tests.world import populate
from workflow.database.storage import Database
from workflow.uploads.files import Files
from workflow.uploads.quarantine import scan
from workflow.uploads.scanning import Scanner

LATER = PDF.replace(b"1 0 obj", b"2 0 obj")


@pytest.fixture
def away(sqlite_database: Database, tmp_path: Path) -> Site:
    """The pages of a partnership whose virus scanner is away."""
    return site_of(populate(sqlite_database), tmp_path / "files", clamd=str(tmp_path / "nobody"))


def attach(site: Site, case: str, name: str, content: bytes, **typed: str) -> None:
    """A file of the housing association's user."""
    visit = site.visit("user_housing")
    page = visit.sends(visit.at(f"/cases/{case}/evidence"), SHOWN_TYPED | typed, {"document": (name, content)})
    assert f"/cases/{case}?saved=evidence" == page.path, page.text


def scanned(site: Site, clamd_at: str) -> None:
    """The scanner is back."""
    assert site.world is not None
    scan(site.database, Files(site.here.files.folder, Scanner(clamd_at)), site.world.now)


def test_a_newer_version_strikes_the_one_before(site: Site) -> None:
    """Both can be opened; the form offers only the newest, by name and number."""
    case = situations.action(site.world)
    attach(site, case, "plan.pdf", PDF)
    attach(site, case, "plan.pdf", LATER, replaces="1")
    page = site.visit("officer").at(f"/cases/{case}")
    assert "<s>plan.pdf</s>" in page.html
    assert "Replaced by version 2" in page.text
    assert [PDF, LATER] == [site.visit("officer").get(f"/cases/{case}/evidence/{n}").content for n in (1, 2)]
    offered = site.visit("user_housing").at(f"/cases/{case}/evidence").form.choices["replaces"]
    assert {"": "No, it is a further file", "2": "plan.pdf (version 2)"} == offered


@pytest.mark.parametrize("said", ["1", "7", "-1", "x", "9" * 40])
def test_only_the_newest_version_can_be_replaced(site: Site, said: str) -> None:
    """The error stands at its field, with what was typed; nothing is attached."""
    case, visit = situations.action(site.world), site.visit("user_housing")
    attach(site, case, "plan.pdf", PDF)
    attach(site, case, "plan.pdf", LATER, replaces="1")
    form = visit.at(f"/cases/{case}/evidence")
    page = visit.sends(form, SHOWN_TYPED | {"replaces": said}, {"document": ("plan.pdf", PDF)})
    assert (422, True) == (page.status, "Select the newest version" in page.text)
    assert 'href="#replaces"' in page.html
    assert 2 == site.sql("SELECT count(*) FROM evidence")[0][0]


def test_what_waits_and_what_is_infected_has_no_link(away: Site, clamd_at: str) -> None:
    """A word beside each; 409 with a sentence for who has its address; a link once it is clean."""
    case, visit = situations.action(away.world), away.visit("officer")
    attach(away, case, "plan.pdf", PDF)
    attach(away, case, "eicar.txt", EICAR)
    page = visit.at(f"/cases/{case}")
    assert (2, False) == (page.text.count("Being checked for viruses"), "/evidence/1" in page.html)
    answer = visit.get(f"/cases/{case}/evidence/1")
    assert (409, True) == (answer.status_code, "being checked for viruses" in answer.text)
    scanned(away, clamd_at)
    page = visit.at(f"/cases/{case}")
    assert ("/evidence/1" in page.html, "/evidence/2" in page.html) == (True, False)
    assert "A virus was found: nobody can open it" in page.text
    assert "Test.Eicar" in visit.at(f"/cases/{case}/timeline").text
    answer = visit.get(f"/cases/{case}/evidence/2")
    assert (409, True) == (answer.status_code, "A virus was found" in answer.text)


@pytest.mark.timeout(600)
def test_the_list_and_the_form_in_chromium(away: Site, clamd_at: str) -> None:
    """On a phone and a desk: nothing that axe finds, nothing that scrolls sideways."""
    case = situations.action(away.world)
    attach(away, case, "register of everybody who was trained.pdf", PDF)
    attach(away, case, "eicar.txt", EICAR)
    scanned(away, clamd_at)
    attach(away, case, "register of everybody who was trained.pdf", LATER, replaces="1")
    with serving(away) as address, chromium() as browser, window(browser, address) as opened:
        sign_in(opened, "User Housing")
        for path in (f"/cases/{case}", f"/cases/{case}/evidence"):
            for width in (NARROW, WIDE):
                opened.wide(width)
                opened.at(path)
                assert {} == opened.faults(), (path, width)
