"""The ladders that lie ready to begin from: each is taken as it stands, makes a sound machine, and differs in shape."""

import pytest

from states.checks.faults import faults
from states.defaults import england_toml
from states.kinds import machines
from states.kinds.disagreement import shape
from states.policy import Policy
from states.policy_file import read_policy
from states.roles import TITLES
from tests.workflow.ladders_by_hand import BY_HAND, FOLDER, ByHand, ladder_file


def policy(name: str) -> Policy:
    """The file, over the national defaults."""
    return read_policy(ladder_file(name), defaults=england_toml())


def test_ten_ladders_lie_ready() -> None:
    """Each with what it comes to, worked out by hand; no two of one shape."""
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(BY_HAND)
    shapes = {
        (len(one.stages), one.informal, one.mode, one.harm, one.view_from, one.dissent) for one in BY_HAND.values()
    }
    assert 10 == len(BY_HAND) == len(shapes)
    assert {2, 3, 4, 5, 6} == {len(one.stages) for one in BY_HAND.values()}
    assert {"none", "advisory", "arbiter", "mediation"} == {one.mode for one in BY_HAND.values()}


@pytest.mark.parametrize(("name", "expected"), BY_HAND.items(), ids=BY_HAND)
def test_a_ladder_is_read_as_it_is_meant(name: str, expected: ByHand) -> None:
    """Its stages, how many of them are informal, the last word, where harm, views and dissents go."""
    ladder = policy(name).ladder
    assert [at.name for at in expected.stages] == [stage.name for stage in ladder.stages]
    assert [number >= expected.informal for number in range(len(expected.stages))] == [
        stage.formal for stage in ladder.stages
    ]
    assert (expected.mode, expected.harm, expected.dissent, expected.view_from) == (
        ladder.last_word.mode,
        ladder.number(ladder.immediate_harm_to),
        ladder.number(ladder.dissent_enters_at),
        ladder.number(ladder.view_from) if ladder.view_from else 0,
    )


@pytest.mark.parametrize("name", BY_HAND)
def test_a_ladders_machine_has_no_fault(name: str) -> None:
    """Beside all other kinds, with the national ladders of chasing."""
    found = policy(name)
    machine = shape(found)
    chases = {chase.key for chase in found.chases}
    kinds = machines() | {"disagreement": machine}
    assert [] == faults(machine, {"notice", "summary"}, TITLES, kinds, chases=chases)
