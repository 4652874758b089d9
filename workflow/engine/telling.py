"""What people are owed word of because of a move: notices, written in the move's own transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from states.conditions import holds
from states.facts import Facts
from states.kinds import machines
from states.language import Move, Tell
from workflow.chasing.audience import people_of
from workflow.chasing.owed import Line, owe, tell_key
from workflow.chasing.waiting import waiting_in
from workflow.engine.act import Act
from workflow.engine.casework import Casework

RECORDED_FOR_YOU = "Something was recorded for you: confirm or dispute it within 5 working days"
RECORDED = Tell("recorded_for_you", RECORDED_FOR_YOU, (), at_once=True)


def tell(act: Act, case: Casework, tells: Iterable[Tell], facts: Facts) -> set[int]:
    """Owes a notice to everybody whom these tells reach but who did it themselves; gives those who are told."""
    rows = []
    did_it = {act.actor.person, act.doer.person}
    for one in tells:
        if one.when is not None and not holds(one.when, facts):
            continue
        told = people_of(act.session, case.id, case.partnership, one.to, act.today, act.policy.statutory)
        rows += [_notice(act, case, one, person, why) for person, why in told if person not in did_it]
    if rows:
        owe(act.session, rows)
    return {row.person for row in rows}


def tell_awaited(act: Act, case: Casework, move: Move, came_from: str, told: Collection[int]) -> None:
    """Owes word to those in whose role the case waits for them since this move, but to nobody who was told just now."""
    done = {act.actor.person, act.doer.person, *told}
    kind = machines().get(case.kind)
    declared = kind.state(case.state).waits_for if kind is not None and case.state in kind.state_keys else ()
    awaited = {key for _, key, *since in declared if move.key in since or case.state != came_from}
    waits = [one for one in waiting_in(act.session, case.id, act.today) if one.move in awaited] if awaited else []
    owe(
        act.session,
        [
            _notice(act, case, Tell(f"waits-{one.move}", one.what, ()), one.person, one.why)
            for one in waits
            if one.person not in done
        ],
    )


def tell_recorded_for(act: Act, case: Casework) -> None:
    """Tells somebody what was recorded for them, unless they themselves recorded it."""
    if act.recorded_for is not None:
        why = "it was recorded for you"
        owe(act.session, [_notice(act, case, RECORDED, act.recorded_for.person, why)])


def tell_person(act: Act, case: Casework, tell: Tell, person: int, why: str) -> None:
    """Owes one person word of what somebody else did."""
    if person not in {act.actor.person, act.doer.person}:
        owe(act.session, [_notice(act, case, tell, person, why)])


def _notice(act: Act, case: Casework, tell: Tell, person: int, why: str) -> Line:
    return Line(
        key=tell_key(case.id, case.seq, tell.key, person),
        partnership=case.partnership,
        person=person,
        case_id=case.id,
        task=tell.says,
        why=why,
        made_on=act.today,
        at_once=tell.at_once,
        due_on=case.due_on if tell.dated else None,
        template=tell.template,
    )
