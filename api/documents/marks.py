"""The marks of a template: «fields», and blocks from «each …» to «end», found whatever runs Word split them into.

Knows no document of ours and no value: only where in a Word file marks stand, and what is wrong with how they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

P, T, TAB, BREAK, TABLE, ROW, CELL = (qn(f"w:{one}") for one in ("p", "t", "tab", "br", "tbl", "tr", "tc"))
TEXT_BOX = qn("w:txbxContent")
HOLDS_BLOCKS = frozenset(qn(f"w:{one}") for one in ("body", "hdr", "ftr", "tbl", "tc", "txbxContent", "sdtContent"))
FILLED = re.compile(r"/word/(document|header\d*|footer\d*)\.xml")
MARK = re.compile("«([^«»\n]*)»")
EACH, END = "each ", "end"
BETWEEN = "\n"
"""What a tab or a line break counts as: no mark goes across one."""


class Misplaced(ValueError):
    """A mark that stands where it can't; its text is the sentence for whoever made the template."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in a container: one element, or with ``block`` those that are repeated for each of its rows.

    ``markers`` are the paragraphs or rows that hold nothing but the block's marks.
    """

    elements: tuple[Any, ...]
    block: str = ""
    markers: tuple[Any, ...] = ()


def roots(document: Document) -> list[Any]:
    """Where marks are filled: the body, and each header and footer."""
    parts = document.part.package.iter_parts()
    found = [part.element for part in parts if isinstance(part, XmlPart) and FILLED.fullmatch(str(part.partname))]
    return [
        child
        for root in found
        for child in (root.iterchildren(qn("w:body")) if root.tag == qn("w:document") else [root])
    ]


def named(inside: str) -> str:
    """A mark's name as we compare it: Word may put spaces inside the marks, and a capital where a sentence begins."""
    return " ".join(inside.split()).casefold()


def is_block_mark(name: str) -> bool:
    """Whether the mark begins or ends a block."""
    return name == END or name.startswith(EACH)


def nodes(paragraph: Any) -> list[tuple[Any | None, str]]:
    """The paragraph's own text in pieces, in order, each with its node; a tab or line break has none."""
    return [
        (node, (node.text or "").replace("\n", " ")) if node.tag == T else (None, BETWEEN)
        for node in paragraph.iter(T, TAB, BREAK)
        if next(node.iterancestors(P)) is paragraph
    ]


def text_of(element: Any) -> str:
    """The text of a paragraph, or of a row's own paragraphs, a line each."""
    paragraphs = [element]
    if element.tag == ROW:
        paragraphs = [one for one in element.iter(P) if next(one.iterancestors(ROW)) is element]
    return "\n".join("".join(text for _, text in nodes(paragraph)) for paragraph in paragraphs)


def marks_of(element: Any) -> list[str]:
    """The names of the marks in a paragraph or row, in order."""
    return [named(one) for one in MARK.findall(text_of(element))]


def pieces(container: Any) -> Iterator[Piece]:
    """What stands in a container, in order, blocks put together; ``Misplaced`` where that can't be done."""
    children = list(container)
    while children:
        child = children.pop(0)
        mark = _alone(child)
        if mark == END:
            raise Misplaced("There is an «end» without an «each …» before it.")
        if mark.startswith(EACH):
            yield _block(child, mark, children)
            continue
        inline = _in_row(child) if child.tag == ROW else ""
        if child.tag == P and any(is_block_mark(one) for one in marks_of(child)):
            one = next(one for one in marks_of(child) if is_block_mark(one))
            raise Misplaced(f"«{one}» must stand alone in its paragraph, or in a row of a table.")
        yield Piece((child,), inline)


def survey(element: Any, block: str = "") -> Iterator[tuple[str, str]]:
    """Each mark below an element with the block that it stands in; ``Misplaced`` as ``pieces``. Changes rows."""
    if element.tag == P:
        for box in boxes(element):
            yield from survey(box, block)
        yield from ((name, block) for name in marks_of(element))
    elif element.tag in HOLDS_BLOCKS:
        for piece in pieces(element):
            if piece.block and block:
                raise Misplaced(f"«each {piece.block}» stands within «each {block}»: end that one first.")
            if piece.block:
                yield f"{EACH}{piece.block}", ""
                bare(piece)
            for one in piece.elements:
                yield from survey(one, piece.block or block)
    else:
        for child in element:
            yield from survey(child, block)


def boxes(paragraph: Any) -> list[Any]:
    """The text boxes that hang in a paragraph."""
    return [box for box in paragraph.iter(TEXT_BOX) if next(box.iterancestors(P)) is paragraph]


def bare(piece: Piece) -> None:
    """Takes a block's marks out of the row that begins and ends it, and the paragraphs that held nothing else."""
    if piece.markers:
        return
    for paragraph in [one for one in piece.elements[0].iter(P) if any(map(is_block_mark, marks_of(one)))]:
        replace(paragraph, lambda name: "" if is_block_mark(name) else None)
        if not text_of(paragraph).strip():
            drop(paragraph)


def drop(paragraph: Any) -> None:
    """Takes an empty paragraph out, unless its container needs it: the one left in a cell, or what ends it."""
    left = [one for one in paragraph.getparent() if one.tag == P]
    if len(left) > 1 and paragraph.getparent()[-1] is not paragraph and not list(paragraph.iter(qn("w:sectPr"))):
        paragraph.getparent().remove(paragraph)


def replace(paragraph: Any, value_of: Any) -> None:
    """Puts ``value_of(name)`` in each mark's place, where it begins, in that run's look; None leaves the mark."""
    found = nodes(paragraph)
    whole = "".join(text for _, text in found)
    starts = [0]
    for _, text in found:
        starts.append(starts[-1] + len(text))
    after: list[list[str]] = [[] for _ in found]

    def keep(begin: int, end: int) -> None:
        for number, (_, text) in enumerate(found):
            after[number].append(text[max(0, begin - starts[number]) : max(0, end - starts[number])])

    at = 0
    for match in MARK.finditer(whole):
        value = value_of(named(match[1]))
        if value is None:
            continue
        keep(at, match.start())
        holder = max(
            number for number, (node, _) in enumerate(found) if node is not None and starts[number] <= match.start()
        )
        after[holder].append(value)
        at = match.end()
    keep(at, len(whole))
    for (node, before), parts in zip(found, after, strict=True):
        if node is not None and "".join(parts) != before:
            write(node, "".join(parts))


def write(node: Any, text: str) -> None:
    """The text in the node's place; its line breaks and tabs become Word's own."""
    first, *parts = re.split("([\n\t])", text)
    _set(node, first)
    for part in [one for one in parts if one]:
        new = node.makeelement({"\n": BREAK, "\t": TAB}.get(part, T))
        if new.tag == T:
            _set(new, part)
        node.addnext(new)
        node = new


def _set(node: Any, text: str) -> None:
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _alone(child: Any) -> str:
    """The one mark that is all the text of a paragraph or row; "" where there is more, or none."""
    if child.tag not in (P, ROW):
        return ""
    match = MARK.fullmatch(text_of(child).strip())
    return named(match[1]) if match else ""


def _block(first: Any, mark: str, following: list[Any]) -> Piece:
    inside: list[Any] = []
    while following:
        child = following.pop(0)
        found = _alone(child)
        if found == END:
            if not inside:
                raise Misplaced(f"There is nothing between «{mark}» and its «end».")
            return Piece(tuple(inside), mark.removeprefix(EACH), (first, child))
        if found.startswith(EACH):
            raise Misplaced(f"«{found}» stands within «{mark}»: end that one first.")
        inside.append(child)
    where = "row of the table" if first.tag == ROW else "paragraph"
    raise Misplaced(f"«{mark}» has no «end»: put it alone in a {where} further down.")


def _in_row(row: Any) -> str:
    """The block that a row begins and ends within itself; "" where it does neither."""
    found = marks_of(row)
    opened = [one for one in found if one.startswith(EACH)]
    if not opened and END not in found:
        return ""
    if len(opened) != 1 or found.count(END) != 1 or found[0] != opened[0] or found[-1] != END:
        listed = ", ".join(f"«{one}»" for one in found)
        raise Misplaced(f"A row that is repeated begins with one «each …» and finishes with one «end»; found {listed}.")
    return opened[0].removeprefix(EACH)
