"""A scrutineer's conflict of interest in a case: declared, a substitute named, ended. Who then is told, and who acts,
follows from it everywhere; what a conflicted person may see is another matter.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask
from states.conditions import Guard
from states.language import Machine, Move, Tell

NATURE = Ask(key="conflict", label="What the conflict is", type="text", kept_in_case=False)
SUBSTITUTE = Ask(key="substitute", label="Who acts as scrutineer in this case", type="person", kept_in_case=False)
ENDED = Ask(key="conflict_ended", label="Why there is no conflict any more", type="text", kept_in_case=False)

DECLARED = Guard("conflict_declared", "No scrutineer has declared a conflict here", (), ("conflicts",))


def conflict_moves(machine: Machine) -> tuple[Move, ...]:
    """The moves of a kind that the scrutineer has to do with; none for others."""
    acts = any(roles.SCRUTINEER in move.by for move in machine.moves)
    if not (acts or roles.SCRUTINEER in machine.members):
        return ()
    running = tuple(state.key for state in machine.states if not state.final)
    manager = (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR)
    wanted = "The scrutineer has declared a conflict: name a substitute for this case"
    named = "You act as scrutineer in a case in which another has a conflict"
    return (
        Move(
            "declare_conflict",
            "Declare a conflict as scrutineer",
            running,
            by=(roles.SCRUTINEER,),
            asks=(NATURE,),
            quiet=True,
            for_another=False,
            effect="declare_conflict",
            tells=(Tell("conflict_declared", wanted, ("business_manager",), at_once=True, dated=False),),
        ),
        Move(
            "name_substitute",
            "Name the scrutineer's substitute",
            running,
            by=manager,
            asks=(SUBSTITUTE,),
            needs=(DECLARED,),
            quiet=True,
            for_another=False,
            effect="name_substitute",
            tells=(Tell("substitute_named", named, ("scrutineer",), at_once=True, dated=False),),
        ),
        Move(
            "end_conflict",
            "The scrutineer's conflict has ended",
            running,
            by=manager,
            asks=(ENDED,),
            needs=(DECLARED,),
            quiet=True,
            for_another=False,
            effect="end_conflict",
            tells=(
                Tell("conflict_ended", "A scrutineer's conflict in a case has ended", ("scrutineer",), dated=False),
            ),
        ),
    )
