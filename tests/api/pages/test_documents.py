"""Letters and documents at the pages: taken from a case by who sees it, their templates changed by who may."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.documents.templates import default
from tests.api.documents import lived, made
from tests.api.pages.site import Site, Visit
from tests.world import World
from workflow.queries.dossier import dossier

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AT = f"/documents/{made.LETTER}"


def world_of(site: Site) -> World:
    """The site's partnership."""
    assert site.world is not None
    return site.world


def send(visit: Visit, content: bytes, name: str = "letter.docx", path: str = AT, **fields: str) -> object:
    """Posts the page's form with a file."""
    page = visit.at(AT)
    form = next(form for form in page.forms if form.action == AT)
    return visit._posted(path, form.fields | {key: [value] for key, value in fields.items()}, (name, content))


def test_a_case_s_page_offers_its_documents_to_who_sees_it(site_on_each: Site) -> None:
    """A download that no browser runs or keeps; for others there is no such case."""
    review, housing = lived.returns(world_of(site_on_each))
    page = site_on_each.visit("officer").at(f"/cases/{review}")
    for title in ("Rapid review report (Word)", "Letter to the national panel (Word)"):
        assert title in page.text, title
    for who, reference, key in (
        ("officer", review, "rapid_review_report"), ("dsp_police", review, "panel_letter"),
        ("scrutineer", review, "rapid_review_report"), ("user_housing", housing, "information_request"),
    ):  # fmt: skip
        answer = site_on_each.visit(who).get(f"/cases/{reference}/documents/{key}")
        assert (200, WORD, "nosniff", "no-store") == (
            answer.status_code, answer.headers["content-type"], answer.headers["x-content-type-options"],
            answer.headers["cache-control"],
        ), (who, key)  # fmt: skip
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert reference in lived.text_of(answer.content)
    for who in ("user_housing", "lead_school", "auditor", "executive", "administrator"):
        there = site_on_each.visit(who).get(f"/cases/{review}/documents/rapid_review_report")
        nowhere = site_on_each.visit(who).get("/cases/NM-2026-9999/documents/rapid_review_report")
        assert (404, 404) == (there.status_code, nowhere.status_code), who
    assert 404 == site_on_each.visit("officer").get(f"/cases/{review}/documents/minutes").status_code


def test_a_conflicted_scrutineer_gets_no_document(site_on_each: Site) -> None:
    """From their declaration on: no link, and a refusal to who asks all the same."""
    world = world_of(site_on_each)
    review, _ = lived.returns(world)
    path = f"/cases/{review}/documents/rapid_review_report"
    assert 200 == site_on_each.visit("scrutineer").get(path).status_code
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "I know the family"})
    assert 403 == site_on_each.visit("scrutineer").get(path).status_code
    assert "Rapid review report (Word)" not in site_on_each.visit("scrutineer").at(f"/cases/{review}").text


def test_a_template_goes_down_up_and_back(site_on_each: Site, tmp_path: Path) -> None:
    """Downloaded, changed, uploaded: in force, with the edition's name and maker; then the default again."""
    visit = site_on_each.visit("manager")
    assert "Request for information" in visit.at("/documents").text
    assert "Letters and documents" in visit.at("/policy").text
    downloaded = visit.get(f"{AT}/template")
    assert default(made.LETTER).content == downloaded.content
    ours = made.changed(lambda document: document.add_paragraph("Kind regards, «written_by»"), downloaded.content)
    page = send(visit, ours)
    assert (200, f"{AT}?partnership=NM&saved=taken") == (page.status, page.path), page.text  # type: ignore[attr-defined]
    for words in ("Your template is in force from now on", "edition 1", "letter.docx", "Manager"):
        assert words in page.text, words  # type: ignore[attr-defined]
    assert ours == visit.get(f"{AT}/template").content
    assert "Kind regards, Hannah Whitlock" in lived.text_of(visit.get(f"{AT}/sample").content)
    assert "Manager put a template of your own in force: Request for information" in (
        site_on_each.visit("administrator").at("/").text
    )
    assert "put a template" not in visit.at("/").text
    form = next(one for one in visit.at(AT).forms if one.action == f"{AT}/default")
    for _ in range(2):
        assert 303 == visit.post(f"{AT}/default", dict(form.fields)).status_code
    assert default(made.LETTER).content == visit.get(f"{AT}/template").content
    assert ours == visit.get(f"{AT}/template?edition=1").content
    assert [(1,), (2,)] == site_on_each.sql("SELECT edition FROM document_template ORDER BY edition")


def test_the_same_upload_twice_is_one_edition(site_on_each: Site) -> None:
    """A form sent twice is one act; the second gets the first's answer."""
    visit = site_on_each.visit("manager")
    ours = made.changed(lambda document: document.add_paragraph("Ours"))
    for _ in range(2):
        page = send(visit, ours, form_id="once", instead_of="0")
        assert 200 == page.status, page.text  # type: ignore[attr-defined]
    assert [(1,)] == site_on_each.sql("SELECT edition FROM document_template")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("letter.docx", made.template("«refrence»"), "Did you mean «reference»?"),
        ("letter.docx", b"no Word document", "its content is something else"),
        ("letter.docm", made.template(), "Select a Word document (.docx)"),
        ("letter.pdf", b"%PDF-1.4", "Select a Word document (.docx)"),
        ("letter.docx", b"", "The file is empty"),
    ],
)
def test_what_cant_be_a_template_comes_back_in_sentences(site: Site, name: str, content: bytes, says: str) -> None:
    """422, every reason at the top of the page; what was in force stays, and no file is kept."""
    page = send(site.visit("manager"), content, name)
    assert (422, True) == (page.status, says in page.text), page.text  # type: ignore[attr-defined]
    assert [] == site.sql("SELECT 1 FROM document_template")
    assert [] == [path for path in site.here.files.folder.rglob("*") if path.is_file()]


def test_a_template_that_is_too_large_is_refused(site: Site) -> None:
    """In a sentence above 5 MB; by the cap on bodies above 6."""
    visit = site.visit("manager")
    large = made.repacked(made.template(), {"word/media/x.png": bytes(range(256)) * 4 * 1024 * 5})
    stored = large + b"\0" * (5 * 1024 * 1024 + 100 - len(large))
    page = send(visit, stored)
    assert 422 == page.status, page.text  # type: ignore[attr-defined]
    assert 413 == send(visit, b"x" * (7 * 1024 * 1024)).status  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["officer", "dsp_police", "chair", "scrutineer", "auditor", "user_school", "executive"])
def test_templates_are_nobody_else_s(site: Site, who: str) -> None:
    """Neither pages, nor downloads, nor what is posted all the same; the policy's page doesn't lead there."""
    visit = site.visit(who)
    for path in ("/documents", AT, f"{AT}/template", f"{AT}/sample"):
        assert 403 == visit.get(path).status_code, path
    fields = {"csrf": visit.csrf, "form_id": "x", "partnership": "NM", "instead_of": "0"}
    assert [403, 403] == [visit.post(path, fields).status_code for path in (AT, f"{AT}/default")]
    assert "Letters and documents" not in visit.at("/policy").text
    assert [] == site.sql("SELECT 1 FROM document_template")


def test_other_partnerships_and_documents_arent_there(site: Site) -> None:
    """404 for a document, an edition or a partnership that there isn't or isn't theirs; forged forms are refused."""
    visit = site.visit("manager")
    for path in (
        "/documents?partnership=SM", f"{AT}?partnership=SM", "/documents/nothing", "/documents/nothing/template",
        f"{AT}/template?edition=7", "/documents/..%2Fagenda/template",
    ):  # fmt: skip
        assert 404 == visit.get(path).status_code, path
    fields = {"csrf": "another's", "form_id": "x", "partnership": "NM"}
    assert [403, 403] == [visit.post(path, fields).status_code for path in (AT, f"{AT}/default")]


def test_a_dossier_holds_no_more_than_its_reader_sees(site_on_each: Site) -> None:
    """What a document draws on: the agency that was asked has its own return, and nothing above or beside it."""
    world = world_of(site_on_each)
    _, housing = lived.returns(world)
    with world.database.reading() as session:
        case = lived.seen(session, housing, world.ids["user_housing"], world.now.date())
        found = dossier(world.act(session, "user_housing"), case)
    assert ((), (), "child") == (found.above, found.below, found.track)
    assert {"Housing association"} == {one.agency_name for one in found.chronology}
