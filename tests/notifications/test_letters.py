"""What a mail can hold, and how it reads."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from jinja2 import meta

from notifications import letters
from notifications.letters import Envelope, Item, Letter, alike, in_full, message, when

TODAY = date(2026, 11, 23)
ENVELOPE = Envelope("c@n.example", "olive@n.example", "<digest.1@n.example>", datetime(2026, 11, 23, 8, tzinfo=UTC))


def item(**other: object) -> Item:
    """A line."""
    known = {"reference": "NM-2026-0147", "task": "Send it", "due_on": TODAY, "late": False, "late_by": 0}
    return Item(**(known | {"why": "you own it", "link": "https://x.example/cases/NM-2026-0147"} | other))  # type: ignore[arg-type]


def letter(*new: Item, rest: tuple[Item, ...] = (), more: int = 0) -> Letter:
    """A letter with these lines."""
    return Letter(TODAY, new, rest, more, ("Ring 01632 960000",), "https://x.example/work")


def parts(one: Letter) -> tuple[EmailMessage, str, str]:
    """The mail, its text and its HTML."""
    read = message_from_bytes(message(one, ENVELOPE), policy=default)
    assert isinstance(read, EmailMessage)
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    assert text is not None
    assert html is not None
    return read, text.get_content().replace("\r\n", "\n"), html.get_content()


def test_a_line_has_no_field_for_narrative() -> None:
    """A reference, a task in a declaration's words, dates, a reason, a link: a new field is a decision."""
    assert {"reference", "task", "due_on", "late", "late_by", "why", "link"} == {one.name for one in fields(Item)}
    assert {"day", "new", "rest", "more", "help_lines", "home"} == {one.name for one in fields(Letter)}


@pytest.mark.parametrize("template", letters._environment().list_templates())
def test_templates_know_nothing_but_the_letter(template: str) -> None:
    """No other name can slip in."""
    environment = letters._environment()
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, template)
    functions = {"alike", "when", "counts", "in_words", "working_days"}
    assert meta.find_undeclared_variables(environment.parse(source)) <= {"letter"} | functions


def test_the_subject_is_counts_only() -> None:
    """It shows on locked screens."""
    late = item(late=True, late_by=2, due_on=date(2026, 11, 19))
    assert "Casekeeper: 2 new, 1 late" == letter(item(), late).subject
    assert "Casekeeper: 1 new" == letter(item()).subject
    assert "Casekeeper: 1 new, 1 late" == letter(item(), rest=(late,)).subject


def test_html_is_escaped_and_text_is_not() -> None:
    """A task or a help line with a tag in it is shown, not obeyed."""
    _, text, html = parts(letter(item(task="Agree <b>now</b> & sign")))
    assert "Agree <b>now</b> & sign" in text
    assert "Agree &lt;b&gt;now&lt;/b&gt; &amp; sign" in html
    assert "<script" not in html


def test_a_mail_says_that_a_machine_wrote_it() -> None:
    """So that no answering machine answers it; the Message-ID is the one given."""
    read, _, _ = parts(letter(item()))
    assert ("auto-generated", "<digest.1@n.example>") == (read["Auto-Submitted"], read["Message-ID"])
    assert "Mon, 23 Nov 2026 08:00:00 +0000" == read["Date"]


def test_what_didnt_fit_is_a_number_and_a_link() -> None:
    """Nothing is left out in silence."""
    _, text, html = parts(letter(item(), rest=(item(),), more=3))
    assert "And 3 more: https://x.example/work" in text
    assert 'href="https://x.example/work"' in html


MOVED = "What is due has moved: the calendar changed"


def moved(*numbers: int, why: str = "you own it") -> tuple[Item, ...]:
    """Lines of a day on which a day off was declared."""
    return tuple(
        item(
            reference=f"NM-2026-{n:04}",
            task=MOVED,
            due_on=None,
            why=why,
            link=f"https://x.example/cases/NM-2026-{n:04}",
        )
        for n in numbers
    )


def test_what_says_the_same_of_many_cases_is_one_thing() -> None:
    """Its cause once, with every reference below it, in text and HTML; counted once in subject and heading."""
    read, text, html = parts(letter(*moved(1, 2, 3, 4), item()))
    assert "Casekeeper: 2 new" == read["Subject"]
    assert "There are 2 new things for you." in text
    assert "2 new things for you" in html
    references = "".join(f"  NM-2026-{n:04}: https://x.example/cases/NM-2026-{n:04}\n" for n in (1, 2, 3, 4))
    assert f"\n{MOVED}, in 4 cases\n  Why you: you own it\n{references}\nNM-2026-0147: Send it\n" in text
    assert (1, 1) == (text.count(MOVED), html.count(MOVED))
    for n in (1, 2, 3, 4):
        assert f'<a href="https://x.example/cases/NM-2026-{n:04}" style="color:#1d70b8">NM-2026-{n:04}</a>' in html


def test_what_differs_stays_by_itself() -> None:
    """Another cause, another reason why, a date, or two alone; a case without a link is named without one."""
    lines = [
        *moved(1, 2),
        *moved(3, 4, why="your agency owns it"),
        item(task=MOVED),
        item(task="Look at it", due_on=None),
    ]
    assert [1] * 6 == [len(group) for group in alike(lines)]
    late = [item(late=True, due_on=None, reference=f"NM-2026-{n:04}") for n in (1, 2, 3)]
    assert [1] * 3 == [len(group) for group in alike(late)]
    _, text, html = parts(letter(*(replace(one, link="") for one in moved(1, 2, 3))))
    assert "  NM-2026-0001\n  NM-2026-0002\n" in text
    assert "NM-2026-0001, NM-2026-0002, NM-2026-0003</p>" in html


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (item(due_on=None), ""),
        (item(), "Due today"),
        (item(due_on=date(2026, 11, 27)), "Due 27 November 2026"),
        (item(due_on=date(2026, 11, 20), late=True, late_by=1), "Was due 20 November 2026, 1 working day late"),
        (item(due_on=date(2026, 11, 9), late=True, late_by=10), "Was due 9 November 2026, 10 working days late"),
        (item(due_on=date(2026, 11, 21), late=True, late_by=0), "Was due 21 November 2026, late"),
        (item(due_on=date(2026, 11, 9)), "Expected by 9 November 2026"),
    ],
)
def test_dates_read_as_officers_write_them(one: Item, words: str) -> None:
    """In full, and how late in working days; an expectation that passed isn't called late."""
    assert words == when(one, TODAY)


def test_a_day_has_no_leading_nought() -> None:
    """1 January 2027."""
    assert "1 January 2027" == in_full(date(2027, 1, 1))
