"""Where a case stands on its way: the stepped list, what the policy says of its state, whose turn it is.

Knows no kind by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from api.pages.rendering import Step
from states.checks.paths import reached
from states.facts import Doer
from states.language import Machine, State
from states.moves.chairing import FOR_OPINION, in_chair
from workflow.chasing import audience
from workflow.chasing.absences import Who, away_today
from workflow.chasing.conflicts import in_family
from workflow.engine import substitutes
from workflow.engine.act import Act
from workflow.engine.casework import CAME_FROM, Casework
from workflow.engine.ticking import of_case
from workflow.people import directory

NOT_THEIRS = ("business_manager",)
"""Chased beside those whose turn it is, to see that somebody acts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: each with the agencies they act for, and who stands in; until when, unless it is paused."""

    people: tuple[str, ...]
    due_on: date | None


def steps(machine: Machine, state: str, been: Collection[str], before: str = "") -> list[Step]:
    """What the case has been through, where it is, what may follow; ``been``: the states it was ever in.

    ``before``: the state that it rests from, and will go back to.

    A state that was passed over isn't listed. Several ways in which it may end share the last step.
    """
    keys = [one.key for one in machine.states]
    at, ahead = keys.index(before or state), _ahead(machine, before or state)
    behind = [one for one in machine.states[: at + bool(before)] if one.key in been and not one.aside]
    after = [one for one in machine.states[at + 1 :] if one.key in ahead and not one.aside]
    ends = [one.label for one in after if one.final]
    return [
        *(Step(one.label, "done") for one in behind),
        Step(machine.state(state).label, "current"),
        *(Step(one.label, "ahead") for one in after if not one.final),
        *([Step(either(ends), "ahead")] if ends else []),
    ]


def rests_from(case: Casework) -> str:
    """The state that a case at rest came from and will go back to; "" where it doesn't rest."""
    return str(case.facts.get(CAME_FROM, "")) if case.machine.goes_back(case.state) else ""


def either(labels: list[str]) -> str:
    """ "Resolved or decided": one of these."""
    first, *others = labels
    return " or ".join([first, *(f"{other[0].lower()}{other[1:]}" for other in others)])


def whose_turn(act: Act, case: Casework) -> Turn | None:
    """Whom the case's next limit is put to on its day; None where none runs, or the kind isn't one that escalates."""
    if not case.machine.escalates:
        return None
    waiting = [ticking for ticking in of_case(act.session, case.id).values() if ticking.status in ("running", "paused")]
    rulebook = case.running.rulebook
    for ticking in sorted(waiting, key=lambda one: one.due_on):
        clock = case.machine.clock(ticking.key)
        if clock is not None and clock.chase:
            rungs = rulebook.chase(clock.chase).rungs
            on_the_day = next((rung for rung in rungs if rung.at == 0), rungs[-1])
            asked = tuple(one for one in on_the_day.to if one not in NOT_THEIRS)
            return Turn(tuple(_named(act, case, asked)), ticking.due_on if ticking.status == "running" else None)
    return None


def conflict(act: Act, case: Casework) -> str:
    """Who has declared a conflict as scrutineer in the case's family, or chaired where it was decided, and who acts
    instead; "" where nobody has.
    """
    found = in_family(act.session, case.family)
    named = {doer.person: doer.name for doer in directory.people(act.session, case.partnership, act.today)}
    if not found.declared:
        return _in_chair(act, case, named)
    declared = ", ".join(sorted(named.get(one, "somebody who has left") for one in found.declared))
    instead = ", ".join(sorted(named[one] for one in found.substitutes if one in named))
    if instead:
        return f"{declared} has declared a conflict; {instead} acts as scrutineer"
    unnamed = f"{declared} has declared a conflict; nobody is named yet who acts as scrutineer"
    if substitutes.others(act, found.declared):
        return unnamed
    return f"{unnamed}. There is no other scrutineer here who could. {substitutes.INVITE}"


def _in_chair(act: Act, case: Casework, named: Mapping[int, str]) -> str:
    """Who chaired as scrutineer where the case was decided, and who gives the opinion instead."""
    there = frozenset(in_chair(case.facts))
    if not there:
        return ""
    chaired = ", ".join(sorted(named.get(one, "somebody who has left") for one in there))
    instead = named.get(case.facts.get(FOR_OPINION, 0)) if case.facts.get(FOR_OPINION) not in there else None
    if instead:
        return f"{chaired} chaired where this was decided; {instead} gives the scrutineer’s opinion on it"
    unnamed = f"{chaired} chaired where this was decided; nobody is named yet who gives the scrutineer’s opinion on it"
    return unnamed if substitutes.others(act, there) else f"{unnamed}. {substitutes.INVITE}"


def said(machine: Machine, state: State) -> list[str]:
    """What the policy says of the state, and how the kind ends, in sentences; the end's not once it has come."""
    return [words for words in (state.says, "" if state.final else machine.says) if words]


def _ahead(machine: Machine, state: str) -> set[str]:
    ways: dict[str, set[str]] = {}
    for move in machine.moves:
        if move.target is not None and not move.reopens:
            for source in move.sources:
                ways.setdefault(source, set()).add(move.target)
    return reached(ways, [state])


def _named(act: Act, case: Casework, audiences: tuple[str, ...]) -> Iterable[str]:
    found = audience.people_of(act.session, case.id, case.partnership, audiences, act.today, act.policy.facts.statutory)
    agencies = directory.agencies(act.session, case.partnership)
    away = away_today(act.session, act.today)
    everybody = {doer.person: doer for doer in directory.people(act.session, case.partnership, act.today)}
    for person, _ in found:
        doer = everybody.get(person)
        if doer is not None:
            places = ", ".join(sorted({agencies[agency] for _, agency in doer.roles if agency in agencies}))
            yield f"{doer.name}{f' ({places})' if places else ''}{_away(away, everybody, (case.partnership, person))}"


def _away(away: Mapping[Who, int | None], everybody: Mapping[int, Doer], who: Who) -> str:
    if who not in away:
        return ""
    deputy = everybody.get(away[who] or 0)
    return f", who is away; {deputy.name} stands in" if deputy is not None else ", who is away"
