"""Somebody proves who they are by what they know and hold: each try is counted before anything is looked at.

Who isn't there is answered like who typed a wrong password, after the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from api.signing_in import authenticator_apps, guesses, passwords, recovery_codes, ways
from api.signing_in.keys import Keys
from workflow.database.storage import Database
from workflow.people import account_events
from workflow.people.directory import not_left
from workflow.tables.rows import PASSWORD, PERSON

CODE, RECOVERY_CODE = "code", "recovery code"
_ACCOUNT = (
    select(PERSON.c.id, PASSWORD.c.hashed)
    .outerjoin(PASSWORD, PASSWORD.c.person == PERSON.c.id)
    .where(PERSON.c.email == bindparam("address"), not_left())
)
_ADDRESS = select(PERSON.c.email).where(PERSON.c.id == bindparam("whose"))


@dataclass(frozen=True, slots=True)
class Prover:
    """Tries secrets against what the database keeps. ``today``: the civil day, on which somebody may have left.

    ``source``: the network address that the tries come from, "" where there is none.
    """

    database: Database
    keys: Keys
    today: date
    source: str = ""

    def password(self, address: str, password: str) -> int | None:
        """Whose password it is, if they have a second factor too; ``TooManyGuesses`` where the try has to wait."""
        with self.database.reading() as session:
            found = session.execute(_ACCOUNT, {"address": address.strip().lower(), "today": self.today}).first()
        person, kept = (None, None) if found is None else (found.id, found.hashed)
        self._count(address, person)
        right, anew = passwords.matches(password, kept)
        with self.database.writing() as session:
            if person is None or not right or not ways.of_person(session, person).second:
                guesses.note_refusal(session, person)
                return None
            if kept and anew:
                passwords.rehash(session, person, kept, anew)
        return int(person)

    def code(self, person: int, typed: str) -> str | None:
        """Which kind of code of theirs it is, used up from now on; ``TooManyGuesses`` where the try has to wait."""
        self._count(self._address(person), person)
        return self._code(person, typed)

    def both(self, person: int, password: str, typed: str) -> str | None:
        """As ``code``, the password right beside it: one try. A wrong password uses no code up."""
        return self._code(person, typed) if self.present(person, password) else None

    def present(self, person: int, password: str) -> bool:
        """Whether it is the password that they have now; ``TooManyGuesses`` where the try has to wait."""
        self._count(self._address(person), person)
        with self.database.reading() as session:
            kept = passwords.kept_of(session, person)
        right, _ = passwords.matches(password, kept)
        if not right:
            with self.database.writing() as session:
                guesses.note_refusal(session, person)
        return right

    def _code(self, person: int, typed: str) -> str | None:
        with self.database.writing() as session:
            if recovery_codes.looks_like_one(typed):
                if recovery_codes.use(session, person, typed):
                    account_events.note(session, "code_used", person=person, by=person)
                    return RECOVERY_CODE
            else:
                wrong = guesses.wrong_codes_of(self.keys, person)
                guesses.require_codes_left(session, wrong)
                if authenticator_apps.take(session, self.keys, person, typed):
                    return CODE
                guesses.note_wrong_code(session, wrong, person)
            guesses.note_refusal(session, person)
            return None

    def _count(self, address: str, person: int | None) -> None:
        account, source = guesses.account_of(self.keys, address), guesses.source_of(self.keys, self.source)
        guesses.count(self.database, account, person, source)

    def _address(self, person: int) -> str:
        with self.database.reading() as session:
            address: str = session.execute(_ADDRESS, {"whose": person}).scalar_one()
        return address
