"""Forms become answers and come back as they were typed: by example, and for anything a browser can send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.forms import (
    UnexpectedFields,
    add_row,
    answer_values,
    answers_of,
    error_links,
    form_answers,
    form_values,
    posted_fields,
    posted_texts,
)  # fmt: skip
from states.asks import READERS, Ask, Option

OPTIONS = (Option("a", "A"), Option("b", "B"))
PLAIN = tuple(kind for kind in READERS if kind not in {"rows", "criteria"})
COLUMNS = tuple(Ask(key=f"c_{kind}", label=kind, type=kind, options=OPTIONS) for kind in PLAIN)
ASKS = (
    *(Ask(key=f"k_{kind}", label=kind, type=kind, options=OPTIONS) for kind in PLAIN),
    Ask(key="criteria", label="Criteria", type="criteria", options=OPTIONS),
    Ask(key="rows", label="Rows", type="rows", columns=COLUMNS, most=4),
)
DAY = (Ask(key="on", label="On", type="day"),)

texts = st.text(st.characters(codec="utf-8"), max_size=8)
SHAPES = {
    "day": st.fixed_dictionaries({"day": texts, "month": texts, "year": texts}),
    "choices": st.lists(texts, max_size=3),
    "agencies": st.lists(texts, max_size=3),
    "themes": st.lists(texts, max_size=3),
    "items": st.lists(texts, max_size=3),
}


def values_of(asks: tuple[Ask, ...]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({ask.key: SHAPES.get(ask.type, texts) for ask in asks})


typed = st.builds(
    lambda plain, criteria, rows: plain | {"criteria": criteria, "rows": rows},
    values_of(ASKS[:-2]),
    st.fixed_dictionaries({one.value: st.fixed_dictionaries({"answer": texts, "reason": texts}) for one in OPTIONS}),
    st.lists(values_of(COLUMNS), max_size=3),
)


@given(typed)
def test_a_refused_form_comes_back_as_it_was_typed(values: dict[str, object]) -> None:
    """What a browser posts for these values is read as these values, blanks and spaces included."""
    assert values == form_values(ASKS, posted_fields(ASKS, values))


@given(typed)
def test_answers_survive_a_draft(values: dict[str, object]) -> None:
    """Answers shown again and posted again without a change are the same answers."""
    answers = form_answers(ASKS, posted_fields(ASKS, values))
    days = [
        row
        for row in [answers, *answers.get("rows", [])]
        for key, day in row.items()
        if key.endswith("_day") and day.count("/") > 2
    ]
    if not days:
        assert answers == answers_of(ASKS, answer_values(ASKS, answers))


@pytest.mark.parametrize(
    ("expected", "day", "month", "year"),
    [
        ("2026-11-23", "23", "11", "2026"),
        ("2026-02-03", " 3", "02 ", "2026"),
        ("2026-11-23", "23", "Nov", "2026"),
        ("2026-11-23", "23", "november", "2026"),
        ("31/2/2026", "31", "2", "2026"),
        ("1/1/26", "1", "1", "26"),
        ("1//2026", "1", "", "2026"),
        ("x/y/z", "x", "y", "z"),
        ("²/1/2026", "²", "1", "2026"),
        ("1/1/0000", "1", "1", "0000"),
    ],
)
def test_a_day_is_read_or_left_as_it_was_typed(expected: str, day: str, month: str, year: str) -> None:
    """Numbers and names of months make a day; anything else reaches Ask.read, which refuses it in a sentence."""
    assert {"on": expected} == form_answers(DAY, {"on-day": [day], "on-month": [month], "on-year": [year]})


def test_blanks_are_absent() -> None:
    """A form sent as it was opened answers nothing, whatever it asks."""
    assert {} == form_answers(ASKS, posted_fields(ASKS, {"rows": [{}, {}]}))


def test_blank_rows_are_dropped_and_the_others_keep_their_order() -> None:
    """Rows left empty between filled ones don't count."""
    posted = {f"rows.{n}.c_line": [text] for n, text in enumerate(["one", " ", "three"])}
    assert {"rows": [{"c_line": "one"}, {"c_line": "three"}]} == form_answers(ASKS, posted)


def test_criteria_carry_answer_and_reason() -> None:
    """Half an answer is passed on: Ask.read says what is missing."""
    posted = {"criteria.a.answer": ["yes"], "criteria.a.reason": ["because"], "criteria.b.reason": ["why"]}
    wanted = {"a": {"answer": "yes", "reason": "because"}, "b": {"reason": "why"}}
    assert {"criteria": wanted} == form_answers(ASKS, posted)


@pytest.mark.parametrize(
    "name",
    ["state", "k_line-day", "k_day", "criteria.z.answer", "criteria.a", "rows.0.nothing", "rows.01.c_line",
     "rows.9999.c_line", "rows"],
)  # fmt: skip
def test_a_field_nobody_asked_for_is_refused(name: str) -> None:
    """Mass assignment: what the form doesn't ask isn't passed over in silence."""
    with pytest.raises(UnexpectedFields) as refused:
        form_answers(ASKS, {name: ["x"], "csrf": ["t"], "k_line": ["fine"]})
    assert (name,) == refused.value.names


def test_one_field_twice_is_refused() -> None:
    """Only tick boxes, in rows too, come several times."""
    assert {"k_choices": ["a", "b"]} == form_answers(ASKS, {"k_choices": ["a", "b"]})
    assert [{"c_agencies": ["a", "b"]}] == form_answers(ASKS, {"rows.0.c_agencies": ["a", "b"]})["rows"]
    with pytest.raises(UnexpectedFields):
        form_answers(ASKS, {"k_line": ["a", "b"]})


def test_a_row_is_added_up_to_the_most() -> None:
    """The button without JavaScript adds one blank row, keeps the rest, and stops at the ask's most."""
    values = form_values(ASKS, {"rows.0.c_line": ["one"]})
    more = add_row(ASKS, values, "rows")
    assert [*values["rows"], {}] == more["rows"]
    assert 4 == len(add_row(ASKS, {"rows": [{}] * 4}, "rows")["rows"])
    assert values == add_row(ASKS, values, "k_line")


def test_errors_lead_to_the_field_to_mend() -> None:
    """A day's first field, the first criterion that lacks something, a row's first cell; a case's own fault nowhere."""
    errors = {"the_case": "Two returns are out", "criteria": "C", "k_day": "D", "rows": "R", "happened_on": "H"}
    values = {"criteria": {"a": {"answer": "yes", "reason": "x"}, "b": {"answer": "no", "reason": " "}}}
    links = {link["text"]: link.get("href") for link in error_links(ASKS, errors, values)}
    assert {
        "D": "#k_day-day", "C": "#criteria.b.reason", "R": "#rows.0.c_line", "H": "#happened_on-day",
        "Two returns are out": None,
    } == links  # fmt: skip


def test_uploads_are_left_to_their_route() -> None:
    """A multi-dict's texts are gathered by name, files aren't texts."""
    assert {"a": ["1", "2"]} == posted_texts([("a", "1"), ("document", object()), ("a", "2")])
