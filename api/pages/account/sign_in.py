"""Signing in and out: by an address and a password, by a passkey, through an agency's provider; in the demo as anybody.

Whether there is such an account is told by nothing here: not by words, status, headers or time.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import select

from api.installation import Installation
from api.pages.account import demo_people
from api.pages.account.entering import (
    AGAIN_WITH_PASSKEY,
    PASSKEY,
    Errors,
    browser_of,
    let_in,
    offered,
    party,
    prover,
    refused,
    safe_path,
    slower,
    step_cookie,
    with_browser,
)
from api.pages.visitor import LONGEST, Form, Here, OwnForm, Visiting, cookie_name, refuse_foreign, stranger_frame
from api.signing_in import guesses, passkeys, providers, sessions, steps
from api.signing_in.guesses import TooManyGuesses
from api.signing_in.keys import keys_of
from workflow.errors import NotPermitted
from workflow.people import account_events
from workflow.people.directory import not_left
from workflow.tables import Partnership
from workflow.tables.rows import PERSON

router = APIRouter()
CODE = "code"
GoingTo = Annotated[str, Query(alias="next", max_length=LONGEST)]
FORGET_ALL = {"Clear-Site-Data": '"cache", "storage"'}
"""Has a browser drop every page that it keeps, those to go back to as well."""
NOT_RIGHT = "The address or the password isn’t right, or you haven’t set up how you sign in yet"


@router.get("/sign-in")
def sign_in_page(request: Request, here: Here, going_to: GoingTo = "/") -> Response:
    """How to get in; in the demo everybody you can be."""
    if here.settings.demo:
        return demo_people.who_you_can_be(here, going_to)
    return _page(request, here, {}, address="", going_to=going_to)


@router.post("/sign-in")
def sign_in(request: Request, here: Here, form: Form) -> Response:
    """Takes an address and a password, then asks for the second factor; in the demo, the person chosen."""
    refuse_foreign(request)
    if here.settings.demo:
        return demo_people.be_somebody(request, here, form)
    if form.one("person"):
        raise NotPermitted("Signing in without a password is for the demo only.")
    address, going_to = form.one("address").strip(), form.one("next")
    if errors := _missing(address, form.one("password")):
        return _page(request, here, errors, address=address, going_to=going_to)
    try:
        person = prover(request, here).password(address, form.one("password"))
    except TooManyGuesses as fault:
        waits = slower(fault, "password")
        return _page(request, here, waits, address=address, going_to=going_to, wait=fault.seconds)
    if person is None:
        return _page(request, here, {"password": NOT_RIGHT}, address=address, going_to=going_to)
    browser = browser_of(request, here)
    with here.database.writing() as session:
        step = steps.begin(session, browser, CODE, {"going_to": safe_path(going_to)}, person=person)
    return with_browser(here, RedirectResponse(f"/sign-in/code?step={quote(step)}", 303), browser)


@router.post("/sign-in/passkey")
def sign_in_with_passkey(request: Request, here: Here, form: Form) -> Response:
    """Takes what a passkey answered: it was opened with a finger, a face or a PIN, so nothing else is asked."""
    refuse_foreign(request)
    browser = request.cookies.get(step_cookie(here), "")
    with here.database.writing() as session:
        keys, person = keys_of(here.settings), None
        challenge = steps.accept(session, keys, browser, PASSKEY, form.one("step"))
        if challenge is not None:
            person = passkeys.proved(session, keys, party(here), challenge, form.one("credential"))
        there = (
            person is not None
            and session.execute(
                select(PERSON.c.id).where(PERSON.c.id == person, not_left()), {"today": here.today()}
            ).first()
        )
        if not there:
            guesses.note_refusal(session, person, detail="passkey")
    if person is None or not there:
        wrong = {"passkey": AGAIN_WITH_PASSKEY}
        return _page(request, here, wrong, address="", going_to=form.one("next"))
    return let_in(request, here, person, "passkey", form.one("next"))


@router.post("/sign-out")
def sign_out(here: Here, who: Visiting, form: OwnForm) -> Response:
    """Ends the session, here and in the database."""
    with here.database.writing() as session:
        sessions.end(session, who.cookie)
        account_events.note(session, "signed_out", person=who.person, by=who.person)
    answer = RedirectResponse("/sign-in", 303, FORGET_ALL)
    answer.delete_cookie(cookie_name(here), path="/")
    return answer


def _missing(address: str, password: str) -> Errors:
    wanted = {"address": (address, "Enter your e-mail address"), "password": (password, "Enter your password")}
    return {name: sentence for name, (typed, sentence) in wanted.items() if not typed}


def _page(
    request: Request, here: Installation, errors: Errors, *, address: str, going_to: str, wait: int = 0
) -> Response:
    """The page, each time with a challenge of its own for a passkey."""
    browser, asked = browser_of(request, here), passkeys.ask_for(party(here))
    with here.database.reading() as session:
        partnerships = list(session.exec(select(Partnership)))
        of_agencies = providers.listed(session)
    answer = refused(
        stranger_frame(here, partnerships),
        "account/sign_in.html.jinja",
        errors,
        wait=wait,
        address=address,
        going_to=safe_path(going_to),
        options=asked.options,
        step=offered(here, browser, asked),
        providers=[
            (one.name, f"/sign-in/with/{one.id}?next={quote(safe_path(going_to), safe='')}") for one in of_agencies
        ],
    )
    return with_browser(here, answer, browser)
