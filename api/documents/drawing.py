"""Draws the default templates from the text beside them: ``python -m api.documents.drawing``, always the same bytes.

What python-docx has no words for is said to the elements below it.
``--check`` says whether one is stale. Knows no field: what a text names, ``checking.py`` judges.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.paragraph import Paragraph

from api.documents.package import packed, repacked
from api.documents.templates import DEFAULTS

DRAWN_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FONT, INK, QUIET, TINT = "Arial", RGBColor(0x14, 0x2C, 0x47), RGBColor(0x4A, 0x4A, 0x4A), "E7EDF3"
TEXT_WIDTH = Cm(16.6)
KEPT_STYLES = ("Normal", "Header", "Footer", "Title", "Heading 1", "Heading 2", "List Bullet", "Table Grid")
UNUSED = ("stylesWithEffects", "thumbnail", "customXml", "webSettings")
BOLD = re.compile(r"\*\*(.+?)\*\*")
MARKS = {"# ": "Title", "## ": "Heading 1", "### ": "Heading 2", "- ": "List Bullet", "~ ": "Line", "^ ": "Kept"}
Lines = list[str]


def draw(text: str, title: str) -> bytes:
    """The template that a text describes."""
    document = _blank()
    _frame(document)
    for form, lines in _groups(text):
        if form == ":":
            _facts(document, [_cells(line[1:]) for line in lines])
        elif form == "|":
            _table(document, lines)
        else:
            for line in lines:
                _line(document, line)
    return repacked(packed(document, title, "", DRAWN_AT))


def main(words: list[str]) -> int:
    """Draws every template, or with ``--check`` says which are stale; 1 where one is."""
    stale = []
    for text in sorted(DEFAULTS.glob("*.md")):
        if text.stem == "README":
            continue
        drawn, path = draw(text.read_text(encoding="utf-8"), title_of(text)), text.with_suffix(".docx")
        if path.exists() and path.read_bytes() == drawn:
            continue
        stale.append(path.name)
        if "--check" not in words:
            path.write_bytes(drawn)
    if stale and "--check" in words:
        sys.stderr.write(f"Stale: {', '.join(stale)}. Run: python -m api.documents.drawing\n")
    return int(bool(stale) and "--check" in words)


def title_of(text: Path) -> str:
    """What a template is called in its own properties."""
    return text.stem.replace("_", " ").capitalize()


def _groups(text: str) -> Iterator[tuple[str, Lines]]:
    """Runs of lines that make one thing: a table of facts, a table, or plain lines."""
    form, lines = "", Lines()
    for line in text.splitlines():
        now = line[0] if line[:1] in (":", "|") else ""
        if lines and (now != form or not line.strip()):
            yield form, lines
            lines = []
        form = now
        lines += [line] if line.strip() else []
    if lines:
        yield form, lines


def _line(document: Document, line: str) -> None:
    style = next((style for mark, style in MARKS.items() if line.startswith(mark)), "Normal")
    mark = next((mark for mark in MARKS if line.startswith(mark)), "")
    _words(document.add_paragraph(style=style), line.removeprefix(mark))


def _words(paragraph: Paragraph, text: str) -> None:
    for number, part in enumerate(BOLD.split(text)):
        if part:
            paragraph.add_run(part).bold = True if number % 2 else None


def _cells(line: str) -> Lines:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _facts(document: Document, rows: list[Lines]) -> None:
    """A table of facts: the first column says what each is."""
    table = document.add_table(0, 2, style="Facts")
    for label, value in rows:
        cells = table.add_row().cells
        _words(cells[0].paragraphs[0], f"**{label}**")
        _words(cells[1].paragraphs[0], value)
    _sized(table, [34, 66], header=False)
    document.add_paragraph(style="After a table")


def _table(document: Document, lines: Lines) -> None:
    shares, (heading, *rows) = _cells(lines[0][2:]), [_cells(line) for line in lines[1:]]
    table = document.add_table(0, len(heading), style="Grid")
    for row in (heading, *rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _words(cell.paragraphs[0], f"**{words}**" if row is heading else words)
    _sized(table, [int(share) for share in shares], header=True)
    document.add_paragraph(style="After a table")


def _sized(table: Any, shares: list[int], *, header: bool) -> None:
    table.autofit = False
    for number, share in enumerate(shares):
        width = Emu(int(TEXT_WIDTH * share / 100))
        table.columns[number].width = width
        for cell in table.columns[number].cells:
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.style = "Cell"
    for row in table.rows:
        _flag(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001
    for name, wanted in (("firstRow", header), ("firstColumn", not header), ("noHBand", True), ("noVBand", True)):
        look.set(qn(f"w:{name}"), "1" if wanted else "0")
    if header:
        first = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
        _flag(first, "w:tblHeader")  # read out with each cell, and repeated on each page
        for cell in table.rows[0].cells:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _flag(parent: Any, name: str) -> None:
    parent.append(OxmlElement(name))


def _frame(document: Document) -> None:
    """A4, the partnership's name above, the reference and the page's number below."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.3)
    section.header_distance = section.footer_distance = Cm(1.1)
    above = section.header.paragraphs[0]
    above.add_run("«partnership»").bold = True
    _rule(above, "bottom")
    below = section.footer.paragraphs[0]
    below.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    below.add_run("Confidential · «reference»\tPage ")
    _code(below, "PAGE")
    below.add_run(" of ")
    _code(below, "NUMPAGES")
    _rule(below, "top")


def _code(paragraph: Paragraph, code: str) -> None:
    for part in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), part)
        paragraph.add_run()._r.append(mark)  # noqa: SLF001
        if part == "begin":
            words = OxmlElement("w:instrText")
            words.text = code
            paragraph.add_run()._r.append(words)  # noqa: SLF001
        if part == "separate":
            paragraph.add_run("1")


def _rule(paragraph: Paragraph, side: str) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "6"), ("color", "8798AB")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _blank() -> Document:
    """An empty document with our styles alone."""
    document = docx.Document()
    _strip(document)
    black = RGBColor(0, 0, 0)
    _style(document, "Normal", 11.5, after=8, ink=black)
    document.styles["Normal"].paragraph_format.line_spacing = 1.15
    _style(document, "Title", 20, before=14, after=12, bold=True)
    _style(document, "Heading 1", 14, before=18, after=6, bold=True, keep=True)
    _style(document, "Heading 2", 12, before=12, after=4, bold=True, keep=True)
    _style(document, "List Bullet", 11.5, after=4, ink=black)
    _style(document, "Header", 12)
    _style(document, "Footer", 10, ink=QUIET)
    for name, size, after in (("Line", 11.5, 0), ("Cell", 10.5, 0), ("Kept", 11.5, 8), ("After a table", 4, 2)):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _style(document, name, size, after=after, keep=name == "Kept", ink=black)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in ("Grid", "Facts"):
        _table_style(document, name, inner=name == "Grid")
    for language in document.styles.element.iter(qn("w:lang")):
        for script, code in (("val", "en-GB"), ("eastAsia", "en-GB"), ("bidi", "ar-SA")):
            language.set(qn(f"w:{script}"), code)
    return document


def _strip(document: Document) -> None:
    """Takes out what the empty document of python-docx brings along, and its own look of titles and headers."""
    for style in list(document.styles):
        whole = style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.TABLE) and not style.element.get(qn("w:default"))
        if whole and style.name not in KEPT_STYLES:
            style.delete()
    for part in (document.part, document.part.package):
        for name, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in UNUSED:
                del part.rels[name]
    title = document.styles["Title"].element
    tabs = [one for name in ("Header", "Footer") for one in document.styles[name].element.iter(qn("w:tabs"))]
    for theirs in [*title.iter(qn("w:pBdr")), *title.rPr.iter(qn("w:spacing"), qn("w:kern")), *tabs]:
        theirs.getparent().remove(theirs)


def _style(
    document: Document,
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    keep: bool = False,
    ink: RGBColor = INK,
) -> None:
    style: Any = document.styles[name]
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, ink
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for theme in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[theme]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = keep


def _table_style(document: Document, name: str, *, inner: bool) -> None:
    """Thin lines; room within the cells."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    look = OxmlElement("w:tblPr")
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV") if inner else ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "A9B4C0")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    room = OxmlElement("w:tblCellMar")
    for side, width in (("top", "70"), ("left", "100"), ("bottom", "70"), ("right", "100")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        room.append(edge)
    look.extend([borders, room])
    style.element.append(look)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
