"""What is wrong with the fields of a template is said in sentences that help: which, where, which was meant."""

from __future__ import annotations

import docx
import pytest

from api.documents.checking import check
from api.documents.fields import form
from api.documents.package import Unfit
from api.documents.templates import default
from tests.api.documents.made import LETTER, NAMED, changed, saved, template


def said(content: bytes, key: str = LETTER) -> list[str]:
    """Every fault of a template."""
    try:
        check(form(key), content)
    except Unfit as fault:
        return list(fault.faults)
    return []


@pytest.mark.parametrize(
    ("paragraphs", "faults"),
    [
        ((), []),
        (("«partnership» on «today»",), []),
        (("«refrence»",), ["«refrence» isn't a field of this document. Did you mean «reference»?"]),
        (("«each subjects»", "«pseudonym»", "«end»"),
         ["«each subjects» isn't a field of this document. Did you mean «each subject»?"]),
        (("«pseudonym»",), ["«pseudonym» stands outside its block: put it between «each subject» and «end»."]),
        (("«each subject»", "«pseudonym»"),
         ["«each subject» has no «end»: put it alone in a paragraph further down."]),
        (("«end»",), ["There is an «end» without an «each …» before it."]),
        (("«each subject»", "«end»"), ["There is nothing between «each subject» and its «end»."]),
        (("«each subject»", "«each subject»", "«pseudonym»", "«end»", "«end»"),
         ["«each subject» stands within «each subject»: end that one first."]),
        (("So «each subject» here",), ["«each subject» must stand alone in its paragraph, or in a row of a table."]),
        (("An «open mark",),
         ["A mark isn't closed, or crosses a line break or tab: “An «open mark”. « and » are for fields only."]),
        (("«agen\tcy»",),
         ["A mark isn't closed, or crosses a line break or tab: “«agen cy»”. « and » are for fields only."]),
    ],
)  # fmt: skip
def test_each_fault_has_its_sentence(paragraphs: tuple[str, ...], faults: list[str]) -> None:
    """The very words that whoever made the template reads."""
    assert faults == said(template(*paragraphs))


def test_what_must_be_there_is_asked_for() -> None:
    """A letter without the law, or a report without the partners' positions, isn't one."""
    document = docx.Document()
    document.add_paragraph(NAMED.replace("«law»", ""))
    assert ["«law» is missing: this document must have it."] == said(saved(document))
    missing = said(template(), "rapid_review_report")
    assert "«each position» is missing: this document must have it." not in missing
    assert any("isn't a field of this document" in one for one in missing)


def test_a_field_that_word_split_is_one_field() -> None:
    """Spelling marks and looks split runs; a field split in the middle is found and checked."""

    def split(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph()
        for part in ("«refe", "rence", "» «refr", "ence»"):
            paragraph.add_run(part)

    assert ["«refrence» isn't a field of this document. Did you mean «reference»?"] == said(changed(split))


def test_a_row_that_begins_and_doesnt_finish_is_told() -> None:
    """Two blocks in a row, or an end before its beginning: the sentence lists what was found."""

    def row(document: docx.document.Document) -> None:
        cells = document.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "«end»", "«each subject»«pseudonym»"

    [fault] = said(changed(row))
    assert "A row that is repeated begins with one «each …» and finishes with one «end»" in fault
    assert "«end», «each subject», «pseudonym»" in fault


def test_a_block_in_a_table_in_a_block_is_told() -> None:
    """Nothing is repeated within what is repeated."""

    def nested(document: docx.document.Document) -> None:
        document.add_paragraph("«each subject»")
        document.add_table(1, 1).rows[0].cells[0].text = "«each subject»«pseudonym»«end»"
        document.add_paragraph("«end»")

    assert ["«each subject» stands within «each subject»: end that one first."] == said(changed(nested))


def test_the_defaults_are_templates_of_their_documents() -> None:
    """Each ships as one that could be uploaded."""
    for key in (
        "information_request",
        "rapid_review_report",
        "panel_letter",
        "sar_decision_letter",
        "agenda",
        "minutes",
    ):
        assert [] == said(default(key).content, key), key
