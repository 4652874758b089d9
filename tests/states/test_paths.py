"""Ways through a machine that lead nowhere, round in a circle, or out of an end."""

from dataclasses import replace

import pytest

from states.clocks import on_answer
from states.conditions import Guard
from states.language import Move, State
from tests.states.letters import (
    CLOSE,
    DAY,
    LIMIT,
    OFFICER,
    SEND,
    SOUND,
    Broken,
    automatic,
    found,
    moving,
    sound,
    timing,
)

ALWAYS = Guard("answer_is", "", ("day", "a"), ("answers",))
BROKEN: Broken = {
    "no initial state": (lambda: sound(starts_in="drafted"), "it starts in drafted, which isn't one"),
    "may start nowhere": (lambda: sound(starts=((ALWAYS, "drafted"),)), "it may start in drafted, which isn't one"),
    "may start at an end": (lambda: sound(starts=((ALWAYS, "closed"),)), "it starts in closed, which is an end"),
    "starts nowhere": (lambda: sound(starts_in=""), "it starts in no state"),
    "starts at an end": (lambda: sound(starts_in="closed"), "it starts in closed, which is an end"),
    "no end": (lambda: sound(states=SOUND.states[:2]), "none of its states is an end"),
    "unreachable": (
        lambda: sound(states=(*SOUND.states, State("lost", "Lost", final=True))),
        "no move leads to state lost",
    ),
    "trap": (
        lambda: sound(
            states=(*SOUND.states, State("stuck", "Stuck")),
            moves=(SEND, CLOSE, replace(SEND, key="jam", target="stuck")),
        ),
        "from state stuck there is no way to an end",
    ),
    "leaves an end": (
        lambda: moving(Move("again", "Again", ("closed",), "sent", by=(OFFICER,))),
        "move again leaves the end closed and isn't marked as reopening",
    ),
    "reopens nothing": (
        lambda: moving(Move("again", "Again", ("sent",), "written", by=(OFFICER,), reopens=True)),
        "move again is marked as reopening and doesn't lead out of an end",
    ),
    "no source": (lambda: moving(Move("odd", "Odd", (), "sent", by=(OFFICER,))), "move odd can be made in no state"),
    "unknown source": (
        lambda: moving(Move("odd", "Odd", ("lost",), "sent", by=(OFFICER,))),
        "move odd starts in lost, which isn't a state",
    ),
    "unknown target": (
        lambda: moving(Move("odd", "Odd", ("sent",), "lost", by=(OFFICER,))),
        "move odd leads to lost, which isn't a state",
    ),
    "by nobody": (lambda: moving(Move("odd", "Odd", ("sent",), "closed")), "move odd can be made by nobody"),
    "of itself by somebody": (
        lambda: moving(replace(automatic("odd", "sent", "closed"), by=(OFFICER,))),
        "move odd happens of itself, yet names who makes it",
    ),
    "of itself asking": (
        lambda: moving(replace(automatic("odd", "sent", "closed"), asks=(DAY,))),
        "move odd happens of itself, yet asks",
    ),
    "loop of two": (
        lambda: moving(automatic("on", "written", "sent"), automatic("back", "sent", "written")),
        "move on happens of itself and comes round to written again",
    ),
    "loop of one": (
        lambda: moving(automatic("stay", "sent", None)),
        "move stay happens of itself and comes round to sent again",
    ),
    "clock runs on at an end": (
        lambda: sound(
            clocks=(replace(LIMIT, stops=("sent",)),),
            moves=(SEND, CLOSE, Move("drop", "Drop", ("written",), "closed", by=(OFFICER,))),
        ),
        "clock limit can still run when the case has ended as closed",
    ),
    "clock started by reopening and runs on": (
        lambda: replace(
            moving(Move("again", "Again", ("closed",), "sent", by=(OFFICER,), asks=(DAY,), reopens=True)),
            clocks=(replace(LIMIT, starts=on_answer("day"), stops=("send",)),),
        ),
        "clock limit can still run when the case has ended as closed",
    ),
    "clock resumed and runs on": (
        lambda: timing(stops=("send",), resumes=("close",)),
        "clock limit can still run when the case has ended as closed",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_of_the_paths_is_said(name: str) -> None:
    """Each way to lay the moves wrong gives a sentence of its own."""
    make, sentence = BROKEN[name]
    assert any(fault.startswith(sentence) for fault in found(make())), found(make())
