"""Which template a document is written with: the partnership's own, or the default that comes with Casekeeper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from workflow.uploads import document_templates
from workflow.uploads.files import Files

DEFAULTS = Path(__file__).with_name("defaults")


@dataclass(frozen=True, slots=True)
class Template:
    """A template's bytes and the edition that they are; 0 for the default."""

    content: bytes
    edition: int = 0


def default(key: str) -> Template:
    """The template that comes with Casekeeper."""
    return Template((DEFAULTS / f"{key}.docx").read_bytes())


def template_in_force(session: Session, files: Files, partnership: str, key: str) -> Template:
    """The partnership's own template, else the default; ``Unusable`` where its own is damaged."""
    found = document_templates.in_force(session, partnership, key)
    if found is None or not found.sha256:
        return default(key)
    return Template(files.read(found.sha256), found.edition)


def template_of_edition(session: Session, files: Files, partnership: str, key: str, edition: int) -> Template:
    """An earlier template of the partnership, as it was uploaded; ``NotFound`` where there is none of that number."""
    found = document_templates.edition(session, partnership, key, edition)
    return Template(files.read(found.sha256), edition) if found.sha256 else default(key)
