"""What a few moves do beyond changing state, by the name that their declaration gives.

An effect is prepared before the entry is written, so that the entry can tell of it, and followed after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.language import Move
from states.moves.decisions import WITHDRAW
from workflow.engine import registers, subjects
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects import (
    access_effects,
    clock_effects,
    conflict_effects,
    date_effects,
    link_effects,
    meeting_effects,
    register_effects,
    snoozing,
)
from workflow.engine.effects.appointing import appoint_reviewer, extend_contract
from workflow.engine.effects.effect import Effect, Prepare
from workflow.engine.effects.rulebook_effects import newer_rules
from workflow.policy import rulebooks


def prepare(act: Act, case: Casework, move: Move, answers: Answers) -> Effect:
    """The effect that the move's declaration names; none for most."""
    if move.register:
        return register_effects.prepare(case, move, answers)
    effect = EFFECTS[move.effect](act, case, answers) if move.effect else Effect()
    return _apart(effect) if move.reopens else effect


def _apart(effect: Effect) -> Effect:
    """The effect of a reopening: a case that was merged into another is one of its own again."""

    def follow(act: Act, case: Casework) -> None:
        effect.follow(act, case)
        link_effects.go_on_alone(act, case)

    return Effect(effect.told, follow, effect.kept)


def touched(act: Act, row: Any, key: str, answers: object) -> set[int] | None:
    """The cases of other families that the move writes to beside the case of that row; None where none ever are."""
    move = rulebooks.running(act.session, row.rulebook).machine.move(key)
    if move is None:
        return None
    decided = meeting_effects.touched(act, row, move, answers)
    return link_effects.touched(act, row, move, answers) if decided is None else decided


def withdraw_proposal(act: Act, case: Casework, answers: Answers) -> Effect:
    """What was proposed is no longer what signatures are on; they need no marking to stop counting."""

    def follow(act: Act, case: Casework) -> None:
        case.proposal_seq = None
        registers.begin_anew(case)

    return Effect(follow=follow)


EFFECTS: Mapping[str, Prepare] = {
    **access_effects.EFFECTS,
    **clock_effects.EFFECTS,
    **conflict_effects.EFFECTS,
    **date_effects.EFFECTS,
    **link_effects.EFFECTS,
    **meeting_effects.EFFECTS,
    **snoozing.EFFECTS,
    "appoint_reviewer": appoint_reviewer,
    "extend_contract": extend_contract,
    "change_subjects": subjects.change_subjects,
    "newer_rules": newer_rules,
    WITHDRAW: withdraw_proposal,
}
