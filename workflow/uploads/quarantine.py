"""Files that wait for the virus scanner: asked again until it answers, and what it then finds is said on each case.

The database decides: a verdict is written once, whoever asked, and any number of workers may ask at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from states.language import Tell
from workflow.database.storage import Database
from workflow.engine.act import Act
from workflow.engine.casework import free
from workflow.engine.gathering import gather
from workflow.engine.telling import tell
from workflow.engine.trail import append
from workflow.tables.rows import CASEFILE, EVIDENCE
from workflow.uploads.files import Files
from workflow.uploads.scanning import BEHIND_THE_SCENES, Verdict

FOUND = Tell(
    "evidence_infected",
    "A virus was found in evidence on a case: nobody can open it, and a clean file is needed",
    ("owner", "business_manager"),
    at_once=True,
)
_E = EVIDENCE.c
_OF_BYTES = _E.sha256 == bindparam("digest")
_WAITING = select(_E.sha256).where(_E.scan == "waiting").group_by(_E.sha256).order_by(func.min(_E.id))
_EVERY = select(_E.sha256).where(_E.scan != "infected").group_by(_E.sha256).order_by(func.min(_E.id))
_CLEAN = update(EVIDENCE).where(_OF_BYTES, _E.scan.in_(("waiting", "none"))).values(scan="clean")
_CASES = (
    select(_E.case_id, CASEFILE.c.root, CASEFILE.c.partnership)
    .join(CASEFILE, CASEFILE.c.id == _E.case_id)
    .where(_OF_BYTES, _E.scan != "infected")
    .distinct()
    .order_by(_E.case_id)
)
_INFECTED = (
    update(EVIDENCE)
    .where(_OF_BYTES, _E.case_id == bindparam("of_case"), _E.scan != "infected")
    .values(scan="infected")
    .returning(_E.id, _E.seq)
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one pass did, in files: found clean, found infected, still waiting. ``faults``: why, by digest."""

    clean: int = 0
    infected: int = 0
    waiting: int = 0
    faults: tuple[str, ...] = ()


def scan(database: Database, files: Files, now: datetime, *, everything: bool = False) -> Scanned:
    """Asks the scanner about all that waits; ``everything``: about all that isn't known to be infected.

    Ends at the first file where the scanner can't be reached at all. Without a scanner nothing is asked.
    """
    with database.reading() as session:
        digests = list(session.execute(_EVERY if everything else _WAITING).scalars())
    clean = infected = 0
    faults = list[str]()
    for digest in digests if files.scanner is not None else ():
        verdict = _verdict(files, digest)
        if verdict.result == "clean":
            with database.writing() as session:
                session.connection().execute(_CLEAN, {"digest": digest})
            clean += 1
        elif verdict.result == "infected":
            infected += _say(database, digest, verdict.virus, now)
        else:
            faults.append(f"{digest}: {verdict.fault}")
            if not verdict.reached:
                break
    return Scanned(clean, infected, len(digests) - clean - infected, tuple(faults))


def _verdict(files: Files, digest: str) -> Verdict:
    assert files.scanner is not None
    fault = files.fault_of(digest)
    if fault:
        return Verdict("waiting", fault=f"the file is {fault}")
    return files.scanner.look(files.path(digest), BEHIND_THE_SCENES)


def _say(database: Database, digest: str, virus: str, now: datetime) -> bool:
    """Marks it on each case that has it, with an entry and a notice; False where somebody holds one of them now."""
    with database.reading() as session:
        cases = session.execute(_CASES, {"digest": digest}).all()
    said = [_say_on(database, row, digest, virus, now) for row in cases]
    return all(said)


def _say_on(database: Database, row: Any, digest: str, virus: str, now: datetime) -> bool:
    with database.writing() as session:
        case = free(session, row.case_id, row.root)
        if case is None:
            return False
        act = Act.of_itself(session, row.partnership, now)
        for seq in _mark(session, digest, case.id):
            told = {"evidence": seq, "sha256": digest, "virus": virus}
            append(act, case, "evidence_infected", came_from=case.state, of_itself=True, more=told)
            tell(act, case, (FOUND,), gather(act, case, frozenset()))
        case.save(session)
    return True


def _mark(session: Session, digest: str, case_id: int) -> list[int]:
    """The entries by which these bytes were attached, each given once however many ask."""
    rows = session.connection().execute(_INFECTED, {"digest": digest, "of_case": case_id}).all()
    return [row.seq for row in sorted(rows)]
