"""The named impossible states: none comes about by moves, and each is found where raw SQL brings it about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from tests.workflow import situations
from tests.workflow.situations import PARTNERS, sql
from tests.world import World, email, populate
from workflow import invariants
from workflow.database.storage import Database


def agreed(world: World) -> str:
    """A rapid review that every partner agreed to."""
    reference = situations.proposed(world)
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    return reference


def verified(world: World) -> str:
    """An action that somebody else's officer verified."""
    reference = situations.submitted(world)
    world.fire("officer", reference, "verify", {"verification": "Seen"})
    return reference


def linked(world: World) -> str:
    """An incident that is linked to another."""
    reference = situations.incident(world)
    other = situations.incident(world)
    world.fire("officer", reference, "link_case", {"other": other, "as": "related", "reason": "One street"})
    return reference


def merged(world: World) -> str:
    """An incident that was merged into another."""
    reference = situations.incident(world)
    world.fire("manager", reference, "merge", {"into": situations.incident(world), "reason": "One matter"})
    return reference


def restricted(world: World) -> str:
    """An incident that is read by a chair and an officer alone; the chair may lift that."""
    reference = situations.incident(world)
    world.fire("manager", reference, "restrict", NARROWED)
    return reference


def below_restricted(world: World) -> str:
    """A review, restricted with the incident above it."""
    reference = situations.rapid_review(world)
    world.fire("manager", reference, "restrict", NARROWED)
    return reference


NARROWED = {
    "named": [{"person": email(one)} for one in ("chair", "user_school")],
    "reason": "Somebody's brother works there",
}
CASE = "(SELECT id FROM casefile WHERE reference = :r)"
CHAIRS = "person IN (SELECT person FROM role_held WHERE role = 'review_chair')"
DUE = f"case_id = {CASE} AND key = 'due'"
BROKEN: list[tuple[str, Callable[[World], str], list[str]]] = [
    ("entries_have_gaps", agreed, [f"DELETE FROM entry WHERE seq = 1 AND case_id = {CASE}"]),
    ("entries_have_gaps", agreed, [f"DELETE FROM entry WHERE seq = 3 AND case_id = {CASE}"]),
    ("case_names_another_last_entry", situations.action, ["UPDATE casefile SET head = 'x' WHERE reference = :r"]),
    ("case_names_another_last_entry", agreed, ["UPDATE casefile SET seq = seq - 1 WHERE reference = :r"]),
    ("revision_past_entries", situations.action, ["UPDATE casefile SET revision = 9 WHERE reference = :r"]),
    ("proposal_is_no_entry", agreed, ["UPDATE casefile SET proposal_seq = 99 WHERE reference = :r"]),
    ("running_clock_without_next_rung", situations.action, [f"UPDATE clock SET next_rung_on = NULL WHERE {DUE}"]),
    ("silent_clock_with_next_rung", verified, [f"UPDATE clock SET next_rung_on = '2027-01-01' WHERE {DUE}"]),
    ("clock_stopped_on_no_day", verified, [f"UPDATE clock SET stopped_on = NULL WHERE {DUE}"]),
    (
        "clock_paused_on_no_day",
        situations.action,
        [f"UPDATE clock SET status = 'paused', next_rung_on = NULL WHERE {DUE}"],
    ),
    ("clock_paused_on_no_day", situations.action, [f"UPDATE clock SET paused_on = '2026-12-01' WHERE {DUE}"]),
    ("extension_without_entry", situations.action, [f"UPDATE clock SET extended_to = '2027-03-01' WHERE {DUE}"]),
    ("clock_change_missing", situations.action, [f"UPDATE clock SET due_on = '2027-01-01' WHERE {DUE}"]),
    ("clock_change_missing", situations.action, [f"UPDATE clock SET first_due_on = '2027-01-01' WHERE {DUE}"]),
    (
        "owed_notice_of_stopped_clock",
        verified,
        [
            f"""
            INSERT INTO notice (key, partnership, person, case_id, clock_id, due_on, rung, task, why, at_once, made_on,
                status) SELECT 'k', 'NM', 1, case_id, id, due_on, 'due', 't', 'w', false, due_on, 'owed'
            FROM clock WHERE {DUE}
            """
        ],
    ),
    ("due_on_another_day", situations.action, ["UPDATE casefile SET due_on = NULL WHERE reference = :r"]),
    ("end_without_a_day", verified, ["UPDATE casefile SET closed_on = NULL WHERE reference = :r"]),
    ("family_has_two_roots", situations.action, ["UPDATE casefile SET root = id WHERE reference = :r"]),
    ("signature_on_other_words", agreed, ["UPDATE signature SET digest = 'x' WHERE seq = 5"]),
    (
        "own_work_verified",
        verified,
        [f"UPDATE evidence SET by_person = (SELECT person FROM signature WHERE case_id = {CASE})"],
    ),
    ("rulebook_gone", situations.action, ["UPDATE rulebook SET body = replace(body, 'Progress', 'Slow')"]),
    ("state_undeclared", situations.action, ["UPDATE casefile SET state = 'lost' WHERE reference = :r"]),
    ("state_undeclared", verified, ["UPDATE casefile SET final = false, closed_on = NULL WHERE reference = :r"]),
    (
        "clock_past_its_stop",
        verified,
        [f"UPDATE clock SET status = 'running', stopped_on = NULL, next_rung_on = due_on WHERE {DUE}"],
    ),
    ("unsigned", verified, ["DELETE FROM signature"]),
    ("unsigned", situations.submitted, ["UPDATE casefile SET state = 'verified', final = true WHERE reference = :r"]),
    ("agreed_without_partners", agreed, ["DELETE FROM signature WHERE agency = 'icb'"]),
    ("agreed_without_partners", agreed, ["UPDATE signature SET position = 'dissent' WHERE agency = 'police'"]),
    ("link_joins_nothing", linked, ["UPDATE link SET other_id = case_id"]),
    ("link_without_entry", linked, ["DELETE FROM entry WHERE move = 'linked'"]),
    ("link_without_entry", linked, ["UPDATE link SET seq = 1"]),
    ("merged_without_link", merged, ["UPDATE link SET ended_on = said_on"]),
    ("merged_without_link", merged, ["UPDATE casefile SET state = 'withdrawn' WHERE reference = :r"]),
    ("subject_on_another_track", linked, ["UPDATE subject SET age = 18 WHERE age = 4"]),
    ("subject_on_another_track", linked, ["UPDATE subject SET track = 'adult' WHERE age = 4"]),
    ("family_of_two_classes", below_restricted, ["UPDATE casefile SET restriction = 'sealed' WHERE reference = :r"]),
    ("family_of_two_classes", below_restricted, ["UPDATE casefile SET restriction = 'standard' WHERE root = id"]),
    ("narrowed_for_ever", restricted, [f"DELETE FROM member WHERE case_id = {CASE} AND {CHAIRS}"]),
    ("narrowed_for_ever", restricted, [f"UPDATE member SET to_on = '2027-01-01' WHERE case_id = {CASE} AND {CHAIRS}"]),
    ("narrowed_for_ever", restricted, ["DELETE FROM role_held WHERE role = 'review_chair'"]),
    ("agreed_without_partners", situations.proposed, ["UPDATE casefile SET state = 'agreed' WHERE reference = :r"]),
]


@pytest.mark.parametrize(
    ("name", "brought", "statements"), BROKEN, ids=[f"{number}-{name}" for number, (name, _, _) in enumerate(BROKEN)]
)
def test_it_is_found_where_it_stands(
    sqlite_world: World, name: str, brought: Callable[[World], str], statements: list[str]
) -> None:
    """Made true by raw SQL it is found by its name, in its case, and said in a sentence; before it wasn't there."""
    reference = brought(sqlite_world)
    assert [] == found(sqlite_world)
    for statement in statements:
        sql(sqlite_world.database, statement, **({"r": reference} if ":r" in statement else {}))
    impossible = [one for one in found(sqlite_world) if one.name == name]
    assert reference in {one.reference for one in impossible}
    assert all(one.says for one in impossible)


def test_every_question_can_be_asked_of_each_database(world: World) -> None:
    """Cases of every kind on their way: nothing impossible, on SQLite and PostgreSQL."""
    agreed(world)
    verified(world)
    world.fire("officer", situations.notifiable(world), "notify", {"sin_reference": "S"})
    assert [] == found(world)


def test_every_name_is_tried() -> None:
    """No impossible state is named without a test that brings it about."""
    looked_for = {"rulebook_gone", "state_undeclared", "clock_past_its_stop", "unsigned", "agreed_without_partners"}
    assert {one.name for one in invariants.QUESTIONS} | looked_for == {name for name, _, _ in BROKEN}


@pytest.fixture
def sqlite_world(sqlite_database: Database) -> World:
    """The small partnership in SQLite, which lets raw SQL leave rows without what they point to."""
    event.listen(sqlite_database.engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = 0"))
    return populate(sqlite_database)


def found(world: World) -> list[invariants.Impossible]:
    """What check finds."""
    with world.database.reading() as session:
        return invariants.check(session)
