"""One case as a viewer sees it: state, clocks with their working, what can be done, relatives, evidence, timeline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.calendar import Calendar, in_words
from states.clocks import Clock
from states.dating import Reckoning
from states.language import Machine
from workflow.access.sight import visible_to
from workflow.engine.act import Act
from workflow.engine.casework import Casework, label_of
from workflow.engine.clocks import MISSED
from workflow.engine.narrative import Texts, texts_of, with_narrative
from workflow.policy import rulebooks
from workflow.queries.clock_history import ClockMove, histories
from workflow.tables.rows import AGENCY, CASEFILE, CLOCK, CLOCK_CHANGE, ENTRY, PERSON, SIGNATURE

C = CASEFILE.c
_RELATIVES = (C.id, C.reference, C.kind, C.title, C.state, C.final, C.due_on, C.owner_agency, C.rulebook, C.parent)
_CHILDREN = select(*_RELATIVES).where(C.parent == bindparam("case_id"), visible_to()).order_by(C.id)
_PARENT = select(*_RELATIVES).where(C.id == bindparam("case_id"), visible_to())
_CLOCKS = (
    select(CLOCK).where(CLOCK.c.case_id == bindparam("case_id")).order_by(CLOCK.c.milestone, CLOCK.c.due_on, CLOCK.c.id)
)
_CHANGES = select(CLOCK_CHANGE, CLOCK.c.key).join(CLOCK).where(CLOCK_CHANGE.c.case_id == bindparam("case_id"))
_FOR = PERSON.alias("recorded_for_person")
_ENTRIES = (
    select(ENTRY, PERSON.c.name.label("actor_name"), _FOR.c.name.label("for_name"))
    .join(PERSON, PERSON.c.id == ENTRY.c.actor, isouter=True)
    .join(_FOR, _FOR.c.id == ENTRY.c.recorded_for, isouter=True)
    .where(ENTRY.c.case_id == bindparam("case_id"))
    .order_by(ENTRY.c.seq)
)
_SIGNATURES = (
    select(SIGNATURE, PERSON.c.name.label("by_name"))
    .join(PERSON, PERSON.c.id == SIGNATURE.c.person)
    .where(SIGNATURE.c.case_id == bindparam("case_id"))
    .order_by(SIGNATURE.c.seq)
)
_PERSON = select(PERSON.c.name).where(PERSON.c.id == bindparam("person"))
_AGENCY = select(AGENCY.c.name).where(
    AGENCY.c.partnership == bindparam("partnership"), AGENCY.c.key == bindparam("key")
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A case above or below this one."""

    reference: str
    kind: str
    kind_title: str
    title: str
    state: str
    state_label: str
    final: bool
    due_on: date | None
    agency: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with its working and its history.

    ``status``: running, late, paused, met, met_late, lapsed; an expectation is never late, and is ended_late where what
    was expected came after its day. ``late_by``: by how much it ended after that, in words. ``moved``: how often its
    date was. ``missed_on``: days that it was due on before it was begun anew, and had passed unmet.
    ``provisional_because``: the sentence, "" where the date stands.
    """

    key: str
    label: str
    started_on: date
    due_on: date
    first_due_on: date
    stopped_on: date | None
    status: str
    late_by: str
    provisional: bool
    expectation: bool
    milestone: bool
    basis: str
    owed_to: str
    working: str
    moved: int
    missed_on: tuple[date, ...]
    extended_to: date | None
    paused_on: date | None
    provisional_because: str
    history: tuple[ClockMove, ...]


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the trail, in the words of the rules it was made under, ``machine``; ``answers`` with the narrative.

    ``moved``: labels of the states it came from and went to, empty where it stayed. ``withheld``: ``body`` isn't all
    that the hash is of, since that names what the viewer may not know.
    """

    seq: int
    move: str
    label: str
    by: str
    recorded_for: str
    happened_on: date
    at: datetime
    came_from: str
    to: str
    moved: tuple[str, ...]
    answers: dict[str, Any]
    body: dict[str, Any]
    hash: str
    clock_changes: tuple[str, ...]
    machine: Machine
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A signature; ``current`` where it is on what is proposed now."""

    purpose: str
    position: str
    by: str
    agency: str
    recorded: bool
    waiver: str
    current: bool


def relatives(session: Session, case: Casework, viewer: int, today: date) -> tuple[Relative | None, list[Relative]]:
    """The case above, if the viewer sees it, and those below that they see."""
    bound = {"viewer": viewer, "today": today}
    above = session.execute(_PARENT, bound | {"case_id": case.parent}).first() if case.parent else None
    below = session.execute(_CHILDREN, bound | {"case_id": case.id}).all()
    return (_relative(session, above) if above is not None else None), [_relative(session, row) for row in below]


def clock_views(act: Act, case: Casework) -> list[ClockView]:
    """The case's clocks: limits first, then milestones, each by its due date."""
    views, history = [], histories(act.session, case.id)
    for row in act.session.execute(_CLOCKS, {"case_id": case.id}):
        declared = case.machine.clock(row.key)
        moves = history.get(row.id, ())
        views.append(
            ClockView(
                key=row.key,
                label=row.label,
                started_on=row.started_on,
                due_on=row.due_on,
                first_due_on=row.first_due_on,
                stopped_on=row.stopped_on,
                status=_status(row, act.today),
                late_by=_late_by(row, act.calendar),
                provisional=row.provisional,
                expectation=row.expectation,
                milestone=row.milestone,
                basis=str(declared.basis) if declared else "",
                owed_to=declared.owed_to if declared else "",
                working=_working(row, declared, act.calendar),
                moved=sum(one.moves for one in moves),
                missed_on=tuple(one.old_due_on for one in moves if one.what == MISSED and one.old_due_on),
                extended_to=row.extended_to,
                paused_on=row.paused_on,
                provisional_because=unpublished(act.calendar) if row.provisional else "",
                history=moves,
            )
        )
    return views


def unpublished(calendar: Calendar) -> str:
    """Why a date is provisional."""
    return f"Provisional: bank holidays from {calendar.projected_from.year} on are not published yet"


def _status(row: Any, today: date) -> str:
    if row.status in ("paused", "lapsed"):
        return str(row.status)
    late = (row.stopped_on or today) > row.due_on
    if row.status == "running":
        return "late" if late and not row.expectation else "running"
    return ("ended_late" if row.expectation else "met_late") if late else "met"


def _late_by(row: Any, calendar: Calendar) -> str:
    """Working days from the due date to the end; days, where only days off lie between."""
    if row.status in ("running", "paused", "lapsed") or row.stopped_on is None or row.stopped_on <= row.due_on:
        return ""
    worked = calendar.working_days_between(row.due_on, row.stopped_on)
    number, one = (worked, "working day") if worked else ((row.stopped_on - row.due_on).days, "day")
    return f"{number} {one}{'' if number == 1 else 's'}"


def _working(row: Any, declared: Clock | None, calendar: Calendar) -> str:
    """How the date came about; where the calendar changed after the clock had ended, that it keeps its date."""
    if declared is None:
        return f"Due {in_words(row.due_on)}"
    reckoning = Reckoning(row.started_on, declared.length, row.extended_to, row.paused_days)
    says = reckoning.says(calendar)
    if row.status == "paused":
        says += f"; paused since {in_words(row.paused_on)}"
    if reckoning.due_on(calendar) != row.due_on:
        runs = row.status in ("running", "paused")
        kept = "it is about to be dated anew" if runs else f"it keeps the date it had, {in_words(row.due_on)}"
        says += f". Days off have changed since: {kept}"
    return says


def entries(session: Session, case: Casework) -> list[EntryView]:
    """The case's entries, oldest first, with their narrative."""
    texts = texts_of(session, case.id)
    changes: dict[int, list[str]] = {}
    for row in session.execute(_CHANGES, {"case_id": case.id}):
        clock = case.machine.clock(row.key)
        label = clock.label if clock else row.key
        changes.setdefault(row.seq, []).append(_changed(label, row.what, row.old_due_on, row.new_due_on))
    views = []
    for row in session.execute(_ENTRIES, {"case_id": case.id}):
        body = json.loads(row.body)
        # A case that was moved to newer rules may have been in states, and made moves, that those don't know.
        machine = rulebooks.running(session, body["rulebook"]).machine
        ways = (body["from"], body["to"]) if body["from"] not in ("", body["to"]) else ()
        views.append(
            EntryView(
                seq=row.seq,
                move=row.move,
                label=label_of(machine, row.move),
                by=row.actor_name or "Casekeeper",
                recorded_for=row.for_name or "",
                happened_on=row.happened_on,
                at=row.at,
                came_from=body["from"],
                to=body["to"],
                moved=tuple(machine.state(state).label for state in ways),
                answers=entry_answers(body, row.seq, texts),
                body=body,
                hash=row.hash,
                clock_changes=tuple(changes.get(row.seq, ())),
                machine=machine,
            )
        )
    return views


def entry_answers(body: dict[str, Any], seq: int, texts: Texts) -> dict[str, Any]:
    """What an entry's body answered, with the narrative that stands beside it put in place by its path."""
    answers = json.loads(json.dumps(body["answers"]))
    for path in body["texts"]:
        *way, last = path.split(".")
        place: Any = answers
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        text = texts.get((seq, path), "")
        if isinstance(place, list):
            continue
        found = place.get(last)
        place[last] = {**found, "reason": text} if isinstance(found, dict) else text
    return dict(answers)


def facts_told(session: Session, case: Casework) -> dict[str, Any]:
    """What the case knows, with the narrative in place."""
    return with_narrative(case.facts, texts_of(session, case.id))


def signatures_of(session: Session, case: Casework, agencies: dict[str, str]) -> list[SignatureView]:
    """Every signature the case ever had, oldest first."""
    return [
        SignatureView(
            row.purpose,
            row.position,
            row.by_name,
            agencies.get(row.agency, row.agency),
            row.recorded_by is not None,
            row.waiver or "",
            row.signs_seq == case.proposal_seq,
        )
        for row in session.execute(_SIGNATURES, {"case_id": case.id})
    ]


def owner_words(session: Session, case: Casework) -> tuple[str, str]:
    """The names of the owning agency and person, "" where there is none."""
    agency = session.execute(_AGENCY, {"partnership": case.partnership, "key": case.owner_agency}).scalar()
    person = session.execute(_PERSON, {"person": case.owner_person}).scalar() if case.owner_person else None
    return agency or "", person or ""


def opener_name(session: Session, case: Casework) -> str:
    """Who opened the case, "" where nobody did."""
    return session.execute(_PERSON, {"person": case.opener}).scalar() or "" if case.opener else ""


def _changed(label: str, what: str, old: date | None, new: date) -> str:
    if old is not None and old != new:
        return f"{label}: {what}, due {in_words(new)} instead of {in_words(old)}"
    return f"{label}: {what}, due {in_words(new)}"


def _relative(session: Session, row: Any) -> Relative:
    machine = rulebooks.running(session, row.rulebook).machine
    return Relative(
        row.reference,
        row.kind,
        machine.title,
        row.title,
        row.state,
        machine.state(row.state).label,
        row.final,
        row.due_on,
        row.owner_agency,
    )
