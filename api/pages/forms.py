"""Between a posted form's flat names and a move's answers; reads no meaning: ``Ask.read`` alone judges.

Three shapes. *Posted*: names to lists of strings, as a browser sends them. *Values*: what a field shows, by
key: text; list of text for tick boxes; ``{"day", "month", "year"}``; ``{option: {"answer", "reason"}}``; list
of rows. *Answers*: what ``Ask.read`` and JSON take. A field is named ``key``, ``key-day``,
``key.<option>.reason`` or ``key.<row>.<column>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.pages.fields import (
    DAY_PARTS,
    SEVERAL,
    Posted,
    answer,
    day_answer,
    first_field,
    form_day_value,
    post,
    row_number,
    shown,
    typed,
)
from api.pages.fields import day_value as day_value  # what routes need of it comes from here
from states.asks import Ask

Values = dict[str, Any]

# What every move's form carries besides its asks.
FRAME_FIELDS = frozenset(
    {"csrf", "form_id", "revision", "add_row", "recorded_for", "received", "kept", "document"}
    | {f"happened_on-{part}" for part in DAY_PARTS}
)


class UnexpectedFields(ValueError):
    """A form carries names that none of its asks has, or one name too often; ``names`` lists them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"This form has no field {', '.join(names)}")
        self.names = tuple(names)


def posted_texts(items: Iterable[tuple[str, object]]) -> dict[str, list[str]]:
    """A multi-dict's pairs as names to lists, in their order; uploaded files are left to their route."""
    texts: dict[str, list[str]] = {}
    for name, one in items:
        if isinstance(one, str):
            texts.setdefault(name, []).append(one)
    return texts


def form_answers(asks: Iterable[Ask], posted: Posted, frame: Iterable[str] = FRAME_FIELDS) -> dict[str, object]:
    """Answers as JSON would give them, blanks absent; ``frame`` names the form's other fields.

    Raises ``UnexpectedFields``.
    """
    asks = tuple(asks)
    values = form_values(asks, posted)
    known = set(posted_fields(asks, values)) | set(frame)
    wrong = [name for name, given in posted.items() if name not in known or (len(given) > 1 and not _many(asks, name))]
    if wrong:
        raise UnexpectedFields(sorted(wrong))
    return answers_of(asks, values)


def form_values(asks: Iterable[Ask], posted: Posted) -> Values:
    """What was typed, exactly, in the shape in which fields show it."""
    return {ask.key: typed(ask, ask.key, posted) for ask in asks}


def answer_values(asks: Iterable[Ask], answers: Mapping[str, Any]) -> Values:
    """Answers given earlier, typed or as JSON, in the shape in which fields show them."""
    return {ask.key: shown(ask, answers.get(ask.key)) for ask in asks}


def answers_of(asks: Iterable[Ask], values: Mapping[str, Any]) -> dict[str, object]:
    """Answers behind these values, without what was left blank."""
    found = {ask.key: answer(ask, values.get(ask.key)) for ask in asks}
    return {key: given for key, given in found.items() if given is not None}


def posted_fields(asks: Iterable[Ask], values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every field a form with these values has, blank ones too, as a browser would post them."""
    fields: dict[str, list[str]] = {}
    for ask in asks:
        post(ask, ask.key, values.get(ask.key), fields)
    return fields


def add_row(asks: Iterable[Ask], values: Values, key: str) -> Values:
    """The values with one more blank row for that ask; a key that names no rows changes nothing."""
    for ask in asks:
        if ask.key == key and ask.type == "rows" and (not ask.most or len(values.get(key) or ()) < ask.most):
            return values | {key: [*(values.get(key) or ()), {}]}
    return values


def form_day(name: str, posted: Posted) -> str | None:
    """A day that isn't an ask's, such as ``happened_on``: as an answer, or None where it was left blank."""
    return day_answer(form_day_value(name, posted))


def error_links(
    asks: Iterable[Ask], errors: Mapping[str, str], values: Mapping[str, Any] | None = None
) -> list[dict[str, str]]:
    """The error summary's list: each sentence linked to the field that wants mending; others stand last."""
    asks = tuple(asks)
    links = [
        {"text": errors[ask.key], "href": f"#{first_field(ask, (values or {}).get(ask.key))}"}
        for ask in asks
        if ask.key in errors
    ]
    elsewhere = {name: f"#{name}" for name in ("recorded_for", "received", "document", "replaces")}
    elsewhere |= {"happened_on": "#happened_on-day"}
    others = [key for key in errors if key not in {ask.key for ask in asks}]
    return links + [{"text": errors[key]} | ({"href": elsewhere[key]} if key in elsewhere else {}) for key in others]


def _many(asks: Iterable[Ask], name: str) -> bool:
    """Whether a field may come several times: tick boxes, in a row too."""
    for ask in asks:
        if ask.type in SEVERAL and ask.key == name:
            return True
        number = row_number(ask.key, name) if ask.type == "rows" else None
        if number is not None and _many(ask.columns, name.removeprefix(f"{ask.key}.{number}.")):
            return True
    return False
