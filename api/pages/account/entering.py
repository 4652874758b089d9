"""What the pages of signing in share: the cookie of a browser on its way, letting somebody in, and where to then."""

from __future__ import annotations

import math
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.installation import Installation
from api.pages.rendering import PageFrame, render
from api.pages.visitor import Visitor, cookie_name
from api.signing_in import sessions, steps
from api.signing_in.guesses import TooManyGuesses
from api.signing_in.keys import keys_of
from api.signing_in.passkeys import Asked, Party
from api.signing_in.proofs import Prover
from api.web.source import source_of
from workflow.people import account_events

Errors = Mapping[str, str]
LONG = 600
"""Seconds of a wait that isn't for a slip."""
PASSKEY = "passkey"
AGAIN_WITH_PASSKEY = "The passkey couldn’t be checked. Load this page again and try once more."


def let_in(request: Request, here: Installation, person: int, how: str, going_to: str) -> Response:
    """Signs somebody in who proved who they are, in a new session, and leads them to where they were going."""
    old = request.cookies.get(cookie_name(here), "")
    with here.database.writing() as session:
        if old:
            sessions.end(session, old)
        cookie = sessions.begin(session, person, how=how, browser=request.headers.get("user-agent", ""))
        account_events.note(session, "signed_in", person=person, by=person, detail=how)
    return with_session(here, RedirectResponse(safe_path(going_to), 303), cookie)


def risen(who: Visitor, session: Session, how: str) -> str:
    """The visitor's session under a new cookie, fresh from now on."""
    account_events.note(session, "proved_again", person=who.person, by=who.person, detail=how)
    return sessions.rise(session, who.cookie, how=how)


def with_session(here: Installation, answer: Response, cookie: str) -> Response:
    """The answer with a session's cookie."""
    answer.set_cookie(cookie_name(here), cookie, httponly=True, samesite="lax", secure=here.settings.secure, path="/")
    return answer


def browser_of(request: Request, here: Installation) -> str:
    """What ties a sign-in on its way to this browser: its cookie, or a new one's value."""
    return request.cookies.get(step_cookie(here), "") or steps.new_browser()


def with_browser(here: Installation, answer: Response, browser: str) -> Response:
    """The answer with the cookie that ties a sign-in on its way to the browser."""
    answer.set_cookie(step_cookie(here), browser, httponly=True, samesite="lax", secure=here.settings.secure, path="/")
    return answer


def step_cookie(here: Installation) -> str:
    """The name of that cookie."""
    return f"{cookie_name(here)}-step"


def prover(request: Request, here: Installation) -> Prover:
    """What tries passwords and codes that come with this request."""
    source = source_of(request.scope, here.settings.proxies)
    return Prover(here.database, keys_of(here.settings), here.today(), source)


def party(here: Installation) -> Party:
    """Who asks for passkeys here."""
    return Party.at(here.settings.base_url)


def offered(here: Installation, browser: str, asked: Asked) -> str:
    """The word under which a stranger's passkey may answer; nothing is kept of it."""
    with here.database.reading() as session:
        return steps.offer(session, keys_of(here.settings), browser, PASSKEY, asked.challenge)


def challenge(here: Installation, browser: str, asked: Asked, *, person: int | None = None, kind: str = PASSKEY) -> str:
    """Keeps a passkey's challenge until it comes back; the step's word."""
    with here.database.writing() as session:
        return steps.begin(session, browser, kind, {"challenge": asked.challenge}, person=person)


def refused(frame: PageFrame, template: str, errors: Errors, *, wait: int = 0, **context: object) -> Response:
    """A page of signing in, with what is wrong; ``wait``: seconds before the next try."""
    links = [{"text": text, "href": f"#{name}"} for name, text in errors.items()]
    body = render(template, page=frame, errors=links, wrong=errors, **context)
    headers = {"Retry-After": str(wait)} if wait else {}
    return HTMLResponse(body, 429 if wait else 422 if errors else 200, headers)


def slower(fault: TooManyGuesses, field: str) -> dict[str, str]:
    """The sentence for who has to wait."""
    if fault.seconds > LONG:
        hours = math.ceil(fault.seconds / 3600)
        waits = f"{hours} hour{'s' if hours != 1 else ''}"
        return {field: f"Too many codes were wrong today. Use a recovery code or a passkey, or wait {waits}"}
    waits = f"{fault.seconds} second{'s' if fault.seconds != 1 else ''}"
    return {field: f"There were too many tries. Wait {waits}, then try again"}


def safe_path(wanted: str) -> str:
    """A path of ours; anything that might lead elsewhere becomes the first page."""
    # "//elsewhere" is another host to a browser, and so is "/\\elsewhere".
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if ours and wanted.isprintable() else "/"
