"""A case opened beside another: its own root and members, joined by a link; whom it is about is handed to it."""

from __future__ import annotations

import pytest

from tests.workflow import situations
from tests.workflow.referrals import ADULTS, REFERRED, household
from tests.workflow.situations import children, row, rows
from tests.world import World
from workflow import invariants
from workflow.engine.casework import seen
from workflow.engine.trail import verify
from workflow.errors import NotFound, Refused
from workflow.queries import case_view

LINKS = """
    SELECT c.reference AS one, o.reference AS other, l.kind, l.seq FROM link l
    JOIN casefile c ON c.id = l.case_id JOIN casefile o ON o.id = l.other_id
"""


def referred(world: World, case: str, on: str | None = None) -> str:
    """The adults of an incident are referred by an officer; the review that begins beside it."""
    world.fire("officer", case, "refer_adults", REFERRED | {"adults": ADULTS}, on=on)
    [link] = rows(world.database, LINKS)
    return str(link.other)


def test_it_stands_below_nothing_and_is_joined_by_the_move_that_opened_it(world: World) -> None:
    """Its root is its own, the link names the entry, its first entry names what it comes from."""
    case = household(world)
    review = row(world, referred(world, case))
    assert (None, review.id, "adult_review") == (review.parent, review.root, review.kind)
    assert [] == children(world, case)
    [link] = rows(world.database, LINKS)
    assert (case, review.reference, "joint", row(world, case).seq) == tuple(link)
    asked = "SELECT body FROM entry e JOIN casefile c ON c.id = e.case_id WHERE reference = :r AND e.seq = 1"
    [(body,)] = rows(world.database, asked, r=review.reference)
    assert f'"cause":{{"case":"{case}","seq":{link.seq}}}' in body
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_its_members_are_its_own_kinds(world: World) -> None:
    """Its opener and whoever its kind lets in see it; who sees the other case by name doesn't for that."""
    case = household(world)
    row_of = row(world, case)
    situations.sql(
        world.database,
        "INSERT INTO member (case_id, person, from_on) VALUES (:case, :person, '2026-11-01')",
        case=row_of.id,
        person=world.ids["user_housing"],
    )
    review = referred(world, case)
    world.scrutineers_declare(review)
    with world.database.reading() as session:
        for who in ("officer", "scrutineer", "dsp_police"):
            assert review == seen(session, review, world.ids[who], world.now.date()).reference
        assert case == seen(session, case, world.ids["user_housing"], world.now.date()).reference
        with pytest.raises(NotFound):
            seen(session, review, world.ids["user_housing"], world.now.date())


def test_it_is_received_on_the_day_of_the_move(world: World) -> None:
    """Recorded on Wednesday, made on Monday: the months count from Monday."""
    case = household(world)
    review = referred(world.at("2026-11-25"), case, on="2026-11-23")
    assert '"received_on":"2026-11-23"' in row(world, review).facts


def test_no_adults_no_referral(world: World) -> None:
    """Where only children are listed it is refused; nor are children referred as adults."""
    with pytest.raises(Refused, match="Nobody of 18 or over is among the subjects"):
        world.fire("officer", situations.incident(world), "refer_adults", REFERRED | {"adults": ADULTS})
    child = {"adults": [{"pseudonym": "Child A", "age": 17}]}
    with pytest.raises(Refused, match="about people of 18 and over"):
        world.fire("officer", household(world), "refer_adults", REFERRED | child)


def test_a_sealed_case_opens_a_sealed_one(world: World) -> None:
    """What is narrow here isn't wider beside it."""
    case = household(world)
    situations.sql(world.database, "UPDATE casefile SET restriction = 'sealed' WHERE reference = :r", r=case)
    assert "sealed" == row(world, referred(world, case)).restriction


def test_the_subjects_of_the_nearest_case_above_are_handed_down_in_words(world: World) -> None:
    """A practice review that a rapid review opens has the incident's subjects as its own, erasable by itself."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "meet", {"attended": ["police"], "discussion": "Long"})
    world.fire("officer", review, "draft")
    world.fire("officer", review, "propose", situations.PROPOSAL | {"outcome": "lcspr"})
    for partner in situations.PARTNERS:
        world.fire(partner, review, "agree")
    [practice] = [one for one in children(world, review) if row(world, one).kind == "practice_review"]
    asked = "SELECT s.pseudonym, s.age FROM subject s JOIN casefile c ON c.id = s.case_id WHERE reference = :r"
    assert [("Child A", 4), ("Child B", 7)] == [tuple(one) for one in rows(world.database, asked, r=practice)]
    with world.database.reading() as session:
        case = seen(session, practice, world.ids["manager"], world.now.date())
        told = case_view.facts_told(session, case)["subjects"]
    assert [{"pseudonym": "Child A", "age": 4}, {"pseudonym": "Child B", "age": 7}] == told
