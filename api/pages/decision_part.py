"""Decisions on a case's page: what was answered, as it stood then, each position, what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from api.pages.looked import Looked
from api.pages.words import Told, by_words, entry_words, told
from states.language import Machine
from states.moves.decisions import partners_count, positions
from workflow.queries.case_view import EntryView
from workflow.queries.decisions import Decision, Position, decisions, opened_by

PURPOSES = {
    "decision": "What the partners say",
    "view": "The partners’ views",
    "opinion": "The scrutineer’s opinion",
    "verify": "Who verified it",
    "redaction": "Who redacted it",
    "redaction_check": "Who checked the redactions",
    "anonymisation": "Who checked that nobody can be known from it",
}
"""What signatures are for, as headings."""


@dataclass(frozen=True, slots=True)
class PositionShown:
    """A position in words."""

    given: Position
    label: str
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Then:
    """An entry that says what became of a decision."""

    entry: EntryView
    by: str
    told: list[Told]


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision in words. ``positions``: by heading. ``looks``: what its tag says, and its colour."""

    made: Decision
    by: str
    looks: tuple[str, str]
    told: list[Told]
    stood: list[Told]
    positions: tuple[tuple[str, tuple[PositionShown, ...]], ...]
    followed: Then | None
    withdrawn: Then | None


def decision_part(looked: Looked) -> dict[str, Any]:
    """``decisions_shown``: the latest first; who is still to sign; the decision that opened the case."""
    act, case = looked.act, looked.case
    made = decisions(act.session, case, looked.entries, act.actor.person, act.today)
    return {
        "decisions_shown": [_shown(looked, one, {one.entry.seq for one in made}) for one in reversed(made)],
        "decisions_heading": "Decisions" if _decides(case.machine) else "Sign-off",
        "waiting_for": waiting_for(looked, made),
        "opened_by": opened_by(act, case, looked.above),
    }


def waiting_for(looked: Looked, made: list[Decision]) -> list[str]:
    """The statutory partners that haven't signed what is proposed now, while their signatures count on it."""
    case = looked.case
    counted = partners_count(case.machine, case.state)
    current = next((one for one in made if one.current), None)
    if case.final or current is None or not counted:
        return []
    have = {one.agency for one in current.positions if one.purpose in counted}
    partners = [looked.names.agencies.get(key, key) for key in looked.act.policy.statutory]
    return [name for name in partners if name not in have]


def _decides(machine: Machine) -> bool:
    """Whether something is decided on cases of the kind, and not their evidence alone signed off."""
    purposes = {move.signs.purpose for move in machine.moves if move.signs is not None}
    return purposes != {"verify"}


def _shown(looked: Looked, made: Decision, told_beside: Collection[int]) -> DecisionShown:
    machine = made.entry.machine
    labels = positions(machine)
    purposes = list(dict.fromkeys([*PURPOSES, *(one.purpose for one in made.positions)]))
    taken = {
        purpose: tuple(
            PositionShown(one, labels.get(one.position, one.position), told(machine, one.words, looked.names))
            for one in made.positions
            if one.purpose == purpose
        )
        for purpose in purposes
    }
    return DecisionShown(
        made,
        by_words(made.entry),
        _looks(made),
        entry_words(made.entry, looked.names),
        told(machine, made.stood, looked.names),
        tuple((PURPOSES.get(purpose, purpose.capitalize()), found) for purpose, found in taken.items() if found),
        _then(looked, made.followed, told_beside),
        _then(looked, made.withdrawn, told_beside),
    )


def _looks(made: Decision) -> tuple[str, str]:
    if made.withdrawn is not None:
        return "Taken back", "grey"
    if made.reconsidered_in is not None:
        return "Reconsidered", "grey"
    return ("Stands", "green") if made.followed is not None or not made.current else ("Proposed", "blue")


def _then(looked: Looked, entry: EntryView | None, told_beside: Collection[int]) -> Then | None:
    """``told_beside``: the entries that are decisions themselves, whose words stand there."""
    if entry is None:
        return None
    words = [] if entry.seq in told_beside else entry_words(entry, looked.names)
    return Then(entry, by_words(entry), words)
