"""One ask's fields, by its type: what was typed, the answer behind it, the names under which it is posted.

Values have the shapes that forms.py describes; whether an answer will do is for ``Ask.read`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from states.asks import Ask

Posted = Mapping[str, Sequence[str]]

DAY_PARTS = ("day", "month", "year")
CRITERION_PARTS = ("answer", "reason")
SEVERAL = frozenset({"choices", "agencies", "themes", "items"})
ROW_NUMBER = re.compile(r"0|[1-9][0-9]{0,2}")
MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (date(2000, number, 1).strftime("%B").lower(), date(2000, number, 1).strftime("%b").lower())
}


def typed(ask: Ask, name: str, posted: Posted) -> Any:
    """What was typed, exactly, in the shape in which the field shows it."""
    if ask.type == "day":
        return form_day_value(name, posted)
    if ask.type in SEVERAL:
        return list(posted.get(name, ()))
    if ask.type == "criteria":
        return {
            option.value: {part: _first(posted, f"{name}.{option.value}.{part}") for part in CRITERION_PARTS}
            for option in ask.options
        }
    if ask.type == "rows":
        numbers = {n for n in (row_number(name, field) for field in posted) if n is not None}
        return [
            {column.key: typed(column, f"{name}.{number}.{column.key}", posted) for column in ask.columns}
            for number in range(max(numbers, default=-1) + 1)
        ]
    return _first(posted, name)


def answer(ask: Ask, value: Any) -> object | None:
    """The answer behind what a field shows; None where it was left blank."""
    if value is None or ask.type in {"line", "text"}:
        return None if blank(value) else value
    if ask.type == "day":
        return day_answer(value)
    if ask.type == "criteria":
        return _criteria_answer(value)
    if ask.type == "rows":
        return _rows_answer(ask, value)
    return None if blank(value) else value


def shown(ask: Ask, given: Any) -> Any:
    """An earlier answer, typed or as JSON, in the shape in which the field shows it."""
    if ask.type == "day":
        return _day_shown(given)
    if ask.type in SEVERAL:
        return [given] if isinstance(given, str) else list(given or ())
    if ask.type == "criteria":
        return {option: dict(parts) for option, parts in (given or {}).items()}
    if ask.type == "rows":
        return [{column.key: shown(column, row.get(column.key)) for column in ask.columns} for row in given or ()]
    if isinstance(given, bool):
        return "yes" if given else "no"
    return "" if given is None else str(given)


def post(ask: Ask, name: str, value: Any, fields: dict[str, list[str]]) -> None:
    """Adds every field of the ask, blank ones too, as a browser would post them."""
    if ask.type == "day":
        fields.update({f"{name}-{part}": [(value or {}).get(part, "")] for part in DAY_PARTS})
    elif ask.type in SEVERAL:
        fields[name] = list(value or ())
    elif ask.type == "criteria":
        for option in ask.options:
            given = (value or {}).get(option.value) or {}
            fields.update({f"{name}.{option.value}.{part}": [given.get(part, "")] for part in CRITERION_PARTS})
    elif ask.type == "rows":
        for number, row in enumerate(value or ()):
            for column in ask.columns:
                post(column, f"{name}.{number}.{column.key}", row.get(column.key), fields)
    else:
        fields[name] = [value or ""]


def first_field(ask: Ask, value: Any = None, name: str = "") -> str:
    """The id of an ask's first input; of criteria, the first that lacks an answer or a reason."""
    name = name or ask.key
    if ask.type == "day":
        return f"{name}-day"
    if ask.type == "criteria":
        given = value or {}
        for option in ask.options:
            for part in CRITERION_PARTS:
                if blank((given.get(option.value) or {}).get(part)):
                    return f"{name}.{option.value}.{part}"
        return f"{name}.{ask.options[0].value}.answer"
    if ask.type == "rows":
        return first_field(ask.columns[0], None, f"{name}.0.{ask.columns[0].key}")
    return name


def form_day_value(name: str, posted: Posted) -> dict[str, str]:
    """The three fields of a day as they were typed."""
    return {part: _first(posted, f"{name}-{part}") for part in DAY_PARTS}


def day_value(on: date) -> dict[str, str]:
    """A day as its three fields show it."""
    return {"day": str(on.day), "month": str(on.month), "year": str(on.year)}


def day_answer(value: Mapping[str, str]) -> str | None:
    """``2026-11-23``, or as it was typed, ``31/2/2026``, where that is no day: ``Ask.read`` refuses it."""
    day, month, year = (value.get(part, "").strip() for part in DAY_PARTS)
    if not (day or month or year):
        return None
    month_number = MONTHS.get(month.lower(), 0) or (int(month) if _digits(month, 2) else 0)
    if _digits(day, 2) and _digits(year, 4) and len(year) == 4:
        try:
            return date(int(year), month_number, int(day)).isoformat()
        except ValueError:
            pass
    return f"{day}/{month}/{year}"


def _day_shown(answer: Any) -> dict[str, str]:
    if isinstance(answer, str) and answer.count("/") == 2:
        return dict(zip(DAY_PARTS, answer.split("/"), strict=True))
    try:
        on = answer if isinstance(answer, date) else date.fromisoformat(answer or "")
    except ValueError:
        return dict.fromkeys(DAY_PARTS, "") | {"day": str(answer or "")}
    return day_value(on)


def _criteria_answer(value: Mapping[str, Mapping[str, str]]) -> object | None:
    given = {option: {part: text for part, text in parts.items() if not blank(text)} for option, parts in value.items()}
    return {option: parts for option, parts in given.items() if parts} or None


def _rows_answer(ask: Ask, value: Sequence[Mapping[str, Any]]) -> object | None:
    rows = [{column.key: answer(column, row.get(column.key)) for column in ask.columns} for row in value]
    filled = [{key: given for key, given in row.items() if given is not None} for row in rows]
    return [row for row in filled if row] or None


def row_number(name: str, field: str) -> int | None:
    """Which row of the ask so named a field belongs to."""
    number, dot, _ = field.removeprefix(f"{name}.").partition(".")
    return int(number) if dot and field.startswith(f"{name}.") and ROW_NUMBER.fullmatch(number) else None


def _first(posted: Posted, name: str) -> str:
    given = posted.get(name) or [""]
    return given[0]


def blank(value: object) -> bool:
    """Whether nothing was typed or ticked."""
    return not (value.strip() if isinstance(value, str) else value)


def _digits(text: str, most: int) -> bool:
    return 0 < len(text) <= most and text.isascii() and text.isdigit()
