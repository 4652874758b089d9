"""A rulebook keeps the rules of a case as text, from its opening to its end."""

import json
from pathlib import Path

import pytest

from states.canonical import canonical
from states.clocks import working_days
from states.kinds import machines
from states.policy import Policy
from states.policy_file import read_policy
from states.rulebook import digest_of, from_json, resolve, to_json

ENGLAND = (Path(__file__).parents[2] / "states" / "england.toml").read_text(encoding="utf-8")
CLOCKS = {f"{kind.key}.{clock.key}" for kind in machines().values() for clock in kind.clocks}


def policy(text: str = "") -> Policy:
    """A partnership's policy over the national defaults."""
    return read_policy(text, defaults=ENGLAND, clocks=CLOCKS)


@pytest.mark.parametrize("kind", machines())
def test_a_rulebook_round_trips(kind: str) -> None:
    """Read back from its text it is equal, and so are its text and its digest."""
    rulebook = resolve(machines()[kind], policy())
    text = to_json(rulebook)
    assert rulebook == from_json(text)
    assert text == to_json(from_json(text)) == canonical(json.loads(text))
    assert digest_of(rulebook) == digest_of(from_json(text))


def test_a_policys_durations_make_another_rulebook() -> None:
    """The clock lasts as the partnership says, and the digest tells the two apart."""
    machine = machines()["rapid_review"]
    plain, own = (
        resolve(machine, policy()),
        resolve(machine, policy('[durations]\n"rapid_review.letters" = "2 working days"')),
    )
    letters = own.machine.clock("letters")
    assert letters is not None
    assert working_days(2) == letters.lasts
    assert digest_of(plain) != digest_of(own)


def test_a_rulebook_holds_the_ladders_its_clocks_climb() -> None:
    """Each clock's ladder is there, and one that no clock names isn't."""
    rulebook = resolve(machines()["incident"], policy())
    assert {clock.chase for clock in rulebook.machine.clocks} == {chase.key for chase in rulebook.chases}
    with pytest.raises(KeyError):
        rulebook.chase("unit")


@pytest.mark.parametrize(
    "text", ["[]", '{"is": "Rung", "at": 1, "to": ["owner"]}', '{"is": "Spell"}', '{"is": "Rung", "height": 3}']
)
def test_what_is_no_rulebook_is_refused(text: str) -> None:
    """Another value, a word or a field that the language doesn't have."""
    with pytest.raises(ValueError, match=r"rulebook|language|height"):
        from_json(text)
