"""Answers, states and entries in words for a page. Knows no database: what can be named comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.pages.rendering import day
from states.asks import CRITERION_ANSWERS, Ask
from states.language import Machine


@dataclass(frozen=True, slots=True)
class Names:
    """Names of agencies by key and of people by address."""

    agencies: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in words: one text, or rows of (heading, text) where it has parts."""

    label: str
    text: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def told(
    machine: Machine, answers: Mapping[str, Any], names: Names, extra: Mapping[str, Ask] | None = None
) -> list[Told]:
    """The answers in the order of the kind's asks; one that no ask has any more under its own key."""
    asks = {**machine.asks, **(extra or {})}
    answers = {key: clock_label(machine, asks.get(key), value) for key, value in answers.items()}
    keys = [key for key in asks if key in answers] + [key for key in answers if key not in asks]
    return [one_told(asks.get(key), key, answers[key], names) for key in keys]


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
        parts = tuple(
            (f"{labels.get(one, one)}: {CRITERION_ANSWERS[given['answer']].lower()}", given.get("reason", ""))
            for one, given in value.items()
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
    known = {
        "agency": names.agencies,
        "agencies": names.agencies,
        "person": names.people,
        "choice": {option.value: option.label for option in ask.options},
        "choices": {option.value: option.label for option in ask.options},
    }.get(ask.type, {})
    several = value if isinstance(value, list | tuple) else [value]
    return ", ".join(known.get(str(one), str(one)) for one in several)
