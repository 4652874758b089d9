"""Who calls: a bearer token, looked up again in each act's own transaction, so that ending it ends everything.

A transaction begins and ends inside one plain function. As a dependency it would span several turns in the pool of
threads: forty writers waiting for SQLite's one lock would leave none for the one who holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from api.health import Here
from api.installation import Installation
from api.json_api.problems import Unauthorised
from api.rules.obeying import Asker, obey
from api.signing_in import tokens
from states.facts import Doer
from states.receiving import Received
from workflow.access import verbs
from workflow.engine.act import Act
from workflow.errors import Invalid, NotFound, NotPermitted
from workflow.people import directory, under_way

SAYS = "Send a token that is in force, as “Authorization: Bearer …”. Whoever runs this installation issues them."
scheme = HTTPBearer(auto_error=False, description="A token from `casekeeper people token EMAIL`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(scheme)]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person whose token it is, and what the token is for."""

    here: Installation
    person: int
    token: str
    scopes: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The civil day."""
        return self.here.today()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that shows one moment and changes nothing."""
        with self.here.database.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One act's transaction; the token counts until its end, or nothing is written."""
        with self.here.database.writing() as session:
            under_way.joined(session, self.person)
            self.require(session)
            yield session

    def require(self, session: Session) -> None:
        """``Unauthorised`` unless the token counts at this moment."""
        if tokens.bearer(session, self.token, self.today) is None:
            raise Unauthorised(SAYS)

    def act(
        self,
        session: Session,
        partnership: str,
        *,
        recorded_for: str | None = None,
        received: Received | None = None,
        happened_on: date | None = None,
    ) -> Act:
        """An act of theirs; ``Invalid`` where who it is recorded for holds no role there."""
        doer = self.doer_in(session, partnership)
        return Act.begun(
            session,
            partnership,
            doer,
            self.here.now(),
            recorded_for=recorded_for,
            received=received,
            happened_on=happened_on,
        )

    def doer(self, session: Session, partnership: str, verb: str, says: str) -> Doer:
        """The person there; ``NotPermitted``, in the words of ``says``, unless the verb is theirs."""
        doer = self.doer_in(session, partnership)
        if not verbs.can(doer, verb):
            raise NotPermitted(says)
        return doer

    def doer_in(self, session: Session, partnership: str) -> Doer:
        """The person there; ``NotPermitted`` where they hold no role today."""
        return directory.doer(session, self.person, partnership, self.today)

    def partnerships_where(self, session: Session, verb: str) -> list[str]:
        """The partnerships in which one of their roles allows the verb."""
        codes = [one.code for one in directory.partnerships_of(session, self.person, self.today)]
        return [code for code in codes if verbs.can(self.doer_in(session, code), verb)]

    def may(self, verb: str) -> bool:
        """Whether one of their roles, in any partnership, allows the verb."""
        with self.reading() as session:
            return bool(self.partnerships_where(session, verb))

    def partnership(self, session: Session, named: str | None) -> str:
        """The partnership named, or the only one they belong to."""
        codes = sorted(one.code for one in directory.partnerships_of(session, self.person, self.today))
        if not codes:
            raise NotPermitted("You hold no role in any partnership today.")
        if named is None and len(codes) == 1:
            return codes[0]
        if named not in codes:
            raise Invalid({"partnership": f"Say which partnership: {' or '.join(codes)}"})
        return named


def caller(request: Request, here: Here, credentials: Credentials) -> Caller:
    """Who calls; ``Unauthorised`` without a token that counts."""
    if credentials is None:
        raise Unauthorised(SAYS)
    token = credentials.credentials
    with here.database.reading() as session:
        found = tokens.bearer(session, token, here.today())
    if found is None:
        raise Unauthorised(SAYS)
    if found.stale:
        with here.database.writing() as session:
            tokens.used(session, token)
    refuse_unprintable(request)
    who = Caller(here, found.person, token, found.scopes)
    signs = "sign" in found.scopes
    asker = Asker(
        found.person, who.may, who.require, signs, by_token=found.id, purpose=found.purpose, scopes=found.scopes
    )
    obey(request, here, asker)
    return who


def refuse_unprintable(request: Request) -> None:
    """No reference and no filter holds a control character: a database may choke on one."""
    if not all(str(value).isprintable() for value in request.path_params.values()):
        raise NotFound
    found = {key: "This has characters that can't be looked for" for key, value in request.query_params.multi_items()
             if not value.isprintable()}  # fmt: skip
    if found:
        raise Invalid(found)


Who = Annotated[Caller, Depends(caller)]
