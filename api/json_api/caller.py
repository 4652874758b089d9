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

from api import sign_in
from api.health import Here
from api.installation import Installation
from api.json_api.problems import Unauthorised
from states.facts import Doer
from workflow import access, directory
from workflow.engine.act import Act
from workflow.errors import Invalid, NotFound, NotPermitted

SAYS = "Send a token that is in force, as “Authorization: Bearer …”. Whoever runs this installation issues them."
scheme = HTTPBearer(auto_error=False, description="A token from `casekeeper people token EMAIL`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(scheme)]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person whose token it is."""

    here: Installation
    person: int
    token: str

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
            if sign_in.bearer(session, self.token, self.today) != self.person:
                raise Unauthorised(SAYS)
            yield session

    def act(
        self, session: Session, partnership: str, *, recorded_for: str | None = None, happened_on: date | None = None
    ) -> Act:
        """An act of theirs; ``Invalid`` where who it is recorded for holds no role there."""
        doer = directory.doer(session, self.person, partnership, self.today)
        return Act.begun(
            session, partnership, doer, self.here.now(), recorded_for=recorded_for, happened_on=happened_on
        )

    def doer(self, session: Session, partnership: str, verb: str, says: str) -> Doer:
        """The person there; ``NotPermitted``, in the words of ``says``, unless the verb is theirs."""
        doer = directory.doer(session, self.person, partnership, self.today)
        if not access.can(doer, verb):
            raise NotPermitted(says)
        return doer

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
        person = sign_in.bearer(session, token, here.today())
    if person is None:
        raise Unauthorised(SAYS)
    refuse_unprintable(request)
    return Caller(here, person, token)


def refuse_unprintable(request: Request) -> None:
    """No reference and no filter holds a control character: a database may choke on one."""
    if not all(str(value).isprintable() for value in request.path_params.values()):
        raise NotFound
    found = {key: "This has characters that can't be looked for" for key, value in request.query_params.multi_items()
             if not value.isprintable()}  # fmt: skip
    if found:
        raise Invalid(found)


Who = Annotated[Caller, Depends(caller)]
