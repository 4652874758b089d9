"""What a few moves do beyond changing state, by the name their declaration gives: one function each.

An effect is prepared before the entry is written, so that the entry can tell of it, and followed after.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.asks import Known
from states.calendar import in_words
from states.facts import Facts
from states.judgement import unmet
from states.language import Move
from workflow import directory
from workflow.engine import clock_effects, clocks, conflict_effects, snoozing
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework, by_id, label_of
from workflow.engine.effect import Effect
from workflow.engine.rulebook_effects import newer_rules
from workflow.errors import Refused
from workflow.statements import Statement
from workflow.tables.rows import CASEFILE, ENTRY
from workflow.trail import append

_ENTRIES = (
    select(ENTRY.c.seq, ENTRY.c.move, ENTRY.c.happened_on, ENTRY.c.body)
    .where(ENTRY.c.case_id == bindparam("case_id"))
    .order_by(ENTRY.c.seq)
)
_ENTRY = Statement(select(ENTRY.c.move).where(ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.seq == bindparam("seq")))
_OPENED_BY = select(CASEFILE.c.id).where(
    CASEFILE.c.parent == bindparam("case_id"), CASEFILE.c.opened_by_seq == bindparam("seq")
)


def prepare(act: Act, case: Casework, move: Move, answers: Answers) -> Effect:
    """The effect that the move's declaration names; none for most."""
    return EFFECTS[move.effect](act, case, answers) if move.effect else Effect()


def known(act: Act, case: Casework, types: set[str], entries: Mapping[int, str]) -> Known:
    """What the answers of asks of these types may name."""
    named = bool(types & {"agency", "agencies", "rows"})
    ticking = clocks.nameable(act, case) if "clock" in types else {}
    return Known(
        today=act.today,
        agencies=directory.agencies(act.session, act.partnership) if named else {},
        people=directory.addresses(act.session, act.partnership, act.today) if types & {"person", "rows"} else {},
        dates=recorded_dates(act.session, case) if "dated" in types else {},
        entries={str(seq): f"{seq}: {label_of(case.machine, move)}" for seq, move in entries.items()},
        clocks=ticking,
        fixed={one.key: one.why_fixed for one in case.machine.clocks if one.key in ticking and one.why_fixed},
    )


def recorded_dates(session: Session, case: Casework) -> dict[str, str]:
    """The dates of a case that can be put right: past days that were given, and the days on which it moved."""
    asks = case.machine.asks
    dates = {key: asks[key].label for key in case.facts if key in asks and asks[key].type == "day" and asks[key].past}
    for row in session.connection().execute(_ENTRIES, {"case_id": case.id}):
        body = json.loads(row.body)
        if row.seq == 1 or (body["from"] != body["to"] and body["by"] is not None):
            dates[f"entry:{row.seq}"] = f"{label_of(case.machine, row.move)}, on {in_words(row.happened_on)}"
    return dates


def correct_date(act: Act, case: Casework, answers: Answers) -> Effect:
    """Puts a date right: the clocks it set going recompute, here and in the cases it opened; the old date stays."""
    which, right = str(answers.values["which"]), answers.values["right_date"]
    assert isinstance(right, date)
    old = _recorded(act.session, case, which)
    if old == right:
        raise Refused([f"That date is already {in_words(right)}"])
    _refuse_disorder(act, case, which, right)

    def follow(act: Act, case: Casework) -> None:
        _put_right(act, case, which, right)

    return Effect({"old_date": old.isoformat()}, follow)


def _refuse_disorder(act: Act, case: Casework, which: str, right: date) -> None:
    """``Refused`` where the right date would break a rule on the order of dates that the wrong one had to keep."""
    answers, happened_on = {**case.facts}, act.happened_on
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
    )
    reasons = unmet(guards, facts)
    if reasons:
        raise Refused(reasons)


def withdraw_proposal(act: Act, case: Casework, answers: Answers) -> Effect:
    """What was proposed is no longer what signatures are on; they need no marking to stop counting."""

    def follow(act: Act, case: Casework) -> None:
        case.proposal_seq = None

    return Effect(follow=follow)


EFFECTS: dict[str, Callable[[Act, Casework, Answers], Effect]] = {
    **clock_effects.EFFECTS,
    **conflict_effects.EFFECTS,
    **snoozing.EFFECTS,
    "correct_date": correct_date,
    "newer_rules": newer_rules,
    "withdraw_proposal": withdraw_proposal,
}


def _recorded(session: Session, case: Casework, which: str) -> date:
    """The date as it now stands: the last correction counts."""
    if not which.startswith("entry:"):
        return date.fromisoformat(case.facts[which])
    if which == "entry:1":
        return case.opened_on
    seq = int(which.removeprefix("entry:"))
    found = date.min
    for row in session.connection().execute(_ENTRIES, {"case_id": case.id}):
        if row.seq == seq:
            found = row.happened_on
        elif row.move == "correct_date":
            body = json.loads(row.body)
            found = date.fromisoformat(body["answers"]["right_date"]) if body["answers"]["which"] == which else found
    return found


def _put_right(act: Act, case: Casework, which: str, right: date) -> None:
    if not which.startswith("entry:"):
        case.learn({which: right.isoformat()})
        clocks.correct(act, case, f"answer:{which}", right)
        return
    seq = int(which.removeprefix("entry:"))
    if seq == 1:
        case.opened_on = right
        clocks.correct(act, case, "opening", right)
    if case.final and case.closed_on is not None and _ended_at(act.session, case) == seq:
        case.closed_on = right
    clocks.correct(act, case, which, right)
    clocks.correct_stops(act, case, seq, right)
    for child_id in act.session.connection().execute(_OPENED_BY, {"case_id": case.id, "seq": seq}).scalars().all():
        child = by_id(act.session, child_id)
        more = {"cause": {"case": case.reference, "seq": case.seq}, "old_date": child.opened_on.isoformat()}
        child.opened_on = right
        append(act, child, "dates_followed", came_from=child.state, raises=False, of_itself=True, more=more)
        clocks.correct(act, child, "opening", right)
        child.save(act.session)


def _ended_at(session: Session, case: Casework) -> int:
    ended = 0
    for row in session.connection().execute(_ENTRIES, {"case_id": case.id}):
        body = json.loads(row.body)
        if body["from"] != body["to"]:
            ended = row.seq
    return ended
