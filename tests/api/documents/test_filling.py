"""Values are put in as text, whatever they hold, wherever and however a mark stands."""

from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.documents.made import filled, texts

HOSTILE = (
    "«reference»",
    "«each subject»",
    "«end»",
    "{{ 7 * 7 }} {% for x in y %}",
    '=HYPERLINK("http://evil.example")',
    "</w:t></w:r><w:r><w:t>out",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    '{ INCLUDETEXT "/etc/passwd" }',
    "a\x00b\x08c\x1b\ufffe\ud800d",
    "\u202egnp.exe",
    "]]>&amp;&#0;",
)


def runs(*parts: str) -> Any:
    """A document with one paragraph whose text Word has split into these runs, each in a look of its own."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for number, part in enumerate(parts):
        paragraph.add_run(part).bold = bool(number % 2)
    return document


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_text(value: str) -> None:
    """It is read as it was written, but for characters that XML can't hold; nothing in it is filled or run."""
    expected = "".join(c for c in value if c not in "\x00\x08\x1b\ufffe\ud800")
    document = filled(runs("Of «x», «reference»"), {"x": value, "reference": "NM-1"})
    assert [f"Of {expected}, NM-1"] == texts(document)
    assert [] == list(document.element.body.iter("{*}instrText", "{*}fldSimple", "{*}hyperlink"))


@settings(max_examples=60)
@given(st.text(max_size=60), st.integers(0, 12), st.integers(0, 12))
def test_any_text_goes_in_wherever_the_runs_end(value: str, first: int, second: int) -> None:
    """However Word splits a mark, what is around it and what is put in are kept to the letter."""
    whole, (a, b) = "ab «field» cd", sorted((first, second))
    document = filled(runs(whole[:a], whole[a:b], whole[b:]), {"field": value})
    held = "".join(c for c in value.replace("\r\n", "\n").replace("\r", "\n") if _printable(c)).strip("\n")
    assert [f"ab {held} cd"] == texts(document)


def _printable(c: str) -> bool:
    code = ord(c)
    control = (code < 32 and c not in "\n\t") or 127 <= code <= 132 or 134 <= code <= 159
    return not control and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)


def test_a_value_has_the_look_of_the_run_in_which_its_mark_begins() -> None:
    """The rest of the split mark leaves nothing behind."""
    document = filled(runs("Dear ", "«ag", "ency", "», hello"), {"agency": "School"})
    assert [("Dear ", False), ("School", True), ("", False), (", hello", True)] == [
        (run.text, bool(run.bold)) for run in document.paragraphs[0].runs
    ]


def test_spaces_and_capitals_in_a_mark_dont_matter() -> None:
    """Word puts spaces inside French quotation marks, and capitals where a sentence begins."""
    assert ["NM-1 and NM-1"] == texts(filled(runs("« Reference » and «\u00a0reference\u00a0»"), {"reference": "NM-1"}))


def test_a_field_alone_in_its_paragraph_keeps_the_paragraphs_of_its_text() -> None:
    """Each is one of its own in the same style; within a line, line breaks are Word's."""
    document = docx.Document()
    document.add_paragraph("«long»", style="List Bullet")
    document.add_paragraph("So: «long»")
    document.add_paragraph("«none»")
    document.add_paragraph("End")
    after = filled(document, {"long": "One\n\nTwo\tthree", "none": ""})
    assert ["One", "Two\tthree", "So: One\n\nTwo\tthree", "End"] == texts(after)
    assert ["List Bullet", "List Bullet"] == [one.style.name for one in after.paragraphs[:2]]


def test_a_row_is_repeated_and_its_heading_isnt() -> None:
    """Marks alone in their paragraphs go with them; the row's look stays; fields of the case may stand in it."""
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "Agency"
    first, last = table.rows[1].cells
    first.text = "«each return»"
    first.add_paragraph("«agency»")
    last.text = "«event», «reference»"
    last.add_paragraph("«end»")
    rows = [{"agency": "School", "event": "One"}, {"agency": "Housing", "event": "«agency»"}]
    after = filled(document, {"reference": "NM-1"}, {"return": rows})
    assert [["Agency", ""], ["School", "One, NM-1"], ["Housing", "«agency», NM-1"]] == [
        [cell.text.strip("\n") for cell in row.cells] for row in after.tables[0].rows
    ]


def test_rows_between_rows_of_marks_are_repeated_together() -> None:
    """Two rows for each, in their order; the rows that held the marks are gone."""
    document = docx.Document()
    table = document.add_table(4, 1)
    for cell, words in zip(table.columns[0].cells, ("«each item»", "«a»", "«b»", "«end»"), strict=True):
        cell.text = words
    after = filled(document, {}, {"item": [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]})
    assert ["1", "2", "3", "4"] == [row.cells[0].text for row in after.tables[0].rows]


def test_paragraphs_and_tables_between_marks_are_repeated_or_left_out() -> None:
    """For each of several, everything in between; for none, nothing, not even the marks."""

    def made() -> Any:
        document = docx.Document()
        for words in ("Before", "«each item»", "Heading «a»", "«a»"):
            document.add_paragraph(words)
        document.add_table(1, 1).cell(0, 0).text = "«a»"
        document.add_paragraph("«end»")
        document.add_paragraph("After")
        return document

    after = filled(made(), {}, {"item": [{"a": "x"}, {"a": "y"}]})
    assert ["Before", "Heading x", "x", "Heading y", "y", "After"] == texts(after)
    assert ["x", "y"] == [one.cell(0, 0).text for one in after.tables]
    assert ["Before", "After"] == texts(filled(made(), {}, {"item": []}))


def test_headers_footers_text_boxes_and_tables_in_tables_are_filled() -> None:
    """Wherever a letterhead puts its fields."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "«a» above", "below «a»"
    document.add_table(1, 1).cell(0, 0).add_table(1, 1).cell(0, 0).text = "in «a»"
    words = "<w:p><w:r><w:t>«a</w:t></w:r><w:r><w:t>» box</w:t></w:r></w:p>"
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent>{words}</w:txbxContent></w:pict></w:r>"
    document.add_paragraph("by «a»")._p.append(parse_xml(box))
    after = filled(document, {"a": "X"})
    assert ("X above", "below X") == (
        after.sections[0].header.paragraphs[0].text, after.sections[0].footer.paragraphs[0].text,
    )  # fmt: skip
    body = "".join(node.text or "" for node in after.element.body.iter("{*}t"))
    for words in ("in X", "by X", "X box"):
        assert words in body, body


def test_what_is_repeated_has_nothing_that_may_stand_only_once() -> None:
    """Bookmarks and Word's own numbers of paragraphs aren't copied: Word would call the file damaged."""
    document = docx.Document()
    for words in ("«each item»", "«a»", "«end»"):
        document.add_paragraph(words)
    mark = f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="here"/>'
    document.paragraphs[1]._p.append(parse_xml(mark))
    document.paragraphs[1]._p.set("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", "1234ABCD")
    after = filled(document, {}, {"item": [{"a": "x"}, {"a": "y"}]})
    assert ["x", "y"] == texts(after)
    assert [] == list(after.element.body.iter("{*}bookmarkStart"))
    assert [] == [name for one in after.paragraphs for name in one._p.attrib if "paraId" in name]
