"""``casekeeper people away`` and ``back``."""

from __future__ import annotations

from tests.api.command_line.conftest import Command
from tests.world import World
from workflow.chasing.absences import away_today

AT = ("--now", "2027-01-04T09:00")
DAYS = ("--from", "2027-01-04", "--until", "2027-01-08")


def test_somebody_is_away_and_back(casekeeper: Command, world: World) -> None:
    """Said in a sentence each; in between a deputy stands in."""
    said = casekeeper(
        "people", "away", "user_housing@northmoor.example", *DAYS, *AT, "--deputy", "Lead_Housing@northmoor.example"
    )
    assert (
        "User Housing is away from Mon 4 Jan 2027 to Fri 8 Jan 2027; lead_housing@northmoor.example stands in.\n"
        == said.out
    )
    world.at("2027-01-04")
    with world.database.reading() as session:
        assert {("NM", world.ids["user_housing"]): world.ids["lead_housing"]} == away_today(session, world.now.date())
    assert "User Housing is back in NM.\n" == casekeeper("people", "back", "user_housing@northmoor.example", *AT).out
    with world.database.reading() as session:
        assert {} == away_today(session, world.now.date())


def test_what_cant_be_is_refused_in_a_sentence(casekeeper: Command, world: World) -> None:
    """Exit 1 and standard error, nothing written."""
    who = "user_housing@northmoor.example"
    for words, says in {
        ("away", who, "--from", "2027-01-08", "--until", "2027-01-04"): "The last day away must be the first day",
        ("away", who, "--from", "soon", "--until", "2027-01-04"): "First day away must be a real date",
        ("away", who, *DAYS, "--deputy", who): "Nobody can stand in for themselves",
        ("away", "nobody@x.example", *DAYS): "Nobody here has the address nobody@x.example",
        ("away", who, *DAYS, "--partnership", "XX"): "Say which partnership",
        ("back", who): "User Housing isn't away in NM",
    }.items():
        typed = casekeeper("people", *words, *AT)
        assert (1, "", True) == (typed.code, typed.out, says in typed.err), typed.err
    with world.database.reading() as session:
        assert {} == away_today(session, world.now.date())
