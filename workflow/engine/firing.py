"""Fires a move: judged, written, its clocks turned, its children opened, its people told, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import bindparam, insert, select

from states import roles
from states.facts import Doer, Facts
from states.guards import standing
from states.judgement import Judgement, is_doer, judge, permitted
from states.language import Move
from workflow import recalling
from workflow.access import keeping
from workflow.database.statements import Statement
from workflow.engine import below, clocks, telling
from workflow.engine.act import Act
from workflow.engine.admitting import admit_to_state
from workflow.engine.answers import NONE, Answers, given, read_answers
from workflow.engine.casework import CAME_FROM, FORMER_OWNERS, Casework, by_id, locked
from workflow.engine.children import open_children
from workflow.engine.effects import by_name
from workflow.engine.gathering import as_in_case, asks_for_entries, gather, guards_of, parts_read, recorded_for
from workflow.engine.nameable import known
from workflow.engine.opening import person_at
from workflow.engine.proposing import frozen
from workflow.engine.receiving import with_document
from workflow.engine.ticking import of_case
from workflow.engine.trail import append
from workflow.errors import Invalid, NotOffered, NotPermitted, Refused
from workflow.policy.topology import next_state
from workflow.tables.rows import ENTRY, SIGNATURE

MOST_OF_THEMSELVES = 5
"""Automatic moves in a row: more is a fault of a declaration."""

_SIGNED = select(ENTRY.c.hash).where(ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.seq == bindparam("signs_seq"))
_SIGN = Statement(
    insert(SIGNATURE).values(
        {column.name: bindparam(column.name) for column in SIGNATURE.c} | {"digest": _SIGNED.scalar_subquery()}
    )
)


def fire(
    act: Act, reference: str, key: str, answers: object, *, expected_revision: int | None = None, unread: bool = False
) -> Casework:
    """Makes the move ``key`` on a case, as ``act`` has it; gives the case as it then stands.

    Raises NotFound, Stale (with what changed), NotOffered, NotPermitted, Invalid (by ask), Refused (every reason).
    Whatever is raised, nothing is written once the caller's transaction rolls back. ``unread``: as ``locked`` has it.
    """
    others = partial(by_name.touched, act, key=key, answers=answers)
    case = locked(act.session, reference, act.actor, act.today, others, unread=unread)
    case.require(expected_revision, act.session)
    if act.recorded_for is not None and keeping.is_kept_out(act.session, act.doer.person, case.id, act.today):
        raise NotPermitted(f"{act.doer.name} has no part in this case: nothing is recorded for them in it.")
    move = case.machine.move(key)
    if move is None or move.of_itself or case.state not in move.sources:
        raise NotOffered(_not_offered(case, move, key))
    parts = parts_read(guards_of(move))
    entries = entries_for(act, case, move)
    facts = as_in_case(act, case, gather(act, case, parts, entries=entries), move.by)
    if not permitted(move.by, facts, move):
        raise NotPermitted(_not_permitted(act, move))
    if move.as_said and act.happened_on != act.today:
        raise Invalid({"happened_on": "This holds from when it is said: leave out when it happened"})
    wrong, came_in = with_document(act, case)
    read = read_answers(
        move.asks,
        answers,
        known(act, case, {ask.type for ask in move.asks}, entries),
        _dates_of_clocks(act, case, move),
        beside=wrong,
    )
    facts = replace(facts, answers={**facts.answers, **given(read)}, given=given(read))
    judgement = judge(move, facts)
    if judgement.reasons:
        raise Refused(judgement.reasons)
    _make(act, case, move, read, facts, judgement, came_in)
    _moves_of_themselves(act, case)
    telling.tell_recorded_for(act, case)
    return case


def _make(
    act: Act,
    case: Casework,
    move: Move,
    answers: Answers,
    facts: Facts,
    judgement: Judgement,
    because: Mapping[str, object] | None = None,
) -> None:
    """Writes a judged move: the entry, then everything that follows from it.

    ``because``: what the entry says of where it comes from: the entry that caused it, the document it was recorded by.
    """
    came_from, ended_on = case.state, case.closed_on
    before = str(case.facts.get(CAME_FROM, "")) if move.back else ""
    state = next_state(case.running.topology, move.key, came_from, permitted=judgement.passes, before=before)
    if state is None:
        raise NotOffered(_not_offered(case, move, move.key))
    effect = by_name.prepare(act, case, move, answers)
    case.state, case.final = state, case.machine.state(state).final
    if case.final != (case.closed_on is not None):
        case.closed_on = act.happened_on if case.final else None
    more = {**(because or {}), **effect.told}
    if move.proposes:
        more |= frozen(act, case, move, answers)
    seq = append(
        act,
        case,
        move.key,
        came_from=came_from,
        answers=answers if effect.kept is None else effect.kept,
        raises=not move.quiet,
        of_itself=move.of_itself,
        more=more,
    )
    case.learn(answers.facts(seq, move.asks))
    if case.state != came_from and case.machine.goes_back(case.state):
        case.learn({CAME_FROM: came_from})
    _follow_answers(act, case, answers)
    if recalling.concerns(case.kind, answers.values):
        recalling.remember(act.session.connection(), case.id, case.kind, case.facts)
    if move.proposes:
        case.proposal_seq = seq
    if move.signs is not None:
        _sign(act, case, move, answers, facts)
    effect.follow(act, case)
    clocks.wind(act, case, move, came_from, facts, ended_on=ended_on)
    admit_to_state(act, case, came_from)
    case.save(act.session)
    open_children(act, case, move, answers, facts)
    below.follow(act, case, f"entry:{seq}")
    told = telling.tell(act, case, move.tells, facts)
    telling.tell_awaited(act, case, move, came_from, told)
    if case.parent is not None and case.final != case.machine.state(came_from).final:
        _tell_parent(act, case)
    effect.after(act, case)


def _moves_of_themselves(act: Act, case: Casework) -> None:
    for _ in range(MOST_OF_THEMSELVES + 1):
        cause = {"cause": {"case": case.reference, "seq": case.seq}}
        for move in case.machine.moves:
            if not move.of_itself or case.state not in move.sources:
                continue
            facts = gather(act, case, parts_read(guards_of(move)))
            judgement = judge(move, facts)
            if judgement.passes:
                _make(act, case, move, NONE, facts, judgement, cause)
                break
        else:
            return
    raise RuntimeError(f"{case.kind}: more than {MOST_OF_THEMSELVES} automatic moves in a row")


def _tell_parent(act: Act, child: Casework) -> None:
    """A child's end is an entry of its parent, whose own automatic moves may wait for it; no new revision.

    That it goes on again is one only where a clock of the parent's hangs on it.
    """
    if not child.final:
        below.begun_below(act, child)
        return
    parent = by_id(act.session, child.parent or 0)
    more = {"cause": {"case": child.reference, "seq": child.seq, "state": child.state}}
    seq = append(act, parent, "child_ended", came_from=parent.state, raises=False, of_itself=True, more=more)
    below.follow(act, parent, f"entry:{seq}")
    parent.save(act.session)
    _moves_of_themselves(act, parent)


def _sign(act: Act, case: Casework, move: Move, answers: Answers, facts: Facts) -> None:
    signs = move.signs
    if signs is None or case.proposal_seq is None:
        raise Refused(["There is no current proposal to sign"])
    position = signs.position or str(answers.values[signs.position_from])
    agency = _acting_for(move, position, facts.doer, facts)
    waived = signs.purpose == "verify" and any(facts.owner.agency in hand.agencies for hand in facts.hands)
    _SIGN.run(
        act.session,
        {
            "case_id": case.id,
            "seq": case.seq,
            "signs_seq": case.proposal_seq,
            "purpose": signs.purpose,
            "position": position,
            "person": act.doer.person,
            "agency": agency,
            "recorded_by": act.recorded_by.person if act.recorded_by else None,
            "owner_person": case.owner_person,
            "owner_agency": case.owner_agency,
            "waiver": "low risk, single agency: waived by policy" if waived else None,
        },
    )


def _acting_for(move: Move, position: str, doer: Doer, facts: Facts) -> str:
    """The agency that a signature is for: of several statutory ones that a person signs for, one not there yet.

    One that hasn't signed at all comes first: else who agreed for one could never dissent for the other alone.
    """
    for one in move.by:
        role, _, place = one.partition("@")
        if is_doer(one, doer, facts):
            held = sorted(agency for held, agency in doer.roles if held == role)
            mine = [agency for agency in held if agency in facts.policy.statutory] if place == "statutory" else held
            at = standing(facts, move.signs.purpose) if move.signs else {}
            mine = sorted(mine, key=lambda agency: agency in at)
            return next((agency for agency in mine if at.get(agency) != position), mine[0])
    raise NotPermitted("You hold no role that may sign this.")


def _follow_answers(act: Act, case: Casework, answers: Answers) -> None:
    """The case's own columns follow the answers that they are taken from."""
    machine = case.machine
    if machine.titled_by in answers.values:
        case.title = str(answers.values[machine.titled_by])
    if machine.agency_from in answers.values:
        case.owner_agency = str(answers.values[machine.agency_from])
    if machine.person_from in answers.values:
        former = {*case.facts.get(FORMER_OWNERS, ()), case.owner_person} - {None}
        if former:
            case.learn({FORMER_OWNERS: sorted(former)})
        case.owner_person = person_at(act, case.owner_agency, str(answers.values[machine.person_from]))


def entries_for(act: Act, case: Casework, move: Move) -> dict[int, str]:
    """The entries that were recorded for the doer, where the move is about one of them."""
    if not asks_for_entries(move):
        return {}
    return recorded_for(act.session, case, act.doer.person, act.today, act.calendar)


def _dates_of_clocks(act: Act, case: Casework, move: Move) -> dict[str, date]:
    if not any(ask.default for ask in move.asks):
        return {}
    return {key: ticking.due_on for key, ticking in of_case(act.session, case.id).items()}


def _not_offered(case: Casework, move: Move | None, key: str) -> str:
    if move is None:
        return f"There is no move called {key} for {case.reference}."
    return f"“{move.label}” isn't possible while {case.reference} is “{case.state_now.label}”."


def _not_permitted(act: Act, move: Move) -> str:
    if act.recorded_for is not None and not move.for_another:
        return f"“{move.label}” can't be recorded for somebody else: they must do it themselves."
    who = ", ".join(roles.doer_title(doer) for doer in move.by)
    return f"“{move.label}” is for: {who}."
