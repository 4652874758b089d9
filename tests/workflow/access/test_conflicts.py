"""A scrutineer's conflict: who acts and who hears in that family of cases, and in no other."""

from __future__ import annotations

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.telling import RAISED, told
from tests.world import World, email
from workflow.chasing import conflicts
from workflow.engine.casework import seen
from workflow.errors import NotFound, NotPermitted, Refused

OPINION = {"opinion": "supported", "opinion_text": "Well decided"}
NAMED = "You act as scrutineer in a case in which another has a conflict"
NAMED_ON_IT = ("manager", "chair", "officer", "scrutineer")


def standing_in(world: World, case: str, who: str) -> None:
    """The scrutineer declares a conflict in a case; that person stands in."""
    world.fire("scrutineer", case, "declare_conflict", {"conflict": "A relative works there"})
    world.fire("manager", case, "name_substitute", {"substitute": email(who)})


def standing(world: World, case: str) -> conflicts.Conflicts:
    """The conflicts that stand in the case's family."""
    with world.database.reading() as session:
        root = seen(session, case, world.ids["manager"], world.now.date()).root or 0
        return conflicts.in_family(session, root)


def test_a_conflict_holds_in_the_whole_family_and_nowhere_else(world: World) -> None:
    """Declared on a rapid review it counts for the incident above and whatever comes below; not for other cases."""
    joins(world, "substitute", "", "scrutineer")
    review, other = situations.proposed(world), situations.proposed(world)
    standing_in(world, review, "substitute")
    world.fire("manager", other, "restrict", {"named": [{"person": email(who)} for who in NAMED_ON_IT], "reason": "x"})
    world.fire("dsp_police", review, "dissent", {"dissent": "No"})
    (disagreement,) = situations.children(world, review)
    assert world.sees("substitute", disagreement)
    assert not world.sees("substitute", other)
    world.fire("dsp_police", disagreement, "ask_view", {"stage_outcome": "None", "question": "Who?"})
    with pytest.raises(NotPermitted):
        world.fire("scrutineer", disagreement, "give_view", {"view": "The police"})
    assert "view_given" == world.fire("substitute", disagreement, "give_view", {"view": "Neither"}).state
    world.fire("scrutineer", other, "give_opinion", OPINION)
    with pytest.raises(NotFound):
        world.fire("substitute", other, "give_opinion", OPINION)


def test_what_was_owed_to_the_scrutineer_of_that_family_is_withdrawn(world: World) -> None:
    """Of that family alone, and what they are owed in another part stays."""
    review, other = situations.proposed(world), situations.proposed(world)
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "A relative works there"})
    owed = """
        SELECT f.reference, n.status FROM notice n JOIN casefile f ON f.id = n.case_id JOIN person p ON p.id = n.person
        WHERE p.email = :who AND f.kind = 'rapid_review' ORDER BY f.id
    """
    found = [tuple(row) for row in situations.rows(world.database, owed, who=email("scrutineer"))]
    assert [(review, "withdrawn"), (other, "owed")] == found


def test_a_conflict_is_declared_once_and_by_the_scrutineer_alone(world: World) -> None:
    """Nobody else can take the scrutineer out of a case; a second time is refused as no longer the scrutineer's."""
    review = situations.proposed(world)
    for who in ("manager", "officer", "dsp_police", "chair"):
        with pytest.raises(NotPermitted):
            world.fire(who, review, "declare_conflict", {"conflict": "x"})
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "A relative works there"})
    with pytest.raises(NotPermitted):
        world.fire("scrutineer", review, "declare_conflict", {"conflict": "Again"})


def test_a_substitute_is_named_by_the_business_manager_or_the_chair_where_there_is_a_conflict(world: World) -> None:
    """Not without one, not the person in conflict, not by others."""
    joins(world, "substitute", "", "scrutineer")
    review = situations.proposed(world)
    with pytest.raises(Refused, match="No scrutineer has declared a conflict here"):
        world.fire("manager", review, "name_substitute", {"substitute": email("substitute")})
    world.fire("scrutineer", review, "declare_conflict", {"conflict": "A relative works there"})
    with pytest.raises(Refused, match="Scrutineer has declared a conflict in this case: name somebody else"):
        world.fire("manager", review, "name_substitute", {"substitute": email("scrutineer")})
    for who in ("officer", "scrutineer", "dsp_council"):
        with pytest.raises(NotPermitted):
            world.fire(who, review, "name_substitute", {"substitute": email("substitute")})
    world.fire("chair", review, "name_substitute", {"substitute": email("substitute")})
    assert "substitute" in told(world, review, NAMED)


def test_another_substitute_takes_the_place_of_the_first(world: World) -> None:
    """Who stood in before sees a matter no longer that is restricted to people who are named."""
    joins(world, "first", "", "scrutineer")
    joins(world, "second", "", "scrutineer")
    review = situations.proposed(world)
    world.fire("manager", review, "restrict", {"named": [{"person": email(who)} for who in NAMED_ON_IT], "reason": "x"})
    standing_in(world, review, "first")
    assert world.sees("first", review)
    world.fire("manager", review, "name_substitute", {"substitute": email("second")})
    assert (False, True) == (world.sees("first", review), world.sees("second", review))
    world.fire("second", review, "give_opinion", OPINION)


def test_a_substitute_with_a_conflict_stands_in_no_longer(world: World) -> None:
    """They may declare one too: then neither acts until a third is named, and both stay out."""
    joins(world, "first", "", "scrutineer")
    joins(world, "second", "", "scrutineer")
    review = situations.proposed(world)
    standing_in(world, review, "first")
    world.fire("first", review, "declare_conflict", {"conflict": "Mine too"})
    both = frozenset({world.ids["scrutineer"], world.ids["first"]})
    assert conflicts.Conflicts(both, frozenset()) == standing(world, review)
    with pytest.raises(NotPermitted, match="You have declared a conflict of interest"):
        world.fire("first", review, "give_opinion", OPINION)
    world.fire("manager", review, "name_substitute", {"substitute": email("second")})
    assert conflicts.Conflicts(both, frozenset({world.ids["second"]})) == standing(world, review)
    world.fire("second", review, "give_opinion", OPINION)


def test_who_has_a_conflict_opens_no_challenge_there(world: World) -> None:
    """Their substitute does; elsewhere they still may."""
    joins(world, "substitute", "", "scrutineer")
    review = situations.proposed(world)
    standing_in(world, review, "substitute")
    challenge = {"about": "x", "addressed_to": ["police"], "challenge": "Why?", "wanted": "An answer"}
    with pytest.raises(NotPermitted):
        world.open("scrutineer", "challenge", challenge, parent=review)
    assert "raised" == world.open("substitute", "challenge", challenge, parent=review).state
    assert "raised" == world.open("scrutineer", "challenge", challenge).state


def test_a_substitute_extends_what_is_the_scrutineers_to_extend(world: World) -> None:
    """The clock of the opinion is theirs; whoever has the conflict can't move it."""
    joins(world, "substitute", "", "scrutineer")
    review = situations.proposed(world)
    standing_in(world, review, "substitute")
    later = {"clock": "opinion", "new_due_on": "2026-12-18", "reason": "Just named", "authority": "By mail"}
    with pytest.raises(NotPermitted):
        world.fire("scrutineer", review, "extend_clock", later)
    world.fire("substitute", review, "extend_clock", later)
    asked = "SELECT due_on FROM clock WHERE key = 'opinion'"
    assert ["2026-12-18"] == [str(row.due_on) for row in situations.rows(world.database, asked)]


def test_an_ended_conflict_gives_the_scrutineer_back(world: World) -> None:
    """The substitute leaves, as a matter restricted to those named shows; what they were stays in the entries."""
    joins(world, "first", "", "scrutineer")
    case = world.open("lead_school", "disagreement", RAISED).reference
    named = [{"person": email(who)} for who in (*NAMED_ON_IT, "lead_school")]
    world.fire("manager", case, "restrict", {"named": named, "reason": "x"})
    with pytest.raises(Refused, match="No scrutineer has declared a conflict here"):
        world.fire("manager", case, "end_conflict", {"conflict_ended": "x"})
    standing_in(world, case, "first")
    world.fire("manager", case, "end_conflict", {"conflict_ended": "They left that post"})
    assert not world.sees("first", case)
    world.fire("lead_school", case, "to_stage_4", {"stage_outcome": "None"})
    heard = told(world, case, "A disagreement has come to stage 4")
    assert (True, False) == ("scrutineer" in heard, "first" in heard)
