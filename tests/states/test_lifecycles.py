"""Every kind, every state, every move, every doer: what is declared is what the tables by hand say, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from states import roles
from states.conditions import Guard
from states.defaults import england
from states.facts import Doer, Facts, Owner, PolicyFacts
from states.judgement import judge, judge_opening, permitted, unmet
from states.kinds import machines, shaped
from states.language import Machine, Move
from tests.figures import Figure
from tests.lifecycles import BACK, OF_ITSELF, RECORDED_FOR, STAYS, Table, kinds, table
from tests.lifecycles import Doer as By

DAY = date(2026, 11, 23)
POLICY = PolicyFacts(statutory=("council", "police", "icb"), local_authority="council", business_unit="unit")
OWNERS = ("school", "unit", "police", "council")
SHARED_WITH = ("icb", "probation")
AGENCIES = ("", "unit", "school", "council", "police", "icb", "probation", "housing")
ROLES = (*roles.TITLES, RECORDED_FOR)
RECORDERS = ("", "review_officer", "business_manager", "agency_lead")
ME, RECORDER, OTHER = 1, 2, 3
PARTS = (
    "",
    "recommended it",
    "recorder recommended it",
    "proposed it",
    "recorder proposed it",
    "chaired it",
    "wrote it",
    "redacted it",
    "recorder redacted it",
)
WHO = frozenset(
    {"at_state_one_of", "independent", "chair_for_the_unit", "not_the_proposers", "not_the_proposers_in"}
    | {"is_the_person", "is_not_the_person", "no_author", "made_by_others"}
)
"""Guards that say whose a move is; every other is about the case."""


class Somebody(NamedTuple):
    """One who might act: a role at an agency, for a case of ``owner``; recorded by; their part in it before."""

    role: str
    agency: str
    owner: str
    recorder: str
    part: str


EVERYBODY = tuple(
    Somebody(role, agency, owner, recorder, "")
    for role in ROLES
    for agency in AGENCIES
    for owner in OWNERS
    for recorder in RECORDERS
)
WITH_PARTS = tuple(one._replace(part=part) for one in EVERYBODY for part in PARTS)


def machine_of(name: str) -> Machine:
    """The kind that a table is of; by partners: as the policy shapes it that has them decide."""
    kind = name.removesuffix("_by_partners")
    if kind == name:
        return machines()[kind]
    return shaped(machines()[kind], replace(england(), sar_decided_by="statutory_partners"))


@cache
def facts_of(one: Somebody) -> Facts:
    """The facts as they are for somebody."""
    held = "auditor" if one.role == RECORDED_FOR else one.role
    proposers = {"proposed it": {ME}, "recorder proposed it": {RECORDER}}.get(one.part, {OTHER})
    me = Doer(ME, "Me", frozenset({(held, one.agency)}))
    advisers = {"recommended it": {ME}, "recorder recommended it": {RECORDER}}.get(one.part, {OTHER})
    redactors = {"redacted it": {ME}, "recorder redacted it": {RECORDER}}.get(one.part, {OTHER})
    people = {"me@here": me, "other@here": Doer(OTHER, "Other", frozenset())}
    return Facts(
        kind="any",
        state="",
        today=DAY,
        happened_on=DAY,
        doer=me,
        recorded_by=Doer(RECORDER, "Rae", frozenset({(one.recorder, "icb")})) if one.recorder else None,
        owner=Owner(one.owner, OTHER),
        parties=frozenset({one.owner, *SHARED_WITH}),
        proposers=frozenset(proposers),
        policy=POLICY,
        entries={3: "agree"} if one.role == RECORDED_FOR else {},
        answers={"chaired_by": "me@here" if one.part == "chaired it" else "other@here"},
        people=people,
        made={
            "draft_report": frozenset({ME if one.part == "wrote it" else OTHER}),
            "redact": frozenset(redactors),
            "recommend": frozenset(advisers),
        },
    )


def declared(move: Move, state: str, *, parts: bool) -> frozenset[Somebody]:
    """Who may make the move, as ``states.judgement`` has it."""
    guards = tuple(guard for guard in move.needs if guard.key in WHO)
    return _declared(move.by, move.of_itself, move.for_another, guards, state, parts)


@cache
def _declared(
    by: tuple[str, ...],
    of_itself: bool,  # noqa: FBT001 - parts of a key
    for_another: bool,  # noqa: FBT001
    guards: tuple[Guard, ...],
    state: str,
    parts: bool,  # noqa: FBT001
) -> frozenset[Somebody]:
    move = Move("any", "Any", (state,), by=by, of_itself=of_itself, for_another=for_another)
    may = (one for one in (WITH_PARTS if parts else EVERYBODY) if permitted(by, facts_of(one), move))
    if not guards:
        return frozenset(may)
    return frozenset(one for one in may if not unmet(guards, replace(facts_of(one), state=state)))


@cache
def expected(who: frozenset[By], besides: frozenset[str], *, parts: bool) -> frozenset[Somebody]:
    """Who may make it, as a line says."""
    return frozenset(one for one in (WITH_PARTS if parts else EVERYBODY) if _may(who, besides, one))


def _may(who: frozenset[By], besides: frozenset[str], one: Somebody) -> bool:
    if who == {(OF_ITSELF, "")}:
        return True
    if one.recorder and (one.recorder == "agency_lead" or "in person" in besides):
        return False
    refused = {
        "another person": one.part == "proposed it" or (one.part == "recorder proposed it" and bool(one.recorder)),
        "not the author": one.part == "wrote it",
        "not who redacted": one.part == "redacted it" or (one.part == "recorder redacted it" and bool(one.recorder)),
        "not who recommended": one.part == "recommended it"
        or (one.part == "recorder recommended it" and bool(one.recorder)),
        "not of the owner": one.agency == one.owner or (bool(one.recorder) and one.owner == "icb"),
        "the chair for the unit's own": one.owner == "unit" and one.role != "review_chair",
        "whoever chaired": one.part != "chaired it",
        "not whoever chaired": one.part == "chaired it",
    }
    if any(refused.get(flag, False) for flag in besides):
        return False
    return any(one.role == role and one.agency in where(place, one.owner) for role, place in who)


def where(place: str, owner: str) -> tuple[str, ...]:
    """The agencies that a place of the tables means, in a case of ``owner``."""
    return {
        "of the owner": (owner,),
        "of a party": (owner, *SHARED_WITH),
        "of a statutory partner": ("council", "police", "icb"),
        "of the local authority": ("council",),
        "": AGENCIES,
    }[place]


def wrong_cells(name: str, machine: Machine, by_hand: Table) -> Iterator[str]:
    """The cells in which declaration and table differ, state by state and move by move."""
    for key in sorted({move.key for move in machine.moves} | by_hand.moves):
        move = machine.move(key)
        if move is None or not by_hand.lines_of(key):
            yield f"{name}.{key}: {'not declared' if move is None else 'in no table'}"
            continue
        parts = parts_matter(move, by_hand)
        for state in sorted(machine.state_keys | set(by_hand.states)):
            line = by_hand.line(key, state)
            offered = judge(move, replace(facts_of(EVERYBODY[0]), state=state)).offered
            is_now = declared(move, by_state(move, state), parts=parts) if offered else frozenset()
            should_be = expected(line.who, line.besides, parts=parts) if line else frozenset()
            target = (BACK if move.back else move.target or STAYS) if offered else ""
            if target != (line.target if line else ""):
                yield f"{name}.{key} in {state}: goes {target or 'nowhere'}, not {line.target if line else 'nowhere'}"
            elif line is not None and move.as_said != ("as it is said" in line.besides):
                yield f"{name}.{key} in {state}: {'asks nobody' if move.as_said else 'asks'} when it happened"
            elif is_now != should_be or (line is not None and line.of_itself != move.of_itself):
                yield f"{name}.{key} in {state}: more {_shown(is_now - should_be)}, fewer {_shown(should_be - is_now)}"


def parts_matter(move: Move, by_hand: Table) -> bool:
    """Whether either side says that the part they had in the case before matters."""
    said = any(line.besides - {"in person", "as it is said"} for line in by_hand.lines_of(move.key))
    return said or any(guard.key in WHO - {"at_state_one_of"} for guard in move.needs)


def by_state(move: Move, state: str) -> str:
    """The state, where whose the move is hangs on it."""
    return state if any(guard.key in ("at_state_one_of", "not_the_proposers_in") for guard in move.needs) else ""


def _shown(some: frozenset[Somebody]) -> str:
    return f"{len(some)} such as {', '.join(map(str, sorted(some)[:1]))}" if some else "none"


@pytest.mark.parametrize("name", kinds())
def test_each_cell_is_as_the_table_says(name: str, figure: Figure) -> None:
    """For each state, move and doer: offered and permitted where the table by hand says so, and nowhere else."""
    machine, by_hand = machine_of(name), table(name)
    assert [] == list(wrong_cells(name, machine, by_hand))
    everybody = [len(WITH_PARTS if parts_matter(move, by_hand) else EVERYBODY) for move in machine.moves]
    cells = len(by_hand.states) * sum(everybody)
    figure(f"states x moves x doers of {name}", f"{len(by_hand.states)} x {len(everybody)} x ... = {cells:,} cells")
    assert cells > 100_000


@pytest.mark.parametrize("name", kinds())
def test_states_and_openings_are_as_the_table_says(name: str) -> None:
    """The same states with the same ends; opened by the same people, below the same kinds."""
    machine, by_hand = machine_of(name), table(name)
    assert set(by_hand.states) == machine.state_keys
    assert by_hand.ends == {state.key for state in machine.states if state.final}
    assert by_hand.below == set(machine.opening.parents)
    may = {one for one in EVERYBODY if judge_opening(machine.opening, facts_of(one)).permitted}
    assert expected(by_hand.opened_by, frozenset(), parts=False) == may


def test_every_kind_has_a_table() -> None:
    """A new kind comes with its table by hand."""
    assert set(machines()) == {name.removesuffix("_by_partners") for name in kinds()}


def test_a_line_that_changes_is_seen() -> None:
    """Were a move given to one more role, or taken from a state, the comparison would say so."""
    machine, by_hand = machines()["action"], table("action")
    verify = machine.move("verify")
    assert verify is not None
    for other in (
        replace(verify, by=(*verify.by, "executive")),
        replace(verify, sources=("open", *verify.sources)),
        replace(verify, for_another=True),
        replace(verify, as_said=True),
        replace(verify, needs=()),
        replace(verify, target="open"),
    ):
        broken = replace(machine, moves=tuple(other if move is verify else move for move in machine.moves))
        assert any(".verify in " in cell for cell in wrong_cells("action", broken, by_hand))


def test_nobody_makes_what_happens_of_itself() -> None:
    """A move that the engine makes has no doers in the tables, nor a line that somebody has too."""
    for name in kinds():
        for line in table(name).lines:
            assert not line.of_itself or line.who == {(OF_ITSELF, "")}
