"""Every type of question: what it takes, and the sentence with which it refuses the rest."""

from datetime import date

import pytest

from states.asks import MISSING, READERS, Ask, Known, Unreadable
from tests.states.questions import KNOWN, ask

YES = {"answer": "yes", "reason": "It was so."}
ALL_YES = {"a": YES, "b": YES, "c": YES}


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("line", "  A title ", "A title"),
        ("line", "x" * 200, "x" * 200),
        ("text", "One\r\ntwo\n\tthree ", "One\ntwo\n\tthree"),
        ("text", "Zoë – “said” 😀", "Zoë – “said” 😀"),
        ("day", "2026-11-23", date(2026, 11, 23)),
        ("day", "2028-02-29", date(2028, 2, 29)),
        ("whole", 7, 7),
        ("whole", " 7 ", 7),
        ("whole", "-12", -12),
        ("whole", 0, 0),
        ("whole", 999_999_999, 999_999_999),
        ("choice", "b", "b"),
        ("choices", ["c", "a", "c"], ("a", "c")),
        ("choices", "b", ("b",)),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("criteria", ALL_YES, ALL_YES),
        ("agency", "police", "police"),
        ("agencies", ["police", "council"], ("council", "police")),
        ("themes", ["Information sharing", "Neglect", "Neglect"], ("Neglect", "Information sharing")),
        ("themes", "Neglect", ("Neglect",)),
        ("person", "Ann@Example.org", "ann@example.org"),
        ("dated", "aware_on", "aware_on"),
        ("entry", "3", "3"),
        ("entry", 3, "3"),
        ("clock", "decide", "decide"),
        ("case", " nm-2026-0147 ", "NM-2026-0147"),
        ("case", "W1-2026-123456789", "W1-2026-123456789"),
        ("row", "3", "3"),
        ("row", 1, "1"),
        ("items", ["7", 4], ("4", "7")),
        ("items", "7", ("7",)),
        ("rows", [{"on": "2026-11-23"}], ({"on": date(2026, 11, 23)},)),
        (
            "rows",
            [{"on": "2026-11-23", "who": "police"}, {"on": "2026-11-24", "who": ""}],
            ({"on": date(2026, 11, 23), "who": "police"}, {"on": date(2026, 11, 24)}),
        ),
    ],
)
def test_an_answer_is_read(kind: str, raw: object, expected: object) -> None:
    """JSON and form alike give the same typed value."""
    read = ask(kind).read(raw, KNOWN)
    assert (expected, type(expected)) == (read, type(read))


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        ("line", 7, "Thing must be text"),
        ("line", "two\nlines", "Thing must be one line"),
        ("line", "x" * 201, "Thing must be 200 characters or fewer; it has 201"),
        ("text", "x" * 20_001, "Thing must be 20000 characters or fewer; it has 20001"),
        ("text", "nul\x00", "Thing has characters that can't be kept"),
        ("text", "half \ud800", "Thing has characters that can't be kept"),
        ("text", ["a"], "Thing must be text"),
        ("day", "2026-02-30", "Thing must be a real date, such as 23 November 2026 (2026-11-23)"),
        ("day", "23/11/2026", "Thing must be a real date, such as 23 November 2026 (2026-11-23)"),
        ("day", "20261123", "Thing must be a real date, such as 23 November 2026 (2026-11-23)"),
        ("day", 20261123, "Thing must be a real date, such as 23 November 2026 (2026-11-23)"),
        ("day", "1899-12-31", "Thing must be a year between 1900 and 2200"),
        ("day", "2201-01-01", "Thing must be a year between 1900 and 2200"),
        ("whole", 7.0, "Thing must be a whole number"),
        ("whole", float("nan"), "Thing must be a whole number"),
        ("whole", float("inf"), "Thing must be a whole number"),
        ("whole", "NaN", "Thing must be a whole number"),
        ("whole", "1e3", "Thing must be a whole number"),
        ("whole", "²", "Thing must be a whole number"),
        ("whole", True, "Thing must be a whole number"),
        ("whole", 10**9, "Thing must be a smaller number"),
        ("whole", "9" * 5000, "Thing must be a smaller number"),
        ("choice", "d", "Thing: 'd' isn't one of a, b, c"),
        ("choice", ["a"], "Thing: what was given isn't one of a, b, c"),
        ("choice", "x" * 100, f"Thing: '{'x' * 56}… isn't one of a, b, c"),
        ("choices", ["a", "d"], "Thing: 'd' isn't one of a, b, c"),
        ("choices", {"a": True}, "Thing must be a list"),
        ("yes_no", "maybe", "Select yes or no: Thing"),
        ("yes_no", 1, "Select yes or no: Thing"),
        ("criteria", "yes", "Thing must give an answer and a reason for each criterion"),
        ("criteria", {"a": YES, "b": YES}, "Select yes, no or not yet known for criterion c: Gamma"),
        ("criteria", ALL_YES | {"z": YES}, "Thing has no criterion z"),
        ("criteria", ALL_YES | {"b": {"answer": "yes"}}, "Enter: Reasoning for criterion b"),
        ("criteria", ALL_YES | {"b": "yes"}, "Select yes, no or not yet known for criterion b: Beta"),
        ("criteria", ALL_YES | {"b": YES | {"x": 1}}, "Select yes, no or not yet known for criterion b: Beta"),
        ("agency", "fire", "Thing: 'fire' isn't one of council, police"),
        ("agencies", ["fire"], "Thing: 'fire' isn't one of council, police"),
        ("agencies", 5, "Thing must be a list"),
        ("themes", ["neglect"], "Thing: 'neglect' isn't one of Neglect, Information sharing"),
        ("items", ["9"], "Thing: '9' isn't one of 4, 7"),
        ("items", [True], "Thing: True isn't one of 4, 7"),
        ("person", "bob@example.org", "Thing: 'bob@example.org' isn't one of ann@example.org"),
        ("dated", "born_on", "Thing: 'born_on' isn't one of aware_on"),
        ("entry", 4, "Thing: '4' isn't one of 3"),
        ("entry", True, "Thing: True isn't one of 3"),
        ("clock", "notify", "Thing: 'notify' isn't one of decide"),
        ("clock", "review", "“Review to the Panel” is owed to the Panel: it can't be moved, only explained."),
        ("case", 147, "Thing must be a case's reference, such as NM-2026-0147"),
        ("case", "NM-2026-147", "Thing must be a case's reference, such as NM-2026-0147"),
        ("case", "NM-2026-0147 and another", "Thing must be a case's reference, such as NM-2026-0147"),
        ("case", "NM-2026-014²", "Thing must be a case's reference, such as NM-2026-0147"),
        ("row", "2", "Thing: '2' isn't one of 1, 3"),
        ("row", 2, "Thing: '2' isn't one of 1, 3"),
        ("row", True, "Thing: True isn't one of 1, 3"),
        ("rows", {"on": "2026-11-23"}, "Thing must be a list"),
        ("rows", ["x"], "Thing, row 1: must have named columns"),
        ("rows", [{"on": "2026-11-23"}, {}], "Thing, row 2: Enter the date: Date"),
        ("rows", [{"on": "soon"}], "Thing, row 1: Date must be a real date, such as 23 November 2026 (2026-11-23)"),
        ("rows", [{"on": "2026-11-23", "x": 1}], "Thing, row 1: there is no column x"),
        ("rows", [{}] * 61, "Thing may have 60 rows at most; it has 61"),
    ],
)
def test_a_refusal_says_what_to_do(kind: str, raw: object, sentence: str) -> None:
    """What can't be read is refused with a sentence for the person who gave it."""
    with pytest.raises(Unreadable) as refused:
        ask(kind).read(raw, KNOWN)
    assert sentence == str(refused.value)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_is_an_answer_only_where_it_may_be(kind: str, nothing: object) -> None:
    """An optional question may be left out; a required one asks for its answer in its own words."""
    assert ask(kind, required=False).read(nothing, KNOWN) is None
    with pytest.raises(Unreadable) as refused:
        ask(kind).read(nothing, KNOWN)
    assert f"{MISSING.get(kind, 'Answer')}: Thing" == str(refused.value)


def test_a_day_in_the_future_is_refused_where_the_past_is_meant() -> None:
    """Today is past enough, tomorrow isn't."""
    past = ask("day", past=True)
    assert date(2026, 11, 23) == past.read("2026-11-23", KNOWN)
    with pytest.raises(Unreadable, match="Thing must be today or in the past"):
        past.read("2026-11-24", KNOWN)


def test_an_asks_own_length_counts() -> None:
    """``most`` caps characters and rows."""
    with pytest.raises(Unreadable, match="5 characters or fewer; it has 6"):
        ask("line", most=5).read("123456", KNOWN)
    with pytest.raises(Unreadable, match="may have 1 rows at most; it has 2"):
        ask("rows", most=1).read([{}, {}], KNOWN)


def test_where_nothing_can_be_chosen_it_says_so() -> None:
    """A list without entries isn't shown as an empty sentence; a long one is cut."""
    with pytest.raises(Unreadable, match=r"isn't one of \(nothing can be chosen\)"):
        ask("agency").read("police", Known(date(2026, 11, 23)))
    many = Known(date(2026, 11, 23), agencies={f"school{n}": "A school" for n in range(20)})
    with pytest.raises(Unreadable, match=r"school10, school11 …$"):
        ask("agency").read("police", many)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("line", True), ("text", True), ("criteria", True), ("day", False), ("rows", False), ("agency", False)],
)
def test_what_people_write_freely_is_narrative(kind: str, expected: bool) -> None:  # noqa: FBT001
    """Narrative is kept beside the entry and never in a mail; rows are narrative where a column is."""
    assert expected == ask(kind).narrative
    assert Ask(key="r", label="R", type="rows", columns=(ask("line"),)).narrative


def test_an_ask_may_let_people_name_what_nobody_can_move() -> None:
    """A question about any time limit takes those owed to the Panel too."""
    assert "review" == ask("clock", fixed_too=True).read("review", KNOWN)
