"""Files through the page: what is refused keeps the rest of the form; what is kept comes out as it went in."""

from __future__ import annotations

import pytest

from tests.answers import PDF, SHOWN, SHOWN_TYPED
from tests.api.pages.site import Site
from tests.workflow import situations

WRONG = {
    "a type that isn't taken": ("page.html", b"<script>alert(1)</script>", "The file must be PDF"),
    "a program": ("run.exe", b"MZ\x90", "The file must be PDF"),
    "a disguised page": ("audit.pdf", b"<html><script>alert(1)</script></html>", ""),
    "a disguised document": ("audit.docx", PDF, ""),
    "a disguised picture": ("audit.png", PDF, ""),
    "nothing in it": ("audit.pdf", b"", "The file is empty"),
    "too big": ("audit.pdf", PDF + b"0" * (25 * 1024 * 1024), "The file must be smaller than 25 MB"),
    "no name": (".pdf", PDF, ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_refused_file_keeps_everything_else(site: Site, name: str) -> None:
    """The error stands at the file's field; what was said of it is still there; nothing is kept."""
    file_name, content, sentence = WRONG[name]
    action, visit = situations.action(site.world), site.visit("user_housing")
    form = visit.at(f"/cases/{action}/evidence")
    before = site.dump()
    page = visit.sends(form, SHOWN_TYPED, {"document": (file_name, content)})
    assert 422 == page.status
    assert sentence in page.text
    assert 'href="#document"' in page.html
    assert SHOWN_TYPED == {part: page.form.fields[part][0] for part in SHOWN_TYPED}
    assert before == site.dump()
    assert [] == [path for path in site.here.files.folder.rglob("*") if path.is_file()]


def test_no_file_at_all_is_said_at_its_field(site: Site) -> None:
    """A form without a file comes back whole."""
    action, visit = situations.action(site.world), site.visit("user_housing")
    page = visit.sends(visit.at(f"/cases/{action}/evidence"), SHOWN_TYPED)
    assert (422, True) == (page.status, "Select a file" in page.text)


def test_a_body_beyond_any_file_is_cut_off(site: Site) -> None:
    """More than an upload may be: 413 as a page, before anybody reads it."""
    action, visit = situations.action(site.world), site.visit("user_housing")
    answer = visit.post(f"/cases/{action}/evidence", {}, {"document": ("a.pdf", b"0" * (27 * 1024 * 1024))})
    assert 413 == answer.status_code
    assert "Nothing was saved" in answer.text


@pytest.mark.parametrize("name", ["register.pdf", 'a "b"; c=d.pdf', "../../etc/passwd.pdf", "Übersicht – neu.pdf"])
def test_a_file_comes_out_as_it_went_in(site: Site, name: str) -> None:
    """The same bytes, as a download that no browser runs, under a name that no header trips over."""
    action, visit = situations.action(site.world), site.visit("user_housing")
    done = visit.send(visit.at(f"/cases/{action}/evidence"), SHOWN, (name, PDF))
    assert done.path == f"/cases/{action}?saved=evidence"
    kept = site.sql("SELECT id FROM evidence")[0][0]
    answer = visit.get(f"/cases/{action}/evidence/{kept}")
    assert PDF == answer.content
    assert "application/pdf" == answer.headers["content-type"]
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert not set(answer.headers["content-disposition"].partition("''")[2]) & set('";/\\ ')
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox; frame-ancestors 'none'")
    assert ("nosniff", "no-store") == (answer.headers["x-content-type-options"], answer.headers["cache-control"])
    assert 404 == site.visit("user_school").get(f"/cases/{action}/evidence/{kept}").status_code


def test_a_damaged_file_is_never_served(site: Site) -> None:
    """One bit flipped on disk: a sentence instead of the bytes."""
    action, visit = situations.action(site.world), site.visit("user_housing")
    visit.send(visit.at(f"/cases/{action}/evidence"), SHOWN, ("a.pdf", PDF))
    kept = next(path for path in site.here.files.folder.rglob("*") if path.is_file())
    kept.write_bytes(PDF.replace(b"4", b"5", 1))
    answer = visit.get(f"/cases/{action}/evidence/{site.sql('SELECT id FROM evidence')[0][0]}")
    assert 503 == answer.status_code
    assert "damaged" in answer.text
