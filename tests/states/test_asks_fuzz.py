"""Whatever anybody sends: an answer is read or refused with a sentence, and nothing else happens."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.asks import CRITERION_ANSWERS, READERS, Ask, Unreadable
from tests.states.questions import KNOWN, OPTIONS, ask

leaves: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        ["a", "police", "ann@example.org", "aware_on", "3", "NM-2026-0147", "yes", "-", "--5", "+5", "2026-W48-1", " "]
    )
    | st.dates().map(date.isoformat)
)
criteria = st.fixed_dictionaries(
    {},
    optional={
        option.value: st.fixed_dictionaries(
            {}, optional={"answer": st.sampled_from([*CRITERION_ANSWERS, [], {}, 1]) | leaves, "reason": leaves}
        )
        for option in OPTIONS
    },
)
rows = st.lists(st.fixed_dictionaries({}, optional={"on": leaves, "who": leaves}), max_size=4)
anything = st.recursive(
    leaves | criteria | rows,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KEPT = (str, int, bool, date, tuple, dict)


@given(kind=st.sampled_from(sorted(READERS)), raw=anything, required=st.booleans())
@settings(max_examples=150)
def test_anything_is_read_or_refused_in_words(kind: str, raw: object, required: bool) -> None:  # noqa: FBT001
    """Any JSON gives a value of a known type, nothing, or a sentence: never another exception."""
    asked = ask(kind, required=required)
    with suppress(Unreadable):
        read = asked.read(raw, KNOWN)
        assert isinstance(read, KEPT) or (read is None and not required)
        assert not holds_float(read)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("raw", ["NaN", "Infinity", "-Infinity", "1e999", "1.5"])
def test_no_float_gets_in(kind: str, raw: str) -> None:
    """NaN and the infinities, as Python's JSON reads them, are refused by every type, alone and inside."""
    number = json.loads(raw)
    for sent in (number, [number], {"a": number}, [{"on": number}], {"a": {"answer": number, "reason": number}}):
        with pytest.raises(Unreadable):
            ask(kind).read(sent, KNOWN)


@pytest.mark.parametrize("kind", ["line", "text", "choice", "agency", "whole", "day", "case", "row"])
@pytest.mark.parametrize("blank", [" ", "\n", "\t \n", "\u00a0", "\u2003"])
def test_blanks_are_no_answer(kind: str, blank: str) -> None:
    """A reason that is blank isn't one: an optional question counts as left out, a required one is asked for."""
    assert ask(kind, required=False).read(blank, KNOWN) is None
    with pytest.raises(Unreadable):
        ask(kind).read(blank, KNOWN)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("whole", "--5"),
        ("whole", "-"),
        ("day", "2026-W48-1"),
        ("criteria", {"a": {"answer": [], "reason": "x"}}),
        ("case", "ⅯM-2026-0147"),
        pytest.param("entry", 10**5000, id="entry-long"),
        pytest.param("row", 10**5000, id="row-long"),
        pytest.param("agency", 10**5000, id="agency-long"),
    ],
)
def test_what_once_slipped_through_is_refused(kind: str, raw: object) -> None:
    """Signs doubled, weeks for dates, lists for answers, numbers too long to print."""
    with pytest.raises(Unreadable):
        ask(kind).read(raw, KNOWN)


def holds_float(value: object) -> bool:
    """Whether a float is anywhere in it."""
    if isinstance(value, dict):
        return any(map(holds_float, value.values()))
    return isinstance(value, float) or (isinstance(value, tuple) and any(map(holds_float, value)))


def test_a_deep_nest_is_refused() -> None:
    """Lists in lists, as deep as the JSON reader takes them, can't exhaust the stack."""
    deep: object = []
    for _ in range(5000):
        deep = [deep]
    for kind in READERS:
        with pytest.raises(Unreadable):
            ask(kind).read(deep, KNOWN)


def test_rows_take_the_same_care() -> None:
    """A column refuses what it would refuse alone, and the sentence names the row."""
    table = Ask(key="t", label="Table", type="rows", columns=(Ask(key="n", label="N", type="whole"),))
    with pytest.raises(Unreadable, match="Table, row 2: N must be a whole number"):
        table.read([{"n": 1}, {"n": float("nan")}], KNOWN)
