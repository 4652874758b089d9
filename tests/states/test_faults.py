"""A machine with a fault is found out when it is declared; the shipped ones have none."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from states.asks import Ask
from states.checks.faults import faults
from states.conditions import Guard
from states.kinds import machines
from states.language import Evidence, Opening, Opens, Signs, State, Tell
from states.roles import TITLES
from tests.states.letters import (
    CHILD,
    CLOSE,
    LIMIT,
    OFFICER,
    SEND,
    SOUND,
    Broken,
    agencies,
    found,
    moving,
    opening,
    sending,
    sound,
    telling,
    timing,
)

LETTERS = {"notice", "summary"}


def due_ahead() -> Guard:
    """A guard that looks at the day on which the move happened."""
    return Guard("due_ahead", "Too early", ("due_on",), ("given", "happened_on"))


ENGLAND = Path(__file__).parents[2] / "states" / "england.toml"
BROKEN: Broken = {
    "two states of one key": (
        lambda: sound(states=(*SOUND.states, State("sent", "Gone"))),
        "two states are called sent",
    ),
    "two moves of one key": (lambda: moving(SEND), "two moves are called send"),
    "two clocks of one key": (lambda: sound(clocks=(LIMIT, LIMIT)), "two clocks are called limit"),
    "unknown template": (
        lambda: telling(template="poster"),
        "move send tells gone by the template poster, which doesn't exist",
    ),
    "unknown place of an audience": (
        lambda: telling(to=("agency_lead@street",)),
        "move send tells gone to agency_lead@street, which is no audience",
    ),
    "unknown audience": (
        lambda: telling(to=("the_street",)),
        "move send tells gone to the_street, which is no audience",
    ),
    "gathered under no group": (
        lambda: sending(group="odds and ends"),
        "move send is gathered under odds and ends, which is no group",
    ),
    "opened without a word of what it is": (
        lambda: sound(about=""),
        "people open it, and nothing says what it is about",
    ),
    "listed under no group": (lambda: sound(group="post"), "it is listed under post, which is no group of kinds"),
    "opened often by who may not": (
        lambda: opening(often=("scrutineer",)),
        "scrutineer opens it often, and may not open it",
    ),
    "waits for who can't": (
        lambda: sound(states=(State("written", "Written", waits_for=(("auditor", "send"),)), *SOUND.states[1:])),
        "state written waits for auditor to send, which they can't there",
    ),
    "waits since what nobody does": (
        lambda: sound(
            states=(State("written", "Written", waits_for=(("auditor", "send", "ring"),)), *SOUND.states[1:])
        ),
        "state written waits for auditor since ring, which is no move",
    ),
    "holds as it is said, by another": (
        lambda: sending(as_said=True),
        "move send holds as it is said, and may be made without its doer saying it",
    ),
    "holds as it is said, and when matters": (
        lambda: sending(as_said=True, for_another=False, needs=(due_ahead(),)),
        "move send holds as it is said, and needs to know when it happened",
    ),
    "reconsiders, and proposes nothing": (
        lambda: sending(proposes=False, reconsiders=("propose",)),
        "move send reconsiders, and proposes nothing",
    ),
    "reconsiders what nothing proposes": (
        lambda: sending(proposes=True, reconsiders=("propose",)),
        "move send reconsiders propose, which no move proposes",
    ),
    "told to nobody": (lambda: telling(to=()), "move send tells gone to nobody, or without a word"),
    "told without a word": (lambda: telling(says=""), "move send tells gone to nobody, or without a word"),
    "told twice": (
        lambda: opening(tells=(Tell("new", "New", ("owner",)), Tell("new", "Newer", ("owner",)))),
        "the opening tells new twice",
    ),
    "evidence in no state": (
        lambda: sound(evidence=Evidence(("lost",), (OFFICER,))),
        "evidence may be attached in lost, which isn't a state",
    ),
    "evidence by nobody": (
        lambda: sound(evidence=Evidence(("written",), ())),
        "evidence may be attached by nobody, or in no state",
    ),
    "signs nothing": (lambda: sending(signs=Signs("decision")), "move send signs with no position, or with two"),
    "signs what isn't asked": (
        lambda: sending(signs=Signs("decision", position_from="view")),
        "move send signs as view says, which is no choice it asks for",
    ),
    "signs no proposal": (
        lambda: sending(signs=Signs("decision", "agree"), proposes=False),
        "move send signs a proposal that no move makes",
    ),
    "unknown parent": (lambda: opening(parents=("flood",)), "its parent may be a flood, which is no kind"),
    "needs a parent and has none": (lambda: opening(alone=False), "it needs a parent, and no kind may be one"),
    "opened by nobody": (lambda: opening(by=()), "nobody may open it, and no move of any kind does"),
    "opens no kind": (lambda: sending(opens=(Opens("flood"),)), "move send opens flood, which is no kind"),
    "opens a stranger": (
        lambda: sending(opens=(Opens("letter", carries=("day", "who")),)),
        "move send opens letter, which doesn't name letter among its parents",
    ),
}


def test_the_shipped_kinds_have_no_fault() -> None:
    """Every kind, with the national ladders and beside each other."""
    ladders = tomllib.loads(ENGLAND.read_text(encoding="utf-8"))["chase"]
    kinds = machines()
    assert {"incident", "rapid_review", "agency_return", "recommendation", "action"} <= set(kinds)
    assert [] == [f for kind in kinds.values() for f in faults(kind, LETTERS, TITLES, kinds, chases=ladders)]


def test_nobody_has_more_than_three_kinds_that_they_open_often() -> None:
    """A page of buttons for each kind is a page nobody finds the right one on."""
    found = {role: [kind.key for kind in machines().values() if role in kind.opening.often] for role in TITLES}
    assert {} == {role: kinds for role, kinds in found.items() if len(kinds) > 3}
    assert ["adult_review", "incident", "meeting"] == sorted(found["business_manager"])


def test_the_sound_machine_has_no_fault() -> None:
    """What the broken ones below are made from is whole, so that each shows its own fault only."""
    assert [] == found(SOUND)
    opening = replace(SEND, opens=(Opens("reply", each="asked", carries=("day",)),), asks=(agencies(),))
    assert [] == found(sound(moves=(opening, CLOSE)), CHILD)
    given = Opens("reply", gives=(("day", "@answer:when"), ("who", "@agency")))
    giving = replace(SEND, opens=(given,), asks=(Ask(key="when", label="When", type="day"),))
    assert [] == found(sound(moves=(giving, CLOSE)), CHILD)
    assert [] == found(telling(to=("agency_lead@party", "delegated_partner@answering")))


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_said(name: str) -> None:
    """Each fault of notices, signatures, evidence and family gives a sentence of its own."""
    make, sentence = BROKEN[name]
    assert any(fault.startswith(sentence) for fault in found(make())), found(make())


@pytest.mark.parametrize(
    ("opens", "sentence"),
    [
        (Opens("reply", carries=("day",)), "which must be told who, and isn't"),
        (Opens("reply", each="asked"), "which must be told day, and isn't"),
        (Opens("reply", each="day", carries=("day",)), "one for each of day, which the move doesn't ask"),
        (Opens("reply", each="asked", carries=("day", "mood")), "which is to inherit mood, and nothing asks"),
        (Opens("reply", gives=(("mood", "good"),)), "which is given mood, and doesn't ask for it"),
        (Opens("reply", gives=(("who", "@street"),)), "which is given who from @street, which is no place"),
        (Opens("reply", gives=(("who", "@answer:mood"),)), "which is given who from the answer mood, which the move"),
    ],
)
def test_a_child_must_be_told_what_it_asks(opens: Opens, sentence: str) -> None:
    """What a child needs comes from the move that opens it; what isn't there can't be inherited."""
    parent = sending(opens=(opens,), asks=(agencies(),))
    assert any(fault.startswith(f"move send opens reply, {sentence}") for fault in found(parent, CHILD))


def test_other_kinds_and_ladders_are_looked_at_only_where_given() -> None:
    """A machine alone is judged by what can be known of it."""
    machine = replace(timing(chase="harshly"), opening=Opening(by=()), agency_from="")
    assert [] == faults(machine, {"notice"}, TITLES)
    assert 2 == len(faults(machine, {"notice"}, TITLES, {}, chases=()))
