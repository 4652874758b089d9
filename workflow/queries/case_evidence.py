"""The evidence of a case as its list shows it: each piece with its version and what the virus scanner said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from workflow.engine.casework import Casework
from workflow.engine.evidence_standing import came_later, is_put_up
from workflow.tables.rows import EVIDENCE, PERSON

_EVIDENCE = (
    select(EVIDENCE, PERSON.c.name.label("by_name"))
    .join(PERSON, PERSON.c.id == EVIDENCE.c.by_person)
    .where(EVIDENCE.c.case_id == bindparam("case_id"))
    .order_by(EVIDENCE.c.id)
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence; ``scan``: none, waiting, clean or infected; ``replaced_by``: the id of the next version.

    ``later``: it came after what is verified was submitted, and is no part of that. ``fixed``: it is part of what now
    waits to be verified, so that nothing replaces it.
    """

    id: int
    seq: int
    name: str
    kind: str
    shows: str
    effect_on: date
    by_name: str
    media_type: str
    size: int
    sha256: str
    scan: str
    version: int
    replaces: int | None
    replaced_by: int | None
    later: bool
    fixed: bool

    @property
    def newest(self) -> bool:
        """Whether no other piece replaces it."""
        return self.replaced_by is None

    @property
    def opens(self) -> bool:
        """Whether its bytes are handed out."""
        return self.scan in ("none", "clean")

    @property
    def called(self) -> str:
        """Its name, with its version from the second on."""
        return self.name if self.version == 1 else f"{self.name} (version {self.version})"


def pieces(session: Session, case: Casework) -> list[Piece]:
    """Every piece, oldest first."""
    rows = session.execute(_EVIDENCE, {"case_id": case.id}).all()
    next_of = {row.replaces: row.id for row in rows if row.replaces is not None}
    versions = dict[int, int]()
    for row in rows:
        versions[row.id] = versions.get(row.replaces, 0) + 1
    return [
        Piece(
            id=row.id,
            seq=row.seq,
            name=row.name,
            kind=row.kind,
            shows=row.shows,
            effect_on=row.effect_on,
            by_name=row.by_name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            scan=row.scan,
            version=versions[row.id],
            replaces=row.replaces,
            replaced_by=next_of.get(row.id),
            later=came_later(case, row.seq),
            fixed=is_put_up(case, row.seq),
        )
        for row in rows
    ]
