"""A joint pair shares its scrutineer: conflicts, who acts instead, and that they ended, count in both families."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.referrals import ADULTS, REFERRED, household, referral
from tests.workflow.situations import rows
from tests.workflow.telling import told
from tests.world import World, email
from workflow import invariants
from workflow.chasing import conflicts
from workflow.engine.casework import seen
from workflow.engine.trail import verify
from workflow.errors import CasekeeperError, NotFound, NotPermitted

NAMED = "You act as scrutineer in a case in which another has a conflict"
WANTED = "The scrutineer has declared a conflict: name a substitute for this case"
PARTED = "A scrutineer's conflict counts no more in a case"
MOVES = "SELECT e.move FROM entry e JOIN casefile c ON c.id = e.case_id WHERE reference = :r ORDER BY e.seq"
OPINION = {"opinion": "supported", "opinion_text": "Well decided"}
CONFLICT = {"conflict": "A relative works there"}


def join(world: World, one: str, other: str) -> None:
    """The two cases are a joint pair from now on."""
    world.fire("officer", one, "link_case", {"other": other, "as": "joint", "reason": "One family"})


def standing(world: World, case: str) -> tuple[set[str], set[str]]:
    """Who has a conflict in the case's family, and who stands in."""
    names = {number: who for who, number in world.ids.items()}
    with world.database.reading() as session:
        root = seen(session, case, world.ids["manager"], world.now.date()).root or 0
        found = conflicts.in_family(session, root)
    return {names[one] for one in found.declared}, {names[one] for one in found.substitutes}


def stood_in(world: World, who: str, *cases: str) -> list[tuple[str, bool]]:
    """The cases in whose families somebody was let in by name as scrutineer, and whether that has ended."""
    asked = """
        SELECT m.to_on FROM member m JOIN casefile c ON c.root = m.case_id
        WHERE m.person = :p AND m.role = 'scrutineer' AND c.reference = :r
    """
    found = [(case, rows(world.database, asked, p=world.ids[who], r=case)) for case in cases]
    return [(case, named[0].to_on is not None) for case, named in found if named]


def whole(world: World) -> None:
    """The trail verifies and nothing impossible stands."""
    with world.database.reading() as session:
        assert [] == verify(session)[1]
        assert [] == invariants.check(session)


def test_a_conflict_declared_in_one_family_counts_in_the_joint_one(world: World) -> None:
    """Wherever it is said; the manager is asked to name a substitute for each, who then acts and sees in both."""
    joins(world, "substitute", "", "scrutineer")
    review, adult, other = situations.proposed(world), referral(world), referral(world)
    join(world, adult, review)
    world.fire("scrutineer", adult, "declare_conflict", CONFLICT)
    assert ({"scrutineer"}, set()) == standing(world, review) == standing(world, adult)
    assert "manager" in told(world, review, WANTED)
    assert "manager" in told(world, adult, WANTED)
    with pytest.raises((NotFound, NotPermitted)):
        world.fire("scrutineer", review, "give_opinion", OPINION)
    world.fire("manager", review, "name_substitute", {"substitute": email("substitute")})
    assert ({"scrutineer"}, {"substitute"}) == standing(world, review) == standing(world, adult)
    assert "substitute" in told(world, review, NAMED)
    assert "substitute" in told(world, adult, NAMED)
    assert world.sees("substitute", adult)
    assert (set(), set()) == standing(world, other)
    world.fire("substitute", review, "give_opinion", OPINION)
    assert "scrutiny_shared" in [one.move for one in rows(world.database, MOVES, r=adult)]
    world.fire("manager", adult, "end_conflict", {"conflict_ended": "They left that post"})
    assert (set(), set()) == standing(world, review) == standing(world, adult)
    assert [(review, True), (adult, True)] == stood_in(world, "substitute", review, adult)
    whole(world)


def test_what_is_known_when_they_are_joined_both_know(world: World) -> None:
    """Two conflicts, one in each: both count in both; the substitute of the case that says the link acts."""
    for who in ("first", "second"):
        joins(world, who, "", "scrutineer")
    joins(world, "other_scrutineer", "", "scrutineer")
    review, adult = situations.proposed(world), referral(world)
    for case, who, instead in ((review, "scrutineer", "first"), (adult, "other_scrutineer", "second")):
        world.fire(who, case, "declare_conflict", CONFLICT)
        world.fire("manager", case, "name_substitute", {"substitute": email(instead)})
    join(world, review, adult)
    both = {"scrutineer", "other_scrutineer"}
    assert (both, {"first"}) == standing(world, review) == standing(world, adult)
    assert [(adult, False)] == stood_in(world, "first", adult)
    assert [(adult, True)] == stood_in(world, "second", adult)
    whole(world)


def test_who_stands_in_for_one_and_has_a_conflict_in_the_other_stands_in_no_more(world: World) -> None:
    """Then nobody does in either, and the manager is asked again."""
    joins(world, "other_scrutineer", "", "scrutineer")
    review, adult = situations.proposed(world), referral(world)
    world.fire("scrutineer", review, "declare_conflict", CONFLICT)
    world.fire("manager", review, "name_substitute", {"substitute": email("other_scrutineer")})
    world.fire("other_scrutineer", adult, "declare_conflict", CONFLICT)
    join(world, adult, review)
    both = {"scrutineer", "other_scrutineer"}
    assert (both, set()) == standing(world, review) == standing(world, adult)
    whole(world)


def test_a_case_opened_beside_as_joint_knows_the_conflict_from_the_start(world: World) -> None:
    """Whoever has it hears nothing of the new case as scrutineer."""
    case = household(world)
    world.fire("scrutineer", case, "declare_conflict", CONFLICT)
    world.fire("officer", case, "refer_adults", REFERRED | {"adults": ADULTS})
    [(review,)] = rows(world.database, "SELECT reference FROM casefile WHERE kind = 'adult_review'")
    assert ({"scrutineer"}, set()) == standing(world, review)
    owed = "SELECT 1 FROM notice n JOIN casefile c ON c.id = n.case_id WHERE n.person = :p AND n.status = 'owed'"
    as_scrutineer = f"{owed} AND reference = :r AND n.why = 'you are the independent scrutineer'"
    assert [] == rows(world.database, as_scrutineer, p=world.ids["scrutineer"], r=review)
    whole(world)


def test_a_third_case_joined_later_is_one_with_them(world: World) -> None:
    """Two children's incidents and one adult's review: who has a conflict in the first has it in the last."""
    first, adult, second = situations.incident(world), referral(world), situations.incident(world)
    world.fire("scrutineer", first, "declare_conflict", CONFLICT)
    join(world, first, adult)
    join(world, adult, second)
    assert ({"scrutineer"}, set()) == standing(world, second)
    whole(world)


def test_what_was_shared_ends_when_the_link_is_taken_away(world: World) -> None:
    """It stays where it was declared; the other's people are told, both trails say so, who stood in leaves."""
    joins(world, "substitute", "", "scrutineer")
    review, adult = situations.proposed(world), referral(world)
    join(world, review, adult)
    world.fire("scrutineer", review, "declare_conflict", CONFLICT)
    world.fire("manager", review, "name_substitute", {"substitute": email("substitute")})
    world.fire("officer", review, "unlink_case", {"other": adult, "reason": "Another family"})
    assert ({"scrutineer"}, {"substitute"}) == standing(world, review)
    assert (set(), set()) == standing(world, adult)
    assert {"scrutineer", "substitute", "manager"} == told(world, adult, PARTED), "both are its scrutineers again"
    assert set() == told(world, review, PARTED)
    for case in (review, adult):
        assert "scrutiny_parted" == rows(world.database, MOVES, r=case)[-1].move
    assert [(review, False), (adult, True)] == stood_in(world, "substitute", review, adult)
    whole(world)


def test_what_each_had_before_they_were_joined_each_keeps(world: World) -> None:
    """Two conflicts, one from each: parted, each case has its own; who stands in goes on in both."""
    joins(world, "substitute", "", "scrutineer")
    joins(world, "other_scrutineer", "", "scrutineer")
    review, adult = situations.proposed(world), referral(world)
    world.fire("scrutineer", review, "declare_conflict", CONFLICT)
    world.fire("manager", review, "name_substitute", {"substitute": email("substitute")})
    world.fire("other_scrutineer", adult, "declare_conflict", CONFLICT)
    join(world, adult, review)
    world.fire("officer", adult, "unlink_case", {"other": review, "reason": "Another family"})
    assert ({"scrutineer"}, {"substitute"}) == standing(world, review)
    assert ({"other_scrutineer"}, {"substitute"}) == standing(world, adult)
    whole(world)


def test_a_third_case_beyond_the_link_is_parted_too(world: World) -> None:
    """A child's, an adult's, another child's: what the first declared ends in both that it is parted from."""
    first, adult, second = situations.incident(world), referral(world), situations.incident(world)
    world.fire("scrutineer", first, "declare_conflict", CONFLICT)
    join(world, first, adult)
    join(world, adult, second)
    world.fire("officer", adult, "unlink_case", {"other": first, "reason": "Another family"})
    assert ({"scrutineer"}, set()) == standing(world, first)
    assert (set(), set()) == standing(world, adult) == standing(world, second)
    assert {"scrutineer", "manager"} == told(world, second, PARTED)
    whole(world)


def test_two_ways_to_be_joined_are_both_taken_away_first(world: World) -> None:
    """Joined by way of a third case they share what they shared."""
    first, adult, second = situations.incident(world), referral(world), situations.incident(world)
    other = referral(world)
    for one, to in ((first, adult), (adult, second), (second, other), (other, first)):
        join(world, one, to)
    world.fire("scrutineer", first, "declare_conflict", CONFLICT)
    world.fire("officer", first, "unlink_case", {"other": adult, "reason": "Another family"})
    assert ({"scrutineer"}, set()) == standing(world, adult)
    world.fire("officer", first, "unlink_case", {"other": other, "reason": "Another family"})
    assert (set(), set()) == standing(world, adult)
    assert ({"scrutineer"}, set()) == standing(world, first)
    whole(world)


def test_declared_and_joined_at_once_it_counts_in_both_all_the_same(world: World) -> None:
    """Whichever comes first, from either side: no deadlock, none of the two families is missed."""
    for number in range(10):
        review, adult, start = situations.incident(world), referral(world), Barrier(3)
        link = {"other": review, "as": "joint", "reason": "x"}
        acts = [
            ("officer", adult, "link_case", link),
            ("scrutineer", review if number % 2 else adult, "declare_conflict", CONFLICT),
            ("officer", review, "note", {"note": "Meanwhile"}),
        ]

        def act(one: tuple[str, str, str, dict[str, str]], start: Barrier = start) -> None:
            start.wait()
            try:
                world.fire(*one)
            except CasekeeperError:
                return

        with ThreadPoolExecutor(3) as threads:
            list(threads.map(act, acts))
        assert ({"scrutineer"}, set()) == standing(world, review) == standing(world, adult)
    whole(world)
