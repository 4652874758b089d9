"""The lists that a case opened by another begins with: each row that hasn't ended there, by an entry of its own here.

The entry says which case it comes from; the words stand in both, so that each can be erased by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from states.moves.registers import ENDED, add_key
from workflow.engine import clocks
from workflow.engine.act import Act
from workflow.engine.answers import given, read_answers
from workflow.engine.casework import Casework
from workflow.engine.effects import register_effects
from workflow.engine.gathering import gather
from workflow.engine.narrative import texts_of, with_narrative
from workflow.engine.trail import append

NOTHING = frozenset[str]()


def hand_on(act: Act, case: Casework, child: Casework, keys: Collection[str]) -> None:
    """The child's lists of these keys begin with the rows of the case's that haven't ended; their checks are chased."""
    cause = {"case": case.reference, "seq": case.seq}
    for key in keys:
        move = child.machine.move(add_key(child.machine.register(key)))
        assert move is not None
        asked = {ask.key for ask in move.asks}
        for row in _open_rows(act, case, key):
            answers = read_answers(move.asks, {ask: cell for ask, cell in row.items() if ask in asked}, act.known())
            effect = register_effects.prepare(child, move, answers)
            append(
                act,
                child,
                move.key,
                came_from=child.state,
                answers=answers,
                of_itself=True,
                more={"cause": cause, **effect.told},
            )
            effect.follow(act, child)
            facts = gather(act, child, NOTHING)
            facts = replace(facts, answers={**facts.answers, **given(answers)}, given=given(answers))
            clocks.wind(act, child, move, child.state, facts)
            child.save(act.session)


def _open_rows(act: Act, case: Casework, key: str) -> Iterator[dict[str, object]]:
    rows = [row for row in case.facts.get(key, ()) if not row.get(ENDED)]
    if rows:
        told = with_narrative({key: rows}, texts_of(act.session, case.id))
        yield from told[key]
