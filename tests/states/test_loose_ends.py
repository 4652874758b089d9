"""Names in a machine that point to nothing."""

from dataclasses import replace

import pytest

from states.asks import Ask, Option
from states.clocks import Basis, Lasts, Starts, on_answer, on_move, on_state
from states.conditions import Guard
from states.language import Evidence, Opens
from tests.states.letters import DAY, LIMIT, SOUND, Broken, asking, found, opening, sending, sound, telling, timing

BROKEN: Broken = {
    "clock on no answer": (
        lambda: timing(starts=on_answer("never")),
        "clock limit starts on the answer never, which no question asks as a date",
    ),
    "clock on an answer that is no day": (
        lambda: timing(starts=on_answer("who")),
        "clock limit starts on the answer who, which no question asks as a date",
    ),
    "clock on an answer not kept": (
        lambda: replace(
            asking(replace(DAY, key="then", kept_in_case=False)), clocks=(replace(LIMIT, starts=on_answer("then")),)
        ),
        "clock limit starts on the answer then, which the case doesn't keep",
    ),
    "clock on no state": (
        lambda: timing(starts=on_state("lost")),
        "clock limit starts in state lost, which doesn't exist",
    ),
    "clock on no move": (
        lambda: timing(starts=on_move("lose")),
        "clock limit starts on move lose, which doesn't exist",
    ),
    "clock on nothing": (
        lambda: timing(starts=Starts("full moon")),
        "clock limit starts on full moon, which nothing does",
    ),
    "recalled by no answer": (
        lambda: replace(SOUND, recalled_by=("never",)),
        "recalled_by names never, which no question asks that the case keeps",
    ),
    "recalled by a date": (
        lambda: replace(asking(replace(DAY, key="then")), recalled_by=("then",)),
        "recalled_by names then, whose answers aren't words",
    ),
    "recalled with what isn't kept": (
        lambda: replace(asking(replace(DAY, key="then", kept_in_case=False)), recalled_with=("then",)),
        "recalled_with names then, which no question asks that the case keeps",
    ),
    "clock never stopped": (lambda: timing(stops=()), "clock limit is stopped by nothing"),
    "clock stopped by nothing known": (
        lambda: timing(stops=("closed", "lost")),
        "clock limit is stopped by lost, which is neither a state nor a move",
    ),
    "clock resumed by nothing known": (
        lambda: timing(resumes=("lost",)),
        "clock limit is resumed by lost, which is neither a state nor a move",
    ),
    "clock restarted by nothing known": (
        lambda: timing(restarts=("lose",)),
        "clock limit is restarted by lose, which is neither a state nor a move",
    ),
    "takes over what it doesn't ask": (
        lambda: opening(inherits=("never",)),
        "the opening takes never over from above, which it doesn't ask",
    ),
    "clock ended by no answer": (
        lambda: timing(ended_by=("never",)),
        "clock limit ends by the answer never, which no question asks as a date to keep",
    ),
    "clock in an unknown unit": (
        lambda: timing(lasts=Lasts(2, "weeks")),
        "clock limit lasts 2 weeks, which can't be counted",
    ),
    "unknown ladder": (lambda: timing(chase="harshly"), "clock limit is chased by harshly, a ladder"),
    "extended by a stranger": (lambda: timing(extended_by="anybody"), "clock limit may be extended by anybody"),
    "clock that hangs on what is below": (
        lambda: timing(when=Guard("none_open", "", ("flood",), ("children",)), milestone=True),
        "clock limit hangs on what is below: it must start in a state",
    ),
    "limit that hangs on what is below": (
        lambda: timing(when=Guard("none_open", "", ("flood",), ("children",)), starts=on_state("written")),
        "clock limit hangs on what is below: it must start in a state, and be a milestone",
    ),
    "clock without a basis": (lambda: timing(basis=Basis("")), "clock limit doesn't say on what law"),
    "role nobody holds": (lambda: sending(by=("postmaster",)), "move send: postmaster is a role that nobody can hold"),
    "opened by a role nobody holds": (
        lambda: opening(by=("postmaster",)),
        "the opening: postmaster is a role that nobody can hold",
    ),
    "recorded for, outside a move": (
        lambda: sound(evidence=Evidence(("written",), ("recorded_for",))),
        "the evidence: recorded_for is a role that nobody can hold",
    ),
    "role at no place": (
        lambda: sending(by=("agency_lead@moon",)),
        "move send: agency_lead@moon is at moon, which isn't a place",
    ),
    "member at a place": (
        lambda: sound(members=("agency_lead@owner",)),
        "its members: agency_lead@owner is at owner, which isn't a place",
    ),
    "unknown predicate": (
        lambda: sending(needs=(Guard("stars_are_right", "Wait for the stars"),)),
        "move send: guard stars_are_right has no predicate",
    ),
    "unknown part of the facts": (
        lambda: sending(needs=(Guard("has_evidence", "Attach some", reads=("stars",)),)),
        "move send: guard has_evidence reads stars, which no facts have",
    ),
    "arguments that don't fit": (
        lambda: sending(needs=(Guard("answer_is", "Answer", reads=("answers",)),)),
        "move send: guard answer_is can't be asked: missing a required argument: 'key'",
    ),
    "refusal without a word": (
        lambda: sending(needs=(Guard("has_evidence", "", reads=("evidence",)),)),
        "move send: guard has_evidence refuses without saying why",
    ),
    "broken guard of a clock": (
        lambda: timing(when=Guard("stars_are_right", "")),
        "clock limit: guard stars_are_right has no predicate",
    ),
    "broken guard of a notice": (
        lambda: telling(when=Guard("stars_are_right", "")),
        "move send telling gone: guard stars_are_right has no predicate",
    ),
    "unknown type": (
        lambda: asking(Ask(key="odd", label="Odd", type="colour")),
        "move send: odd is of type colour, which nothing reads",
    ),
    "no options": (
        lambda: asking(Ask(key="odd", label="Odd", type="choice")),
        "move send: odd has no options to choose from",
    ),
    "an option twice": (
        lambda: asking(Ask(key="odd", label="Odd", type="choice", options=(Option("a", "A"), Option("a", "B")))),
        "move send: odd has the option a twice",
    ),
    "no columns": (lambda: asking(Ask(key="odd", label="Odd", type="rows")), "move send: odd has no columns"),
    "a column twice": (
        lambda: asking(Ask(key="odd", label="Odd", type="rows", columns=(DAY, DAY))),
        "move send: odd has the column day twice",
    ),
    "a broken column": (
        lambda: asking(Ask(key="odd", label="Odd", type="rows", columns=(Ask(key="c", label="C", type="choice"),))),
        "move send: odd: c has no options to choose from",
    ),
    "asked twice": (lambda: sending(asks=(DAY, DAY)), "move send asks day twice"),
    "asked as two types": (
        lambda: asking(Ask(key="day", label="Day", type="line")),
        "day is asked as day and as line: one answer can't be both",
    ),
    "default of no clock": (
        lambda: asking(replace(DAY, key="then", default="never")),
        "move send: then takes its default from clock never",
    ),
    "default of what is no day": (
        lambda: asking(Ask(key="then", label="Then", type="line", default="limit")),
        "move send: then takes its default from clock limit",
    ),
    "shared with nobody": (
        lambda: sound(shared_with="who"),
        "shared_with names who, which no question of type agencies asks",
    ),
    "lets strangers in": (
        lambda: sound(states=(*SOUND.states[:2], replace(SOUND.states[2], admits=("king",)))),
        "its members: king is a role that nobody can hold",
    ),
    "titled by nothing": (lambda: sound(titled_by="what"), "titled_by names what, which no question of type line asks"),
    "agency from a date": (
        lambda: sound(agency_from="day"),
        "agency_from names day, which no question of type agency asks",
    ),
    "person from nothing": (lambda: sound(person_from="who"), "person_from names who"),
    "subjects from nothing": (lambda: sound(subjects_from="who"), "subjects_from names who"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_loose_end_is_said(name: str) -> None:
    """Each name that points to nothing gives a sentence of its own."""
    make, sentence = BROKEN[name]
    assert any(fault.startswith(sentence) for fault in found(make())), found(make())


def test_a_broken_guard_of_an_opening_is_said() -> None:
    """The guard that says whether a child is opened is looked at too."""
    machine = sending(opens=(Opens("flood", when=Guard("stars_are_right", "")),))
    assert "move send opening flood: guard stars_are_right has no predicate" in found(machine)
