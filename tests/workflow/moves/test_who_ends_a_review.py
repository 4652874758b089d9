"""Who ends a review before its report is public: those who decided that it is held, once they have, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.joining import joins
from tests.workflow.every_move.reports import BY_PARTNERS, DECISION
from tests.workflow.moves.test_who_decides_on_adults import recommended
from tests.workflow.situations import PARTNERS
from tests.workflow.taking_on.test_taking_on import taken_on
from tests.workflow.telling import told
from tests.world import World
from workflow.errors import NotOffered, NotPermitted, Refused

WORDS = "What was said and done"
WHY = {"discontinued_why": "The trial heard all of it"}
STANDS: list[dict[str, Any]] = [
    {"agency": one, "position": "agree", "said_on": "2026-11-23", "said": WORDS} for one in ("council", "police", "icb")
]
ENDED = "A review was discontinued: see the rationale"


def initiated(world: World, by: str = "officer") -> str:
    """A review that the board's chair decided to hold."""
    case = recommended(world, by)
    world.fire("board_chair", case, "initiate", DECISION | {"sar_kind": "mandatory"})
    return case


def test_what_is_asked_for_is_decided_on_first(world: World) -> None:
    """Referred or recommended, it is discontinued by nobody, whoever they are."""
    case = recommended(world, "chair")
    for who in ("manager", "chair", "board_chair"):
        with pytest.raises(NotOffered):
            world.fire(who, case, "discontinue", WHY)


def test_the_boards_chair_ends_what_the_chair_decided_on(world: World) -> None:
    """In person, with the rationale; whoever referred, the scrutineer, the partners and the unit hear of it."""
    case = initiated(world)
    for who in ("manager", "chair", "dsp_police"):
        with pytest.raises(NotPermitted):
            world.fire(who, case, "discontinue", WHY)
    with pytest.raises(NotPermitted, match="must do it themselves"):
        world.fire("manager", case, "discontinue", WHY, recorded_for="board_chair")
    assert "discontinued" == world.fire("board_chair", case, "discontinue", WHY).state
    heard = told(world, case, ENDED)
    assert {"officer", "scrutineer", "manager", "chair", "executive", *PARTNERS} <= heard


def test_never_whoever_recommended_it(world: World) -> None:
    """A board's chair who recommended a review that a deputy decided to hold doesn't end it either."""
    joins(world, "both", "council", "review_chair", "board_chair")
    case = initiated(world, "both")
    with pytest.raises(Refused, match="another person than the one who recommended it"):
        world.fire("both", case, "discontinue", WHY)


def test_by_partners_each_ones_position_is_on_record(world: World) -> None:
    """A delegated partner says where each stands, dissent included; not the officer who recommended, for them."""
    world.policy(BY_PARTNERS)
    case = recommended(world)
    for partner in PARTNERS:
        world.fire(partner, case, "agree")
    for who in ("manager", "chair", "board_chair"):
        with pytest.raises(NotPermitted):
            world.fire(who, case, "discontinue", WHY | {"positions": STANDS})
    for some in (STANDS[:2], [*STANDS, STANDS[0]], [*STANDS[:2], STANDS[2] | {"agency": "housing"}]):
        with pytest.raises(Refused, match="one line for each, and no other"):
            world.fire("dsp_icb", case, "discontinue", WHY | {"positions": some})
    with pytest.raises(Refused, match="another person than the one who recommended it"):
        world.fire("officer", case, "discontinue", WHY | {"positions": STANDS}, recorded_for="dsp_icb")
    against = [*STANDS[:2], STANDS[2] | {"position": "dissent"}]
    ended = world.fire("manager", case, "discontinue", WHY | {"positions": against}, recorded_for="dsp_council")
    assert ("discontinued", "dissent") == (ended.state, ended.facts["positions"][2]["position"])


def test_what_the_partners_agreed_on_isnt_the_managers_to_end(world: World) -> None:
    """A children's review: a partner ends it, or keeps its report from the public, with where each of them stands."""
    gone = {"decided_on": "2026-11-02", "began_on": "2026-11-02", "state_since": "2026-11-16"}
    stopped = taken_on(world, "practice_review", gone | {"state_now": "commissioned"}).reference
    hidden = taken_on(world, "practice_review", gone | {"state_now": "approved"}).reference
    unseen = {"not_published_why": WORDS, "improvements": WORDS}
    for case, move, why in ((stopped, "discontinue", WHY), (hidden, "not_publish", unseen)):
        for who in ("manager", "chair"):
            with pytest.raises(NotPermitted):
                world.fire(who, case, move, why | {"positions": STANDS})
        assert world.fire("dsp_police", case, move, why | {"positions": STANDS}).final
    assert {"chair", "scrutineer", "manager", "dsp_icb", "executive"} <= told(world, stopped, ENDED)
