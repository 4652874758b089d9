"""The command line's calendar: days off that a partnership declares, and counting by them."""

from __future__ import annotations

import pytest

from tests.api.command_line.conftest import Command
from tests.workflow import situations
from tests.world import World

NOW = ("--now", "2026-11-23T10:00")


def test_a_day_off_is_declared_counted_listed_and_taken_back(world: World, casekeeper: Command) -> None:
    """The command says what it moves; counting by the partnership skips the day by name, counting without doesn't."""
    situations.rapid_review(world)
    said = casekeeper("calendar", "declare", "2026-12-01", "One-off holiday", "--partnership", "NM", *NOW)
    assert (0, "Tue 1 Dec 2026 is a day off in NM: One-off holiday. 4 time limits move with the next sweep.\n") == (
        said.code,
        said.out,
    )
    count = ("2026-11-23", "--working-days", 15)
    assert "2026-12-14\n" == casekeeper("calendar", "due", *count).out
    assert "2026-12-15\n" == casekeeper("calendar", "due", *count, "--partnership", "NM").out
    told = casekeeper("calendar", "explain", *count, "--partnership", "NM")
    assert "Tue 1 Dec 2026" in told.out
    assert "skipping 1 Dec 2026 (One-off holiday): Tue 15 Dec 2026" in told.out
    listed = casekeeper("calendar", "list", "--json").json
    assert [("2026-12-01", "One-off holiday")] == [(one["day"], one["name"]) for one in listed]
    assert listed[0]["declared_by"]
    taken = casekeeper("calendar", "withdraw", "2026-12-01", *NOW)
    assert (0, True) == (taken.code, "is a working day again in NM" in taken.out)
    assert "NM has declared no day off to come.\n" == casekeeper("calendar", "list").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("2026-11-20", "Late"), "Fri 20 Nov 2026 has passed: a day off is declared ahead"),
        (("2026-12-12", "Fair"), "Sat 12 Dec 2026 is at a weekend: it isn't counted anyway, so nothing changes"),
        (("2026-12-25", "Feast"), "Fri 25 Dec 2026 is a day off already: Christmas Day"),
        (("25/12/2026", "Feast"), "The day off must be a real date, such as 23 November 2026 (2026-11-23)"),
        (("2026-12-01", "Day", "--partnership", "XX"), "Say which partnership, with --partnership: NM"),
    ],
)
def test_what_cant_be_declared_is_said_in_one_sentence(
    world: World, casekeeper: Command, words: tuple[str, ...], says: str
) -> None:
    """Exit 1, on standard error, and nothing is declared."""
    said = casekeeper("calendar", "declare", *words, *NOW)
    assert (1, f"{says}\n") == (said.code, said.err)
    assert [] == casekeeper("calendar", "list", "--json").json


def test_a_day_that_wasnt_declared_cant_be_taken_back(world: World, casekeeper: Command) -> None:
    """Exit 1 and a sentence; a bank holiday isn't the partnership's to withdraw."""
    said = casekeeper("calendar", "withdraw", "2026-12-25", *NOW)
    assert (1, "Fri 25 Dec 2026 isn't a day off that NM declared\n") == (said.code, said.err)


def test_counting_needs_a_database_only_for_a_partnership(casekeeper: Command) -> None:
    """Without one the national count works; naming one says what is missing."""
    assert 0 == casekeeper("calendar", "due", "2026-11-23", "--working-days", 15).code
    assert 1 == casekeeper("calendar", "due", "2026-11-23", "--working-days", 15, "--partnership", "NM").code
