"""Plausible answers to whatever a move asks, made from the asks themselves: knows no kind of case and no move.

Every free word that is given bears ``MARK``, so that whoever looks can tell where narrative went.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from api.simulation.usual_answers import (
    AGES,
    AHEAD,
    BEFORE,
    CHOSEN,
    DAYS,
    EACH_PARTNERS,
    INDEPENDENT,
    LONG_AGO,
    age,
    left_out,
)
from states.asks import CRITERION_ANSWERS, NARRATIVE, Ask, Known, Option
from states.defaults import england

MARK = "wrenfold"
SENTENCES = (
    "Spoken about at length with the wrenfold family's worker.",
    "The wrenfold chronology was read again, and two visits were missing from it.",
    "Two agencies knew of wrenfold and neither told the other.",
    "Wrenfold: agreed by telephone, minuted the same day.",
    "What was known of wrenfold at the time, and what should have been asked.",
)
SHORT = 60
NO_AGENCYS, TWO = 0.2, 0.5
"""How often somebody is named who works for no agency; two of several are chosen."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What answers are given in: the day, what may be named, who is where, and a day that dates lie around if any.

    ``cases`` are references of others that may be named. ``long_ago``: what happened did so before there were records.
    """

    random: Random
    today: date
    known: Known
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    agency: str = ""
    around: date | None = None
    everything: bool = False
    cases: Sequence[str] = ()
    long_ago: bool = False


def answers_to(asks: Sequence[Ask], setting: Setting) -> dict[str, Any]:
    """Answers to all that is required and to some of the rest; to all of it where the setting says everything."""
    found: dict[str, Any] = {}
    unsaid = left_out(setting.random)
    for ask in asks:
        if ask.key in unsaid and not ask.required:
            continue
        if ask.required or setting.everything or (not ask.default and setting.random.random() < 0.4):
            answer = one(ask, setting)
            if answer is not None:
                found[ask.key] = answer
    return found


def one(ask: Ask, setting: Setting) -> Any:
    """An answer of the ask's type; None where nothing can be named."""
    if ask.type in NARRATIVE:
        return words(ask, setting.random)
    return BY_TYPE[ask.type](ask, setting)


def words(ask: Ask, random: Random) -> str:
    """A sentence, or a word where there isn't room for one."""
    if ask.most and ask.most <= SHORT:
        return f"{MARK} {random.randrange(1000)}"
    return random.choice(SENTENCES)


def _day(ask: Ask, setting: Setting) -> str:
    random = setting.random
    if setting.around is not None:
        day = min(setting.around + timedelta(days=random.randint(-4, 3)), setting.today)
    elif setting.long_ago and ask.past:
        day = setting.today + timedelta(days=random.randint(*LONG_AGO.get(ask.key, BEFORE)))
    elif ask.past:
        day = setting.today - timedelta(days=random.choice((0, 0, 1, 1, 2, 3, 5)))
    else:
        day = setting.today + timedelta(days=random.randint(*DAYS.get(ask.key, AHEAD)))
    return day.isoformat()


def _person(ask: Ask, setting: Setting) -> str | None:
    there = setting.people.get(setting.agency) or sorted(setting.known.people)
    if ask.key in INDEPENDENT or setting.random.random() < NO_AGENCYS:
        there = setting.people.get("") or there
    return setting.random.choice(list(there)) if there else None


def _rows(ask: Ask, setting: Setting) -> list[dict[str, Any]] | None:
    if ask.key in EACH_PARTNERS:
        return [_row(ask, setting) | {"agency": partner} for partner in england().facts.statutory]
    rows = [_row(ask, setting) for _ in range(setting.random.choice((1, 1, 2, 3)))]
    needed = {column.key for column in ask.columns if column.required}
    return [row for row in rows if needed <= row.keys()] or None


def _row(ask: Ask, setting: Setting) -> dict[str, Any]:
    """One row; a person it names is of the agency that it names."""
    agency = next((one(column, setting) for column in ask.columns if column.type == "agency"), setting.agency)
    there = replace(setting, agency=agency, everything=False)
    found: dict[str, Any] = {}
    for column in ask.columns:
        if column.required or setting.random.random() < 0.6:
            answer = agency if column.type == "agency" else one(column, there)
            if answer is not None and (column.type != "person" or answer in setting.people.get(agency, ())):
                found[column.key] = answer
    return found


def _criteria(ask: Ask, setting: Setting) -> dict[str, dict[str, str]]:
    said = list(CRITERION_ANSWERS)
    return {
        option.value: {"answer": setting.random.choice(said), "reason": words(ask, setting.random)}
        for option in ask.options
    }


def _clock(ask: Ask, setting: Setting) -> str | None:
    named = sorted(setting.known.clocks if ask.fixed_too else setting.known.movable)
    return setting.random.choice(named) if named else None


def _agency(ask: Ask, setting: Setting) -> str:
    """Mostly the agency whose case it is, or that of whoever answers."""
    if setting.agency and setting.random.random() < 0.5:
        return setting.agency
    return setting.random.choice(sorted(setting.known.agencies))


def _some(random: Random, values: Sequence[str], most: int) -> list[str]:
    return random.sample(list(values), min(random.randint(1, most), len(values))) if values else []


def _choice(ask: Ask, setting: Setting) -> str | None:
    return _chosen(ask, setting.random, ask.options) if ask.options else None


def _choices(ask: Ask, setting: Setting) -> list[str]:
    """One or two of them."""
    first = _chosen(ask, setting.random, ask.options)
    others = tuple(option for option in ask.options if option.value != first)
    return [first, _chosen(ask, setting.random, others)] if others and setting.random.random() < TWO else [first]


def _chosen(ask: Ask, random: Random, options: Sequence[Option]) -> str:
    likely = CHOSEN.get(ask.key, {})
    weights = [likely.get(option.value, 1) for option in options]
    return random.choices([option.value for option in options], weights if any(weights) else None)[0]


def _whole(ask: Ask, setting: Setting) -> int:
    return age(setting.random) if ask.key in AGES else setting.random.randint(0, 17)


BY_TYPE: dict[str, Callable[[Ask, Setting], Any]] = {
    "day": _day,
    "whole": _whole,
    "yes_no": lambda ask, setting: setting.random.random() < 0.5,
    "choice": _choice,
    "choices": _choices,
    "criteria": _criteria,
    "agency": _agency,
    "themes": lambda ask, setting: _some(setting.random, list(setting.known.themes), 2),
    "agencies": lambda ask, setting: _some(setting.random, sorted(setting.known.agencies), 5),
    "person": _person,
    "rows": _rows,
    "clock": _clock,
    "dated": lambda ask, setting: setting.random.choice(sorted(setting.known.dates) or [""]) or None,
    "case": lambda ask, setting: setting.random.choice(list(setting.cases) or [""]) or None,
    "row": lambda ask, setting: setting.random.choice(sorted(setting.known.rows.get(ask.of, ())) or [""]) or None,
    "items": lambda ask, setting: _some(setting.random, sorted(setting.known.items.get(ask.of, ())), 3),
    "entry": lambda ask, setting: setting.random.choice(sorted(setting.known.entries) or [""]) or None,
}
