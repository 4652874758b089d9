"""How the executive's summary reads, and what it can hold."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from notifications.letters import TEMPLATES, Counted, Envelope, Group, Item, Overdue, Summary, counts, in_words, message

ENVELOPE = Envelope("a@n.example", "boss@n.example", "<s.1@n.example>", datetime(2026, 11, 23, 8, tzinfo=UTC))
LINE = Item("NM-2026-0147", "Decide it", None, False, 0, "you are one of the executive", "")


def summary(**other: Any) -> Summary:
    """A summary of nothing but what is given."""
    nothing: dict[str, Any] = dict.fromkeys(("new", "open", "actions", "escalated", "long_late"), ())
    nothing |= dict.fromkeys(("late", "latest", "long_late_more", "undelivered"), 0)
    told = {"day": date(2026, 11, 23), "partnership": "Northmoor", "why": "you lead", "home": "https://x.example/"}
    return Summary(**(nothing | told | {"help_lines": ("Ring 01632 960000",)} | other))


def parts(one: Summary) -> tuple[str, str]:
    """Its text and its HTML."""
    read = message_from_bytes(message(one, ENVELOPE), policy=default)
    found = [read.get_body((kind,)) for kind in ("plain", "html")]  # type: ignore[attr-defined]
    return found[0].get_content(), found[1].get_content()


def test_a_summary_has_no_field_for_narrative() -> None:
    """Counts, a declaration's words, references, links: a new field is a decision."""
    assert {"says", "number", "oldest"} == {one.name for one in fields(Counted)}
    assert {"says", "number", "overdue", "states"} == {one.name for one in fields(Group)}
    assert {"reference", "says", "working_days", "link"} == {one.name for one in fields(Overdue)}
    own = {"day", "partnership", "why", "new", "help_lines", "home", "open", "actions", "escalated"}
    assert own | {"late", "latest", "long_late", "long_late_more", "undelivered"} == {
        one.name for one in fields(Summary)
    }


def test_a_declaration_may_ask_for_it() -> None:
    """A tell of a stage that is the executive's names it; nothing else is a letter."""
    assert {"notice", "summary"} == TEMPLATES


def test_everything_there_is_stands_in_both_parts() -> None:
    """No count that only one kind of mail program shows."""
    one = summary(
        new=(LINE,),
        open=(Group("Rapid reviews", 3, None, (Counted("Drafting", 3),)),),
        actions=(Group("Actions", 12, 1, (Counted("Sent back", 2),)),),
        escalated=(Group("Disagreements", 2, None, (Counted("Lead partners", 2, 12),)),),
        late=5,
        latest=14,
        long_late=(Overdue("NM-2026-0110", "Action due", 14, "https://x.example/cases/NM-2026-0110"),),
        long_late_more=2,
        undelivered=1,
    )
    for part in parts(one):
        for words in (
            *("Decide it", "Rapid reviews", "Drafting", "Actions", "12 open, 1 past its date", "Sent back"),
            *("Lead partners", "2, the oldest open for 12 working days", "NM-2026-0110", "14 working days late"),
            *("5 time limits late", "And 2 more", "1 mail of the last seven days", "Ring 01632 960000", "you lead"),
            *("https://x.example/", "https://x.example/cases/NM-2026-0110", "Northmoor"),
        ):
            assert words in part


def test_what_there_isnt_takes_no_heading() -> None:
    """A quiet week is a line; nothing of it looks empty."""
    for part in parts(summary()):
        assert "Nothing is open, nothing is late, and all mail was delivered." in part
        assert not any(
            words.lower() in part.lower() for words in ("Open cases", "Disagreements", "working days or more")
        )
    for part in parts(summary(undelivered=2)):
        assert "Nothing is open" not in part


def test_a_reader_who_may_not_open_a_case_gets_no_link() -> None:
    """The reference and the figure stand there as text."""
    text, html = parts(summary(late=1, latest=11, long_late=(Overdue("NM-2026-0101", "Return due", 11, ""),)))
    assert "NM-2026-0101: Return due, 11 working days late" in text
    assert "cases/NM-2026-0101" not in text + html


def test_names_are_shown_not_obeyed() -> None:
    """A partnership's or a stage's name is data."""
    text, html = parts(summary(partnership="A <b>& B</b>", escalated=(Group("D", 1, None, (Counted("<i>x", 1, 1),)),)))
    assert "A <b>& B</b>" in text
    assert "A &lt;b&gt;&amp; B&lt;/b&gt;" in html
    assert "<i>x" not in html


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Counted("", 2), "2"),
        (Counted("", 1, 1), "1, open for 1 working day"),
        (Counted("", 1, 0), "1, open for 0 working days"),
        (Counted("", 3, 12), "3, the oldest open for 12 working days"),
    ],
)
def test_an_age_is_said_where_it_counts(one: Counted, words: str) -> None:
    """Of what escalates: in working days, of the oldest where there are several."""
    assert words == in_words(one)


@pytest.mark.parametrize(
    ("overdue", "words"),
    [(None, "3 open"), (0, "3 open"), (1, "3 open, 1 past its date"), (2, "3 open, 2 past their date")],
)
def test_what_is_past_its_date_is_said(overdue: int | None, words: str) -> None:
    """None, and not asked, read alike."""
    assert words == counts(Group("", 3, overdue, ()))
