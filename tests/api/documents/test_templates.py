"""A partnership's own template: in force from its upload, kept by edition, back to the default, never lost."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import docx
import pytest

from api.documents import writing
from api.documents.fields import form
from api.documents.templates import default, template_in_force, template_of_edition
from api.documents.uploading import refuse_unfit
from tests.api.documents import lived, made
from tests.world import World, email
from workflow.errors import NotFound, NotPermitted, Refused, Unusable
from workflow.people import directory
from workflow.tables import DocumentTemplate
from workflow.uploads import document_templates
from workflow.uploads.files import Files

KEY = made.LETTER


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """An empty store."""
    return Files(tmp_path / "files")


def own(words: str = "Yours ever") -> bytes:
    """The default with a letterhead and wording of one's own, and its first two parts in another order."""

    def change(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "Northmoor SCP · «partnership»"
        first = document.paragraphs[0]
        first.insert_paragraph_before(f"{words}, «agency»")
        document.element.body.append(document.element.body[1])

    return made.changed(change)


def apply(
    world: World, files: Files, content: bytes | None, who: str = "manager", instead_of: int | None = None
) -> DocumentTemplate:
    """Puts a template in force, or goes back to the default, as the page does."""

    def put(coming: object) -> DocumentTemplate:
        with world.database.writing() as session:
            by = document_templates.person(session, directory.doer(session, world.ids[who], "NM", world.now.date()))
            return document_templates.put_in_force(
                session,
                "NM",
                KEY,
                coming,
                by=by,
                now=world.now,
                instead_of=instead_of,  # type: ignore[arg-type]
            )

    if content is None:
        return put(None)
    with files.coming("letter.docx", io.BytesIO(content)) as coming:
        refuse_unfit(form(KEY), coming)
        return put(coming)


def in_force(world: World, files: Files) -> bytes:
    """The bytes that the next letter is written with."""
    with world.database.reading() as session:
        return template_in_force(session, files, "NM", KEY).content


def test_a_changed_template_writes_the_next_letter(world: World, files: Files, tmp_path: Path) -> None:
    """Letterhead, wording and order are theirs, the fields the case's; another document keeps its default."""
    _, housing = lived.returns(world)
    before = lived.text_of(lived.written(world, KEY, housing, tmp_path / "files").content)
    assert "Yours ever" not in before
    apply(world, files, own())
    written = lived.written(world, KEY, housing, tmp_path / "files")
    after = lived.text_of(written.content)
    assert ("Northmoor SCP · Testing Partnership", 1) == (
        after[after.index("Northmoor") :].split("\n")[0],
        written.edition,
    )
    assert "Yours ever, Housing association" in after
    assert "section 16H of the Children Act 2004" in after
    with world.database.reading() as session:
        assert default("agenda") == template_in_force(session, files, "NM", "agenda")


def test_editions_stay_and_the_default_comes_back(world: World, files: Files) -> None:
    """Numbered for each document, with who and when; an earlier one can be had again, to the byte."""
    first, second = own("One"), own("Two")
    assert [1, 2, 3] == [apply(world, files, one).edition for one in (first, second, None)]
    assert default(KEY).content == in_force(world, files)
    assert 4 == apply(world, files, first, "administrator").edition
    with world.database.reading() as session:
        editions = document_templates.editions(session, "NM", KEY)
        expected = [("administrator", 4), ("manager", 3), ("manager", 2), ("manager", 1)]
        assert [(email(who), number) for who, number in expected] == [(one.applied_by, one.edition) for one in editions]
        for number, content in ((1, first), (2, second), (3, default(KEY).content), (4, first)):
            assert content == template_of_edition(session, files, "NM", KEY, number).content
        with pytest.raises(NotFound):
            template_of_edition(session, files, "NM", KEY, 5)


def test_the_same_template_again_is_no_new_edition(world: World, files: Files) -> None:
    """Nor is the default where it counts already; where there never was another that is said."""
    with pytest.raises(Refused, match="The default is in force already"):
        apply(world, files, None)
    assert [1, 1] == [apply(world, files, own()).edition for _ in range(2)]
    assert [2, 2] == [apply(world, files, None).edition for _ in range(2)]


def test_who_looked_at_an_older_edition_is_told(world: World, files: Files) -> None:
    """The second of two managers reads who was first; nothing of theirs is put over it unseen."""
    apply(world, files, own("One"), instead_of=0)
    with pytest.raises(Refused, match=r"manager@northmoor\.example changed this template meanwhile"):
        apply(world, files, own("Two"), "administrator", instead_of=0)
    assert own("One") == in_force(world, files)
    assert 2 == apply(world, files, own("Two"), "administrator", instead_of=1).edition


def test_of_two_at_once_one_wins(world: World, files: Files) -> None:
    """Eight put theirs in force at the same moment, all having seen none: one edition, seven refusals, no fault."""
    outcomes = list[str]()
    ready = threading.Barrier(8)

    def put(number: int) -> None:
        content = own(f"Number {number}")
        ready.wait()
        try:
            apply(world, files, content, instead_of=0)
            outcomes.append("won")
        except Refused:
            outcomes.append("refused")

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ["refused"] * 7 + ["won"] == sorted(outcomes)
    with world.database.reading() as session:
        assert [1] == [one.edition for one in document_templates.editions(session, "NM", KEY)]


@pytest.mark.parametrize("who", ["officer", "chair", "dsp_police", "lead_school", "scrutineer", "executive", "auditor"])
def test_templates_are_for_managers_and_administrators(world: World, files: Files, who: str) -> None:
    """Nobody else puts words into everybody's letters."""
    with pytest.raises(NotPermitted):
        apply(world, files, own(), who)
    assert default(KEY).content == in_force(world, files)


def test_the_other_managers_are_told_for_a_while(world: World, files: Files) -> None:
    """Two weeks long, whatever the edition."""
    apply(world, files, own())
    for day, told in (("2026-11-23", 1), ("2026-12-07", 1), ("2026-12-08", 0)):
        world.at(day)
        with world.database.reading() as session:
            assert told == len(document_templates.changed_lately(session, "NM", world.now)), day


def test_a_damaged_template_is_never_used(world: World, files: Files, tmp_path: Path) -> None:
    """Nor one that a newer version of Casekeeper can't read: in a sentence that says what to do."""
    _, housing = lived.returns(world)
    row = apply(world, files, own())
    path = files.path(row.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Unusable, match="damaged"):
        lived.written(world, KEY, housing, tmp_path / "files")


def test_a_template_that_names_what_is_gone_says_so(world: World, files: Files, tmp_path: Path) -> None:
    """As after an upgrade that renamed a field: whoever writes is told, not handed a letter with a hole in it."""
    _, housing = lived.returns(world)
    old = io.BytesIO(made.template("«long_gone»"))
    with files.coming("old.docx", old) as coming, world.database.writing() as session:
        document_templates.put_in_force(session, "NM", KEY, coming, by=document_templates.By("test"), now=world.now)
    with pytest.raises(Unusable, match=r"edition 1, can't be used any more: «long_gone» isn't a field"):
        lived.written(world, KEY, housing, tmp_path / "files")


def test_a_preview_shows_the_template_in_force(world: World, files: Files) -> None:
    """With made-up values, three of what comes several times, and the partnership's name."""
    apply(world, files, own())
    with world.database.reading() as session:
        text = lived.text_of(writing.preview(session, files, "NM", "Northmoor", KEY, world.now).content)
    assert "Yours ever, Hillside School" in text
    assert 3 == text.count("Child A")
