"""Who looks at a page, and the two ways in which a page touches the database: reading, or one act.

A form is taken only with its session's word in it, and only from our own pages. A transaction begins and ends inside
one plain function: as a dependency it would hold the database's lock while its request waits for a thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from api import sign_in
from api.installation import Installation
from api.pages.forms import posted_texts
from api.pages.rendering import PageFrame, render
from states import roles
from states.facts import Doer
from workflow import access, directory
from workflow.engine.act import Act
from workflow.errors import NotFound, NotPermitted
from workflow.queries.mail_states import undelivered_count
from workflow.tables import Partnership


class NotSignedIn(Exception):
    """Nobody is signed in; ``back_to`` is where they wanted to be."""

    def __init__(self, back_to: str) -> None:
        super().__init__(back_to)
        self.back_to = back_to


class Forged(Exception):
    """A form that didn't come from our own page, or from another session's."""


def installation_of(request: Request) -> Installation:
    """The installation that this request came to."""
    found: Installation = request.app.state.installation
    return found


Here = Annotated[Installation, Depends(installation_of)]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in, with what every page needs of them."""

    here: Installation
    person: int
    name: str
    csrf: str
    partnerships: tuple[tuple[str, str], ...]
    doers: tuple[tuple[str, Doer], ...]
    cookie: str
    undelivered: int = 0

    @property
    def now(self) -> datetime:
        """The civil instant."""
        return self.here.now()

    @property
    def today(self) -> date:
        """The civil day."""
        return self.here.today()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing."""
        with self.here.database.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One act's transaction; the sign-in counts until its end, or nothing is written."""
        with self.here.database.writing() as session:
            if sign_in.signed_in(session, self.cookie, self.today) is None:
                raise NotSignedIn("/")
            yield session

    def doer(self, partnership: str) -> Doer:
        """The visitor with the roles they hold there; ``NotPermitted`` where they hold none."""
        for code, doer in self.doers:
            if code == partnership:
                return doer
        raise NotPermitted("You hold no role in this partnership today.")

    def partnerships_where(self, verb: str) -> list[str]:
        """The partnerships in which they may."""
        return [code for code, doer in self.doers if access.can(doer, verb)]

    def can(self, verb: str) -> bool:
        """Whether they may, in any of their partnerships."""
        return any(access.can(doer, verb) for _, doer in self.doers)

    def act(
        self, session: Session, partnership: str, *, recorded_for: str | None = None, happened_on: date | None = None
    ) -> Act:
        """An act of theirs in this transaction."""
        return Act.begun(
            session, partnership, self.doer(partnership), self.now, recorded_for=recorded_for, happened_on=happened_on
        )

    def frame(self, active: str = "", *messages: str) -> PageFrame:
        """What stands around their pages."""
        held = sorted({roles.TITLES[role].lower() for _, doer in self.doers for role, _ in doer.roles})
        return PageFrame(
            partnership_name=self.partnerships[0][1] if len(self.partnerships) == 1 else "Casekeeper",
            person_name=self.name,
            roles_text=", ".join(held),
            today=self.today,
            demo=self.here.settings.demo,
            csrf=self.csrf,
            active=active,
            messages=tuple(message for message in messages if message),
            sees_mail=self.can("see_mail"),
            sees_policy=self.can("see_policy"),
            undelivered=self.undelivered,
        )

    def page(
        self, template: str, *, status: int = 200, active: str = "", message: str = "", **context: object
    ) -> HTMLResponse:
        """A page for them."""
        body = render(template, page=self.frame(active, message), **context)
        return HTMLResponse(body, status)


def visitor(request: Request, here: Here) -> Visitor:
    """Who is signed in; ``NotSignedIn`` sends them to sign in and back."""
    refuse_unaskable(request)
    cookie, today = request.cookies.get(cookie_name(here), ""), here.today()
    with here.database.reading() as session:
        found = sign_in.signed_in(session, cookie, today) if cookie else None
        if found is None:
            raise NotSignedIn(back_to(request))
        partnerships = directory.partnerships_of(session, found.person, today)
        doers = tuple((one.code, directory.doer(session, found.person, one.code, today)) for one in partnerships)
        managed = [code for code, doer in doers if access.can(doer, "see_mail")]
        undelivered = undelivered_count(session, managed, here.now()) if managed else 0
    if not doers:
        raise NotPermitted("You hold no role in any partnership today.")
    if found.stale:
        with here.database.writing() as session:
            sign_in.seen(session, cookie)
    codes = tuple((one.code, one.name) for one in partnerships)
    return Visitor(here, found.person, doers[0][1].name, found.csrf, codes, doers, cookie, undelivered)


Visiting = Annotated[Visitor, Depends(visitor)]


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it was posted: its texts by name, and the file if one came."""

    texts: dict[str, list[str]]
    file: UploadFile | None

    def one(self, name: str) -> str:
        """The first value under that name, "" where there is none."""
        return (self.texts.get(name) or [""])[0]


async def posted(request: Request) -> AsyncIterator[Posted]:
    """The form of a request; its file is closed once the request is answered."""
    form: FormData = await request.form(max_files=1, max_fields=2000)
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    try:
        yield Posted(posted_texts(form.multi_items()), files[0] if files else None)
    finally:
        await form.close()


Form = Annotated[Posted, Depends(posted)]


def own_form(request: Request, form: Form, who: Visiting) -> Posted:
    """A form from our own page and this very session; ``Forged`` otherwise."""
    refuse_foreign(request)
    if not compare_digest(form.one("csrf").encode(), who.csrf.encode()):
        raise Forged
    return form


OwnForm = Annotated[Posted, Depends(own_form)]
OfPartnership = Annotated[str, Query(max_length=8)]
"""A partnership's code; "" for the visitor's first."""
Saved = Annotated[str, Query(max_length=10)]
"""What was saved just now, as the page is to say it."""


def refuse_foreign(request: Request) -> None:
    """``Forged`` where the browser says that the form came from another site."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    own = urlsplit(installation_of(request).settings.base_url).netloc
    # Split by hand: what no browser sends may be no address at all.
    if origin.partition("://")[2] not in {own, request.headers.get("host", "")} or origin == "null":
        raise Forged


def refuse_unaskable(request: Request) -> None:
    """``NotFound`` for an address with a NUL in it: nothing is called so, and PostgreSQL can't even be asked."""
    if any("\0" in str(value) for value in (*request.path_params.values(), *request.query_params.values())):
        raise NotFound


def cookie_name(here: Installation) -> str:
    """``__Host-`` ties the cookie to https and this host; plain http on loopback can't have it."""
    return "__Host-casekeeper" if here.settings.secure else "casekeeper"


def back_to(request: Request) -> str:
    """Where to go after signing in: the page asked for, or the page a form was on."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return quote(path, safe="/?=&%") if path.startswith("/") and not path.startswith("//") else "/"


def stranger_frame(here: Installation, partnerships: list[Partnership] | None = None) -> PageFrame:
    """What stands around a page for nobody in particular."""
    name = partnerships[0].name if partnerships and len(partnerships) == 1 else "Casekeeper"
    return PageFrame(partnership_name=name, today=here.today(), demo=here.settings.demo)
