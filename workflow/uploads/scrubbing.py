"""Whether every file that the database names still lies in the store, byte for byte, and what lies there unnamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.database.storage import Database
from workflow.tables.rows import CASEFILE, DOCUMENT_TEMPLATE, EVIDENCE
from workflow.uploads.files import Files

_EVIDENCE = (
    select(EVIDENCE.c.sha256, EVIDENCE.c.id, CASEFILE.c.reference)
    .join(CASEFILE, CASEFILE.c.id == EVIDENCE.c.case_id)
    .order_by(EVIDENCE.c.id)
)
_T = DOCUMENT_TEMPLATE.c
_TEMPLATES = (
    select(_T.sha256, _T.partnership, _T.key, _T.edition)
    .where(_T.sha256 != "")
    .order_by(_T.partnership, _T.key, _T.edition)
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A file that isn't as it should be: ``what`` is missing, damaged, or unnamed; ``of`` says whose it is."""

    sha256: str
    what: str
    of: str = ""


def scrub(database: Database, files: Files) -> tuple[int, list[Wrong]]:
    """Reads every file that a row names, once; gives how many those are and what is wrong, unnamed files last.

    Those are what a fault between the file's coming and its row's commit may leave: nothing deletes them.
    """
    lying = list(files.kept())  # before the rows are read: an upload meanwhile is no stray
    with database.reading() as session:
        named = dict[str, list[str]]()
        for row in session.execute(_EVIDENCE):
            named.setdefault(row.sha256, []).append(f"{row.reference}, evidence {row.id}")
        for row in session.execute(_TEMPLATES):
            named.setdefault(row.sha256, []).append(_template(row))
    found = [(digest, files.fault_of(digest), places) for digest, places in named.items()]
    wrong = [Wrong(digest, fault, "; ".join(places)) for digest, fault, places in found if fault]
    return len(named), wrong + [Wrong(digest, "unnamed") for digest in lying if digest not in named]


def _template(row: Any) -> str:
    return f"{row.partnership}, template {row.key}, edition {row.edition}"
