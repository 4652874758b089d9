"""What agencies say happened, merged: the chronology rows of the returns around a case, in order of date.

Around a case: all returns below it, and those right below each case above it. Only those that the viewer may see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.kinds import machines
from workflow.access.sight import visible_to
from workflow.engine.casework import Casework
from workflow.engine.narrative import ERASED, with_narrative
from workflow.people import directory
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, TEXT

C = CASEFILE.c
_FAMILY = select(C.id, C.parent).where(C.root == bindparam("root"))
_RETURNS = (
    select(C.id, C.reference, C.kind, C.rulebook, C.state, C.owner_agency, C.facts)
    .where(
        C.root == bindparam("root"),
        C.kind.in_(bindparam("kinds", expanding=True)),
        C.id.in_(bindparam("cases", expanding=True)),
        visible_to(),
    )
    .order_by(C.id)
)
_TEXTS = select(TEXT.c.case_id, TEXT.c.seq, TEXT.c.ask, TEXT.c.body, TEXT.c.erased_on).where(
    TEXT.c.case_id.in_(bindparam("cases", expanding=True)), TEXT.c.ask.like(bindparam("under"))
)


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of the merged chronology: what happened on a day, as one agency's return has it from its source."""

    on: date
    agency: str
    agency_name: str
    source: str
    event: str
    reference: str
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of one agency by its key, from a day, to a day; each may be left open."""

    agency: str = ""
    since: date | None = None
    until: date | None = None


def has_chronology(session: Session, case: Casework, viewer: int, today: date) -> bool:
    """Whether there is a return around the case whose rows the viewer may read."""
    return bool(_returns(session, case, viewer, today))


def chronology(session: Session, case: Casework, viewer: int, today: date) -> list[Happened]:
    """Every row of the returns around the case, by date, then by agency, in the order in which each gives them."""
    rows = _returns(session, case, viewer, today)
    names = directory.agencies(session, case.partnership)
    texts = _texts(session, rows)
    found = [
        (one["on"], names.get(row.owner_agency, row.owner_agency), row.id, number, row, one)
        for row in rows
        for number, one in enumerate(_told(row, texts.get(row.id, {})))
        if one.get("on")
    ]
    found.sort(key=lambda line: line[:4])
    return [
        Happened(
            date.fromisoformat(on),
            row.owner_agency,
            name,
            one.get("source", ""),
            one.get("event", ""),
            row.reference,
            row.state,
            rulebooks.running(session, row.rulebook).machine.state(row.state).label,
        )
        for on, name, _, _, row, one in found
    ]


def those(rows: Iterable[Happened], wanted: Wanted) -> list[Happened]:
    """The rows that are wanted."""
    return [
        row
        for row in rows
        if wanted.agency in ("", row.agency)
        and (wanted.since is None or row.on >= wanted.since)
        and (wanted.until is None or row.on <= wanted.until)
    ]


def _kept_under() -> dict[str, str]:
    """By kind, under which key its cases keep the rows."""
    return {machine.key: machine.chronology for machine in machines().values() if machine.chronology}


def _returns(session: Session, case: Casework, viewer: int, today: date) -> list[Any]:
    root = case.family
    parents: dict[int, int | None] = {row.id: row.parent for row in session.execute(_FAMILY, {"root": root})}
    bound = {"root": root, "kinds": sorted(_kept_under()), "cases": sorted(_around(case.id, parents))}
    return list(session.execute(_RETURNS, bound | {"viewer": viewer, "today": today}))


def _around(case_id: int, parents: dict[int, int | None]) -> set[int]:
    """The case, all below it, and what stands right below each case above it."""
    above = set(_line(case_id, parents)) - {case_id}
    return {one for one, parent in parents.items() if case_id in _line(one, parents) or parent in above}


def _line(case_id: int, parents: dict[int, int | None]) -> list[int]:
    line: list[int] = []
    here: int | None = case_id
    while here is not None and here not in line:
        line.append(here)
        here = parents.get(here)
    return line


def _texts(session: Session, rows: list[Any]) -> dict[int, dict[tuple[int, str], str]]:
    found: dict[int, dict[tuple[int, str], str]] = {}
    for key in sorted({_kept_under()[row.kind] for row in rows}):
        bound = {"cases": [row.id for row in rows], "under": f"{key}.%"}
        for text in session.execute(_TEXTS, bound):
            words = ERASED if text.erased_on else text.body
            found.setdefault(text.case_id, {})[text.seq, text.ask] = words
    return found


def _told(row: Any, texts: dict[tuple[int, str], str]) -> list[dict[str, str]]:
    key = _kept_under()[row.kind]
    kept = json.loads(row.facts).get(key, [])
    told: list[dict[str, str]] = with_narrative({key: kept}, texts)[key]
    return told
