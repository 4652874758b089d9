"""How often a secret may be guessed: counted in the database by account, whether there is such an account or not.

Where a guess came from is counted as well, generously: who tries one password at many accounts is slowed down too.
A guess is counted, and its transaction committed, before anybody looks at it: guesses that come side by side can't
slip past each other. One that has to wait is neither looked at nor counted, so nobody is locked out for good.
"""

from __future__ import annotations

import math
from datetime import timedelta

from sqlalchemy import Integer, bindparam, insert, select
from sqlmodel import Session

from api.signing_in.keys import Keys
from workflow.database.storage import Database, queue_on
from workflow.people import account_events
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import GUESS

MOST, WITHIN = 10, timedelta(minutes=5)
AT_ONCE = 4
"""Guesses without a wait: a password, a code, and a slip at each. Each one more doubles the wait before the next."""
LATE = timedelta(seconds=15)
"""How long after it was counted a guess may be looked at; so long is it counted beyond its five minutes."""
MOST_FROM_ONE = 100
"""Guesses from one address within five minutes: a whole office's mornings, hardly anybody's password list."""
MOST_WRONG, A_DAY = 30, timedelta(days=1)
"""Wrong codes of somebody's app in a day, after which no more are looked at.

Three codes count at any moment: who knows the password and guesses on at ten in five minutes would be in within months.
"""
MOST_ASKED = 5
"""Recoveries of one account asked for from one address in a day: whoever asks on does it from somewhere else."""
OF_NOBODY = "of nobody"
G = GUESS.c
_LAST = (
    select(G.at)
    .where(G.account == bindparam("of"), G.at > bindparam("since"))
    .order_by(G.at.desc(), G.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_COUNT = insert(GUESS).values(at=NOW)


class TooManyGuesses(Exception):
    """The next guess at this account is looked at in ``seconds``, at the earliest."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} seconds before you try again.")
        self.seconds = seconds


def account_of(keys: Keys, address: str) -> str:
    """What stands for an account among the guesses: nobody reads from it which address was typed."""
    return keys.mac("guess", address.strip().casefold())


def source_of(keys: Keys, address: str) -> str:
    """What stands for the network address that guesses come from; "" for none that is known, which isn't counted."""
    return keys.mac("guess from", address) if address else ""


def count(database: Database, account: str, person: int | None = None, source: str = "") -> None:
    """Counts a guess about to be looked at, in a transaction of its own; ``TooManyGuesses`` where it has to wait.

    ``person``: whose account it is, None for nobody's; only for what an auditor reads. ``source``: as ``source_of``.
    """
    with database.writing() as session:
        ages = _ages(session, account, MOST)
        wait, others = wait_after(ages), list[timedelta]()
        if source and wait <= timedelta():
            others = _ages(session, source, MOST_FROM_ONE)
            wait = WITHIN + LATE - others[-1] if len(others) >= MOST_FROM_ONE else wait
        if wait <= timedelta():
            rows = [{"account": one} for one in (account, source) if one]
            session.connection().execute(_COUNT, rows)
            if len(ages) + 1 == MOST:
                _note(session, "guesses_stopped", person)
            if len(others) + 1 == MOST_FROM_ONE:
                _note(session, "guesses_stopped", None, "from one address")
    if wait > timedelta():
        raise TooManyGuesses(max(1, math.ceil(wait.total_seconds())))


def count_recovery(database: Database, keys: Keys, address: str, source: str) -> None:
    """Counts a recovery about to be asked for; ``TooManyGuesses`` where it isn't looked at.

    Under words of its own: who asks in somebody's name keeps nobody from signing in. What one ``source`` asks for
    beyond its share isn't counted for the account, so that it keeps nobody elsewhere from asking.
    """
    if source:
        with database.writing() as session:
            share = keys.mac("recovery asked from", source, address)
            ages = _ages(session, share, MOST_ASKED, A_DAY)
            if len(ages) >= MOST_ASKED:
                raise TooManyGuesses(max(1, math.ceil((A_DAY - ages[-1]).total_seconds())))
            session.connection().execute(_COUNT, {"account": share})
    everywhere = keys.mac("recoveries asked from", source) if source else ""
    count(database, keys.mac("recovery asked", address), source=everywhere)


def wrong_codes_of(keys: Keys, person: int) -> str:
    """What stands for somebody's wrong codes among the guesses."""
    return keys.mac("wrong codes", str(person))


def require_codes_left(session: Session, of: str) -> None:
    """``TooManyGuesses`` where an app's code isn't looked at until fewer were wrong within a day."""
    ages = _ages(session, of, MOST_WRONG, A_DAY)
    if len(ages) >= MOST_WRONG:
        raise TooManyGuesses(max(1, math.ceil((A_DAY - ages[-1]).total_seconds())))


def note_wrong_code(session: Session, of: str, person: int) -> None:
    """An app's code was wrong."""
    session.connection().execute(_COUNT, {"account": of})
    if len(_ages(session, of, MOST_WRONG, A_DAY)) == MOST_WRONG:
        _note(session, "guesses_stopped", person, "wrong codes of an app")


def wait_after(ages: list[timedelta]) -> timedelta:
    """How long the next guess has to wait, from the ages of those before it, the latest first."""
    if len(ages) >= MOST:
        return WITHIN + LATE - ages[MOST - 1]
    if len(ages) < AT_ONCE:
        return timedelta()
    return timedelta(seconds=2 ** (len(ages) - AT_ONCE)) - ages[0]


def note_refusal(session: Session, person: int | None, what: str = "sign_in_refused", detail: str = "") -> None:
    """Notes a sign-in that was refused, or another thing asked for in vain.

    Of somebody, each time. Of nobody, seldom: made-up addresses would fill the events for ever; a row that is
    forgotten within a day is written in the event's place, so that the answer takes as long.
    """
    _note(session, what, person, detail)
    if person is None:
        session.connection().execute(_COUNT, {"account": OF_NOBODY})


def _note(session: Session, what: str, person: int | None, detail: str = "") -> None:
    if person is None:
        account_events.note_of_nobody(session, what, detail=detail)
    else:
        account_events.note(session, what, person=person, by=None, detail=detail)


def _ages(session: Session, of: str, most: int, within: timedelta = WITHIN + LATE) -> list[timedelta]:
    """How old the last guesses of one account, or from one address, are, the latest first; no more come meanwhile."""
    queue_on(session, f"guess {of}")
    now = database_now(session)
    bound = {"of": of, "since": now - within, "most": most}
    return [now - at for at in session.execute(_LAST, bound).scalars()]
