"""Who sees a case by class and relation, as a table by hand; let in between two days; the whole family with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.workflow import situations
from tests.workflow.access.test_access import INSIDE, seers
from tests.workflow.referrals import ADULTS, REFERRED, household
from tests.workflow.situations import children, row, rows
from tests.world import World, email
from workflow.errors import Invalid, NotFound, NotPermitted, Refused
from workflow.queries.case_list import Wanted, list_cases

WHY = {"reason": "Somebody's brother works there"}


def named(*people: str) -> dict[str, object]:
    """Answers that restrict a case to these people."""
    return {"named": [{"person": email(one)} for one in people]} | WHY


SEALED = {"sealed_to_chair": email("chair"), "sealed_to_manager": email("manager")} | WHY


def listers(world: World, reference: str) -> set[str]:
    """Everybody to whom a list shows the case."""
    found = set()
    with world.database.reading() as session:
        for who, person in world.ids.items():
            listed, _ = list_cases(session, person, world.now.date(), Wanted(limit=100))
            if reference in {one.reference for one in listed}:
                found.add(who)
    return found


CLASSES: dict[str, tuple[str, Mapping[str, object], set[str], set[str]]] = {
    "standard": ("", {}, INSIDE | {"lead_council"}, INSIDE | {"lead_council"}),
    "restricted": (
        "restrict",
        named("chair", "dsp_police", "user_school"),
        {"chair", "dsp_police", "user_school"},
        {"chair", "dsp_police", "user_school", "manager"},
    ),
    "sealed": ("seal", SEALED, {"chair", "manager"}, {"chair", "manager"}),
}
"""By class: the move, its answers, who reads the case then, who knows that it is there."""


@pytest.mark.parametrize("name", CLASSES)
def test_who_reads_and_who_lists_by_class(world: World, name: str) -> None:
    """Standard: its members. Restricted: those named, and the manager knows of it. Sealed: one chair, one manager."""
    move, answers, readers, knowers = CLASSES[name]
    reference = situations.incident(world)
    if move:
        world.fire("manager", reference, move, answers)
    assert name == row(world, reference).restriction
    assert readers == seers(world, reference)
    assert knowers == listers(world, reference)


def test_a_restriction_lifted_gives_back_what_was_there(world: World) -> None:
    """Members by role see it again, whoever opened it too; who was named for the restriction doesn't any more."""
    reference = situations.incident(world)
    before = seers(world, reference)
    world.fire("manager", reference, "restrict", named("chair", "user_school"))
    with pytest.raises(NotPermitted, match="restricted to people who are named"):
        world.fire("manager", reference, "lift_restriction", WHY)
    world.fire("chair", reference, "lift_restriction", WHY)
    assert before == seers(world, reference)
    with pytest.raises(Refused, match="neither restricted nor sealed"):
        world.fire("chair", reference, "lift_restriction", WHY)


def test_a_class_is_the_whole_familys_and_its_childrens_to_come(world: World) -> None:
    """Restricted at the root: what is below is too, and what is opened below later, whose agency sees nothing of it."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All"})
    world.fire("manager", review, "restrict", named("manager", "officer", "dsp_police"))
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["housing"], "request": "All"})
    assert 2 == len(children(world, review))
    for one in (review, *children(world, review)):
        assert "restricted" == row(world, one).restriction
        assert {"manager", "officer", "dsp_police"} == seers(world, one), one


def test_an_exclusion_is_the_whole_familys_from_a_day_until_a_day(world: World) -> None:
    """The school is out of its return and of every later one, on those days alone; a person is out of all of it."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All"})
    days = {"access_from": "2026-11-25", "access_until": "2026-11-27"}
    world.fire("manager", review, "exclude", {"whom_agency": "school"} | days | WHY)
    world.fire("chair", review, "exclude", {"whom": email("dsp_police")} | WHY)
    first, school = children(world, review)[0], {"lead_school", "user_school"}
    assert school <= seers(world, first)
    for day, out in (("2026-11-24", False), ("2026-11-25", True), ("2026-11-27", True), ("2026-11-28", False)):
        found = seers(world, first, date.fromisoformat(day))
        assert (set() if out else school) == found & school, day
        assert "dsp_police" not in found
    assert "dsp_police" not in seers(world, review)
    world.fire("manager", review, "readmit", {"whom": email("dsp_police")} | WHY)
    assert "dsp_police" in seers(world, first)


def test_a_person_is_let_in_from_a_day_until_a_day(world: World) -> None:
    """On the case and what stands below it, from the first day to the last, and not above it."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All"})
    below = children(world, review)[0]
    days = {"access_from": "2026-11-25", "access_until": "2026-11-27"}
    world.fire("manager", review, "let_in", {"whom": email("legal")} | days | WHY)
    world.fire("manager", below, "let_in", {"whom": email("user_housing")} | WHY)
    world.fire("manager", below, "let_in", {"whom_agency": "probation"} | WHY)
    for day, reads in (("2026-11-24", False), ("2026-11-25", True), ("2026-11-27", True), ("2026-11-28", False)):
        assert reads == ("legal" in seers(world, review, date.fromisoformat(day))), day
        assert reads == ("legal" in seers(world, below, date.fromisoformat(day))), day
    assert {"user_housing", "lead_probation", "user_probation"} <= seers(world, below)
    assert not {"user_housing", "lead_probation"} & seers(world, review)
    world.fire("manager", below, "end_membership", {"whom": email("user_housing")} | WHY)
    world.fire("manager", below, "end_membership", {"whom_agency": "probation"} | WHY)
    assert not {"user_housing", "lead_probation"} & seers(world, below)


REFUSED: dict[str, tuple[str, str, Mapping[str, object], str]] = {
    "oneself": ("manager", "let_in", {"whom": email("manager")}, "Nobody lets themselves in"),
    "another agency's person, by a partner": ("dsp_police", "let_in", {"whom": email("legal")}, "own agency alone"),
    "another agency's person out": ("dsp_police", "exclude", {"whom": email("officer")}, "own agency alone"),
    "somebody of no agency out": ("dsp_police", "exclude", {"whom": email("reviewer")}, "own agency alone"),
    "one's own agency in": ("manager", "let_in", {"whom_agency": "unit"}, "You work for this agency"),
    "the scrutineer out": ("manager", "exclude", {"whom": email("scrutineer")}, "A scrutineer isn't excluded"),
    "an auditor in": ("manager", "let_in", {"whom": email("auditor")}, "reads no case"),
    "nobody": ("manager", "exclude", {}, "Name a person or an agency"),
    "both": ("manager", "exclude", {"whom": email("legal"), "whom_agency": "police"}, "and not both"),
    "who isn't in by name": ("manager", "end_membership", {"whom": email("legal")}, "Nobody was let in"),
    "who isn't out": ("manager", "readmit", {"whom": email("legal")}, "Nobody is excluded"),
    "nobody who may lift it": ("manager", "restrict", {"named": [{"person": email("officer")}]}, "Nobody would be"),
    "an auditor named": ("manager", "restrict", {"named": [{"person": email("auditor")}]}, "reads no case"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(world: World, name: str) -> None:
    """Nobody lets themselves in, a partner decides for their own people alone, and somebody keeps the key."""
    who, move, answers, says = REFUSED[name]
    reference = situations.incident(world)
    before = situations.dump(world.database)
    with pytest.raises(Refused, match=says):
        world.fire(who, reference, move, dict(answers) | WHY)
    assert before == situations.dump(world.database)


def test_days_that_cant_be(world: World) -> None:
    """Who saw a case before can't be said anew; no last day before the first; a seal wants one chair, one manager."""
    reference = situations.incident(world)
    for wrong in ({"access_from": "2026-11-22"}, {"access_from": "2026-11-25", "access_until": "2026-11-24"}):
        with pytest.raises(Invalid):
            world.fire("manager", reference, "let_in", {"whom": email("legal")} | wrong | WHY)
    for chair, manager in (("officer", "manager"), ("chair", "officer")):
        wrong = {"sealed_to_chair": email(chair), "sealed_to_manager": email(manager)}
        with pytest.raises(Invalid):
            world.fire("manager", reference, "seal", wrong | WHY)


def test_the_last_who_may_manage_it_stays(world: World) -> None:
    """Manager and chairs can't all be shut out, on any day to come."""
    reference = situations.incident(world)
    world.fire("manager", reference, "exclude", {"whom": email("chair")} | WHY)
    with pytest.raises(Refused, match="Nobody would be left"):
        world.fire("manager", reference, "exclude", {"whom": email("manager"), "access_from": "2027-01-04"} | WHY)
    world.fire("manager", reference, "readmit", {"whom": email("chair")} | WHY)
    world.fire("manager", reference, "restrict", named("chair", "manager", "officer"))
    world.fire("manager", reference, "end_membership", {"whom": email("chair")} | WHY)
    with pytest.raises(Refused, match="Nobody would be left"):
        world.fire("manager", reference, "end_membership", {"whom": email("manager")} | WHY)


def test_a_partner_decides_for_their_own_people(world: World) -> None:
    """Lets them in and out, until the case is restricted; readmits those alone whom they excluded themselves."""
    reference = situations.incident(world)
    world.fire("dsp_police", reference, "let_in", {"whom": email("lead_police")} | WHY)
    assert "lead_police" in seers(world, reference)
    world.fire("dsp_police", reference, "end_membership", {"whom": email("lead_police")} | WHY)
    world.fire("dsp_police", reference, "exclude", {"whom": email("lead_police")} | WHY)
    world.fire("dsp_police", reference, "readmit", {"whom": email("lead_police")} | WHY)
    world.fire("manager", reference, "exclude", {"whom": email("lead_police")} | WHY)
    with pytest.raises(Refused, match="Another excluded them"):
        world.fire("dsp_police", reference, "readmit", {"whom": email("lead_police")} | WHY)
    world.fire("manager", reference, "readmit", {"whom": email("lead_police")} | WHY)
    world.fire("manager", reference, "restrict", named("manager", "dsp_police"))
    with pytest.raises(Refused, match="for a business manager or chair to say"):
        world.fire("dsp_police", reference, "let_in", {"whom": email("lead_police")} | WHY)


def test_who_takes_part_in_a_part_decides_nothing_of_the_whole(world: World) -> None:
    """A chair who was let in below the root alone can't restrict the family from there."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": ["school"], "request": "All"})
    below = children(world, review)[0]
    world.fire("manager", below, "let_in", {"whom": email("board_chair")} | WHY)
    assert "board_chair" in seers(world, below)
    for move, answers in (("restrict", named("board_chair")), ("exclude", {"whom": email("manager")} | WHY)):
        with pytest.raises(Refused, match="This is for the whole matter"):
            world.fire("board_chair", below, move, answers)


def test_nobody_stays_longer_by_naming_themselves(world: World) -> None:
    """A chair let in until a day restricts it once more: that day stays."""
    reference = situations.incident(world)
    world.fire("manager", reference, "restrict", named("manager"))
    until = {"whom": email("board_chair"), "access_until": "2026-11-30"}
    world.fire("manager", reference, "let_in", until | WHY)
    world.fire("board_chair", reference, "restrict", named("manager", "board_chair"))
    assert {"manager", "board_chair"} == seers(world, reference)
    assert {"manager"} == seers(world, reference, date(2026, 12, 1))


def test_the_auditor_finds_it(world: World) -> None:
    """Each change is an event with whose it was, by whom, on which case; no reason in it."""
    reference = situations.incident(world)
    world.fire("manager", reference, "let_in", {"whom": email("legal")} | WHY)
    world.fire("manager", reference, "end_membership", {"whom": email("legal")} | WHY)
    world.fire("manager", reference, "exclude", {"whom_agency": "housing"} | WHY)
    world.fire("manager", reference, "readmit", {"whom_agency": "housing"} | WHY)
    world.fire("manager", reference, "seal", SEALED)
    found = rows(world.database, "SELECT what, person, by, partnership, detail FROM account_event ORDER BY id")
    by = world.ids["manager"]
    legal = world.ids["legal"]
    expected = [
        ("member_added", legal, by, "NM", reference),
        ("member_ended", legal, by, "NM", reference),
        ("excluded", None, by, "NM", f"{reference}: housing"),
        ("readmitted", None, by, "NM", f"{reference}: housing"),
        ("restricted", None, by, "NM", f"{reference}: sealed"),
        ("member_added", world.ids["chair"], by, "NM", reference),
        ("member_added", by, by, "NM", reference),
    ]
    ours = [tuple(one) for one in found if one.what in {what for what, *_ in expected}]
    assert sorted(map(str, expected)) == sorted(map(str, ours))


def test_an_officer_asks_and_the_manager_is_told(world: World) -> None:
    """The officer can't restrict it; the manager hears that they ask."""
    reference = situations.incident(world)
    with pytest.raises(NotPermitted):
        world.fire("officer", reference, "restrict", named("manager"))
    world.fire("officer", reference, "ask_restriction", WHY)
    found = rows(world.database, "SELECT person FROM notice WHERE task LIKE 'Somebody asks for a case%'")
    assert [world.ids["manager"]] == [one.person for one in found]


def test_what_was_recorded_for_who_is_out_is_refused(world: World) -> None:
    """Nobody enters anything for a person who is excluded, or not named on a restricted case."""
    reference = situations.incident(world)
    world.fire("manager", reference, "exclude", {"whom": email("dsp_police")} | WHY)
    with pytest.raises(NotPermitted, match="has no part in this case"):
        world.fire("officer", reference, "note", {"note": "x"}, recorded_for="dsp_police")
    world.fire("manager", reference, "restrict", named("manager", "officer"))
    with pytest.raises(NotPermitted, match="has no part in this case"):
        world.fire("officer", reference, "note", {"note": "x"}, recorded_for="dsp_icb")


def test_who_is_out_can_do_nothing_more(world: World) -> None:
    """The excluded find nothing under the reference, whatever they were in the case."""
    reference = situations.incident(world)
    world.fire("manager", reference, "exclude", {"whom": email("officer")} | WHY)
    with pytest.raises(NotFound):
        world.fire("officer", reference, "note", {"note": "x"})
    assert "officer" not in listers(world, reference)


def test_what_opens_beside_takes_class_names_and_exclusions_with_it(world: World) -> None:
    """The adults' review that a restricted incident opens is read by the same people, and the same stay out."""
    case = household(world)
    world.fire("manager", case, "exclude", {"whom_agency": "police"} | WHY)
    world.fire("manager", case, "restrict", named("manager", "officer", "dsp_council"))
    world.fire("officer", case, "refer_adults", REFERRED | {"adults": ADULTS})
    [review] = [
        one.reference for one in rows(world.database, "SELECT reference FROM casefile WHERE kind = 'adult_review'")
    ]
    assert "restricted" == row(world, review).restriction
    assert {"manager", "officer", "dsp_council"} == seers(world, review)
    world.fire("manager", review, "lift_restriction", WHY)
    assert "dsp_council" in seers(world, review)
    assert "dsp_police" not in seers(world, review)
    assert "restricted" == row(world, case).restriction


def test_who_may_only_know_of_it_finds_it_by_no_word(world: World) -> None:
    """The manager who isn't named reads no title, agency or owner in the list, and finds it by none of them."""
    reference = situations.action(world)
    world.fire("chair", reference, "restrict", named("chair"))
    with world.database.reading() as session:

        def found(**wanted: str) -> list[str]:
            every, _ = list_cases(session, world.ids["manager"], world.now.date(), Wanted(limit=100, **wanted))
            return [one.reference for one in every]

        every, _ = list_cases(session, world.ids["manager"], world.now.date(), Wanted(limit=100))
        one = next(one for one in every if one.reference == reference)
        assert ("", "", "", "", "{}") == (one.title, one.agency, one.agency_name, one.owner, one.facts)
        assert ("action", "open", "restricted", False) == (one.kind, one.state, one.restriction, one.opens)
        assert reference in found(q=reference)
        for hidden in ({"agency": "housing"}, {"owner": email("user_housing")}):
            assert reference not in found(**hidden)
