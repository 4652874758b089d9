"""Word files made for tests: templates with one thing in them, packages with one part added or changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document

from api.documents import package
from api.documents.filling import fill
from api.documents.templates import default

LETTER = "information_request"
NAMED = "«reference» «agency» «law» «request» «due_on»"
"""What a template of that letter must have."""


def saved(document: Document) -> bytes:
    """The file's bytes, the same whenever it is saved."""
    out = io.BytesIO()
    document.save(out)
    return package.repacked(out.getvalue())


def template(*paragraphs: str) -> bytes:
    """A template of a letter with what it must have, then these paragraphs."""
    document = docx.Document()
    for one in (NAMED, *paragraphs):
        document.add_paragraph(one)
    return saved(document)


def changed(change: Callable[[Document], Any], content: bytes | None = None) -> bytes:
    """The default letter, or these bytes, with something done to it in Word."""
    document = docx.Document(io.BytesIO(content or default(LETTER).content))
    change(document)
    return saved(document)


def repacked(content: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The same package with parts added or put in others' place."""
    out, left = io.BytesIO(), dict(parts)
    with ZipFile(io.BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            new = left.pop(name, before.read(name))
            after.writestr(name, new(before.read(name)) if callable(new) else new)
        for name, new in left.items():
            assert isinstance(new, bytes)
            after.writestr(name, new)
    return out.getvalue()


def filled(document: Document, values: Mapping[str, str], blocks: Any = None) -> Document:
    """The document filled, saved and opened again, as its reader would have it."""
    fill(document, values, blocks or {})
    return docx.Document(io.BytesIO(saved(document)))


def texts(document: Document) -> list[str]:
    """Its paragraphs outside tables."""
    return [one.text for one in document.paragraphs]
