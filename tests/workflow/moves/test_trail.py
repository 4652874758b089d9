"""The trail: whole as the engine writes it, and each way of tampering with it found."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import event

from states.canonical import canonical, digest
from tests.workflow import situations
from tests.workflow.situations import rows, sql
from tests.world import World
from workflow.engine.trail import Breach, verify


@pytest.fixture
def postgresql_url(own_postgresql_url: str) -> str:
    """A database of the test's own: these tests change more than rows."""
    return own_postgresql_url


def found(world: World, reference: str | None = None) -> list[Breach]:
    """What verify finds."""
    with world.database.reading() as session:
        return verify(session, reference)[1]


def test_what_the_engine_writes_is_whole(world: World) -> None:
    """A family of cases through many moves verifies, every entry read."""
    situations.proposed(world)
    situations.submitted(world)
    with world.database.reading() as session:
        read, breaches = verify(session)
    assert (rows(world.database, "SELECT COUNT(*) FROM entry")[0][0], []) == (read, breaches)


def test_bodies_are_canonical_and_hold_the_hash_before_them(world: World) -> None:
    """Each body is its own canonical form, names the entry before, and its hash is of those bytes."""
    situations.proposed(world)
    previous: dict[int, str] = {}
    for case_id, body, kept in rows(world.database, "SELECT case_id, body, hash FROM entry ORDER BY case_id, seq"):
        assert body == canonical(json.loads(body))
        assert previous.get(case_id, "") == json.loads(body)["prev"]
        assert digest(body) == kept
        previous[case_id] = kept


TAMPERINGS = {
    "a word of a body": "UPDATE entry SET body = replace(body, 'ask_views', 'ask_view5') WHERE seq = 2",
    "a body that is none": "UPDATE entry SET body = 'nothing' WHERE seq = 2",
    "a hash": "UPDATE entry SET hash = replace(hash, substr(hash, 1, 1), 'z') WHERE seq = 2",
    "who did it": "UPDATE entry SET actor = :other WHERE seq = 2",
    "for whom": "UPDATE entry SET recorded_for = :other WHERE seq = 2",
    "the move's column": "UPDATE entry SET move = 'note' WHERE seq = 2",
    "the day": "UPDATE entry SET happened_on = '2026-11-01' WHERE seq = 2",
    "the moment": "UPDATE entry SET at = '2026-11-23T10:00:00.001Z' WHERE seq = 2",
    "the last entry removed": "DELETE FROM entry WHERE seq = 3",
    "a narrative changed": "UPDATE text SET body = 'Neither is met' WHERE ask = 'rationale'",
    "a salt changed": "UPDATE text SET salt = 'x' WHERE ask = 'rationale'",
    "a narrative removed": "DELETE FROM text WHERE ask = 'summary'",
    "a narrative added": "INSERT INTO text (case_id, seq, ask, salt, body) VALUES (1, 2, 'more', 's', 'b')",
    "the head": "UPDATE casefile SET head = 'x'",
    "the count": "UPDATE casefile SET seq = seq + 1",
    "the state": "UPDATE casefile SET state = 'notified'",
    "the revision": "UPDATE casefile SET revision = revision + 1",
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found(world: World, what: str) -> None:
    """Each change made behind the engine's back is found, in its case."""
    reference, other = situations.notifiable(world), situations.recommendation(world)
    assert [] == found(world)
    loose(world)
    statement = TAMPERINGS[what]
    sql(world.database, statement, **({"other": world.ids["chair"]} if ":other" in statement else {}))
    assert reference in {breach.reference for breach in found(world, reference)}
    assert other


def test_an_entry_removed_from_the_middle_is_found(world: World) -> None:
    """A gap is a breach, even where the numbers are closed up again."""
    reference = situations.notifiable(world)
    loose(world)
    sql(world.database, "DELETE FROM text WHERE seq = 2")
    sql(world.database, "DELETE FROM entry WHERE seq = 2")
    assert ["entry 2 is missing"] == [breach.says for breach in found(world, reference)][:1]
    sql(world.database, "UPDATE text SET seq = 2 WHERE seq = 3")
    sql(world.database, "UPDATE entry SET seq = 2 WHERE seq = 3")
    assert found(world, reference)


def test_two_entries_swapped_are_found(world: World) -> None:
    """Entries that change places no longer follow one another."""
    reference = situations.incident(world)
    for words in ("one", "two"):
        world.fire("officer", reference, "note", {"note": words})
    loose(world)
    for table in ("text", "entry"):
        for old, new in ((2, 9), (3, 2), (9, 3)):
            sql(world.database, f"UPDATE {table} SET seq = :new WHERE seq = :old", old=old, new=new)
    assert found(world, reference)


def test_an_erased_narrative_leaves_the_proof_whole(world: World) -> None:
    """Words and salt erased lawfully: the entry still stands, and says that something was told."""
    reference = situations.incident(world)
    sql(world.database, "UPDATE text SET body = '', salt = '', erased_on = '2027-01-01' WHERE ask = 'summary'")
    assert [] == found(world, reference)


def loose(world: World) -> None:
    """Lets raw SQL leave rows without what they point to, as somebody at the database's console could."""
    tables = ("text", "entry", "signature", "clock_change", "evidence")
    with world.database.engine.connect() as connection:
        if world.database.is_sqlite:
            world.database.close()  # connections to come don't hold foreign keys
            event.listen(world.database.engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys = 0"))
            return
        for table in tables:
            names = connection.exec_driver_sql(
                f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'f'"
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        connection.commit()
