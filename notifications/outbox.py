"""The mails that wait: claimed under a lease and a fence, marked with what became of them. Sends nothing itself.

A lease ends by the database's clock, back-off by the civil one. Every write back names the fence it was claimed
under, so that a worker that was paused past its lease can't overwrite a newer one's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, bindparam, case, func, null, or_, select, tuple_, update
from sqlmodel import Session

from notifications.leases import LeaseEnd
from notifications.smtp import Answer
from workflow.database.id_lists import one_of
from workflow.database.statements import Statement
from workflow.database.storage import Database
from workflow.tables.moments import DatabaseNow
from workflow.tables.rows import MAIL, NOTICE

BACK_OFF_MINUTES = (1, 2, 4, 8)
THEN_MINUTES = 15
HOURLY_AFTER = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(hours=72)


Claim = tuple[int, int]
"""A mail's id and the fence it was claimed under."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is this worker's while its lease lasts. ``content``: bytes that were handed over before, or None.

    ``since``: when it was made, or when somebody had it sent again; from then on it has 72 hours.
    """

    id: int
    fence: int
    person: int
    address: str
    template: str
    message_id: str
    since: datetime
    attempts: int
    unknown: int
    content: bytes | None

    @property
    def claim(self) -> Claim:
        """Under what it is this worker's: no other claim on the mail, earlier or later, is the same."""
        return self.id, self.fence

    @property
    def goes_again(self) -> bool:
        """It may have arrived: the very same bytes go again, so that it shows as the same message."""
        return bool(self.unknown) and self.content is not None


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a claimed mail. ``tried`` False: it was refused here, no server was asked."""

    mail: Claimed
    status: str
    answer: str
    next_at: datetime
    unknown: bool = False
    tried: bool = True


def claim(session: Session, now: datetime, at_most: int) -> list[Claimed]:
    """Up to so many mails whose time has come, or whose worker was lost; oldest first."""
    rows = session.execute(CLAIM, {"now": now, "at_most": at_most}).all()
    found = [Claimed(*row) for row in rows]
    return sorted(found, key=lambda mail: mail.id)


def keep(session: Session, contents: Sequence[tuple[Claimed, bytes]]) -> set[Claim]:
    """Stores the very bytes that are about to go; gives those that were, the others aren't ours any more."""
    ours = _locked(session, [mail for mail, _ in contents])
    binds = [_whose(mail) | {"bytes": content} for mail, content in contents if mail.claim in ours]
    KEEP.run_each(session, binds)
    return ours


def drop_lines(session: Session, notices: Sequence[int]) -> None:
    """Lines that mails were to carry, and that nobody is owed any more."""
    if notices:
        DROP.run(session, {"notices": list(notices)})


def held(session: Session, mails: Iterable[Claimed]) -> set[Claim]:
    """Which of these are still ours: nobody has claimed them since, and the lease hasn't run out."""
    return _among(mails, session, HELD)


def end(session: Session, ended: Sequence[Ended], now: datetime) -> set[Claim]:
    """Writes what became of mails; gives those of which it did, a newer worker has the others."""
    ours = _locked(session, [one.mail for one in ended])
    END.run_each(session, [_binds(one, now) for one in ended if one.mail.claim in ours])
    return ours


def withdrawn(mail: Claimed, why: str, now: datetime) -> Ended:
    """The end of a mail of which nothing is owed any more."""
    return Ended(mail, "withdrawn", why, now, tried=False)


def renew(database: Database, mails: Iterable[Claimed]) -> None:
    """Another lease for those that are still ours."""
    _all(database, RENEW, mails)


def release(database: Database, mails: Iterable[Claimed]) -> None:
    """Gives back what was claimed and not begun."""
    _all(database, RELEASE, mails)


def outcome(mail: Claimed, answer: Answer, now: datetime, *, tried: bool = True) -> Ended:
    """What an answer means: sent, refused for good, or another attempt after a while, for at most 72 hours."""
    if answer.outcome in ("sent", "refused"):
        return Ended(mail, answer.outcome, answer.says, now, tried=tried)
    unknown = answer.outcome == "unknown"
    if now - mail.since >= GIVEN_UP_AFTER:
        return Ended(mail, "refused", f"Given up after 72 hours. {answer.says}", now, unknown)
    return Ended(mail, "deferred", answer.says, now + back_off(mail.attempts, now - mail.since), unknown)


def back_off(attempts: int, since: timedelta) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4, 8, then every 15 minutes, after six hours every hour."""
    if attempts < len(BACK_OFF_MINUTES):
        return timedelta(minutes=BACK_OFF_MINUTES[attempts])
    return timedelta(minutes=60 if since >= HOURLY_AFTER else THEN_MINUTES)


def _locked(session: Session, mails: Iterable[Claimed]) -> set[Claim]:
    """Which of these are still ours to write to, until the transaction ends."""
    return _among(mails, session, LOCK)


def _among(mails: Iterable[Claimed], session: Session, ask: Statement) -> set[Claim]:
    claims = {mail.claim for mail in mails}
    if not claims:
        return set()
    return claims & {(row.id, row.fence) for row in ask.all(session, {"mails": [mail for mail, _ in claims]})}


def _whose(mail: Claimed) -> dict[str, object]:
    return {"mail": mail.id, "mine": mail.fence}


def _binds(one: Ended, now: datetime) -> dict[str, object]:
    """The values of one mail's end."""
    return _whose(one.mail) | {
        "to": one.status,
        "says": one.answer[:500],
        "at": None if one.status == "deferred" else now,
        "then": one.next_at,
        "more": int(one.unknown),
        "tried": int(one.tried),
    }


def _all(database: Database, statement: Any, mails: Iterable[Claimed]) -> None:
    claims = [(mail.id, mail.fence) for mail in mails]
    if claims:
        with database.writing() as session:
            session.execute(statement, {"claims": claims})


_MINE = and_(MAIL.c.id == bindparam("mail"), MAIL.c.fence == bindparam("mine"), MAIL.c.status == "sending")
_ALL_MINE = and_(tuple_(MAIL.c.id, MAIL.c.fence).in_(bindparam("claims", expanding=True)), MAIL.c.status == "sending")
# As a subquery PostgreSQL may run it anew for each mail, and find fewer each time; as a CTE that locks it runs once.
_DUE = (
    select(MAIL.c.id)
    .where(
        MAIL.c.status.in_(("queued", "deferred", "sending")),
        MAIL.c.next_at <= bindparam("now", type_=MAIL.c.next_at.type),
        or_(MAIL.c.status != "sending", MAIL.c.lease_until < DatabaseNow()),
    )
    .order_by(MAIL.c.next_at, MAIL.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
# A mail whose worker was lost after its bytes were stored may have been handed over: that counts as unknown.
_LOST = and_(MAIL.c.status == "sending", MAIL.c.content.is_not(None))
CLAIM = (
    update(MAIL)
    .where(MAIL.c.id.in_(select(_DUE.c.id)))
    .values(
        status="sending",
        fence=MAIL.c.fence + 1,
        lease_until=LeaseEnd(),
        unknown=MAIL.c.unknown + case((_LOST, 1), else_=0),
    )
    .returning(
        *(MAIL.c.id, MAIL.c.fence, MAIL.c.person, MAIL.c.address, MAIL.c.template, MAIL.c.message_id),
        *(func.coalesce(MAIL.c.again_at, MAIL.c.made_at), MAIL.c.attempts, MAIL.c.unknown, MAIL.c.content),
    )
)
_SENDING = select(MAIL.c.id, MAIL.c.fence).where(one_of(MAIL.c.id, "mails"), MAIL.c.status == "sending")
HELD = Statement(_SENDING.where(MAIL.c.lease_until > DatabaseNow()))
# In one order, so that no two who write to the same mails wait for each other.
LOCK = Statement(_SENDING.order_by(MAIL.c.id).with_for_update())
KEEP = Statement(update(MAIL).where(_MINE).values(content=bindparam("bytes")))
# Bytes that nobody can have received are made anew for the next attempt, when every line is asked again.
END = Statement(
    update(MAIL)
    .where(_MINE)
    .values(
        status=bindparam("to"),
        answer=bindparam("says"),
        ended_at=bindparam("at"),
        next_at=bindparam("then"),
        unknown=MAIL.c.unknown + bindparam("more"),
        attempts=MAIL.c.attempts + bindparam("tried"),
        content=case(
            (and_(bindparam("to", type_=String) == "deferred", MAIL.c.unknown + bindparam("more") == 0), null()),
            else_=MAIL.c.content,
        ),
        lease_until=null(),
    )
)
# What is being marked at this moment is passed over: waiting for it could lock this worker up with itself.
_UNTOUCHED = select(MAIL.c.id).where(_ALL_MINE).with_for_update(skip_locked=True).cte("untouched")
RENEW = update(MAIL).where(MAIL.c.id.in_(select(_UNTOUCHED.c.id))).values(lease_until=LeaseEnd())
RELEASE = (
    update(MAIL)
    .where(_ALL_MINE)
    .values(
        status=case((MAIL.c.attempts == 0, "queued"), else_="deferred"),
        content=case((MAIL.c.unknown == 0, None), else_=MAIL.c.content),
        lease_until=None,
    )
)
DROP = Statement(update(NOTICE).where(one_of(NOTICE.c.id, "notices")).values(status="withdrawn"))
