"""May this be done now? Pure: a move and the facts go in, a judgement comes out.

Three different answers: not offered in this state, not permitted to this person, refused for reasons (all of them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from states import roles
from states.conditions import Guard, holds
from states.facts import Doer, Facts
from states.language import Move, Opening


@dataclass(frozen=True, slots=True)
class Judgement:
    """What comes of judging a move; ``permitted`` is what the compiled machine's one condition reads."""

    offered: bool
    permitted: bool
    reasons: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether the move may go ahead."""
        return self.offered and self.permitted and not self.reasons


def judge(move: Move, facts: Facts) -> Judgement:
    """Judges a move with its answers given; every unmet guard's sentence is listed."""
    offered = facts.state in move.sources
    return Judgement(offered, permitted(move.by, facts, move), unmet(move.needs, facts) if offered else ())


def blockers(move: Move, facts: Facts) -> tuple[str, ...]:
    """What stands in the way before anything is answered: the guards that don't need the move's answers."""
    return unmet((guard for guard in move.needs if not guard.needs_answers), facts)


def judge_opening(opening: Opening, facts: Facts) -> Judgement:
    """Judges the opening of a case by a person."""
    return Judgement(True, permitted(opening.by, facts), unmet(opening.needs, facts))


def unmet(guards: Iterable[Guard], facts: Facts) -> tuple[str, ...]:
    """The sentences of the guards that don't hold, in their order."""
    return tuple(guard.says for guard in guards if not holds(guard, facts))


def permitted(by: tuple[str, ...], facts: Facts, move: Move | None = None) -> bool:
    """Whether the doer is one of ``by``, and whoever records it for them may record for another."""
    if move is not None and move.of_itself:
        return True
    if facts.recorded_by is not None:
        may_record = any(facts.recorded_by.holds(role) for role in roles.MAY_RECORD_FOR_ANOTHER)
        if not may_record or (move is not None and not move.for_another):
            return False
    return any(is_doer(doer, facts.doer, facts) for doer in by)


def is_doer(doer: str, person: Doer, facts: Facts) -> bool:
    """Whether the person is what a declaration calls ``doer``, in this case."""
    role, _, place = doer.partition("@")
    if role == roles.RECORDED_FOR:
        return bool(facts.entries)
    if not place:
        return person.holds(role)
    where = {
        "owner": (facts.owner.agency,),
        "statutory": facts.policy.statutory,
        "party": facts.parties,
        "local_authority": (facts.policy.local_authority,),
    }[place]
    return any((role, agency) in person.roles for agency in where if agency)
