"""Puts values into a template's marks: as text, whatever they hold, in the look that the mark has.

One pass: what was put in is never looked at again, so that a «field» within a value stays the words it is.
Knows no case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from api.documents.marks import (
    CELL,
    HOLDS_BLOCKS,
    MARK,
    P,
    Piece,
    bare,
    boxes,
    drop,
    named,
    pieces,
    replace,
    roots,
    text_of,
)

Row = Mapping[str, str]
Blocks = Mapping[str, Sequence[Row]]
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold, and control characters that no reader sees."""
ONCE = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
PARAGRAPH_ID = re.compile(r"\{http://schemas\.microsoft\.com/office/word/\d+/wordml\}(paraId|textId)")


def fill(document: Document, values: Row, blocks: Blocks) -> None:
    """Fills every mark of body, headers and footers; KeyError for one that nothing is given for."""
    for root in roots(document):
        for binding in list(root.iter(qn("w:dataBinding"))):
            binding.getparent().remove(binding)  # Word would put the bound property over what is filled in
        _fill(root, values, blocks)


def clean(value: str) -> str:
    """The value as Word can hold it."""
    return UNHELD.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def _fill(element: Any, values: Row, blocks: Blocks) -> None:
    if element.tag == P:
        for box in boxes(element):
            _fill(box, values, blocks)
        _fill_paragraph(element, values)
    elif element.tag in HOLDS_BLOCKS:
        for piece in list(pieces(element)):
            if piece.block:
                _repeat(piece, values, blocks)
            else:
                _fill(piece.elements[0], values, blocks)
        if element.tag == CELL and element[-1].tag != P:
            element.append(element.makeelement(P))  # a cell ends with a paragraph, else Word calls the file broken
    else:
        for child in list(element):
            _fill(child, values, blocks)


def _repeat(piece: Piece, values: Row, blocks: Blocks) -> None:
    bare(piece)
    before = (*piece.markers, *piece.elements)[0]
    for row in blocks[piece.block]:
        copies = [_copied(element) for element in piece.elements]
        for copy in copies:
            before.addprevious(copy)
        for copy in copies:
            _fill(copy, {**values, **row}, blocks)
    for element in (*piece.markers, *piece.elements):
        element.getparent().remove(element)


def _copied(element: Any) -> Any:
    """A copy without what may stand only once in a file."""
    copy = deepcopy(element)
    for mark in list(copy.iter(*ONCE)):
        if mark is not copy:
            mark.getparent().remove(mark)
    for node in copy.iter():
        for name in [name for name in node.attrib if PARAGRAPH_ID.fullmatch(name)]:
            del node.attrib[name]
    return copy


def _fill_paragraph(paragraph: Any, values: Row) -> None:
    whole = MARK.fullmatch(text_of(paragraph).strip())
    if whole is None:
        replace(paragraph, lambda name: clean(values[name]))
        return
    # A field alone in its paragraph: each paragraph of its text becomes one, in the same style; none where it is empty.
    lines = [line for line in clean(values[named(whole[1])]).split("\n") if line.strip()]
    for line in lines[:-1]:
        copy = _copied(paragraph)
        paragraph.addprevious(copy)
        _put(copy, line)
    _put(paragraph, lines[-1] if lines else "")
    if not lines:
        drop(paragraph)


def _put(paragraph: Any, line: str) -> None:
    replace(paragraph, lambda _: line)
