"""How a review ends: published, or by a decision of those who decided that it is held: not published, discontinued.

Before that decision nobody discontinues it: what was asked for is decided on, whatever was recommended.
"""

from __future__ import annotations

from collections.abc import Mapping

from states import roles
from states.asks import Ask, Option
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, Tell
from states.moves.common import RECORDERS
from states.moves.reviews.proceedings import PUBLICATION, does
from states.moves.reviews.publishing import PUBLISHABLE
from states.moves.reviews.reporting import TOLD, UNPUBLISHED

POSITIONS = Ask(
    key="positions",
    label="Where each statutory partner stands",
    type="rows",
    hint="A line for each, your own agency included: a dissent stays on the record",
    columns=(
        Ask(key="agency", label="Partner", type="agency"),
        Ask(
            key="position",
            label="Position",
            type="choice",
            options=(Option("agree", "Agrees"), Option("dissent", "Dissents")),
        ),
        Ask(key="said_on", label="Said on", type="day", past=True),
        Ask(key="said", label="What they say", type="text", most=2000),
    ),
)
WHY_NOT = (
    Ask(key="not_published_why", label="Why it isn't published", type="text"),
    Ask(key="improvements", label="Which improvements are made public", type="text"),
)
WHY_STOPPED = (
    Ask(
        key="discontinued_why",
        label="Rationale: why the review is discontinued, and what becomes of the learning so far",
        type="text",
    ),
)


@predicate("each_partner_listed")
def each_partner_listed(facts: Facts, key: str) -> bool:
    """The rows given as ``key`` have one for each statutory partner, and no other."""
    rows = facts.given.get(key)
    listed = [row.get("agency") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    return sorted(map(str, listed)) == sorted(facts.policy.statutory)


EACH_POSITION = Guard(
    "each_partner_listed",
    "Say where each statutory partner stands: one line for each, and no other",
    (POSITIONS.key,),
    ("given", "policy"),
)
OTHERS_RECOMMENDED = Guard(
    "made_by_others",
    "This is for another person than the one who recommended it",
    ("recommend",),
    ("made", "doer", "recorded_by"),
)


def ending(
    sources: tuple[str, ...],
    decided: tuple[str, ...],
    *,
    by: str,
    needs: tuple[Guard, ...] = (),
    either_way: tuple[Guard, ...] = (),
    others: tuple[Guard, ...] = (),
) -> tuple[Move, ...]:
    """Published from ``sources``, not published, discontinued once ``decided``.

    ``needs``: what its publication needs besides what all do; ``either_way``: what it needs published or not.

    ``by``: who decided that it is held, as the policy has it: the board's chair, in person, or the statutory partners,
    of whom one says where each of them stands. ``others``: that it is another than who recommended it.
    """
    out = Tell("published", "A review was published", (*TOLD, "executive", "opener"))
    gone = Guard(
        "no_clock_runs", "The report must stay public for its time: see the date above", ("keep_public",), ("clocks",)
    )
    chair = by == "board_chair"
    heard = (*TOLD, "executive", "owner", "opener", "business_manager")

    def decision(
        key: str,
        label: str,
        where: tuple[str, ...],
        target: str,
        why: tuple[Ask, ...],
        tell: Tell,
        wants: tuple[Guard, ...] = (),
    ) -> Move:
        return Move(
            key,
            label,
            where,
            target,
            by=(roles.BOARD_CHAIR,) if chair else (roles.at_statutory(roles.DELEGATED_PARTNER),),
            asks=why if chair else (*why, POSITIONS),
            needs=(*wants, *others) if chair else (*wants, *others, EACH_POSITION),
            for_another=not chair,
            tells=(tell,),
        )

    return (
        does(
            Move(
                "publish",
                "Record the publication",
                sources,
                "published",
                by=RECORDERS,
                asks=(Ask(key="published_at", label="Where it can be read", type="line"),),
                needs=(*needs, *either_way, *PUBLISHABLE),
                tells=(out,),
            ),
            PUBLICATION,
        ),
        # The improvements are made public with it.
        does(
            decision(
                "not_publish",
                "Don't publish",
                (*UNPUBLISHED, *(source for source in sources if source not in UNPUBLISHED)),
                "not_published",
                WHY_NOT,
                Tell("not_published", "A review's report isn't published: see the reasons", heard),
                either_way,
            ),
            PUBLICATION,
        ),
        decision(
            "discontinue",
            "Discontinue",
            decided,
            "discontinued",
            WHY_STOPPED,
            Tell("discontinued", "A review was discontinued: see the rationale", heard),
        ),
        Move(
            "take_down",
            "Record that the report was taken down",
            ("published",),
            by=RECORDERS,
            asks=(Ask(key="taken_down_why", label="Why", type="text"),),
            needs=(gone,),
        ),
    )
