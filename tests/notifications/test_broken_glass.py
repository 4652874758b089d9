"""Word of broken glass: at once to chairs and auditor, without a link where they can't open it; then chased."""

from __future__ import annotations

import pytest

from notifications.contents import NOT_OWED, NOT_THEIRS, content_of
from notifications.digests import gather
from notifications.letters import Letter, Summary
from notifications.sweep import sweep
from tests.workflow import situations
from tests.workflow.breaking import read_for_a_reason, review
from tests.workflow.situations import rows, sql
from tests.world import World

HOST = "northmoor.example"
MAILS = "SELECT m.id, m.person, m.template, p.email FROM mail m JOIN person p ON p.id = m.person ORDER BY m.id"
LINES = "SELECT p.email, n.task FROM notice n JOIN person p ON p.id = n.person WHERE n.key LIKE :keys"


def letters(world: World) -> dict[str, Letter | str]:
    """What each mail holds now, by person; why not, where it holds nothing."""
    gather(world.database, world.now, HOST)
    found: dict[str, Letter | str] = {}
    with world.database.reading() as session:
        for row in rows(world.database, MAILS):
            today = world.now.date()
            content = content_of(session, row.id, row.person, row.template, today, "https://x.example")
            if not isinstance(content.letter, Summary):
                found[row.email.partition("@")[0]] = content.letter or content.why_not
    return found


def of(letter: Letter | str) -> list[tuple[str, str]]:
    """A letter's new lines about the broken glass: task and link."""
    assert isinstance(letter, Letter)
    return [(item.task, item.link) for item in letter.new if "glass" in item.task]


def chased(world: World, day: str) -> set[str]:
    """Who is owed a line of the review that was made on that day."""
    world.at(day)
    sweep(world.database, world.now)
    keys = f"glass/%/{day}/%"
    return {row.email.partition("@")[0] for row in rows(world.database, LINES, keys=keys)}


def test_chairs_and_auditor_get_a_mail_at_once(world: World) -> None:
    """With a link for who may open the case, without for the others; no word of the case, none of the reason."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    found = letters(world)
    says = "The glass was broken on this case: an auditor reviews it by 25 November 2026"
    assert [(says, f"https://x.example/cases/{reference}")] == of(found["chair"])
    assert [(says, "")] == of(found["auditor"]) == of(found["board_chair"])
    assert "harm tonight" not in repr(found)


def test_who_is_kept_out_of_the_case_is_told_nothing(world: World) -> None:
    """A chair whom the case itself excludes."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    sql(
        world.database,
        "INSERT INTO exclusion (root, person, from_on, case_id, seq) VALUES (:c, :p, '2026-11-23', :c, 1)",
        c=situations.row(world, reference).id,
        p=world.ids["board_chair"],
    )
    assert NOT_THEIRS == letters(world)["board_chair"]


def test_a_late_review_is_chased_every_working_day(world: World) -> None:
    """Broken on Monday, due on Wednesday: the auditor that day; then the chairs too, once each day, not at weekends."""
    read_for_a_reason(world, "lead_probation", situations.incident(world))
    late = {"auditor", "chair", "board_chair"}
    expected = {"24": set(), "25": {"auditor"}, "26": late, "27": late, "28": set(), "29": set(), "30": late}
    assert expected == {day: chased(world, f"2026-11-{day}") for day in expected}
    sweep(world.database, world.now)
    assert 3 == len(rows(world.database, LINES, keys="glass/%/2026-11-30/%"))
    assert "Broken glass was to be reviewed by 25 November 2026, and nobody has" in {
        row.task for row in rows(world.database, LINES, keys="glass/%/2026-11-30/%")
    }


def test_what_is_chased_comes_with_the_digest(world: World) -> None:
    """To the auditor, who can't open the case, as its reference."""
    reference = situations.incident(world)
    read_for_a_reason(world, "lead_probation", reference)
    gather(world.database, world.now, HOST)
    chased(world, "2026-11-25")
    letter = letters(world)["auditor"]
    assert isinstance(letter, Letter)
    assert [(reference, "Broken glass waits for your review, which is due today: the page “Audit” has it", "")] == [
        (item.reference, item.task, item.link) for item in letter.new
    ]


def test_once_reviewed_nobody_is_chased(world: World) -> None:
    """Neither on the day nor later; an audit's reading never was."""
    read_for_a_reason(world, "lead_probation", situations.incident(world))
    read_for_a_reason(world, "auditor", situations.incident(world))
    (glass,) = rows(world.database, "SELECT id FROM reading WHERE why = 'break_glass'")
    review(world, "auditor", glass.id)
    assert [set()] * 3 == [chased(world, f"2026-11-{day}") for day in (25, 26, 27)]


def test_a_mail_that_waits_says_nothing_of_what_was_reviewed(world: World) -> None:
    """The line is taken back; a mail that was written with it is written anew without, and ends if it has no other."""
    for reference in (situations.incident(world), situations.incident(world)):
        read_for_a_reason(world, "lead_probation", reference)
    assert 2 == len(of(letters(world)["auditor"]))
    sql(world.database, "UPDATE mail SET status = 'deferred', content = :written, fence = 3", written=b"written")
    one, other = (row.id for row in rows(world.database, "SELECT id FROM reading ORDER BY id"))
    review(world, "auditor", one)
    left = rows(world.database, "SELECT key FROM notice WHERE key LIKE 'glass/%' AND status <> 'withdrawn'")
    assert {str(other)} == {row.key.split("/")[1] for row in left}
    [mail] = rows(world.database, "SELECT fence, content FROM mail WHERE person = :p", p=world.ids["auditor"])
    assert (4, None) == (mail.fence, mail.content)
    assert 1 == len(of(letters(world)["auditor"]))
    review(world, "auditor", other)
    assert isinstance(letters(world)["auditor"], str)


def test_what_goes_is_asked_whether_it_was_reviewed(world: World) -> None:
    """However a line came to be in a mail still: what was reviewed isn't told, and what wasn't is."""
    for reference in (situations.incident(world), situations.incident(world)):
        read_for_a_reason(world, "lead_probation", reference)
    assert 2 == len(of(letters(world)["board_chair"]))
    sql(world.database, "UPDATE reading SET reviewed_at = made_at WHERE id = (SELECT min(id) FROM reading)")
    assert 1 == len(of(letters(world)["board_chair"]))
    sql(world.database, "UPDATE reading SET reviewed_at = made_at")
    assert NOT_OWED == letters(world)["board_chair"]


@pytest.mark.parametrize("who", ["chair", "manager"])
def test_who_broke_it_isnt_chased_for_it(world: World, who: str) -> None:
    """A chair or manager for whom it was sealed hears nothing of their own."""
    reference = situations.incident(world)
    sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=reference)
    read_for_a_reason(world, who, reference)
    assert who not in chased(world, "2026-11-26")
