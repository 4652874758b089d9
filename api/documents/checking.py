"""Whether a Word file can be a template of a document: every sentence that says why not, at once."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from docx.document import Document

from api.documents.form import Form
from api.documents.marks import BETWEEN, EACH, MARK, Misplaced, P, nodes, roots, survey
from api.documents.package import Unfit, opened

SEVERAL = 12
MOST_TOLD = 20
"""How many wrong marks are told of, each with a guess: nobody reads more, and a hostile file has a hundred thousand."""


def check(form: Form, content: bytes) -> Document:
    """The file, opened anew, where it can be a template of the document; else ``Unfit`` with every fault."""
    faults = faults_of(form, opened(content))
    if faults:
        raise Unfit(*faults)
    return opened(content)  # looking takes marks out of the rows that are repeated


def faults_of(form: Form, document: Document) -> list[str]:
    """What is wrong with the marks of a template; a file that was looked at isn't to be filled any more."""
    faults = list(_strays(document))
    found: list[tuple[str, str]] = []
    for root in roots(document):
        try:
            found += survey(root)
        except Misplaced as fault:
            faults.append(str(fault))
    faults += _unknown(form, dict.fromkeys(found))
    # While marks are missing an end, what they hold can't be told: what else is missing would be a guess.
    return list(dict.fromkeys(faults or _missing(form, {name for name, _ in found})))


def _unknown(form: Form, found: Iterable[tuple[str, str]]) -> list[str]:
    faults = list[str]()
    for name, within in found:
        if len(faults) == MOST_TOLD:
            return [*faults, "There are more marks that aren't fields of this document: put these right first."]
        block = form.block(within)
        if name.startswith(EACH):
            known = [f"{EACH}{one.name}" for one in form.blocks]
        else:
            known = [*sorted(form.field_names), *(one.name for one in (block.columns if block is not None else ()))]
        if name not in known and (block is not None or not within):
            faults.append(_not_known(form, name, known))
    return faults


def _not_known(form: Form, name: str, known: list[str]) -> str:
    home = next((one for one in form.blocks if name in {column.name for column in one.columns}), None)
    if home is not None:
        return f"«{name}» stands outside its block: put it between «each {home.name}» and «end»."
    close = get_close_matches(name, known, 1, 0.5)
    guess = f" Did you mean «{close[0]}»?" if close else f" There are, for example: {_listed(known)}."
    return f"«{name[:60]}» isn't a field of this document.{guess}"


def _listed(known: list[str]) -> str:
    return ", ".join(f"«{one}»" for one in known[:SEVERAL])


def _missing(form: Form, names: set[str]) -> list[str]:
    wanted = [one.name for one in form.fields if one.required]
    wanted += [f"{EACH}{one.name}" for one in form.blocks if one.required]
    return [f"«{name}» is missing: this document must have it." for name in wanted if name not in names]


def _strays(document: Document) -> Iterable[str]:
    """Marks that are open on one side, or stand in a note, where nothing is filled in."""
    inside = roots(document)
    for root in inside:
        for paragraph in root.iter(P):
            text = "".join(text for _, text in nodes(paragraph))
            rest = MARK.sub("", text)
            if "«" in rest or "»" in rest:
                shown = " ".join(text.replace(BETWEEN, " ").split())[:60]
                yield f"A mark isn't closed, or crosses a line break or tab: “{shown}”. « and » are for fields only."
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if name.endswith(("/footnotes.xml", "/endnotes.xml")) and "«".encode() in part.blob:
            yield "A «field» stands in a footnote or endnote. Put it in the text."
