"""What a scrutineer declares, and what follows from it: before the first read, in the trail, after a conflict."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.situations import row, rows, sql
from tests.world import World, email
from workflow.access import standing
from workflow.before_reading import declarations
from workflow.engine.casework import seen
from workflow.engine.trail import verify
from workflow.errors import DeclareFirst, Invalid, NotFound, NotPermitted
from workflow.tables.rows import ACCOUNT_EVENT

OPINION = {"opinion": "supported", "opinion_text": "Well decided"}
RELATED = {"to_member": "to a member", "to_officer": "to an officer"}
MOVES = "SELECT move FROM entry JOIN casefile ON casefile.id = entry.case_id WHERE reference = :r ORDER BY entry.seq"


def reads(world: World, who: str, reference: str) -> str:
    """The case's reference, as somebody reads it who declares nothing by themselves."""
    with world.database.reading() as session:
        return seen(session, reference, world.ids[who], world.now.date()).reference


def conflict(world: World, who: str, reference: str, nature: str = "A relative works there") -> None:
    """Declares a conflict without having read the case."""
    with world.database.writing() as session:
        declarations.declare_conflict(world.act(session, who), reference, nature)


def independence(world: World, who: str, **said: object) -> None:
    """Declares for the appointment."""
    answers = {"to_member": False, "to_officer": False, "detail": ""} | said
    with world.database.writing() as session:
        declarations.declare_independence(world.act(session, who), **answers)  # type: ignore[arg-type]


def test_nothing_is_read_or_done_before_the_declaration(world: World) -> None:
    """Afterwards the whole family is read, and another family still isn't."""
    review, other = situations.proposed(world), situations.proposed(world)
    with pytest.raises(DeclareFirst, match=review):
        reads(world, "scrutineer", review)
    world.declares("scrutineer", review)
    above = rows(world.database, "SELECT reference FROM casefile WHERE id = :root", root=row(world, review).root)
    assert [review, above[0].reference] == [reads(world, "scrutineer", r) for r in (review, above[0].reference)]
    with pytest.raises(DeclareFirst, match=other):
        reads(world, "scrutineer", other)


def test_a_declaration_is_an_entry_of_the_familys_root_and_counts_once(world: World) -> None:
    """No revision rises with it, so that nobody who is at work there is told that the case changed."""
    review = situations.proposed(world)
    root = rows(world.database, "SELECT * FROM casefile WHERE id = :root", root=row(world, review).root)[0]
    for _ in range(2):
        world.declares("scrutineer", review)
    after = row(world, root.reference)
    assert (root.revision, root.seq + 1) == (after.revision, after.seq)
    assert "declared_free" == [one.move for one in rows(world.database, MOVES, r=root.reference)][-1]
    with world.database.reading() as session:
        assert [] == verify(session)[1]


def test_only_who_acts_as_scrutineer_declares(world: World) -> None:
    """Others hear that it isn't theirs, and who doesn't list the case hears of none."""
    review = situations.proposed(world)
    for declares in (world.declares, lambda who, r: conflict(world, who, r)):
        with pytest.raises(NotPermitted):
            declares("officer", review)
        with pytest.raises(NotFound):
            declares("lead_school", review)


def test_a_conflict_is_declared_without_reading(world: World) -> None:
    """Its move is made and the manager told; afterwards nothing is read, and freedom can't be declared over it."""
    review = situations.proposed(world)
    with pytest.raises(Invalid):
        conflict(world, "scrutineer", review, " ")
    conflict(world, "scrutineer", review)
    assert "declare_conflict" == [one.move for one in rows(world.database, MOVES, r=review)][-1]
    with pytest.raises(NotPermitted, match="You have declared a conflict of interest"):
        reads(world, "scrutineer", review)
    with pytest.raises(NotPermitted, match="You have declared a conflict of interest"):
        world.declares("scrutineer", review)


def test_a_conflict_in_a_case_that_is_over_is_declared_too(world: World) -> None:
    """No move is offered there, so it is an entry of its own, and nothing is read all the same."""
    case = situations.incident(world)
    world.fire("manager", case, "opened_in_error", {"reason": "Twice"})
    conflict(world, "scrutineer", case)
    assert "declared_conflict" == [one.move for one in rows(world.database, MOVES, r=case)][-1]
    with pytest.raises(NotPermitted):
        reads(world, "scrutineer", case)


def test_once_a_conflict_has_ended_they_declare_anew(world: World) -> None:
    """What they had declared before it counts no more."""
    review = situations.proposed(world)
    world.declares("scrutineer", review)
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "A relative works there"})
    world.fire("manager", review, "end_conflict", {"conflict_ended": "They left that post"})
    with pytest.raises(DeclareFirst):
        reads(world, "scrutineer", review)
    world.declares("scrutineer", review)
    assert review == reads(world, "scrutineer", review)


def test_a_substitute_declares_for_the_family_as_every_scrutineer_does(world: World) -> None:
    """They are asked before they read; then they read and act."""
    joins(world, "substitute", "", "scrutineer")
    review = situations.proposed(world)
    conflict(world, "scrutineer", review)
    world.fire("manager", review, "name_substitute", {"substitute": email("substitute")})
    with pytest.raises(DeclareFirst):
        reads(world, "substitute", review)
    world.declares("substitute", review)
    assert review == reads(world, "substitute", review)
    world.fire("substitute", review, "give_opinion", OPINION)


def test_who_opens_a_matter_as_scrutineer_has_declared_by_it(world: World) -> None:
    """Nobody wrote there before them; another scrutineer is asked."""
    joins(world, "second", "", "scrutineer")
    challenge = {"about": "x", "addressed_to": ["police"], "challenge": "Why?", "wanted": "An answer"}
    case = world.open("scrutineer", "challenge", challenge).reference
    assert case == reads(world, "scrutineer", case)
    with pytest.raises(DeclareFirst):
        reads(world, "second", case)


@pytest.mark.parametrize("question", ["to_member", "to_officer"])
def test_who_is_related_reads_no_case_until_that_is_over(world: World, question: str) -> None:
    """A yes to either question: a sentence instead of every case; who is related says to whom, and the manager sees."""
    review = situations.proposed(world)
    world.declares("scrutineer", review)
    with pytest.raises(Invalid, match="To whom"):
        independence(world, "scrutineer", **{question: True})
    independence(world, "scrutineer", **{question: True}, detail="A brother, in housing")
    with pytest.raises(NotPermitted, match="you read no case as scrutineer"):
        reads(world, "scrutineer", review)
    with world.database.reading() as session:
        related = declarations.scrutineers_related(session, "NM", world.now.date())
        assert [("Scrutineer", "A brother, in housing")] == [(name, last.detail) for name, last in related]
        events = session.execute(select(ACCOUNT_EVENT.c.what, ACCOUNT_EVENT.c.detail)).all()
    assert ("independence_declared", f"related {RELATED[question]}") == tuple(events[-1])
    independence(world, "scrutineer")
    assert review == reads(world, "scrutineer", review)


def test_without_a_declaration_for_the_appointment_nothing_is_read(world: World) -> None:
    """A declaration for the family alone isn't enough; nobody but a scrutineer makes one for an appointment."""
    review = situations.proposed(world)
    world.declares("scrutineer", review)
    sql(world.database, "DELETE FROM independence")
    with pytest.raises(DeclareFirst):
        reads(world, "scrutineer", review)
    with pytest.raises(NotPermitted):
        independence(world, "officer")
    with world.database.reading() as session:
        found = standing.find(session, world.ids["scrutineer"], review, world.now.date())
    assert (True, False, False) == (found.listed, found.reads, found.acts)
