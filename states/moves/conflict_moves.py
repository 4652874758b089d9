"""A scrutineer's conflict of interest in a case: declared, a substitute named, ended. Who then is told, and who acts,
follows from it everywhere; what a conflicted person may see is another matter.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask
from states.conditions import Guard
from states.language import Machine, Move, Tell
from states.moves.chairing import CHAIRED, NO_MORE, OPINION

DECLARE, NAME, END = "declare_conflict", "name_substitute", "end_conflict"

NATURE = Ask(key="conflict", label="What the conflict is", type="text", kept_in_case=False)
SUBSTITUTE = Ask(
    key="substitute",
    label="Who acts as scrutineer in this case",
    type="person",
    kept_in_case=False,
    hint="Another scrutineer, who has declared that they are independent and has no part in this case. If there is "
    "none, invite one first, under People: a neighbouring partnership's scrutineer may stand in",
)
ENDED = Ask(key="conflict_ended", label="Why there is no conflict any more", type="text", kept_in_case=False)

DECLARED = Guard("conflict_declared", "No scrutineer has declared a conflict here", (), ("conflicts",))


WANTED = Tell(
    "conflict_declared",
    "The scrutineer has declared a conflict: name a substitute for this case",
    ("business_manager",),
    at_once=True,
    dated=False,
)


def conflict_moves(machine: Machine) -> tuple[Move, ...]:
    """The moves of a kind that the scrutineer has to do with; none for others."""
    acts = any(roles.SCRUTINEER in move.by for move in machine.moves)
    if not (acts or roles.SCRUTINEER in machine.members):
        return ()
    running = tuple(state.key for state in machine.states if not state.final)
    manager = (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR)
    gives_opinions = any(move.key == OPINION for move in machine.moves)
    named = "You act as scrutineer in a case in which another has a conflict"
    return (
        Move(
            DECLARE,
            "Declare a conflict as scrutineer",
            running,
            by=(roles.SCRUTINEER,),
            asks=(NATURE,),
            quiet=True,
            for_another=False,
            as_said=True,
            effect=DECLARE,
            group="scrutiny",
            tells=(WANTED,),
        ),
        Move(
            NAME,
            "Name the scrutineer's substitute",
            running,
            by=manager,
            asks=(SUBSTITUTE,),
            needs=(
                Guard(
                    "substitute_wanted",
                    "No scrutineer has declared a conflict here, or chaired where it was decided",
                    (),
                    ("conflicts", "answers"),
                ),
            ),
            quiet=True,
            for_another=False,
            as_said=True,
            effect=NAME,
            group="scrutiny",
            wanted_after=(CHAIRED, NO_MORE, OPINION) if gives_opinions else (),
            tells=(
                Tell(
                    "substitute_named",
                    named,
                    ("scrutineer",),
                    at_once=True,
                    when=Guard("conflict_declared", "", (), ("conflicts",)),
                    dated=False,
                ),
                Tell(
                    "opinion_by_substitute",
                    "A substitute gives the scrutineer's opinion: the scrutineer chaired where the case was decided",
                    ("scrutineer",),
                    at_once=True,
                    when=Guard("scrutineer_in_chair", "", (), ("answers",)),
                    dated=False,
                ),
            ),
        ),
        Move(
            END,
            "The scrutineer's conflict has ended",
            running,
            by=manager,
            asks=(ENDED,),
            needs=(DECLARED,),
            quiet=True,
            for_another=False,
            as_said=True,
            effect=END,
            group="scrutiny",
            tells=(
                Tell("conflict_ended", "A scrutineer's conflict in a case has ended", ("scrutineer",), dated=False),
            ),
        ),
    )
