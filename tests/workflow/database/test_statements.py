"""Ready statements: the same rows and the same errors as through SQLAlchemy itself, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from tests.workflow import situations
from tests.world import World
from workflow.database.statements import Statement
from workflow.tables.rows import CASEFILE, ENTRY, NOTICE, PARTNERSHIP, ROLE_HELD


def test_rows_are_read_with_their_types(world: World) -> None:
    """Days, instants, booleans and nothing come back as SQLAlchemy gives them."""
    situations.proposed(world)
    for table in (CASEFILE, ENTRY, ROLE_HELD):
        asked = select(table).where(table.c.partnership == bindparam("partnership")).order_by(*table.primary_key)
        with world.database.reading() as session:
            expected = [tuple(row) for row in session.execute(asked, {"partnership": "NM"})]
            assert expected == [tuple(row) for row in Statement(asked).all(session, {"partnership": "NM"})]


def test_instants_and_lists_go_in_as_they_should(world: World) -> None:
    """An aware instant is compared as one; a list bound by name finds each of its values; a fixed list too."""
    situations.incident(world)
    since = select(ENTRY.c.seq).where(ENTRY.c.at >= bindparam("since"))
    named = bindparam("agencies", expanding=True)
    holders = Statement(
        select(ROLE_HELD.c.agency).where(ROLE_HELD.c.agency.in_(named), ROLE_HELD.c.role.in_(["agency_lead"])),
        {"agencies": 2},
    )
    with world.database.reading() as session:
        assert [] == Statement(since).all(session, {"since": datetime(2026, 11, 23, 10, 0, 1, tzinfo=UTC)})
        assert 1 == Statement(since).one(session, {"since": datetime(2026, 11, 23, 10, tzinfo=UTC)}).seq
        for pair in (("school", "police"), ("housing", "nowhere")):
            found = {row.agency for row in holders.all(session, {"agencies": pair})}
            assert set(pair) - {"nowhere"} == found


def test_what_the_database_refuses_is_sqlalchemys_error(world: World) -> None:
    """Callers catch one kind of error, whichever way a statement went; nobody's words stand in it."""
    columns = ("code", "name", "policy", "calendar")
    again = Statement(insert(PARTNERSHIP).values({name: bindparam(name) for name in columns}))
    with pytest.raises(IntegrityError) as found, world.database.writing() as session:
        again.run(session, {"code": "NM", "name": "CANARY", "policy": "", "calendar": ""})
    assert "CANARY" not in str(found.value)


def test_an_insert_must_name_its_columns(world: World) -> None:
    """A column left to a default that only Python knows is a mistake, found when the statement is first run."""
    with world.database.writing() as session, pytest.raises(ValueError, match="defaults"):
        Statement(insert(NOTICE).values(key=bindparam("key"))).run(session, {"key": "k"})


def test_a_session_used_again_gets_its_own_transaction(world: World) -> None:
    """After a rollback the same session's statements run on its new connection."""
    asked = Statement(select(CASEFILE.c.id).where(CASEFILE.c.opened_on == bindparam("day")))
    with world.database.reading() as session:
        for _ in range(2):
            assert asked.first(session, {"day": date(2000, 1, 1)}) is None
            session.rollback()
