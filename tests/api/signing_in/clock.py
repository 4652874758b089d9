"""What a test needs of the database's clock: the codes that an app shows by it, and rows made older."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from sqlalchemy import Table, select, update
from sqlmodel import Session

from api.signing_in import authenticator_apps
from api.signing_in.keys import Keys
from workflow.database.storage import Database
from workflow.tables.moments import database_now

AHEAD = timedelta(minutes=-1)
"""So much older, guesses that were just counted are still to come: however slow the machine, the wait isn't over."""
NEVER_SHOWN = "00000"
"""How no code begins that an app shows within a test's hour: those that begin so are wrong ones."""
STEP = timedelta(seconds=authenticator_apps.SECONDS)


def new_secret(database: Database) -> str:
    """A secret of an app, none of whose codes is one that the tests type as a wrong one."""
    with database.reading() as session:
        now = database_now(session)
    while True:
        secret = authenticator_apps.new_secret()
        shown = (pyotp.TOTP(secret).at(now + STEP * number) for number in range(-3, 120))
        if not any(one.startswith(NEVER_SHOWN) for one in shown):
            return secret


def confirm(session: Session, keys: Keys, person: int, secret: str) -> None:
    """Sets up an app with the code of the step before, so that the one it shows now can still be used."""
    # A step may end between this look at the clock and the next; the step after it doesn't end as soon.
    shown = (pyotp.TOTP(secret).at(database_now(session) - STEP) for _ in range(2))
    assert any(authenticator_apps.confirm(session, keys, person, secret, one) for one in shown)


def code(database: Database, secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many steps of thirty seconds later."""
    with database.reading() as session:
        now = database_now(session)
    return pyotp.TOTP(secret).at(now + STEP * steps)


def older(database: Database, table: Table, column: str, by: timedelta) -> None:
    """Makes every row's time earlier."""
    with database.writing() as session:
        keys = list(table.primary_key.columns)
        for row in session.execute(select(*keys, table.c[column])).all():
            mine = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            session.connection().execute(update(table).where(*mine).values({column: row[-1] - by}))
