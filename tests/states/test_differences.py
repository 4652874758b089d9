"""Two policies compared: every key that differs, by its name in a policy's file; nothing else, nothing left out."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from states.differences import (
    Difference,
    chase_words,
    policy_differences,
    policy_words,
    reaches,
    rulebook_differences,
    when,
)
from states.kinds import machines
from states.language import State
from states.policy import Policy
from states.policy_file import TABLES, read_policy
from states.rulebook import resolve

ENGLAND = (Path(__file__).parents[2] / "states" / "england.toml").read_text(encoding="utf-8")


def policy(text: str = "") -> Policy:
    """A policy over the national defaults."""
    return read_policy(text, defaults=ENGLAND)


def changes(text: str) -> list[tuple[str, str | None, str | None]]:
    """What such a file changes of the national defaults."""
    return [(one.key, one.before, one.after) for one in policy_differences(policy(), policy(text))]


def test_the_same_policy_has_no_differences() -> None:
    """However often it was read."""
    assert [] == policy_differences(policy(), policy())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('title = "Ours"', ("title", "England: national defaults", "Ours")),
        ("[digest]\ndigest_hour = 9", ("digest.digest_hour", "8", "9")),
        ('[digest]\nsummary_weekday = "friday"', ("digest.summary_weekday", "monday", "friday")),
        ("[sign_off]\nwaives_low_risk = true", ("sign_off.waives_low_risk", "no", "yes")),
        (
            '[partners]\nstatutory = ["council", "police", "icb", "education"]',
            ("partners.statutory", "council, police, icb", "council, police, icb, education"),
        ),
        (
            '[durations]\n"action.verification" = "1 month"',
            ('durations."action.verification"', "10 working days", "1 month"),
        ),
        ('[durations]\n"action.delivery" = "1 month"', ('durations."action.delivery"', None, "1 month")),
        (
            '[chase.monthly]\nrungs = [{at = 0, to = ["owner"], at_once = true}]',
            ("chase.monthly on the day", "owner", "owner, at once"),
        ),
        ("ratified_on = 2026-11-01", ("ratified_on", "none", "2026-11-01")),
        ('[mail]\ndomains = ["nhs.net"]', ("mail.domains", "none", "nhs.net")),
    ],
)
def test_each_key_is_named_as_its_file_names_it(text: str, expected: tuple[str, str | None, str | None]) -> None:
    """With what it was and what it would be, in words; alone where it alone differs."""
    assert [expected] == changes(text)


def test_a_rung_added_doesnt_shift_the_others() -> None:
    """Rungs are named by their day: one more is one difference; one fewer too."""
    more = '[chase.monthly]\nrungs = [{at = -1, to = ["owner"]}, {at = 0, to = ["owner"]}]'
    assert [("chase.monthly 1 working day before", None, "owner")] == changes(more)
    back = policy_differences(policy(more), policy())
    assert [Difference("chase.monthly 1 working day before", "owner", None)] == back
    assert ["removed"] == [one.says for one in back]


def test_the_order_of_writing_is_no_difference_of_rules() -> None:
    """A whole file in another order compares as the same."""
    one = '[digest]\ndigest_hour = 9\n[names]\nhelp_line = "Ring"'
    other = '[names]\nhelp_line = "Ring"\n[digest]\ndigest_hour = 9'
    assert [] == policy_differences(policy(one), policy(other))


def test_nothing_of_a_policy_is_left_out() -> None:
    """Every field of the resolved policy has words, every table of a file is named: also those that come later."""
    said = policy_words(policy())
    firsts = {key.partition(".")[0].partition(" ")[0] for key in said}
    assert len(said) > 40
    assert [] == [name for name in TABLES if name not in firsts and not any(f".{name}" in key for key in said)]
    for field in fields(Policy):
        value = getattr(policy(), field.name)
        other: Any = {str: "x", bool: not value, int: 4}.get(type(value), () if value else ("x",))
        assert policy_differences(policy(), replace(policy(), **{field.name: other})), field.name


def test_chasing_in_words() -> None:
    """When, and who is reached."""
    monthly = next(chase for chase in policy().chases if chase.key == "monthly")
    assert [("on the day", "owner"), ("then every 5 working days", "owner")] == chase_words(monthly)
    assert ("2 working days before", "1 working day late") == (when(-2), when(1))
    assert "owner, business manager, at once" == reaches(("owner", "business_manager"), at_once=True)


def test_what_a_case_would_gain_and_lose() -> None:
    """Limits by their label, states and moves too where a later version declares them otherwise."""
    machine = machines()["incident"]
    slower = policy('[durations]\n"incident.notify_panel" = "6 working days"')
    before = resolve(machine, policy())
    label = next(clock.label for clock in machine.clocks if clock.key == "notify_panel")
    assert [Difference(f"limit {label}", "5 working days", "6 working days")] == rulebook_differences(
        before, resolve(machine, slower)
    )
    more = replace(machine, states=(*machine.states, State("asleep", "Asleep", aside=True)))
    assert [Difference("state Asleep", None, "open")] == rulebook_differences(before, resolve(more, policy()))
    note = replace(machine.moves[0], by=())
    other = replace(machine, moves=(note, *machine.moves[1:]))
    assert [Difference(f"move {note.label}", "as it was", "changed")] == rulebook_differences(
        before, resolve(other, policy())
    )
