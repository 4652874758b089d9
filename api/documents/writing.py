"""Writes a document: the template in force, filled with what the case holds, or with samples for a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.documents.checking import check
from api.documents.fields import form
from api.documents.filling import fill
from api.documents.form import Block, Form
from api.documents.package import Unfit, packed
from api.documents.templates import Template, template_in_force
from states.language import Document as Declared
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.errors import NotFound, NotOffered, Unusable
from workflow.queries.dossier import dossier
from workflow.uploads.files import Files

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it was written: the name to save it under, its bytes, the edition of the template."""

    name: str
    content: bytes
    edition: int


def offered(act: Act, case: Casework) -> list[Declared]:
    """The documents that whoever acts can have of the case as it stands; none for who only reads it for a reason."""
    return _by_state(case) if case.acts else []


def _by_state(case: Casework) -> list[Declared]:
    return [one for one in case.machine.documents if not one.states or case.state in one.states]


def write(act: Act, case: Casework, key: str, files: Files) -> Written:
    """The document about a case that whoever acts sees, with what they see of it.

    ``NotFound`` where its kind has no such document, ``NotOffered`` where its state has none, ``Unusable`` where the
    template in force names what this version of Casekeeper doesn't know.
    """
    if key not in {one.key for one in case.machine.documents}:
        raise NotFound
    if key not in {one.key for one in _by_state(case)}:
        raise NotOffered(f"{case.reference} has no such document while it is “{case.state_now.label}”.")
    of, template, about = form(key), template_in_force(act.session, files, case.partnership, key), dossier(act, case)
    values = {one.name: one.value(about) for one in of.fields}
    blocks = {one.name: _rows(one, one.filled(about)) for one in of.blocks}
    title = f"{of.title}, {case.reference}"
    content = _filled(of, template, values, blocks, title, about.partnership, act.now)
    return Written(f"{of.title} {case.reference}.docx", content, template.edition)


def preview(session: Session, files: Files, partnership: str, name: str, key: str, now: datetime) -> Written:
    """The template in force with samples in place of a case."""
    of, template = form(key), template_in_force(session, files, partnership, key)
    content = sampled(of, template, name, now)
    return Written(f"{of.title}, sample.docx", content, template.edition)


def sampled(of: Form, template: Template, partnership: str, now: datetime) -> bytes:
    """A template filled with samples: three of whatever is repeated, so that the look of several shows."""
    values = {one.name: one.sample or one.none for one in of.fields} | {"partnership": partnership}
    blocks = {
        one.name: [{column.name: column.sample for column in one.columns}] * (3 if one.several else 1)
        for one in of.blocks
    }
    return _filled(of, template, values, blocks, f"{of.title}, sample", partnership, now)


def _rows(block: Block, rows: Sequence[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
    """The rows of a block; where there are none, one with the words that say so."""
    if rows or not block.none:
        return rows
    first, *others = block.columns
    return [{first.name: block.none} | {one.name: "" for one in others}]


def _filled(
    of: Form,
    template: Template,
    values: Mapping[str, str],
    blocks: Mapping[str, Sequence[Mapping[str, str]]],
    title: str,
    author: str,
    now: datetime,
) -> bytes:
    try:
        document = check(of, template.content)
    except Unfit as fault:
        says = f"The template of “{of.title}”, edition {template.edition}, can't be used any more: {fault}"
        raise Unusable(f"{says} A business manager can go back to the default or upload another.") from None
    fill(document, values, blocks)
    return packed(document, title, author, now)
