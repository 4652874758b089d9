"""Whom a case is about, as rows: written at its opening, put right by a move, added to by a merge.

The case's facts keep the same list, with the pseudonyms beside an entry; here they are as lists and reports need them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session

from states.language import Machine
from states.moves.subjects import ADULT_AT
from workflow.engine.act import Act
from workflow.engine.answers import NONE, TOLD, Answers, beside, read_answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect
from workflow.engine.narrative import Texts, texts_of, with_narrative
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, SUBJECT

ADULT, CHILD = "adult", "child"
TRACKS = frozenset({ADULT, CHILD})
_OF_CASE = (
    select(SUBJECT.c.pseudonym, SUBJECT.c.age, SUBJECT.c.expected_on, SUBJECT.c.track)
    .where(SUBJECT.c.case_id == bindparam("case_id"))
    .order_by(SUBJECT.c.id)
)
_WAY_UP = select(CASEFILE.c.parent, CASEFILE.c.rulebook).where(CASEFILE.c.id == bindparam("case_id"))
_TRACKS = select(SUBJECT.c.track).where(SUBJECT.c.case_id == bindparam("case_id"))
_WRITE = insert(SUBJECT)
_FORGET = delete(SUBJECT).where(SUBJECT.c.case_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whom a case is about; ``track``: child, or adult from 18."""

    pseudonym: str
    age: int | None
    expected_on: date | None
    track: str

    @property
    def named(self) -> str:
        """The pseudonym as it is compared: whoever is "child a" here is "Child A" there."""
        return _named(self.pseudonym)


def _named(pseudonym: str) -> str:
    return " ".join(pseudonym.split()).casefold()


def track_of(age: object) -> str:
    """The track of somebody of that age, in years; a child where it isn't known, as of the unborn."""
    return ADULT if isinstance(age, int) and age >= ADULT_AT else CHILD


def subjects_of(session: Session, case_id: int) -> list[Subject]:
    """Whom the case is about, in the order in which they were given."""
    return [Subject(*row) for row in session.connection().execute(_OF_CASE, {"case_id": case_id})]


def tracks_of(session: Session, case: Casework) -> frozenset[str]:
    """The tracks that a case belongs to: its kind's own, else those of whom it is about."""
    if case.machine.track:
        return frozenset({case.machine.track})
    return frozenset(one.track for one in subjects_of(session, case.id))


def track_by_law(session: Session, case_id: int) -> str:
    """The track whose law a case is under: its kind's, else its subjects', else that of the case above; or child's."""
    at: int | None = case_id
    while at is not None:
        row = session.execute(_WAY_UP, {"case_id": at}).one()
        tracks = set(session.execute(_TRACKS, {"case_id": at}).scalars())
        kind: str = rulebooks.running(session, row.rulebook).machine.track
        if kind or tracks:
            return kind or (ADULT if tracks == {ADULT} else CHILD)
        at = row.parent
    return CHILD


def write(session: Session, machine: Machine, case: Casework, answers: Answers) -> None:
    """Writes down whom the case is about, where these answers say so."""
    told: Any = answers.values.get(machine.subjects_from, ())
    _write(session, case.id, told)


def change_subjects(act: Act, case: Casework, answers: Answers) -> Effect:
    """The list as it is given now takes the place of the one before, which stays in the entries."""

    def follow(act: Act, case: Casework) -> None:
        act.session.connection().execute(_FORGET, {"of": case.id})
        write(act.session, case.machine, case, answers)

    return Effect(follow=follow)


def missing_there(act: Act, case: Casework, other: Casework) -> Answers:
    """As answers to the other case's question, whom ``case`` is about and the other, by pseudonym, isn't."""
    ask = other.machine.asks.get(other.machine.subjects_from)
    there = {one.named for one in subjects_of(act.session, other.id)}
    missing = [one for one in subjects_of(act.session, case.id) if one.named not in there]
    if ask is None or not missing:
        return NONE
    asked = {column.key for column in ask.columns}
    told = told_of(case, texts_of(act.session, case.id))
    rows = [
        {key: cell for key, cell in {**told.get(one.named, {}), **_cells(one)}.items() if key in asked}
        for one in missing
    ]
    return read_answers((ask,), {ask.key: rows}, act.known())


def told_of(case: Casework, texts: Texts) -> dict[str, dict[str, Any]]:
    """What the case says of each whom it is about, by pseudonym as it is compared."""
    told = with_narrative(case.facts, texts).get(case.machine.subjects_from, ())
    return {_named(row["pseudonym"]): row for row in told}


def add(act: Act, case: Casework, answers: Answers, seq: int) -> None:
    """Adds these to whom the case is about; entry ``seq`` has their pseudonyms, under its own question."""
    key = case.machine.subjects_from
    if key in answers.plain:
        more: Any = answers.plain[key]
        placed = [_placed(row, f"{key}.{number}", seq) for number, row in enumerate(more)]
        case.learn({key: [*case.facts.get(key, ()), *placed]})
        write(act.session, case.machine, case, answers)


def _cells(one: Subject) -> dict[str, object]:
    born = one.expected_on.isoformat() if one.expected_on is not None else None
    return {"pseudonym": one.pseudonym, "age": one.age, "expected_on": born}


def _placed(row: Mapping[str, object], path: str, seq: int) -> dict[str, object]:
    """A row as facts keep it behind others: where its narrative stands is said cell by cell."""
    return {key: beside(seq, f"{path}.{key}") if cell is TOLD else cell for key, cell in row.items()}


def _write(session: Session, case_id: int, told: Iterable[Mapping[str, Any]]) -> None:
    rows = [
        {
            "case_id": case_id,
            "pseudonym": row["pseudonym"],
            "age": row.get("age"),
            "expected_on": row.get("expected_on"),
            "track": track_of(row.get("age")),
        }
        for row in told
    ]
    if rows:
        session.connection().execute(_WRITE, rows)
