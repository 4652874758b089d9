"""What a ladder brings to a disagreement: at each stage who may do what, how long it has, who hears of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from states.clocks import Lasts, working_days
from states.conditions import holds
from states.defaults import england
from states.facts import Doer, Facts
from states.judgement import is_doer, judge, permitted
from states.kinds.disagreement import shape
from states.ladders.ladder import Ladder, LastWord, Stage
from states.language import Machine, Move
from states.policy import Policy

DAY = date(2026, 11, 23)
STAGES = (
    Stage("talk", "Talk", working_days(1), "agency_user", "agency_user", formal=False),
    Stage("heads", "Heads", working_days(3), "agency_lead", "delegated_partner"),
    Stage("board", "Board", working_days(5), "board_chair", "board_chair"),
    Stage("chiefs", "Chiefs", working_days(5), "lead_partner", "lead_partner"),
)
MANAGED = LastWord("arbiter", working_days(3), working_days(5), "In writing.", "The board")


def policy(mode: str = "advisory", view_from: str = "board", **others: Any) -> Policy:
    """A policy with these four stages, and that last word."""
    word = MANAGED if mode == "arbiter" else LastWord(mode, working_days(4), working_days(6))
    ladder = Ladder(
        STAGES,
        immediate_harm_to="board",
        dissent_enters_at="heads",
        dissent_within=(("heads", working_days(0)),),
        learning_within=working_days(20),
        last_word=word,
        view_from="" if mode == "none" else view_from,
    )
    return replace(england(), ladder=replace(ladder, **others))


def machine(mode: str = "advisory", **others: Any) -> Machine:
    """The disagreement that this policy makes."""
    return shape(policy(mode, **others))


def move(found: Machine, key: str) -> Move:
    """The move of that key."""
    one = found.move(key)
    assert one is not None, key
    return one


def doer(*held: str) -> Doer:
    """Somebody with these roles, each written role@agency."""
    pairs = (one.partition("@") for one in held)
    return Doer(1, "Pat", frozenset((role, agency) for role, _, agency in pairs))


def facts(who: Doer, state: str, **others: Any) -> Facts:
    """A disagreement of the school with the council in that state."""
    from_council = frozenset({"school", "council"})
    given = Facts("disagreement", state, DAY, DAY, who, parties=from_council)
    return replace(given, owner=replace(given.owner, agency="school"), **others)


OWNERS = [
    ("stage_1", "agency_user@school", True),
    ("stage_1", "agency_user@council", True),
    ("stage_1", "agency_user@police", False),
    ("stage_1", "agency_lead@school", False),
    ("stage_2", "agency_lead@school", True),
    ("stage_2", "delegated_partner@council", True),
    ("stage_2", "delegated_partner@icb", False),
    ("stage_2", "agency_user@school", False),
    ("stage_2", "executive@council", False),
    ("stage_3", "board_chair", True),
    ("stage_3", "review_chair", False),
    ("stage_3", "delegated_partner@council", False),
    ("stage_4", "lead_partner@police", True),
    ("stage_4", "executive@icb", True),
    ("stage_4", "board_chair", False),
    ("stage_4", "scrutineer", False),
    *((f"stage_{number}", role, True) for number in (1, 2, 3, 4) for role in ("review_officer", "business_manager")),
]


@pytest.mark.parametrize(("state", "who", "may"), OWNERS)
def test_a_stage_is_resolved_by_its_owners_or_the_business_unit(state: str, who: str, may: bool) -> None:  # noqa: FBT001
    """Owners are held to the agencies that take part; leaders act for the partnership. Others read whose it is."""
    judgement = judge(move(machine(), "resolve"), facts(doer(who), state))
    number = int(state[-1])
    says = f"That is for the owners of stage {number}: {STAGES[number - 1].name}, or for the business unit"
    assert may == (judgement.permitted and not judgement.reasons)
    if judgement.permitted and not may:
        assert (says,) == judgement.reasons


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("agency_user@school", True),
        ("agency_lead@school", True),
        ("review_officer@unit", True),
        ("business_manager@unit", True),
        ("agency_lead@council", False),
        ("delegated_partner@council", False),
        ("scrutineer", False),
        ("executive@council", False),
        ("review_chair", False),
    ],
)
def test_the_next_stage_is_the_raisers_to_take(who: str, may: bool) -> None:  # noqa: FBT001
    """Or the business unit's; so is withdrawing. The other side can neither climb nor take it away."""
    for key in ("to_stage_2", "to_stage_3", "to_stage_4", "withdraw"):
        assert may == permitted(move(machine(), key).by, facts(doer(who), "stage_1"))


def test_one_climbs_stage_by_stage_and_skips_for_harm_only() -> None:
    """From each to the next; the skip from those below the one that is named; neither of itself."""
    found = machine()
    assert [(("stage_1",), "stage_2"), (("stage_2",), "stage_3"), (("stage_3",), "stage_4")] == [
        (move(found, f"to_stage_{number}").sources, move(found, f"to_stage_{number}").target) for number in (2, 3, 4)
    ]
    skip = move(found, "skip_for_harm")
    assert (("stage_1", "stage_2"), "stage_3") == (skip.sources, skip.target)
    for who in ("agency_user@school", "agency_user@council", "delegated_partner@council", "review_officer"):
        assert any(is_doer(one, doer(who), facts(doer(who), "stage_1")) for one in skip.by)
    assert ["harm", "safety_now"] == [ask.key for ask in skip.asks if ask.required]
    assert None is machine(immediate_harm_to="talk").move("skip_for_harm")
    assert not [one for one in found.moves if one.of_itself]


def test_each_stage_has_its_time_and_a_dissent_its_own() -> None:
    """The dissent's is shorter where the policy says so; only one of the two runs."""
    found = machine()
    lasts: dict[str, Lasts | None] = {clock.key: clock.lasts for clock in found.clocks}
    assert [working_days(days) for days in (1, 3, 5, 5)] == [lasts[f"stage_{number}"] for number in (1, 2, 3, 4)]
    assert [working_days(days) for days in (1, 0, 5, 5)] == [lasts[f"stage_{n}_dissent"] for n in (1, 2, 3, 4)]
    for enters, runs in (("stage_2", "stage_2"), ("dissent", "stage_2_dissent")):
        given = facts(doer("scrutineer"), "stage_2", answers={"enters_at": enters})
        running = [
            clock.key
            for clock in found.clocks
            if clock.starts.key == "stage_2" and (clock.when is None or holds(clock.when, given))
        ]
        assert [runs] == running


def test_a_stage_chases_its_owners_on_both_sides() -> None:
    """Those of the raiser's agency and of the other; a chair is one person."""
    chased = {clock.key: clock.chased for clock in machine().clocks if clock.chased}
    assert ("agency_user@owner", "agency_user@answering") == chased["stage_1"]
    assert ("agency_lead@owner", "delegated_partner@answering") == chased["stage_2"] == chased["stage_2_dissent"]
    assert (("board_chair",), ("lead_partner@owner", "lead_partner@answering")) == (
        chased["stage_3"],
        chased["stage_4"],
    )


@pytest.mark.parametrize("mode", ["none", "advisory", "arbiter", "mediation"])
def test_nobody_can_switch_off_that_the_scrutineer_hears(mode: str) -> None:
    """Whatever the last word: of the raising, of each climb and of each end; at once where the stage is formal."""
    found = machine(mode)
    openings = {tell.key: tell for tell in found.opening.tells if "scrutineer" in tell.to}
    assert {f"scrutineer_at_stage_{number}" for number in (1, 2, 3, 4)} == set(openings)
    assert [False, True, True, True] == [openings[f"scrutineer_at_stage_{number}"].at_once for number in (1, 2, 3, 4)]
    ends = {state.key for state in found.states if state.final}
    climbs = {f"stage_{number}" for number in (1, 2, 3, 4)}
    for one in found.moves:
        if one.target in ends | climbs:
            assert any("scrutineer" in tell.to and tell.when is None for tell in one.tells), one.key


def test_leaders_get_word_at_their_stage_with_the_summary() -> None:
    """At once, and at no other."""
    leading = {
        one.key
        for one in machine().moves
        for tell in one.tells
        if tell.template == "summary" and tell.at_once and {"executive", "lead_partners"} == set(tell.to)
    }
    assert {"to_stage_4"} == leading
    admitted = {state.key: state.admits for state in machine("none").states if state.admits}
    assert {"stage_3": ("board_chair",), "stage_4": ("executive", "lead_partner")} == admitted


LAST: dict[str, dict[str, Any]] = {
    "none": {"asked": (), "decides_in": "stage_4", "yes": "executive@police", "no": "delegated_partner@council"},
    "advisory": {"asked": ("stage_3", "stage_4"), "decides_in": "view_given", "yes": "executive@x", "no": "scrutineer"},
    "arbiter": {
        "asked": ("stage_3", "stage_4"),
        "decides_in": "view_requested",
        "yes": "scrutineer",
        "no": "executive@x",
    },
    "mediation": {
        "asked": ("stage_3", "stage_4"),
        "decides_in": "view_given",
        "yes": "agency_lead@school",
        "no": "scrutineer",
    },
}


@pytest.mark.parametrize(("mode", "expected"), LAST.items(), ids=LAST)
def test_the_last_word_is_whose_the_policy_says(mode: str, expected: dict[str, Any]) -> None:
    """From which stages the scrutineer may be asked, where it is decided, by whom and by whom not."""
    found = machine(mode)
    asking = found.move("ask_view")
    assert expected["asked"] == (() if asking is None else asking.sources)
    decide = move(found, "decide")
    assert ((expected["decides_in"],), "decided") == (decide.sources, decide.target)
    assert [True, False] == [
        permitted(decide.by, facts(doer(expected[which]), expected["decides_in"])) for which in ("yes", "no")
    ]
    given = found.move("give_view")
    assert (mode in ("advisory", "mediation")) == (given is not None)
    if given is not None:
        assert ("scrutineer",) == given.by
    for who in ("agency_user@council", "review_officer@unit", "agency_lead@police", "auditor"):
        assert not permitted(decide.by, facts(doer(who), expected["decides_in"])), who
    clocks = {clock.key: clock.lasts for clock in found.clocks if clock.key in ("view", "decision")}
    assert {
        "none": {},
        "arbiter": {"view": working_days(3)},
        "advisory": {"view": working_days(4), "decision": working_days(6)},
        "mediation": {"view": working_days(4), "decision": working_days(6)},
    }[mode] == clocks


def test_an_arbiter_decides_in_person_and_reads_how() -> None:
    """The three answers of the policy stand where the decision is written; nobody records it for them."""
    decide = move(machine("arbiter"), "decide")
    assert not decide.for_another
    assert "In writing. Reported to: The board" == decide.asks[0].hint
    assert move(machine("advisory"), "decide").for_another


def test_informal_stages_are_what_may_be_recorded_afterwards() -> None:
    """On a form of rows; where no stage is informal it isn't asked."""
    asks = {ask.key: ask for ask in machine().opening.asks}
    assert ["stage_1"] == [option.value for option in asks["stages_before"].columns[0].options]
    assert ["stage_1", "stage_2", "stage_3", "stage_4", "dissent"] == [one.value for one in asks["enters_at"].options]
    formal = tuple(replace(stage, formal=True) for stage in STAGES)
    assert "stages_before" not in {ask.key for ask in machine(stages=formal).opening.asks}
