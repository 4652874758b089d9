"""A meeting's agenda and what it decided, and the same from the side of the cases that were before it.

Each viewer reads of the cases that they see; that there are others isn't hinted at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import Session

from states.moves import meetings
from states.moves.agenda import ITEM
from workflow.access.sight import visible_to
from workflow.engine.agenda import CHANGES, WAITS, WANTED_OF
from workflow.engine.casework import Casework, label_of
from workflow.engine.effects.meeting_effects import LED_TO, SAID_OF
from workflow.engine.narrative import ERASED
from workflow.policy import rulebooks
from workflow.queries.case_view import EntryView
from workflow.tables.rows import AGENDA_ITEM, CASEFILE, ENTRY, LINK, TEXT

C, A = CASEFILE.c, AGENDA_ITEM.c
_SEEN = (C.id, C.reference, C.title, C.rulebook)
_ASKED = and_(TEXT.c.case_id == A.case_id, TEXT.c.seq == A.seq, TEXT.c.ask == ITEM.key)
_AGENDA = (
    select(*_SEEN, A.wanted, A.flagged_on, A.reached, TEXT.c.body, TEXT.c.erased_on)
    .join(CASEFILE, C.id == A.case_id)
    .join(TEXT, _ASKED, isouter=True)
    .where(A.meeting == bindparam("case_id"), visible_to())
    .order_by(A.id)
)
_WAITING = (
    select(*_SEEN, A.wanted, A.flagged_on, A.reached, TEXT.c.body, TEXT.c.erased_on)
    .join(CASEFILE, C.id == A.case_id)
    .join(TEXT, _ASKED, isouter=True)
    .where(A.partnership == bindparam("partnership"), C.id != bindparam("case_id"), WAITS, visible_to())
    .order_by(A.id)
)
_ITEMS = (
    select(A.id, C.reference, A.wanted)
    .join(CASEFILE, C.id == A.case_id)
    .where(A.id.in_(bindparam("items", expanding=True)), visible_to())
)
_BEFORE = (
    select(A.wanted, A.flagged_on, A.reached, A.meeting, WAITS.label("waits"), TEXT.c.body, TEXT.c.erased_on)
    .join(CASEFILE, C.id == A.case_id)
    .join(TEXT, _ASKED, isouter=True)
    .where(A.case_id == bindparam("case_id"), A.reached.is_(False), C.final.is_(False))
    .order_by(A.id)
)
_A_MEETING = select(C.reference, C.title).where(C.id == bindparam("case_id"), visible_to())
_SAID = and_(TEXT.c.case_id == LINK.c.case_id, TEXT.c.seq == LINK.c.seq, TEXT.c.ask == SAID_OF)
_DECIDED = (
    select(*_SEEN, LINK.c.case_id, LINK.c.seq, LINK.c.other_id, LINK.c.said_on)
    .add_columns(TEXT.c.body.label("said"), TEXT.c.erased_on, ENTRY.c.body)
    .join(CASEFILE, C.id == LINK.c.case_id)
    .join(ENTRY, and_(ENTRY.c.case_id == LINK.c.case_id, ENTRY.c.seq == LINK.c.seq))
    .join(TEXT, _SAID, isouter=True)
    .where(
        LINK.c.kind == meetings.DECIDED,
        LINK.c.ended_on.is_(None),
        or_(LINK.c.case_id == bindparam("case_id"), LINK.c.other_id == bindparam("case_id")),
        visible_to(),
    )
    .order_by(LINK.c.said_on, LINK.c.id)
)
_MOVE = select(ENTRY.c.move).where(ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.seq == bindparam("seq"))


@dataclass(frozen=True, slots=True)
class OnAgenda:
    """Something on a meeting's agenda. ``reached``: the meeting came to it."""

    reference: str
    kind_title: str
    title: str
    wanted: str
    question: str
    flagged_on: date
    reached: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """That a case is to be before a meeting: which one, "" while it waits for one or it may not be seen."""

    wanted: str
    question: str
    flagged_on: date
    waits: bool
    meeting: str
    group: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What a meeting decided of a case. ``entry`` is the one of that case that it led to, ``move`` that in words.

    ``meeting`` is its reference, "" for who doesn't see it.
    """

    reference: str
    kind_title: str
    title: str
    decision: str
    decided_on: date
    entry: int | None
    move: str
    meeting: str
    group: str


def agenda_of(session: Session, case: Casework, viewer: int, today: date) -> list[OnAgenda]:
    """What the meeting has taken, of the cases that the viewer sees; nothing for what is no meeting."""
    return [_item(session, row) for row in session.execute(_AGENDA, _bound(case, viewer, today)).all()]


def waiting_for_a_meeting(session: Session, case: Casework, viewer: int, today: date) -> list[OnAgenda]:
    """What no meeting has taken yet, of the cases that the viewer sees: for this meeting to take."""
    bound = _bound(case, viewer, today) | {"partnership": case.partnership}
    return [_item(session, row) for row in session.execute(_WAITING, bound).all()]


def awaited_by(session: Session, case: Casework, viewer: int, today: date) -> list[Awaited]:
    """What the case is to be before a meeting for."""
    found = []
    for row in session.execute(_BEFORE, _bound(case, viewer, today)).all():
        meeting, group = ("", "") if row.waits else _meeting(session, row.meeting, viewer, today)
        question = _told(row, row.body)
        found.append(Awaited(WANTED_OF[row.wanted], question, row.flagged_on, row.waits, meeting, group))
    return found


def decisions_of(session: Session, case: Casework, viewer: int, today: date) -> list[Decided]:
    """What the meeting decided of the cases that the viewer sees; of any other case, what meetings decided of it."""
    found = []
    for row in session.execute(_DECIDED, _bound(case, viewer, today)).all():
        machine = rulebooks.running(session, row.rulebook).machine
        led_to = json.loads(row.body).get(LED_TO)
        move = session.execute(_MOVE, {"case_id": row.case_id, "seq": led_to}).scalar() if led_to else None
        meeting, group = _meeting(session, row.other_id, viewer, today)
        found.append(
            Decided(
                row.reference,
                machine.title,
                row.title,
                _told(row, row.said),
                row.said_on,
                led_to,
                label_of(machine, move) if move else "",
                meeting,
                group,
            )
        )
    return found


def agenda_in_words_for(session: Session, entries: Iterable[EntryView], viewer: int, today: date) -> list[EntryView]:
    """The entries, with what became of a meeting's items in words: of the cases that the viewer sees, no others."""
    entries = list(entries)
    numbers = sorted({number for entry in entries for items in _changed(entry).values() for number in items})
    if not numbers:
        return entries
    rows = session.execute(_ITEMS, {"items": numbers, "viewer": viewer, "today": today}).all()
    words = {row.id: f"{row.reference} ({WANTED_OF[row.wanted].lower()})" for row in rows}
    return [_in_words(entry, words) for entry in entries]


def _in_words(entry: EntryView, words: dict[int, str]) -> EntryView:
    changed = _changed(entry)
    if not changed:
        return entry
    told = {key: ", ".join(words[one] for one in items if one in words) for key, items in changed.items()}
    rest = {key: value for key, value in entry.answers.items() if key not in changed}
    return replace(entry, answers=rest | {key: said for key, said in told.items() if said})


def _changed(entry: EntryView) -> dict[str, list[int]]:
    """What became of which items, by number, as the entry has it."""
    found = {key: str(entry.answers[key]).split() for key in CHANGES if key in entry.answers}
    return {key: [int(one) for one in items] for key, items in found.items() if all(one.isdigit() for one in items)}


def _item(session: Session, row: Any) -> OnAgenda:
    return OnAgenda(
        row.reference,
        rulebooks.running(session, row.rulebook).machine.title,
        row.title,
        WANTED_OF[row.wanted],
        _told(row, row.body),
        row.flagged_on,
        row.reached,
    )


def _bound(case: Casework, viewer: int, today: date) -> dict[str, object]:
    return {"case_id": case.id, "viewer": viewer, "today": today}


def _meeting(session: Session, case_id: int, viewer: int, today: date) -> tuple[str, str]:
    row = session.execute(_A_MEETING, {"case_id": case_id, "viewer": viewer, "today": today}).first()
    return (row.reference, row.title) if row is not None else ("", "")


def _told(row: Any, words: str | None) -> str:
    return ERASED if row.erased_on else words or ""
