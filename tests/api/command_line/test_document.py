"""``casekeeper document``: list, template, check, apply, revert, write; each refusal a sentence."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from api.documents.fields import FORMS
from api.documents.templates import default
from tests.api.command_line.conftest import Command
from tests.api.documents import lived, made
from tests.api.pages.looking import no_more_looks
from tests.workflow.situations import rows
from tests.world import World, email

KEY = made.LETTER


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run after the partnership was begun."""
    monkeypatch.setenv("CASEKEEPER_NOW", "2030-01-07T09:00")


def test_what_there_is_and_what_it_may_name(casekeeper: Command) -> None:
    """Without a database: every document with its kinds, every field with whether it must be there."""
    listed = casekeeper("document", "list", "--json").json
    assert list(FORMS) == [one["key"] for one in listed]
    assert {"Rapid review", "Local child safeguarding practice review"} == set(
        next(one["kinds"] for one in listed if one["key"] == "panel_letter")
    )
    found = casekeeper("document", "fields", KEY, "--json").json
    assert {"field": "«law»", "within": "", "required": True} == {
        key: value for key, value in found[7].items() if key != "says"
    }
    assert ("«pseudonym»", "«each subject»") in {(one["field"], one["within"]) for one in found}
    typed = casekeeper("document", "fields", "letter")
    assert (1, True) == (
        typed.code,
        typed.err.startswith("There is no document letter. There are: information_request"),
    )


def test_a_template_is_checked_without_a_database(casekeeper: Command, tmp_path: Path) -> None:
    """The default can be one; a fault a line otherwise."""
    out = tmp_path / "default.docx"
    assert 0 == casekeeper("document", "template", KEY, "--out", out, "--default").code
    assert default(KEY).content == out.read_bytes()
    assert "can be the template of “Request for information”" in casekeeper("document", "check", KEY, out).out
    wrong = tmp_path / "wrong.docx"
    wrong.write_bytes(made.template("«refrence» «ageny»"))
    typed = casekeeper("document", "check", KEY, wrong)
    assert (1, 2) == (typed.code, len(typed.err.splitlines()))
    assert "Did you mean «agency»?" in typed.err
    for file in (tmp_path / "none.docx", tmp_path / "letter.docm"):
        assert 1 == casekeeper("document", "check", KEY, file).code


def test_a_template_is_put_in_force_and_taken_back(world: World, casekeeper: Command, tmp_path: Path) -> None:
    """By a named manager or whoever runs the command; what is written follows at once."""
    _, housing = lived.returns(world)
    ours, out = tmp_path / "ours.docx", tmp_path / "out.docx"
    ours.write_bytes(made.changed(lambda document: document.add_paragraph("Ours alone")))
    denied = casekeeper("document", "apply", KEY, ours, "--by", email("officer"))
    assert (1, True) == (denied.code, "for business managers and administrators" in denied.err)
    done = casekeeper("document", "apply", KEY, ours, "--partnership", "NM", "--by", email("manager"))
    assert (0, True) == (done.code, "is written with edition 1 from now on" in done.out), done.err
    write = ("document", "write", KEY, housing, "--out", out, "--by")
    assert 0 == casekeeper(*write, email("officer")).code
    assert "Ours alone" in lived.text_of(out.read_bytes())
    assert 0 == casekeeper("document", "template", KEY, "--out", out).code
    assert ours.read_bytes() == out.read_bytes()
    assert 0 == casekeeper("document", "revert", KEY).code
    assert 0 == casekeeper(*write, email("officer")).code
    assert "Ours alone" not in lived.text_of(out.read_bytes())


def test_a_document_is_written_as_somebody_who_sees_the_case(world: World, casekeeper: Command, tmp_path: Path) -> None:
    """Who doesn't see it gets none, and no file is made."""
    review, _ = lived.returns(world)
    out = tmp_path / "report.docx"
    for who in ("user_housing", "administrator", "nobody"):
        typed = casekeeper("document", "write", "rapid_review_report", review, "--out", out, "--by", email(who))
        assert (1, False) == (typed.code, out.exists()), who
    assert 2 == casekeeper("document", "write", "rapid_review_report", review, "--out", out).code
    typed = casekeeper("document", "write", "rapid_review_report", review, "--out", out, "--by", email("officer"))
    assert (0, f"{out}: Rapid review report {review}.\n") == (typed.code, typed.out)
    assert review in lived.text_of(out.read_bytes())
    (look,) = rows(world.database, "SELECT person, what, route, detail FROM look")
    assert (world.ids["officer"], "document", "casekeeper document write") == (look.person, look.what, look.route)
    digest = sha256(out.read_bytes()).hexdigest()
    assert f"rapid_review_report template=default sha256={digest}" == look.detail
    out.unlink()
    with no_more_looks(world.database):
        typed = casekeeper("document", "write", "rapid_review_report", review, "--out", out, "--by", email("officer"))
    assert (True, False) == (typed.code != 0, out.exists())
