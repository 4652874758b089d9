"""States that should be impossible, looked for once a day: a chase that fell silent is found before it costs a date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from notifications.outbox import GIVEN_UP_AFTER
from workflow.tables.rows import CLOCK, MAIL, NOTICE

LONGEST_WAIT = timedelta(days=14)  # past any run of bank holidays

CHECKS = {
    "running clocks that are to be chased and have no next day of it": select(func.count())
    .select_from(CLOCK)
    .where(CLOCK.c.status == "running", CLOCK.c.chase != "", CLOCK.c.next_rung_on.is_(None)),
    "stopped clocks that would still be chased": select(func.count())
    .select_from(CLOCK)
    .where(CLOCK.c.status != "running", CLOCK.c.next_rung_on.is_not(None)),
    "lines that nobody was mailed for two weeks": select(func.count())
    .select_from(NOTICE)
    .where(NOTICE.c.status == "owed", NOTICE.c.made_on < bindparam("since", type_=NOTICE.c.made_on.type)),
    "mails that neither went nor were given up": select(func.count())
    .select_from(MAIL)
    .where(MAIL.c.status.in_(("queued", "sending", "deferred")))
    .where(func.coalesce(MAIL.c.again_at, MAIL.c.made_at) < bindparam("given_up", type_=MAIL.c.made_at.type)),
}


def impossible(session: Session, now: datetime, today: date) -> dict[str, int]:
    """How many there are of each kind of thing that there should be none of; nothing where all is well."""
    binds = {"since": today - LONGEST_WAIT, "given_up": now - GIVEN_UP_AFTER - timedelta(hours=8)}
    found = {says: int(session.execute(statement, binds).scalar_one()) for says, statement in CHECKS.items()}
    return {says: number for says, number in found.items() if number}
