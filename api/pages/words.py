"""Answers, states and entries in words for a page. Knows no database: what can be named comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.pages.rendering import day
from states.asks import CRITERION_ANSWERS, Ask
from states.language import Machine, Register
from states.moves.taking_on import OWN, own_asks
from workflow.queries.case_view import EntryView
from workflow.queries.registers import rows_of


@dataclass(frozen=True, slots=True)
class Names:
    """Names of agencies by key, of people by address, and of each register's rows by number."""

    agencies: Mapping[str, str]
    people: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in words: one text, or rows of (heading, text) where it has parts."""

    label: str
    text: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def told(
    machine: Machine, answers: Mapping[str, Any], names: Names, extra: Mapping[str, Ask] | None = None
) -> list[Told]:
    """The answers in the order of ``extra`` and the kind's asks; one that no ask has any more under its own key.

    ``extra`` comes before asks of the same key: several moves may ask their own "reason".
    """
    own = extra or {}
    asks = {**own, **machine.asks, **(own_asks(machine) if OWN & answers.keys() else {}), **own}
    answers = {key: clock_label(machine, asks.get(key), value) for key, value in answers.items()}
    keys = [key for key in asks if key in answers] + [key for key in answers if key not in asks]
    lists = {register.key: register for register in machine.registers}
    return [
        list_told(lists[key], answers[key], names)
        if key in lists
        else one_told(asks.get(key), key, answers[key], names)
        for key in keys
    ]


def list_told(register: Register, kept: Sequence[Mapping[str, Any]], names: Names) -> Told:
    """A list as a case kept it, narrative in place: each row's name, and its other cells in a line."""
    asked = {ask.key: ask for ask in register.asks}
    rows = []
    for row in rows_of(register, kept):
        cells = [
            f"{asked[key].label}: {in_words(asked[key], cell, names)}"
            for key, cell in row.cells.items()
            if key not in register.named_by
        ]
        ended = [f"ended {day(row.ended_on)}"] if row.ended_on is not None else []
        rows.append((row.name, " · ".join([*ended, *cells])))
    return Told(register.title, parts=tuple(rows))


def entry_words(entry: EntryView, names: Names) -> list[Told]:
    """What was answered in an entry, by the questions of its own move."""
    return told(entry.machine, entry.answers, names, asks_of(entry))


def asks_of(entry: EntryView) -> dict[str, Ask]:
    """The questions that an entry answered, by key; none where the engine made it of itself."""
    move = entry.machine.move(entry.move)
    return {ask.key: ask for ask in move.asks} if move is not None else {}


def by_words(entry: EntryView) -> str:
    """Whose act an entry was, and who wrote it down if another."""
    return f"{entry.recorded_for}, recorded by {entry.by}" if entry.recorded_for else entry.by


def clock_label(machine: Machine, ask: Ask | None, value: Any) -> Any:
    """The label of the clock that an answer names; any other answer as it is."""
    clock = machine.clock(value) if ask is not None and ask.type == "clock" else None
    return clock.label if clock is not None else value


def one_told(ask: Ask | None, key: str, value: Any, names: Names) -> Told:
    """One answer in words."""
    if ask is None:
        return Told(key.replace("_", " ").capitalize(), str(value))
    if ask.type == "criteria" and isinstance(value, dict):
        labels = {option.value: option.label for option in ask.options}
        # An entry keeps them in the order of their keys: a reader wants the law's.
        ordered = {one: value[one] for one in [*labels, *value] if one in value}
        parts = tuple(
            (f"{labels.get(one, one)}: {CRITERION_ANSWERS[given['answer']].lower()}", given.get("reason", ""))
            for one, given in ordered.items()
        )
        return Told(ask.label, parts=parts)
    if ask.type == "rows" and isinstance(value, list):
        return Told(ask.label, parts=tuple(row_told(ask, number, row, names) for number, row in enumerate(value, 1)))
    return Told(ask.label, in_words(ask, value, names))


def row_told(ask: Ask, number: int, row: Mapping[str, Any], names: Names) -> tuple[str, str]:
    """A row: its first column is its heading, the others follow."""
    cells = [(column, in_words(column, row[column.key], names)) for column in ask.columns if column.key in row]
    heading = cells[0][1] if cells else f"Row {number}"
    return heading, " · ".join(f"{column.label}: {text}" for column, text in cells[1:])


def in_words(ask: Ask, value: Any, names: Names) -> str:
    """A plain answer as a person would say it."""
    if ask.type == "day":
        return day(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if ask.type == "yes_no":
        return "Yes" if value else "No"
    known: Mapping[str, str] = {
        "agency": names.agencies,
        "agencies": names.agencies,
        "person": names.people,
        "row": names.rows.get(ask.of, {}),
        "choice": {option.value: option.label for option in ask.options},
        "choices": {option.value: option.label for option in ask.options},
    }.get(ask.type, {})
    several = value if isinstance(value, list | tuple) else [value]
    return ", ".join(known.get(str(one), str(one)) for one in several)
