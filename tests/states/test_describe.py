"""The page about the kinds: fresh, and saying what the declarations say."""

from dataclasses import replace
from pathlib import Path

import pytest

from states import describe
from states.asks import Ask
from states.clocks import Basis, Clock, Lasts, on_move
from states.describe import as_markdown, as_mermaid, main, readme
from states.guards import HAS_EVIDENCE
from states.kinds import machines
from states.language import Move, Opens, Tell
from tests.states.letters import SOUND, moving, sending


def test_the_page_is_fresh() -> None:
    """states/README.md is what the declarations give today: else `make fix` draws it anew."""
    assert readme(machines()) == describe.README.read_text(encoding="utf-8")


def test_a_stale_page_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check fails with a sentence on a missing or changed page, writes nothing, and passes once drawn."""
    page = tmp_path / "README.md"
    monkeypatch.setattr(describe, "README", page)
    assert 1 == main(["--check"])
    assert not page.exists()
    assert 0 == main([])
    assert 0 == main(["--check"])
    page.write_text(page.read_text(encoding="utf-8") + "By hand.\n", encoding="utf-8")
    assert 1 == main(["--check"])
    assert "is stale" in capsys.readouterr().err


def test_the_picture_has_every_state_and_way() -> None:
    """States with their labels, an arrow for each move that leads somewhere, and the ends."""
    machine = moving(Move("note", "Note", ("sent",), by=("auditor",)))
    assert (
        "stateDiagram-v2\n"
        '    state "Written" as written\n'
        '    state "Sent" as sent\n'
        '    state "Closed" as closed\n'
        "    [*] --> written\n"
        "    written --> sent : Send\n"
        "    sent --> closed : Close\n"
        "    closed --> [*]\n"
    ) == as_mermaid(machine)


def test_a_label_cant_break_the_picture() -> None:
    """A colon or semicolon in a label would end it in Mermaid."""
    machine = sending(label="Decide: yes; or no")
    assert "written --> sent : Decide – yes, or no\n" in as_mermaid(machine)


def test_a_move_says_everything_about_itself() -> None:
    """Who, from where to where, what it asks, needs and opens, whom it tells."""
    machine = sending(
        by=("review_officer", "agency_lead@owner", "agency_user@owner"),
        for_another=False,
        asks=(Ask(key="why", label="Why | when", type="text", required=False),),
        needs=(HAS_EVIDENCE,),
        opens=(Opens("agency_return", each="agencies_asked"),),
        tells=(Tell("gone", "A letter has gone", ("owner", "review_chair")),),
    )
    assert (
        "| Send; opens agency return for each of agencies asked "
        "| Review officer, Agency lead or Agency user at the agency that owns it; never recorded for another "
        "| Written → Sent | Why &#124; when (optional) | Attach at least one piece of evidence first "
        "| owner, review chair: “A letter has gone” |\n"
    ) in as_markdown(machine)


def test_groups_of_states_are_called_by_their_name() -> None:
    """A move from every open state, every end or everywhere says so instead of listing them."""
    machine = moving(
        Move("note", "Note", ("written", "sent"), by=("auditor",)),
        Move("mend", "Mend", ("written", "sent", "closed"), by=("auditor",)),
    )
    assert "| Note | Auditor | any open state |" in as_markdown(machine)
    assert "| Mend | Auditor | any state |" in as_markdown(machine)


def test_a_clock_names_its_law() -> None:
    """With its length, what starts and stops it, whom it is owed to, and whether the wording was checked."""
    clock = Clock(
        key="copies",
        label="Copies",
        lasts=Lasts(7, "working days", before=True),
        starts=on_move("send"),
        stops=("closed",),
        basis=Basis("SI 2018/789", where="Part 3", checked=False),
        owed_to="Panel",
        extended_by="nobody",
    )
    assert (
        "| Copies | 7 working days before | “Send” | Closed | Panel "
        "| SI 2018/789, Part 3 (wording not checked) | never extended |"
    ) in as_markdown(replace(SOUND, clocks=(clock,)))


def test_every_kind_is_on_the_page() -> None:
    """Each has its section, its picture and every one of its moves and clocks."""
    page = describe.README.read_text(encoding="utf-8")
    for machine in machines().values():
        section = page.partition(f"\n## {machine.title}\n")[2].partition("\n## ")[0]
        assert [] == [move.key for move in machine.moves if f"| {move.label}" not in section]
        assert [] == [clock.key for clock in machine.clocks if f"| {clock.label} |" not in section]
