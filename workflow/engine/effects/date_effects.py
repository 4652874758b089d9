"""What putting a date right does: the clocks that it set going recompute, here and in the cases opened on that day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.calendar import in_words
from states.facts import Facts
from states.judgement import unmet
from workflow.database.statements import Statement
from workflow.engine import clocks, taken_on_dates
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework, by_id
from workflow.engine.effects.effect import Effect, Prepare
from workflow.engine.recorded_days import CORRECTS, days_of_moves, entries_of, recorded
from workflow.engine.trail import append
from workflow.errors import Refused
from workflow.tables.rows import CASEFILE, ENTRY

_ENTRY = Statement(select(ENTRY.c.move).where(ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.seq == bindparam("seq")))
_BELOW = select(CASEFILE.c.id).where(CASEFILE.c.parent == bindparam("case_id")).order_by(CASEFILE.c.id)
_OPENED_BY = select(CASEFILE.c.id).where(
    CASEFILE.c.parent == bindparam("case_id"), CASEFILE.c.opened_by_seq == bindparam("seq")
)


def correct_date(act: Act, case: Casework, answers: Answers) -> Effect:
    """Puts a date right: the clocks it set going recompute, here and in the cases it opened; the old date stays."""
    which, right = str(answers.values["which"]), answers.values["right_date"]
    assert isinstance(right, date)
    old = recorded(act.session, case, which)
    if old == right:
        raise Refused([f"That date is already {in_words(right)}"])
    _refuse_disorder(act, case, which, right)

    def follow(act: Act, case: Casework) -> None:
        _put_right(act, case, which, right)

    return Effect({"old_date": old.isoformat()}, follow)


def _refuse_disorder(act: Act, case: Casework, which: str, right: date) -> None:
    """``Refused`` where the right date would break a rule on the order of dates that the wrong one had to keep."""
    answers, happened_on = {**case.facts}, act.happened_on
    if which in {"entry:1", *taken_on_dates.told_days(case)}:
        taken_on_dates.refuse_disorder(case, which, right)
    if which == clocks.REOPENED_ON:
        clocks.refuse_before_opening(case, right, "right_date")
    if which.startswith("entry:"):
        entry = _ENTRY.one(act.session, {"case_id": case.id, "seq": int(which.removeprefix("entry:"))})
        move, happened_on = case.machine.move(entry.move), right
        needs = move.needs if move is not None else ()
        guards = [guard for guard in needs if "happened_on" in guard.reads and "clocks" not in guard.reads]
    else:
        answers[which] = right.isoformat()
        guards = [guard for guard in case.machine.opening.needs if which in guard.args]
    facts = Facts(
        kind=case.kind,
        state=case.state,
        today=act.today,
        happened_on=happened_on,
        doer=act.doer,
        answers=answers,
        given=answers,
        days=days_of_moves(act.session, case) if any("days" in guard.reads for guard in guards) else {},
    )
    reasons = unmet(guards, facts)
    if reasons:
        raise Refused(reasons)


def _put_right(act: Act, case: Casework, which: str, right: date) -> None:
    if which in taken_on_dates.told_days(case):
        ended_so = case.final and _ended_at(act.session, case) == 1
        taken_on_dates.put_right(act, case, which, right, ended_so=ended_so)
        return
    if not which.startswith("entry:"):
        case.learn({which: right.isoformat()})
        clocks.correct(act, case, f"answer:{which}", right)
        _follow_below(act, case, which, right)
        return
    seq = int(which.removeprefix("entry:"))
    if seq == 1:
        case.opened_on = right
        clocks.correct(act, case, "opening", right)
    elif case.final and case.closed_on is not None and _ended_at(act.session, case) == seq:
        case.closed_on = right
    clocks.correct(act, case, which, right)
    if seq != 1:  # no opening stops anything; what is told of a case taken on has days of its own
        clocks.correct_stops(act, case, seq, right)
    for child_id in act.session.connection().execute(_OPENED_BY, {"case_id": case.id, "seq": seq}).scalars().all():
        child = by_id(act.session, child_id)
        old, child.opened_on = child.opened_on, right
        _followed(act, case, child, old.isoformat())
        clocks.correct(act, child, "opening", right)
        child.save(act.session)


def _follow_below(act: Act, case: Casework, which: str, right: date) -> None:
    """The cases below that took the date over from this one have the right one too."""
    for child_id in act.session.connection().execute(_BELOW, {"case_id": case.id}).scalars().all():
        child = by_id(act.session, child_id)
        if which in child.machine.opening.inherits and which in child.facts:
            _followed(act, case, child, child.facts[which])
            child.learn({which: right.isoformat()})
            clocks.correct(act, child, f"answer:{which}", right)
            child.save(act.session)


def _followed(act: Act, case: Casework, child: Casework, old: str) -> None:
    more = {"cause": {"case": case.reference, "seq": case.seq}, "old_date": old}
    append(act, child, "dates_followed", came_from=child.state, raises=False, of_itself=True, more=more)


def _ended_at(session: Session, case: Casework) -> int:
    ended = 0
    for row in entries_of(session, case):
        body = json.loads(row.body)
        if body["from"] != body["to"]:
            ended = row.seq
    return ended


EFFECTS: Mapping[str, Prepare] = {CORRECTS: correct_date}
