"""The moves by which a case and others meet: merged into another, transferred to another area, linked, unlinked.

Which cases those are, and whether whoever moves sees them, is looked up where the moves take effect.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask, Option
from states.language import LINKS, Machine, Move, State, Tell
from states.moves.asked import REASON, RECORDERS

MERGED_INTO, TRANSFERRED = "merged_into", "transferred"
MERGE, LINK, UNLINK = "merge", "link_case", "unlink_case"
ENDS_ELSEWHERE = (
    State(MERGED_INTO, "Merged into another case", final=True, aside=True),
    State(TRANSFERRED, "Transferred to another area", final=True, aside=True),
)

INTO = Ask(
    key="into",
    label="The case that it is merged into",
    type="case",
    hint="Its reference. It must be of the same kind and open; what stands below this case stays in its place",
)
OTHER = Ask(key="other", label="The other case", type="case", hint="Its reference", kept_in_case=False)
AS = Ask(
    key="as",
    label="How they belong together",
    type="choice",
    kept_in_case=False,
    options=(
        Option("joint", LINKS["joint"], "Children and adults in one matter: they share actions and the scrutineer"),
        Option("related", LINKS["related"]),
    ),
)
TRANSFER = (
    Ask(key="accepting_area", label="Area that accepts it", type="line"),
    Ask(key="accepted_by", label="Contact there", type="line"),
    Ask(key="accepted_on", label="Accepted on", type="day", past=True),
    REASON,
)


def elsewhere_moves(machine: Machine, keepers: tuple[str, ...], hear_of_it: tuple[str, ...]) -> tuple[Move, ...]:
    """The four moves for a kind; ``keepers``: who alone, and in person, ends it, else the business unit."""
    running = tuple(state.key for state in machine.states if not state.final)
    everywhere = tuple(state.key for state in machine.states)
    told = ("owner", "opener", *hear_of_it)
    manager = keepers or (roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR)
    return (
        Move(
            MERGE,
            "Merge into another case",
            running,
            MERGED_INTO,
            by=manager,
            asks=(INTO, REASON),
            effect=MERGE,
            group="elsewhere",
            for_another=not keepers,
            tells=(Tell(MERGED_INTO, "A case was merged into another", told, dated=False),),
        ),
        Move(
            "transfer",
            "Transfer to another area",
            running,
            TRANSFERRED,
            by=manager,
            asks=TRANSFER,
            group="elsewhere",
            for_another=not keepers,
            tells=(Tell(TRANSFERRED, "A case was transferred to another area", told, dated=False),),
        ),
        Move(
            LINK,
            "Link to another case",
            everywhere,
            by=RECORDERS,
            asks=(OTHER, AS, REASON),
            quiet=True,
            effect=LINK,
            group="elsewhere",
        ),
        Move(
            UNLINK,
            "Take a link away",
            everywhere,
            by=RECORDERS,
            asks=(OTHER, REASON),
            quiet=True,
            effect=UNLINK,
            group="elsewhere",
        ),
    )
