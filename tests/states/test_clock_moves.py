"""Who may move which time limit, and the moves by which they do: on a small machine with a limit of each sort."""

from __future__ import annotations

import pytest

from states import roles
from states.checks.faults import faults
from states.checks.loose_ends import faults_of_clocks
from states.clocks import Basis, Clock, months, on_answer, on_opening, working_days
from states.describe import as_markdown
from states.facts import Doer
from states.language import Move
from states.moves import clock_moves
from states.moves.common import with_common_moves
from states.rulebook import Rulebook, digest_of, from_json, to_json
from states.schema import as_json
from tests.states.letters import DAY, SOUND, sound

LAW = Basis("Act 2026")


def clock(key: str, **more: object) -> Clock:
    """A clock of five working days until the letter is sent."""
    given = {"lasts": working_days(5), "starts": on_opening(), "stops": ("sent", "closed")} | more
    return Clock(key=key, label=key.capitalize(), basis=LAW, chase="", **given)  # type: ignore[arg-type]


CLOCKS = (
    clock("panel", extended_by="nobody", owed_to="Panel"),
    clock("review", lasts=months(6), extended_by="deciders"),
    clock("adults", lasts=months(6), extended_by="board_chair"),
    clock("children", lasts=months(6), extended_by="statutory_partners"),
    clock("local"),
    clock("agreed", lasts=None, starts=on_answer(DAY.key)),
)
ANEW = Move("agree_anew", "Agree another day", ("written",), by=(roles.BUSINESS_MANAGER,), asks=(DAY,))
KIND = with_common_moves(sound(clocks=CLOCKS, moves=(*SOUND.moves, ANEW)), reopens_to="sent")


def held(role: str) -> Doer:
    """Somebody with that one role."""
    return Doer(1, "Ann", frozenset({(role, "council")}))


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("panel", set()),
        ("review", {"delegated_partner", "review_chair", "board_chair"}),
        ("adults", {"board_chair"}),
        ("children", {"delegated_partner"}),
        ("local", {"business_manager", "delegated_partner", "review_chair", "board_chair"}),
        ("agreed", set()),
    ],
)
def test_each_limit_is_moved_by_its_own_people(key: str, may: set[str]) -> None:
    """A review's months never by the business manager alone, the Panel's by nobody."""
    declared = KIND.clock(key)
    assert declared is not None
    assert may == {role for role in roles.TITLES if not clock_moves.why_not(KIND, declared, held(role))}


def test_whoever_may_not_reads_why() -> None:
    """The law's limit, somebody else's, and an agreed date each have their own sentence."""
    says = {one.key: clock_moves.why_not(KIND, one, held("business_manager")) for one in CLOCKS}
    assert {
        "panel": "“Panel” is owed to the Panel: it can't be moved, only explained. "
        "Record why it is late when it is done.",
        "review": "“Review” can be moved by: Delegated safeguarding partner, Review subgroup chair, Adults board chair",
        "adults": "“Adults” can be moved by: Adults board chair",
        "children": "“Children” can be moved by: Delegated safeguarding partner",
        "local": "",
        "agreed": "“Agreed” is a date that was agreed: to change it, use “Agree another day”",
    } == says


def test_a_kind_has_the_moves_where_something_can_be_moved() -> None:
    """All four in each open state; none on a kind whose every limit the law fixes."""
    assert set(clock_moves.CLOCK_MOVES) <= {move.key for move in KIND.moves}
    extend = KIND.move("extend_clock")
    assert extend is not None
    assert {"written", "sent"} == set(extend.sources)
    assert ["clock", "new_due_on", "reason", "authority"] == [ask.key for ask in extend.asks]
    fixed = sound(clocks=CLOCKS[:1])
    assert () == clock_moves.clock_moves(fixed)


def test_a_limit_that_outlives_its_case_can_be_moved_after_it() -> None:
    """What is owed after a decision is extended after the decision."""
    after = sound(clocks=(clock("impact", outlives=True),))
    assert after.state_keys == set(clock_moves.clock_moves(after)[1].sources)


def test_those_who_decide_hear_of_a_request_about_their_clock_only() -> None:
    """The business manager always; the delegated partners and the chair where the clock is theirs to extend."""
    asked = KIND.move("ask_extension")
    assert asked is not None
    always, *theirs = asked.tells
    assert (("business_manager",), None) == (always.to, always.when)
    assert {
        ("clock", "review"): ("delegated_partners", "review_chair"),
        ("clock", "adults"): ("board_chair",),
        ("clock", "children"): ("delegated_partners",),
    } == {one.when.args: one.to for one in theirs if one.when is not None}


def test_of_a_reviews_theirsmore_people_hear() -> None:
    """Extended, paused, running again: owner and opener of any limit; of the months those whom they concern too."""
    for key in ("extend_clock", "pause_clock", "resume_clock"):
        move = KIND.move(key)
        assert move is not None
        always, theirs = move.tells
        assert (("owner", "opener"), None) == (always.to, always.when)
        assert {"delegated_partners", "scrutineer", "executive", "business_manager", "review_chair"} == set(theirs.to)
        assert theirs.when is not None
        assert ("clock", "adults", "children") == theirs.when.args


def test_a_pause_of_the_theirsis_looked_at_each_month() -> None:
    """By a clock that runs while something is paused, on a kind whose months somebody may pause; on no other."""
    check = KIND.clock("pause_check")
    assert check is not None
    assert (months(1), "monthly", True, KIND.clocks[-1]) == (check.every, check.chase, check.while_paused, check)
    assert "“Monthly check of a pause” can't be moved: record it, or let what is paused run again." == check.why_fixed
    without = with_common_moves(sound(clocks=CLOCKS[:1]), reopens_to="sent")
    assert (None, None) == (without.clock("pause_check"), without.move("check_pause"))


def test_with_them_a_kind_is_sound() -> None:
    """No fault, and the rulebook round-trips."""
    assert [] == faults(KIND, {"notice"}, roles.TITLES)
    book = Rulebook(KIND, (), "test")
    assert digest_of(book) == digest_of(from_json(to_json(book)))


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        (clock("a", lasts=None, every=months(1)), "recurs, but no move starts it anew"),
        (clock("a", every=months(1), restarts=("send",)), "lasts once and recurs: it can't do both"),
        (clock("a", lasts=None, every=working_days(0), restarts=("send",)), "recurs at no distance at all"),
        (
            clock("a", lapses=True, outlives=True),
            "ends of itself, so it can't be chased, owed after the end or recur as well",
        ),
    ],
)
def test_a_clock_that_contradicts_itself_is_a_fault(declared: Clock, fault: str) -> None:
    """Said with the clock's name."""
    machine = sound(clocks=(declared,))
    assert f"clock a {fault}" in list(faults_of_clocks(machine, None))


def test_a_clock_that_runs_on_is_no_fault_and_is_described() -> None:
    """What outlives the case may run at its end; the table and the JSON say so, and what recurs."""
    clocks = (
        clock("impact", stops=("closed",), outlives=True),
        clock("shown", stops=("closed",), lapses=True),
        clock("note", lasts=None, every=months(1), restarts=("send",)),
    )
    machine = sound(clocks=clocks)
    assert [] == faults(machine, {"notice"}, roles.TITLES)
    drawn = as_markdown(machine)
    for words in ("every 1 month", "runs on after the case has ended", "and then ends of itself"):
        assert words in drawn
    told = {one["key"]: (one["every"], one["outlives"], one["lapses"]) for one in as_json(machine)["clocks"]}  # type: ignore[attr-defined]
    assert {"impact": (None, True, False), "shown": (None, False, True), "note": ("1 month", False, False)} == told
