"""What taking on a case asks of every kind, read off its declaration alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from states.asks import READERS, Ask
from states.kinds import machines
from states.language import Machine, Register
from states.moves import taking_on
from states.moves.clock_moves import CLOCK_MOVES
from tests.states.letters import DAY, SEND, found, opening, sound

KINDS = list(machines().values())
FAMILY = Register("family", "Family", "A contact", (DAY,), ("on",))


@pytest.mark.parametrize("machine", KINDS, ids=lambda machine: machine.key)
def test_every_state_of_every_kind_can_be_told(machine: Machine) -> None:
    """Each state but one, ends too; each question once; what the opening must know must be told, nothing else."""
    asks = {ask.key: ask for ask in taking_on.asks(machine)}
    assert len(asks) == len(taking_on.asks(machine))
    # What a case was merged into is named by a move: it is taken on as it stood, and merged then.
    states = [state.key for state in machine.states if state.key != "merged_into"]
    assert states == [option.value for option in asks["state_now"].options]
    needed = {ask.key for ask in machine.opening.asks if ask.required}
    assert needed | {"state_now", "began_on", "state_since"} == {key for key, ask in asks.items() if ask.required}


@pytest.mark.parametrize("machine", KINDS, ids=lambda machine: machine.key)
def test_history_is_made_of_what_moved_it_on(machine: Machine) -> None:
    """Every move to another state is there; none on a limit or a list, no note, no correction."""
    history = {move.key for move in taking_on.history_moves(machine)}
    moving = {move.key for move in machine.moves if move.target is not None or move.proposes}
    assert moving - {"merge"} <= history
    assert not history & {*CLOCK_MOVES, "note", "correct_date", "link_case", "snooze"}
    assert not any(move.register for move in machine.moves if move.key in history)


@pytest.mark.parametrize("machine", KINDS, ids=lambda machine: machine.key)
def test_nothing_is_asked_that_names_part_of_a_case(machine: Machine) -> None:
    """A date, an entry, a limit, a row of a case that wasn't there can't be named."""
    opening = {ask.key for ask in machine.opening.asks}
    types = {ask.type for ask in taking_on.asks(machine) if ask.key not in opening}
    assert not types & {"dated", "entry", "clock", "row", "case"}
    assert types < set(READERS)


def test_what_the_law_fixes_is_not_listed_as_extended() -> None:
    """A rapid review's limit can't have been extended; a practice review's months can."""
    offered = {
        kind: {option.value for ask in taking_on.asks(machines()[kind]) if ask.key == "extensions"
               for option in ask.columns[0].options}
        for kind in ("rapid_review", "practice_review")
    }  # fmt: skip
    assert "rapid_review" not in offered["rapid_review"]
    assert "practice_review" in offered["practice_review"]


def test_a_kind_may_not_ask_under_the_same_name() -> None:
    """The checker finds a question called as taking on's own, and a list called as a question."""
    said = found(opening(asks=(*sound().opening.asks, Ask(key="state_since", label="Since", type="day"))))
    assert ["state_since is asked, as it is of every kind when a case of it is taken on: call it otherwise"] == said
    asking = replace(SEND, asks=(Ask(key="family", label="Family", type="text"),))
    both = sound(moves=(asking, *sound().moves[1:]), registers=(FAMILY,))
    assert any("family names a list and a question" in fault for fault in found(both))
