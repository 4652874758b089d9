"""Answers made from the asks themselves, some of them wrong: what anybody might send, for any kind of case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from states.asks import NARRATIVE, Ask
from states.kinds import machines
from tests.world import AGENCIES, PEOPLE, email

CANARY = "CANARY"
"""Stands in every free word that is given: it may never be found where narrative doesn't belong."""

WRONG: list[Any] = [float("nan"), {"x": 1}, ["?"], "2026-02-31", "nowhere", -1, True]
EMAILS = [email(who) for who, _, _ in PEOPLE]


def answers(asks: tuple[Ask, ...], today: date) -> st.SearchStrategy[dict[str, Any]]:
    """A body of answers to these asks: mostly good, now and then with something wrong or unknown in it."""
    good = st.fixed_dictionaries(
        {ask.key: one(ask, today) for ask in asks if ask.required},
        optional={ask.key: one(ask, today) for ask in asks if not ask.required},
    )
    bad = st.dictionaries(st.sampled_from([*(ask.key for ask in asks), "nonsense"]), st.sampled_from(WRONG), max_size=1)
    return st.one_of(*[good] * 9, st.builds(lambda right, wrong: right | wrong, good, bad))


def one(ask: Ask, today: date) -> st.SearchStrategy[Any]:
    """An answer of the ask's type; KeyError for a type that nobody has thought of here."""
    return BY_TYPE["line" if ask.type in NARRATIVE else ask.type](ask, today)


def _value(ask: Ask) -> st.SearchStrategy[str]:
    return st.sampled_from([option.value for option in ask.options] or ["none"])


def _criteria(ask: Ask, today: date) -> st.SearchStrategy[Any]:
    said = st.fixed_dictionaries({"answer": st.sampled_from(["yes", "no"]), "reason": st.just(CANARY)})
    return st.fixed_dictionaries({option.value: said for option in ask.options})


def _rows(ask: Ask, today: date) -> st.SearchStrategy[Any]:
    columns = {column.key: one(column, today) for column in ask.columns if column.required}
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=2)


DATES = ["incident_on", "aware_on", "views_asked_on", *(f"entry:{number}" for number in range(1, 9))]
CLOCKS = sorted({clock.key for machine in machines().values() for clock in machine.clocks})
BY_TYPE: dict[str, Callable[[Ask, date], st.SearchStrategy[Any]]] = {
    "line": lambda ask, today: st.integers(0, 99).map(lambda number: f"{CANARY} {number}"),
    "day": lambda ask, today: st.integers(-40, 0 if ask.past else 40).map(
        lambda days: (today + timedelta(days)).isoformat()
    ),
    "whole": lambda ask, today: st.integers(0, 17),
    "yes_no": lambda ask, today: st.booleans(),
    "choice": lambda ask, today: _value(ask),
    "choices": lambda ask, today: st.lists(_value(ask), min_size=1, max_size=3),
    "criteria": _criteria,
    "agency": lambda ask, today: st.sampled_from([*AGENCIES]),
    "agencies": lambda ask, today: st.lists(st.sampled_from([*AGENCIES]), min_size=1, max_size=3),
    "person": lambda ask, today: st.sampled_from(EMAILS),
    "rows": _rows,
    "themes": lambda ask, today: st.lists(st.sampled_from(["Neglect", "Supervision"]), min_size=1, max_size=2),
    "items": lambda ask, today: st.lists(st.integers(1, 4).map(str), min_size=1, max_size=2),
    "dated": lambda ask, today: st.sampled_from(DATES),
    "entry": lambda ask, today: st.integers(1, 9),
    "clock": lambda ask, today: st.sampled_from(CLOCKS),
    "case": lambda ask, today: st.integers(1, 12).map(lambda number: f"NM-2026-{number:04d}"),
    "row": lambda ask, today: st.integers(1, 4).map(str),
}
