"""Who sees what: a table written by hand, not derived from the code, for every role and each relation to a case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow import situations
from tests.workflow.situations import children, row, sql
from tests.world import PEOPLE, World
from workflow.access import standing, verbs
from workflow.access.sight import can_see
from workflow.errors import NotFound, NotPermitted
from workflow.people import directory

INSIDE = {"officer", "manager", "chair", "dsp_council", "dsp_police", "dsp_icb", "panel_member", "scrutineer"}
AT_SCHOOL = {"lead_school", "user_school"}
AT_HOUSING = {"lead_housing", "user_housing", "colleague_housing"}
EVERYBODY = {who for who, _, _ in PEOPLE}


def seers(world: World, reference: str, day: date | None = None) -> set[str]:
    """Everybody who sees the case, one by one, once the scrutineer has declared that they have no conflict in it."""
    world.scrutineers_declare(reference)
    case_id, today = row(world, reference).id, day or world.now.date()
    with world.database.reading() as session:
        return {who for who in EVERYBODY if can_see(session, world.ids[who], case_id, today)}


def test_an_incident_is_seen_by_its_members_alone(world: World) -> None:
    """Officers, manager, chair, delegated partners, panel member, scrutineer; the council's lead, whose duty it is."""
    assert INSIDE | {"lead_council"} == seers(world, situations.incident(world))


def test_a_scrutineer_declares_before_they_see(world: World) -> None:
    """For the appointment and for the family: until then, and with a conflict, they list the case and read nothing."""
    reference, other = situations.incident(world), situations.incident(world)
    assert (True, False) == at_doors(world, "scrutineer", reference)
    world.declares("scrutineer", reference)
    assert (True, True) == at_doors(world, "scrutineer", reference)
    assert (True, False) == at_doors(world, "scrutineer", other)
    world.fire("scrutineer", reference, "declare_conflict", {"conflict": "A relative works there"})
    assert (True, False) == at_doors(world, "scrutineer", reference)
    world.declares("scrutineer", other)
    sql(world.database, "UPDATE independence SET to_officer = :yes", yes=True)
    assert (True, False) == at_doors(world, "scrutineer", other)


def lists(world: World, who: str, reference: str) -> bool:
    """Whether they may know that the case is there."""
    return at_doors(world, who, reference)[0]


def at_doors(world: World, who: str, reference: str) -> tuple[bool, bool]:
    """Whether they list the case, and whether they read it."""
    with world.database.reading() as session:
        found = standing.find(session, world.ids[who], reference, world.now.date())
    return found.listed, found.reads


def test_a_role_at_an_agency_is_that_role_alone(world: World) -> None:
    """The council's lead sees its incidents because they may act; the council's other people don't."""
    reference = situations.incident(world)
    sql(
        world.database,
        "UPDATE role_held SET agency = 'council' WHERE person IN (:a, :b)",
        a=world.ids["user_school"],
        b=world.ids["lead_school"],
    )
    assert INSIDE | {"lead_council", "lead_school"} == seers(world, reference)


def test_a_return_is_seen_by_its_own_agency_too(world: World) -> None:
    """The school sees its own return, not the police's, not the review above it."""
    review = situations.rapid_review(world)
    asked = {"agencies_asked": ["school", "probation"], "request": "All"}
    world.fire("officer", review, "ask_agencies", asked)
    schools, probations = children(world, review)
    if row(world, schools).owner_agency != "school":
        schools, probations = probations, schools
    assert INSIDE | AT_SCHOOL == seers(world, schools)
    assert INSIDE | {"lead_probation", "user_probation"} == seers(world, probations)
    assert INSIDE == seers(world, review)


def test_an_action_is_seen_by_its_own_agency_too(world: World) -> None:
    """Colleagues at the housing association see its action; another agency doesn't."""
    assert INSIDE - {"panel_member"} | AT_HOUSING == seers(world, situations.action(world))


def test_who_opened_a_case_sees_it(world: World) -> None:
    """A school's lead who logs an incident sees that one, and only that one."""
    own = world.open("lead_school", "incident", situations.incident_answers()).reference
    assert INSIDE | {"lead_school", "lead_council"} == seers(world, own)
    assert "lead_school" not in seers(world, situations.incident(world))


RESTRICTIONS = {"restricted": True, "sealed": False}
"""Whether the business manager lists such a case; nobody reads it but those who are named."""


@pytest.mark.parametrize("restriction", RESTRICTIONS)
def test_restricted_and_sealed_cases(world: World, restriction: str) -> None:
    """Who is named on it reads it, and nobody else; the business manager may know that a restricted one is there."""
    reference = situations.incident(world)  # its opener is a member by name
    sql(world.database, "UPDATE casefile SET restriction = :now WHERE reference = :r", now=restriction, r=reference)
    assert {"officer"} == seers(world, reference)
    assert not (RESTRICTIONS[restriction] ^ lists(world, "manager", reference))
    assert not lists(world, "dsp_police", reference)
    sql(
        world.database,
        "INSERT INTO member (case_id, person, from_on) VALUES (:case_id, :person, '2026-11-23')",
        case_id=row(world, reference).id,
        person=world.ids["dsp_police"],
    )
    assert {"officer", "dsp_police"} == seers(world, reference)


def test_access_ends_with_the_role(world: World) -> None:
    """From the day a role ends its holder sees nothing; before it began neither; a membership likewise."""
    reference = situations.incident(world)
    sql(
        world.database,
        "UPDATE role_held SET to_on = '2026-12-01' WHERE person = :person",
        person=world.ids["dsp_police"],
    )
    sql(world.database, "UPDATE member SET to_on = '2026-12-01' WHERE role = 'scrutineer'")
    assert seers(world, reference) >= {"dsp_police", "scrutineer"}
    assert INSIDE - {"dsp_police", "scrutineer"} | {"lead_council"} == seers(world, reference, date(2026, 12, 1))
    assert set() == seers(world, reference, date(2019, 12, 31))


def test_another_partnerships_people_see_nothing(world: World) -> None:
    """A business manager elsewhere is nobody here."""
    reference = situations.incident(world)
    sql(world.database, "INSERT INTO partnership (code, name, policy, calendar) VALUES ('SM', 'Southmoor', '', '')")
    sql(
        world.database,
        "UPDATE role_held SET partnership = 'SM' WHERE person IN (:a, :b)",
        a=world.ids["manager"],
        b=world.ids["officer"],
    )
    assert INSIDE - {"manager", "officer"} | {"lead_council"} == seers(world, reference)
    with pytest.raises(NotPermitted):
        world.fire("manager", reference, "note", {"note": "x"})


def test_what_isnt_seen_isnt_found(world: World) -> None:
    """A move on a case that this person doesn't see answers as one on a case that doesn't exist."""
    reference = situations.incident(world)
    for who in EVERYBODY - INSIDE - {"lead_council"}:
        with pytest.raises(NotFound, match="There is nothing here under that reference"):
            world.fire(who, reference, "note", {"note": "x"})


def test_a_verb_that_nobody_declared_is_allowed_to_nobody(world: World) -> None:
    """Deny by default."""
    with world.database.reading() as session:
        for doer in directory.people(session, "NM", world.now.date()):
            assert not verbs.can(doer, "see_everything")
            expected = any(role in {"review_officer", "business_manager"} for role, _ in doer.roles)
            assert expected == verbs.can(doer, "record_for_another")
