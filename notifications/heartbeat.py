"""Whether a worker is alive: each says so now and then, by the database's clock. Silence is an alarm."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert  # compiles for SQLite too, not the other way round
from sqlmodel import Session

from workflow.database.storage import Database
from workflow.tables import Heartbeat
from workflow.tables.moments import DatabaseNow, Moment

EVERY_SECONDS = 30
ALARM_AFTER = timedelta(seconds=120)

HEARTBEAT = Heartbeat.metadata.tables["heartbeat"]
BEAT = (
    insert(HEARTBEAT)
    .values(heard_at=DatabaseNow())
    .on_conflict_do_update(index_elements=["worker"], set_={"heard_at": DatabaseNow()})
)
LAST = select(func.max(HEARTBEAT.c.heard_at, type_=Moment()).label("heard_at"), DatabaseNow().label("now"))


def beat(database: Database, worker: str) -> None:
    """Says that this worker is alive."""
    with database.writing() as session:
        session.execute(BEAT, {"worker": worker})


def silence(session: Session) -> timedelta | None:
    """How long no worker has been heard of; None where none ever was."""
    row = session.execute(LAST).one()
    return row.now - row.heard_at if row.heard_at is not None else None


def is_alive(session: Session) -> bool:
    """Whether a worker was heard of within the last 120 seconds."""
    since = silence(session)
    return since is not None and since <= ALARM_AFTER
