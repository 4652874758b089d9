"""The move that takes a case from the rules it was opened under to those now in force. Knows no policy."""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, Tell
from states.moves.asked import REASON

NEWER_RULES = "newer_rules"
WHY = replace(REASON, hint="Limits that run are counted anew; a date that was agreed stays as agreed")


@predicate("newer_rules_in_force")
def newer_rules_in_force(facts: Facts) -> bool:
    """Other rules are in force for cases of this kind than those the case is on."""
    return facts.newer_rules


THERE_ARE_NEWER = Guard(
    "newer_rules_in_force", "This case is on the rules now in force already", reads=("newer_rules",)
)


def newer_rules(running: tuple[str, ...], keepers: tuple[str, ...] = ()) -> Move:
    """Moves an open case to the rules now in force, with a reason; its clocks follow.

    ``keepers``: whose alone it is.
    """
    return Move(
        NEWER_RULES,
        "Move to the rules now in force",
        running,
        by=keepers or (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR),
        asks=(WHY,),
        needs=(THERE_ARE_NEWER,),
        effect=NEWER_RULES,
        group="put_right",
        for_another=False,
        as_said=True,
        tells=(
            Tell(
                NEWER_RULES,
                "A case was moved to newer rules; what is due may have moved",
                ("owner", "opener"),
                dated=False,
            ),
        ),
    )
