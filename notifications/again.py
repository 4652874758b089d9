"""Mails that go again because somebody asked: as they are, or to an address that was put right. Sends nothing itself.

What several mails to one person never told goes on in one of them: nobody thanks us for ten digests at once. Every
line is asked again as it goes, as with any mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, Row, bindparam, case, select, update
from sqlmodel import Session

from notifications.letters import in_full
from notifications.link_mails import BY_LINK
from states.calendar import LONDON
from workflow.accounts.corrections import By, Corrected, correct_address
from workflow.errors import NotFound, NotOffered
from workflow.tables.mail import TO_FORMER, TO_NEW, UNMENDED
from workflow.tables.rows import MAIL, NOTICE, PERSON

MOST_HISTORY = 4000
NO_LINES = BY_LINK | {TO_FORMER, TO_NEW}
"""Templates of mails that no other mail can stand in for."""
UNTOLD = ("refused", "deferred")
WHY_NOT = {
    "queued": "This mail is waiting to go already: there is nothing to do",
    "sending": "This mail is on its way at this moment: look again in a minute",
    "sent": "This mail was sent: there is nothing to do",
    "withdrawn": "This mail was withdrawn: nothing of it is owed any more",
}


@dataclass(frozen=True, slots=True)
class Again:
    """What goes again: how many mails, and into how many of them went the lines of others."""

    mails: int
    joined: int


def retry(session: Session, mails: Sequence[int], by: By, now: datetime) -> Again:
    """Sends refused and deferred mails now, to the present address of each person.

    ``NotOffered`` with a sentence where none of them can go again, ``NotFound`` where there is none.
    """
    rows = session.execute(CHOSEN, {"mails": list(mails)}).all()
    _refuse_settled(rows)
    return _go(session, [row for row in rows if row.status in UNTOLD], by, now)


def settle(session: Session, mails: Sequence[int], by: By, now: datetime) -> int:
    """Withdraws mails because the person was told another way; how many. Raises as ``retry`` does."""
    rows = session.execute(CHOSEN, {"mails": list(mails)}).all()
    _refuse_settled(rows)
    says = f"Told another way, says {by.name}, {_moment(now)}."
    ended = [row for row in rows if row.status in UNTOLD]
    _each(session, SETTLE, [{"mail": row.id, "says": _before(says, row), "at": now} for row in ended])
    return len(ended)


def correct(session: Session, person: int, typed: str, *, was: str, by: By, now: datetime) -> tuple[Corrected, Again]:
    """Puts the person's address right, and all that hasn't reached them goes there now. Raises as ``correct_address``.

    A mail that a worker holds at this moment is taken from it: before its bytes are handed over it finds that out.
    """
    # The mails before the person, as a worker takes them that tells the manager of a refused one: else each waits for
    # the other.
    session.execute(UNSENT, {"person": person}).all()
    done = correct_address(session, person, typed, was=was, by=by, now=now)
    unsent = [mail for mail in session.execute(UNSENT, {"person": person}) if mail.template not in UNMENDED]
    return done, _go(session, unsent, by, now)


def _go(session: Session, rows: Iterable[Row[Any]], by: By, now: datetime) -> Again:
    going: list[Row[Any]] = []
    joining: list[tuple[Row[Any], Row[Any]]] = []
    in_order = sorted(rows, key=lambda mail: (_shared(mail), mail.template == "digest", mail.id))
    for _, mails in groupby(in_order, key=_shared):
        *others, into = mails
        going.append(into)
        joining += [(other, into) for other in others]
    words = f"{_moment(now)}, {by.name}: what it told went on in another mail"
    ended = [{"mail": mail.id, "says": _before(f"{words} to {mail.email}.", mail), "at": now} for mail, _ in joining]
    _each(session, MOVE_LINES, [{"mail": mail.id, "into": into.id} for mail, into in joining])
    _each(session, SETTLE, ended)
    _each(session, DROP_LOWER, [{"mail": into} for into in dict.fromkeys(into.id for _, into in joining)])
    _each(session, GO, [_bind(mail, by, now) for mail in going])
    return Again(len(going), len(joining))


def _shared(mail: Row[Any]) -> tuple[object, ...]:
    """What mails have in common whose lines may go in one of them; a summary is of one partnership, others of none.

    Not while a mail is out of our hands, nor after it may have arrived: its very bytes go again. Nor one without lines:
    no other mail can say what it says.
    """
    alone = mail.status == "sending" or (mail.unknown and mail.address == mail.email) or mail.template in NO_LINES
    return (mail.person, mail.partnership, mail.id if alone else 0)


def _bind(mail: Row[Any], by: By, now: datetime) -> dict[str, object]:
    to = mail.address if mail.template in UNMENDED else mail.email
    moved = mail.address != to
    words = f"the address was {mail.address}, now {mail.email}" if moved else "sent again"
    lost = mail.status == "sending" and mail.handed_over
    kept = mail.handed_over and bool(mail.unknown or lost) and not moved
    says = _before(f"{_moment(now)}, {by.name}: {words}.", mail)
    history = f"{mail.history}\n{says}" if mail.history else says
    return {"mail": mail.id, "to": to, "now": now, "more": int(lost), "says": history[-MOST_HISTORY:], "keeps": kept}


def _before(says: str, mail: Row[Any]) -> str:
    return f"{says} Before, to {mail.address}: {mail.answer}" if mail.answer else says


def _moment(now: datetime) -> str:
    local = now.astimezone(LONDON)
    return f"{in_full(local.date())} at {local:%H:%M}"


def _refuse_settled(rows: Sequence[Row[Any]]) -> None:
    if not rows:
        raise NotFound("There is no such mail.")
    if not any(row.status in UNTOLD for row in rows):
        raise NotOffered(WHY_NOT[rows[0].status])


def _each(session: Session, statement: Any, binds: list[dict[str, object]]) -> None:
    if binds:
        session.connection().execute(statement, binds)


_FOUND = (
    select(MAIL.c.id, MAIL.c.person, MAIL.c.status, MAIL.c.template, MAIL.c.partnership, MAIL.c.address)
    .add_columns(MAIL.c.answer, MAIL.c.history)
    .add_columns(MAIL.c.unknown, MAIL.c.content.is_not(None).label("handed_over"), PERSON.c.email)
    .join(PERSON, PERSON.c.id == MAIL.c.person)
    .order_by(MAIL.c.id)
    .with_for_update(of=MAIL)
)
CHOSEN = _FOUND.where(MAIL.c.id.in_(bindparam("mails", expanding=True)))
UNSENT = _FOUND.where(
    MAIL.c.person == bindparam("person"), MAIL.c.status.in_(("refused", "deferred", "queued", "sending"))
)
# No longer on its way: whoever held it writes nothing back, and finds that out before DATA.
GO = (
    update(MAIL)
    .where(MAIL.c.id == bindparam("mail"))
    .values(
        status="queued",
        address=bindparam("to"),
        next_at=bindparam("now"),
        again_at=bindparam("now"),
        ended_at=None,
        answer="",
        history=bindparam("says"),
        unknown=MAIL.c.unknown + bindparam("more"),
        content=case((bindparam("keeps", type_=Boolean), MAIL.c.content), else_=None),
        lease_until=None,
    )
)
SETTLE = (
    update(MAIL)
    .where(MAIL.c.id == bindparam("mail"))
    .values(status="withdrawn", answer=bindparam("says"), ended_at=bindparam("at"))
)
MOVE_LINES = (
    update(NOTICE)
    .where(NOTICE.c.mail_id == bindparam("mail"), NOTICE.c.status == "mailed")
    .values(mail_id=bindparam("into"))
)
_HIGHER = NOTICE.alias("higher")
DROP_LOWER = (
    update(NOTICE)
    .where(NOTICE.c.mail_id == bindparam("mail"), NOTICE.c.status == "mailed", NOTICE.c.clock_id.is_not(None))
    .where(
        select(_HIGHER.c.id)
        .where(_HIGHER.c.mail_id == NOTICE.c.mail_id, _HIGHER.c.status == "mailed", _HIGHER.c.id > NOTICE.c.id)
        .where(_HIGHER.c.clock_id == NOTICE.c.clock_id, _HIGHER.c.due_on == NOTICE.c.due_on)
        .exists()
    )
    .values(status="withdrawn")
)
"""Of several lines about one date the latest stands: it says all that the others said."""
