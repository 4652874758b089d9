"""Answers as a letter says them: labels for keys, names for agencies, days in words. Knows no document."""

from __future__ import annotations

from datetime import date
from typing import Any

from states.asks import CRITERION_ANSWERS, Ask
from states.moves.decisions import positions
from workflow.queries.dossier import Dossier, Told

NOT_RECORDED = "Not recorded"


def day(on: date | str | None) -> str:
    """23 November 2026; "" for none."""
    if not on:
        return ""
    found = on if isinstance(on, date) else date.fromisoformat(on)
    return f"{found.day} {found:%B %Y}"


def agency(about: Dossier, key: str) -> str:
    """The name of an agency."""
    return about.agencies.get(key, key)


def answer(about: Dossier, told: Told, key: str) -> str:
    """What a case answers to an ask, in words; "" where it doesn't."""
    value = told.answers.get(key)
    return "" if value is None else worded(about, told.machine.asks.get(key), value)


def worded(about: Dossier, ask: Ask | None, value: Any) -> str:
    """One answer as a person would say it; several with commas."""
    if value is None or value == "":
        return ""
    asked = ask.type if ask is not None else ""
    if asked == "day":
        return day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    labels: dict[str, str] = {option.value: option.label for option in ask.options} if ask is not None else {}
    names = {"agency": about.agencies, "agencies": about.agencies, "person": about.people}.get(asked, labels)
    several = value if isinstance(value, list | tuple) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in several)


def criteria(told: Told, key: str) -> list[dict[str, str]]:
    """Each criterion of an ask with its answer and the reasoning."""
    ask, given = told.machine.asks.get(key), told.answers.get(key) or {}
    return [
        {
            "criterion": option.label,
            "answer": CRITERION_ANSWERS.get(given.get(option.value, {}).get("answer"), "Not answered"),
            "reasoning": given.get(option.value, {}).get("reason", ""),
        }
        for option in (ask.options if ask is not None else ())
    ]


def rows(about: Dossier, told: Told, key: str) -> list[dict[str, str]]:
    """The rows of an ask or of a register, each cell in words under its column's key."""
    ask = told.machine.asks.get(key)
    register = next((one for one in told.machine.registers if one.key == key), None)
    columns = register.asks if register is not None else ask.columns if ask is not None else ()
    found = told.answers.get(key) or []
    return [
        {column.key: worded(about, column, row.get(column.key)) for column in columns}
        | {"ended": day(row.get("ended_on"))}
        for row in found
    ]


def position(told: Told, value: str) -> str:
    """The position of a signature, in words."""
    return positions(told.machine).get(value, value)
