"""Somebody is named the scrutineer's substitute to read a matter that their own role keeps from them."""

from __future__ import annotations

import pytest

from tests.joining import joins
from tests.workflow import situations
from tests.workflow.access.test_a_reviewer_declares import checked
from tests.workflow.situations import sql
from tests.world import World, email, independent
from workflow.errors import Refused

CONFLICT = {"conflict": "A relative works there"}
NO_SCRUTINEER = "isn't a scrutineer here: only another scrutineer stands in. Where there is none, invite one first"
READS_NONE = "and so reads no case: name somebody else"
HAS_A_PART = "has a part in this case, or had one, besides scrutinising it: name somebody else"


def refused(world: World, case: str, who: str) -> tuple[str, ...]:
    """Why the manager can't name somebody, once the scrutineer has declared a conflict."""
    world.fire("scrutineer", case, "declare_conflict", CONFLICT)
    with pytest.raises(Refused) as found:
        world.fire("manager", case, "name_substitute", {"substitute": email(who)})
    return found.value.reasons


@pytest.mark.parametrize("role", ["administrator", "auditor", "lay_scrutineer"])
@pytest.mark.parametrize("more", [(), ("scrutineer",)], ids=["alone", "a scrutineer too"])
def test_who_reads_no_case_stands_in_for_nobody(world: World, role: str, more: tuple[str, ...]) -> None:
    """By a role that sees no cases: also where they were given the scrutineer's beside it."""
    joins(world, "blind", "", role, *more)
    case = situations.proposed(world)
    world.fire("scrutineer", case, "declare_conflict", CONFLICT)
    with pytest.raises(Refused, match=READS_NONE):
        world.fire("manager", case, "name_substitute", {"substitute": email("blind")})
    assert more or not world.sees("blind", case)


@pytest.mark.parametrize("who", ["board_chair", "reviewer", "executive", "legal", "panel_member"])
def test_only_another_scrutineer_stands_in(world: World, who: str) -> None:
    """The sentence says what a partnership does that has only one."""
    assert any(NO_SCRUTINEER in reason for reason in refused(world, situations.proposed(world), who))


@pytest.mark.parametrize("who", ["board_chair", "reviewer"])
def test_neither_the_reviewer_nor_who_decided_stands_in(world: World, who: str) -> None:
    """Of that very review: not even where they are scrutineers here too."""
    case = checked(world)
    sql(world.database, "INSERT INTO role_held (person, partnership, agency, role, from_on)"
        " VALUES (:p, 'NM', '', 'scrutineer', '2020-01-01')", p=world.ids[who])  # fmt: skip
    with world.database.writing() as session:
        session.add(independent(world.ids[who], world.now))
    assert any(HAS_A_PART in reason for reason in refused(world, case, who))


def test_who_once_acted_in_it_by_another_role_doesnt_stand_in(world: World) -> None:
    """A review chair of no agency sent the decision back, and is a scrutineer since: it would be their own."""
    joins(world, "decider", "", "review_chair")
    case = situations.proposed(world)
    world.fire("decider", case, "revise", {"reason": "The outcome is another"})
    sql(world.database, "UPDATE role_held SET role = 'scrutineer' WHERE person = :p", p=world.ids["decider"])
    with world.database.writing() as session:
        session.add(independent(world.ids["decider"], world.now))
    assert [HAS_A_PART in reason for reason in refused(world, case, "decider")] == [True]


def test_a_substitute_has_declared_that_they_are_independent(world: World) -> None:
    """As every scrutineer does for the appointment; who hasn't is asked to first."""
    joins(world, "newcomer", "", "scrutineer")
    case = situations.proposed(world)
    sql(world.database, "DELETE FROM independence WHERE person = :p", p=world.ids["newcomer"])
    world.fire("scrutineer", case, "declare_conflict", CONFLICT)
    with pytest.raises(Refused, match="hasn't declared that they are independent"):
        world.fire("manager", case, "name_substitute", {"substitute": email("newcomer")})


def test_a_substitute_without_the_scrutineers_role_sees_nothing(world: World) -> None:
    """Once it is taken from them, what they were named for lets them in no longer."""
    joins(world, "substitute", "", "scrutineer", "executive")
    case = situations.proposed(world)
    world.fire("scrutineer", case, "declare_conflict", CONFLICT)
    world.fire("manager", case, "name_substitute", {"substitute": email("substitute")})
    assert world.sees("substitute", case)
    asked = "UPDATE role_held SET to_on = '2020-01-02' WHERE person = :p AND role = 'scrutineer'"
    sql(world.database, asked, p=world.ids["substitute"])
    assert not world.sees("substitute", case)
