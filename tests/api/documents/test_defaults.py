"""The default templates: drawn from their text, with every field, and readable by everybody."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from api.documents import drawing
from api.documents.fields import FORMS
from api.documents.marks import roots, survey
from api.documents.templates import DEFAULTS, default
from api.documents.writing import sampled
from tests.world import london

OPTIONAL = {
    "agenda": {"national_body", "written_by", "today"},
    "information_request": {"national_body"},
    "minutes": {"national_body", "written_by", "today", "help_line", "meets_on", "item", "each item", "item_title"}
    | {"number", "wanted", "question"},
    "panel_letter": {"signed_by", "signed_on"},
    "rapid_review_report": {"help_line", "next_check_on"},
    "sar_decision_letter": {"national_body"},
}
"""What a template may name though the default doesn't, written by hand: nothing is forgotten by accident."""


@pytest.mark.parametrize("key", FORMS)
def test_each_field_is_in_the_default_or_listed_as_optional(key: str) -> None:
    """What a document can say, its default does say."""
    form = FORMS[key]
    document = docx.Document(io.BytesIO(default(key).content))
    used = {name for root in roots(document) for name, _ in survey(root)}
    known = set(form.field_names) | {f"each {one.name}" for one in form.blocks}
    known |= {column.name for one in form.blocks for column in one.columns}
    assert known - used == OPTIONAL[key]


def test_the_defaults_are_what_their_texts_make(tmp_path: object) -> None:
    """Drawn again they are the same, byte for byte; the check says so."""
    for path in sorted(DEFAULTS.glob("*.docx")):
        text = path.with_suffix(".md")
        assert path.read_bytes() == drawing.draw(text.read_text(encoding="utf-8"), drawing.title_of(text)), path.name
    assert 0 == drawing.main(["--check"])


@pytest.mark.parametrize("key", FORMS)
def test_a_document_can_be_read_by_everybody(key: str) -> None:
    """A4; real headings, in order; each table's heading marked; English; a title; no empty cell where one heads."""
    content = sampled(FORMS[key], default(key), "Northmoor", london("2026-11-23"))
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    assert (210, 297) == (round(section.page_width.mm), round(section.page_height.mm))
    styles = [one.style.name for one in document.paragraphs]
    assert 1 == styles.count("Title")
    assert styles.index("Title") < styles.index("Heading 1")
    for table in document.tables:
        heading = table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        expected = ("1", "0") if heading is not None else ("0", "1")
        assert expected == (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))), "either heads its table"
        assert all(
            cell.text.strip() for cell in (table.rows[0].cells if heading is not None else table.columns[0].cells)
        )
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert {"en-GB"} == languages
    assert document.core_properties.title.startswith(FORMS[key].title)
    assert "Arial" == document.styles["Normal"].font.name
    assert document.styles["Normal"].font.size.pt >= 11
