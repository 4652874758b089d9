"""Word of an address that was put right, to the address before and to the new one, so that its person hears of it.

No link, no name, no address, nothing of a case: the address before may be a stranger's, and the new one a thief's. At
the address before nobody need be: a server that takes no mail for it any more is no trouble of anybody's.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import String, bindparam, literal, select
from sqlmodel import Session

from notifications import again
from notifications.again import Again
from notifications.letters import AddressLeft, AddressTaken, AddressWord
from notifications.link_mails import Asked
from notifications.new_mails import new_mails
from states.calendar import civil_day
from workflow.accounts.corrections import By, Corrected
from workflow.database.id_lists import one_of
from workflow.database.statements import Statement
from workflow.people import directory
from workflow.policy import policies
from workflow.tables.mail import TO_FORMER, TO_NEW
from workflow.tables.rows import ADDRESS_CHANGE, MAIL, PERSON

LETTERS: dict[str, type[AddressWord]] = {TO_FORMER: AddressLeft, TO_NEW: AddressTaken}
WORD_OF_ADDRESS = frozenset(LETTERS)
"""The templates of these mails. Their keys are TEMPLATE/ID, of the change of address."""


def put_right(
    session: Session, person: int, typed: str, *, was: str, by: By, now: datetime, host: str
) -> tuple[Corrected, Again]:
    """As ``again.correct``; and both addresses hear of it. ``host`` is this installation's name in Message-IDs."""
    done, more = again.correct(session, person, typed, was=was, by=by, now=now)
    binds = {"whose": person, "today": civil_day(now), "made": now, "host": f"@{host}>"}
    for template, to in ((TO_FORMER, done.old), (TO_NEW, done.new)):
        session.execute(_NEW[template], binds | {"key": f"{template}/{done.id}", "to": to})
    return done, more


class AddressWords:
    """What these mails hold, asked for all at once; those that are of something else are passed over."""

    def __init__(self, session: Session, mails: Collection[Asked], today: date) -> None:
        self._session, self._today = session, today
        wanted = [mail.id for mail in mails if mail.template in WORD_OF_ADDRESS]
        rows = _KEYS.all(session, {"mails": wanted}) if wanted else ()
        changes = {row.id: int(row.key.partition("/")[2]) for row in rows}
        found = _CHANGES.all(session, {"changes": list(changes.values())}) if wanted else ()
        moments = {row.id: row.at for row in found}
        self._at = {mail: moments[change] for mail, change in changes.items()}
        self._policy = cache(partial(policies.in_force, session))

    def of(self, mail: Asked) -> AddressWord:
        """What this one holds."""
        theirs = directory.partnerships_of(self._session, mail.person, self._today)
        return LETTERS[mail.template](
            day=self._today,
            partnership=" and ".join(one.name for one in theirs),
            at=self._at[mail.id],
            help_lines=tuple(dict.fromkeys(self._policy(one.code).help_line for one in theirs)),
        )


def _new(template: str) -> Any:
    def of_person(found: Any) -> Any:
        return found.where(PERSON.c.id == bindparam("whose"))

    key, to = bindparam("key", type_=String), bindparam("to", type_=String)
    return new_mails(key, template, literal(""), PERSON.c.id, of_person, address=to)


_NEW = {template: _new(template) for template in LETTERS}
_KEYS = Statement(select(MAIL.c.id, MAIL.c.key).where(one_of(MAIL.c.id, "mails")))
_CHANGES = Statement(select(ADDRESS_CHANGE.c.id, ADDRESS_CHANGE.c.at).where(one_of(ADDRESS_CHANGE.c.id, "changes")))
