"""Leave to read one case for a reason and for 60 minutes: for an audit, or by breaking the glass. Read only.

Either stands in the case's own trail. Broken glass is told of at once and reviewed by an auditor within two working
days; who may read what isn't decided here but in ``workflow/access``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from states.asks import Ask, Known, Option
from states.facts import Doer
from workflow.access import standing
from workflow.access.sight import excluded, leave_ends
from workflow.access.verbs import can
from workflow.chasing.audience import people_of
from workflow.chasing.owed import Line, owe, withdraw_keyed
from workflow.engine.act import Act
from workflow.engine.answers import read_answers
from workflow.engine.casework import by_id
from workflow.engine.trail import append
from workflow.errors import NotFound, NotOffered, NotPermitted
from workflow.people import account_events
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import CASEFILE, READING

LASTS = timedelta(minutes=60)
REVIEW_WITHIN = 2
"""Working days in which an auditor reviews a broken glass; the day it was broken isn't one of them."""
AUDIT, GLASS = "audit", "break_glass"
WHY = {AUDIT: "for an audit", GLASS: "under broken glass"}
MOVES = {AUDIT: "read_for_audit", GLASS: "glass_broken"}
REVIEWED = "glass_reviewed"
REASON = Ask(
    key="reason",
    label="Why you need to read this case",
    type="text",
    most=1000,
    hint="This stays in the case’s own history, where those who take part in it read it.",
)
VERDICT = Ask(
    key="verdict",
    label="Was it justified?",
    type="choice",
    options=(
        Option("justified", "Yes: the reason holds, and no more was read than it called for"),
        Option("not_justified", "No: what was read, or why, wants following up"),
    ),
)
FINDING = Ask(key="finding", label="What you found, and what follows", type="text", most=1000)
REVIEW_ASKS = (VERDICT, FINDING)
OWN_ASKS = {**dict.fromkeys(MOVES.values(), (REASON,)), REVIEWED: REVIEW_ASKS}
"""What the entries ask that tell of a reading, by the entry's word."""
TOLD_AT_ONCE = ("auditor", "review_chair", "board_chair")
PREFIX = "glass/"
"""How the keys of lines about broken glass begin: they reach even who may not know the case, without a link."""

_SHUT_OUT_OR_UNTIL = select(excluded().label("excluded"), leave_ends().label("until")).where(
    CASEFILE.c.id == bindparam("case_id")
)
_NEW = insert(READING).returning(READING.c.id)
_ONE = (
    select(READING, CASEFILE.c.partnership, CASEFILE.c.reference)
    .join(CASEFILE, CASEFILE.c.id == READING.c.case_id)
    .where(READING.c.id == bindparam("reading"), READING.c.why == GLASS)
)
_REVIEW = (
    update(READING)
    .where(READING.c.id == bindparam("reading"), READING.c.reviewed_at.is_(None))
    .values(reviewed_by=bindparam("by"), reviewed_at=NOW, finding=bindparam("found"))
)


@dataclass(frozen=True, slots=True)
class Door:
    """A case that somebody may read for a reason. ``why``: AUDIT or GLASS; ``until``: they may, until then, already.

    ``takes_part``: they read it anyway.
    """

    case_id: int
    reference: str
    partnership: str
    why: str
    until: datetime | None
    takes_part: bool


def door(session: Session, doers: Mapping[str, Doer], person: int, reference: str, today: date) -> Door:
    """How the person may come to read the case; ``doers``: themselves, by partnership.

    ``NotFound`` alike for a reference that there isn't, another partnership's case, and who is excluded;
    ``NotPermitted`` for who declared a conflict and knows of the case, ``DeclareFirst`` for who must declare.
    """
    stands = standing.find(session, person, reference, today)
    why = way_in(doers, stands.reference)
    row = session.execute(_SHUT_OUT_OR_UNTIL, {"case_id": stands.case_id, "viewer": person, "today": today}).one()
    if row.excluded:
        raise NotFound
    if stands.conflicted or (stands.listed and stands.undeclared):
        stands.require("read")
    return Door(stands.case_id, stands.reference, stands.partnership, why, row.until, stands.acts)


def way_in(doers: Mapping[str, Doer], reference: str) -> str:
    """By which way they would come to a case of that reference, whether there is one or not; ``NotFound`` by none."""
    doer = doers.get(reference.partition("-")[0])
    if doer is None or not can(doer, "read_with_reason"):
        raise NotFound
    return AUDIT if can(doer, "audit") else GLASS


def begin(act: Act, through: Door, answers: object) -> None:
    """Leave to read from now on; says so in the case's trail, and of broken glass to chairs and auditor at once.

    ``Invalid`` without a reason. Whoever may read it already gets no second leave.
    """
    session, person = act.session, act.actor.person
    read = read_answers((REASON,), answers, Known(act.today))
    case = by_id(session, through.case_id)
    # Asked again under the case's lock: a form that is sent twice is one leave.
    bound = {"case_id": case.id, "viewer": person, "today": act.today}
    if through.takes_part or session.execute(_SHUT_OUT_OR_UNTIL, bound).one().until is not None:
        return
    # No move of the case: what others are about to send of it stays as fresh as it was.
    seq = append(act, case, MOVES[through.why], came_from=case.state, answers=read, raises=False)
    case.save(session)
    made_at = database_now(session)
    broken = through.why == GLASS
    due_on = act.calendar.step(act.today, REVIEW_WITHIN) if broken else None
    row = {"case_id": case.id, "person": person, "why": through.why, "reason": read.values["reason"], "seq": seq}
    row |= {"made_at": made_at, "ends_at": made_at + LASTS, "review_due_on": due_on}
    reading = session.connection().execute(_NEW, row | {"finding": ""}).scalar_one()
    account_events.note(
        session, MOVES[through.why], person=person, by=person, partnership=case.partnership, detail=case.reference
    )
    if due_on is not None:
        says = f"The glass was broken on this case: an auditor reviews it by {due_on.day} {due_on:%B %Y}"
        told = people_of(
            session, case.id, case.partnership, TOLD_AT_ONCE, act.today, act.policy.statutory, unknowing=True
        )
        owe(
            session,
            [
                Line(f"{PREFIX}{reading}/broken/{one}", case.partnership, one, case.id, says, why, act.today, True)
                for one, why in told
                if one != person
            ],
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A glass that was broken, with what its review found, "" before."""

    id: int
    case_id: int
    reference: str
    partnership: str
    person: int
    reviewed: bool


def broken(session: Session, reading: int, partnerships: list[str]) -> Broken:
    """The broken glass of that number in these partnerships; ``NotFound`` otherwise."""
    row = session.execute(_ONE, {"reading": reading}).first()
    if row is None or row.partnership not in partnerships:
        raise NotFound
    return Broken(row.id, row.case_id, row.reference, row.partnership, row.person, row.reviewed_at is not None)


def review(act: Act, glass: Broken, answers: object) -> None:
    """An auditor's finding, in the case's trail too; what was still owed of it isn't told any more.

    ``NotPermitted`` for one's own, ``NotOffered`` where it was reviewed, ``Invalid``.
    """
    session, by = act.session, act.actor.person
    if glass.person == by:
        raise NotPermitted("You broke this glass yourself: another auditor reviews it.")
    read = read_answers(REVIEW_ASKS, answers, Known(act.today))
    case = by_id(session, glass.case_id)
    label = next(one.label for one in VERDICT.options if one.value == read.values["verdict"])
    found = f"{label.partition(':')[0]}. {read.values['finding']}"
    if not session.connection().execute(_REVIEW, {"reading": glass.id, "by": by, "found": found}).rowcount:
        raise NotOffered("Somebody reviewed this meanwhile.")
    append(act, case, REVIEWED, came_from=case.state, answers=read, raises=False)
    case.save(session)
    withdraw_keyed(session, f"{PREFIX}{glass.id}/")
    account_events.note(
        session, REVIEWED, person=glass.person, by=by, partnership=case.partnership, detail=case.reference
    )
