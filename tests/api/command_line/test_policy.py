"""``casekeeper policy``: put forward, confirmed by a second person, taken back, compared; each refusal a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.command_line.conftest import Command
from tests.world import POLICY, World

MANAGER, ADMINISTRATOR = "manager@northmoor.example", "administrator@northmoor.example"


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run after the partnership was begun."""
    monkeypatch.setenv("CASEKEEPER_NOW", "2030-01-07T09:00")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A second edition, with another time for the meeting."""
    return written(tmp_path, "2", '[durations]\n"rapid_review.meeting" = "11 working days"\n')


def written(folder: Path, edition: str, more: str = "") -> Path:
    """A policy's file."""
    path = folder / f"policy-{edition}.toml"
    path.write_text(POLICY.replace('edition = "1"', f'edition = "{edition}"') + more)
    return path


def test_a_second_edition_waits_until_another_person_confirms(world: World, casekeeper: Command, second: Path) -> None:
    """What is said at each step is what stands; the one who put it forward can't confirm it."""
    put = casekeeper("policy", "apply", second, "--by", MANAGER)
    assert (0, True) == (put.code, "Edition 2 waits to be confirmed; edition 1 stays in force" in put.out)
    assert "casekeeper policy confirm " in put.out
    shown = casekeeper("policy", "show").out
    assert "edition 1, applied" in shown
    assert "# Edition 2, put forward by manager@northmoor.example, waits to be confirmed." in shown
    own = casekeeper("policy", "confirm", "2", "--by", MANAGER)
    assert (1, "You put edition 2 forward: somebody else must confirm it\n") == (own.code, own.err)
    assert 0 == casekeeper("policy", "confirm", "2", "--by", ADMINISTRATOR, "--partnership", "NM").code
    assert "edition 2, applied" in casekeeper("policy", "show").out
    assert f"confirmed by {ADMINISTRATOR}" in casekeeper("policy", "show").out
    found = casekeeper("policy", "editions", "--json").json
    assert [("2", "in force"), ("1", "was in force")] == [(one["edition"], one["status"]) for one in found]


def test_the_operator_puts_forward_and_a_named_person_confirms(world: World, casekeeper: Command, second: Path) -> None:
    """Without --by the login name is kept; confirming always says who, and only who may."""
    assert 0 == casekeeper("policy", "apply", second).code
    assert 2 == casekeeper("policy", "confirm", "2").code
    for who, says in (("officer", "for business managers and administrators"), ("nobody", "Nobody here")):
        typed = casekeeper("policy", "confirm", "2", "--by", f"{who}@northmoor.example")
        assert (1, True) == (typed.code, says in typed.err), typed.err
    assert 1 == casekeeper("policy", "apply", second, "--by", "officer@northmoor.example").code
    assert 0 == casekeeper("policy", "confirm", "2", "--by", MANAGER).code


def test_the_same_file_again_and_what_was_taken_back(world: World, casekeeper: Command, second: Path) -> None:
    """In force already, waits already, withdrawn: each in its own words."""
    casekeeper("policy", "apply", second)
    again = casekeeper("policy", "apply", second)
    assert (0, True) == (again.code, "already waits to be confirmed" in again.out)
    assert "Edition 2 of NM is withdrawn." in casekeeper("policy", "withdraw", "2").out
    typed = casekeeper("policy", "apply", second)
    assert (1, True) == (typed.code, "was withdrawn. To put it forward again" in typed.err)
    same = casekeeper("policy", "apply", written(second.parent, "1"))
    assert (0, "Edition 1 is in force in NM already: nothing changed.\n") == (same.code, same.out)
    other = casekeeper("policy", "apply", written(second.parent, "1", "ratified_on = 2026-11-01\n"))
    assert (1, True) == (other.code, "There is an edition 1 with other words (in force)" in other.err)


def test_the_first_policy_is_in_force_and_says_so(casekeeper: Command, policy_file: Path) -> None:
    """There may be no second person yet."""
    casekeeper("migrate")
    casekeeper("partnership", "add", "NM", "Northmoor")
    for key in ("unit", "council", "police", "icb"):
        casekeeper("agency", "add", key, key.title())
    put = casekeeper("policy", "apply", policy_file)
    assert (0, True) == (put.code, "It is NM's first, so nobody had to confirm it" in put.out)


def test_editions_are_compared(world: World, casekeeper: Command, second: Path) -> None:
    """Files, names, digests, what is in force and the national defaults, in any pair: key, before, after."""
    casekeeper("policy", "apply", second)
    digest = casekeeper("policy", "editions", "--json").json[0]["digest"]
    expected = [
        {"key": "edition", "before": "1", "after": "2"},
        {"key": 'durations."rapid_review.meeting"', "before": "12 working days", "after": "11 working days"},
    ]
    for after in ("2", digest[:10], second):
        assert expected == casekeeper("policy", "diff", "in-force", after, "--json").json
    national = casekeeper("policy", "diff", "national", second).out
    assert "England: national defaults" in national
    assert "11 working days" in national
    assert "There is no difference." in casekeeper("policy", "diff", "1", "in-force").out
    typed = casekeeper("policy", "diff", "1", "seven")
    assert (1, "NM has no edition seven. There are: 2, 1.\n") == (typed.code, typed.err)


def test_two_files_are_compared_without_a_database(casekeeper: Command, second: Path) -> None:
    """Nobody needs an installation to look at what a file changes."""
    found = casekeeper("policy", "diff", "national", second, "--json").json
    assert {"title", "edition", 'durations."rapid_review.meeting"'} == {one["key"] for one in found}


def test_every_fault_of_a_file_is_on_a_line_of_its_own(casekeeper: Command, tmp_path: Path) -> None:
    """Key, what was found, what is allowed; all at once."""
    file = written(
        tmp_path,
        "2",
        "ratified_on = '1 May'\n"
        '[digest]\ndigest_hour = 25\n[durations]\n"rapid_review.meting" = "5 working days"\n'
        '"rapid_review.meeting" = "soon"\n[chase.ordinary]\nrungs = [{at = 0, to = ["king"]}]\n[ladder]\nstages = []\n',
    )
    lines = casekeeper("policy", "check", file).err.splitlines()
    for key in (
        "ratified_on: found '1 May', allowed is a date",
        "digest.digest_hour: found 25, allowed is an hour of the day from 0 to 23",
        'durations."rapid_review.meting": found',
        "durations.\"rapid_review.meeting\": found 'soon', allowed is a length such as",
        "chase.ordinary.rungs[0].to: found ['king'], allowed is a list of owner",
        "ladder.stages",
    ):
        assert 1 == sum(line.startswith(key) for line in lines), (key, lines)
    assert all(line.strip() for line in lines)


def test_a_file_with_a_mark_before_its_text_is_read(world: World, casekeeper: Command, second: Path) -> None:
    """As Notepad saves it."""
    second.write_bytes(b"\xef\xbb\xbf" + second.read_bytes())
    assert 0 == casekeeper("policy", "check", second).code
    assert 0 == casekeeper("policy", "apply", second).code
