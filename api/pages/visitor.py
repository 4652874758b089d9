"""Who looks at a page, and the two ways in which a page touches the database: reading, or one act.

A form is taken only with its session's word in it, and only from our own pages. A transaction begins and ends inside
one plain function: as a dependency it would hold the database's lock while its request waits for a thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from api.installation import Installation
from api.pages.forms import posted_texts
from api.pages.rendering import PageFrame, render
from api.rules import looked_for
from api.rules.obeying import Asker, obey
from api.signing_in import sessions
from api.signing_in.keys import hashed
from states import roles
from states.facts import Doer
from states.receiving import Received
from workflow.access import verbs
from workflow.access.sight import takes_no_part
from workflow.engine.act import Act
from workflow.errors import NotFound, NotPermitted
from workflow.people import directory, under_way
from workflow.queries.mail_states import undelivered_count
from workflow.tables import Partnership
from workflow.uploads.files import Coming
from workflow.uploads.taking_in import taken_in

LONGEST = 500
"""Characters of an address that somebody is led back to; of a longer one, to the page without what it was asked."""


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
    request: Request
    fresh: bool = False
    how: str = ""
    undelivered: int = 0
    limited: bool = False

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
            under_way.joined(session, self.person)
            self.require(session)
            yield session

    def require(self, session: Session) -> None:
        """``NotSignedIn`` unless their sign-in counts at this moment."""
        if sessions.signed_in(session, self.cookie, self.today) is None:
            raise NotSignedIn("/")

    def taking_in(self, file: UploadFile, partnership: str, about: str) -> AbstractContextManager[Coming]:
        """A file of theirs on its way to what ``about`` names, taken in before anybody waits for a lock."""
        here, name = self.here, file.filename or ""
        return taken_in(
            here.database, here.files, name, file.file, person=self.person, partnership=partnership, about=about
        )

    def doer(self, partnership: str) -> Doer:
        """The visitor with the roles they hold there; ``NotPermitted`` where they hold none."""
        for code, doer in self.doers:
            if code == partnership:
                return doer
        raise NotPermitted("You hold no role in this partnership today.")

    def doers_now(self, session: Session) -> dict[str, Doer]:
        """The visitor by partnership, with the roles they hold at this moment."""
        codes = [one.code for one in directory.partnerships_of(session, self.person, self.today)]
        return {code: directory.doer(session, self.person, code, self.today) for code in codes}

    def partnerships_where(self, verb: str) -> list[str]:
        """The partnerships in which they may."""
        return [code for code, doer in self.doers if verbs.can(doer, verb)]

    def can(self, verb: str) -> bool:
        """Whether they may, in any of their partnerships."""
        return any(verbs.can(doer, verb) for _, doer in self.doers)

    @property
    def takes_part(self) -> bool:
        """Whether any of their roles may take part in a case; by the rule, not by what there is."""
        return not all(takes_no_part(doer) for _, doer in self.doers)

    def act(
        self,
        session: Session,
        partnership: str,
        *,
        recorded_for: str | None = None,
        received: Received | None = None,
        happened_on: date | None = None,
    ) -> Act:
        """An act of theirs in this transaction, by the roles that they hold in it: one that ended meanwhile is gone."""
        doer = directory.doer(session, self.person, partnership, self.today)
        return Act.begun(
            session, partnership, doer, self.now, recorded_for=recorded_for, received=received, happened_on=happened_on
        )

    def looked_for(self, seal: str) -> str:
        """What they typed to look for, from an address that has it encrypted; ``NotFound`` where it isn't theirs."""
        return looked_for.opened(self.here.settings, self.person, seal).get("q", "")

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
            audits=self.can("audit"),
            sees_people=self.can("see_people"),
            takes_part=self.takes_part,
            warn_after=int(sessions.WARNED.total_seconds()),
            ends_after=int(sessions.IDLE.total_seconds()),
            undelivered=self.undelivered,
            sets_up=self.limited,
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
        found = sessions.signed_in(session, cookie, today) if cookie else None
        if found is None:
            raise NotSignedIn(back_to(request))
        partnerships = directory.partnerships_of(session, found.person, today)
        doers = tuple((one.code, directory.doer(session, found.person, one.code, today)) for one in partnerships)
        managed = [code for code, doer in doers if verbs.can(doer, "see_mail")]
        undelivered = undelivered_count(session, managed, here.now()) if managed else 0
    if not doers:
        raise NotPermitted("You hold no role in any partnership today.")
    if found.stale:
        with here.database.writing() as session:
            sessions.seen(session, cookie)
    codes = tuple((one.code, one.name) for one in partnerships)
    who = Visitor(
        here,
        found.person,
        doers[0][1].name,
        found.csrf,
        codes,
        doers,
        cookie,
        request,
        fresh=found.fresh,
        how=found.how,
        undelivered=undelivered,
        limited=found.limited,
    )
    obey(
        request,
        here,
        Asker(who.person, who.can, who.require, found.fresh, web_session=hashed(cookie), limited=found.limited),
    )
    return who


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
    if len(path) > LONGEST:
        path = request.url.path
    return quote(path, safe="/?=&%") if path.startswith("/") and not path.startswith("//") else "/"


def stranger_frame(here: Installation, partnerships: list[Partnership] | None = None) -> PageFrame:
    """What stands around a page for nobody in particular."""
    name = partnerships[0].name if partnerships and len(partnerships) == 1 else "Casekeeper"
    return PageFrame(partnership_name=name, today=here.today(), demo=here.settings.demo)
