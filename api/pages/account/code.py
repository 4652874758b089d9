"""The second step after a password: a code of the authenticator app, a recovery code, or a passkey."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.installation import Installation
from api.pages.account.entering import Errors, let_in, offered, party, prover, refused, slower, step_cookie
from api.pages.account.sign_in import CODE
from api.pages.visitor import Form, Here, refuse_foreign, stranger_frame
from api.signing_in import passkeys, proofs, recovery_codes, steps, ways
from api.signing_in.guesses import TooManyGuesses
from api.signing_in.steps import Step

router = APIRouter()
NOT_RIGHT = "The code isn’t right, or it was used before. Wait for the app’s next one"
PASSKEY_WANTED = "Your role signs in with a passkey. Use it, or one of your recovery codes if you lost it"


@router.get("/sign-in/code")
def code_page(request: Request, here: Here, step: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Asks for the second factor of who gave their password just now; anybody else begins at the beginning."""
    found = _step(request, here, step)
    return _beginning() if found is None else _page(request, here, step, found, {})


@router.post("/sign-in/code")
def give_code(request: Request, here: Here, form: Form) -> Response:
    """Signs in who gives a right code."""
    refuse_foreign(request)
    word, typed = form.one("step"), form.one("code")
    found = _step(request, here, word)
    if found is None or found.person is None:
        return _beginning()
    if not typed.strip():
        return _page(request, here, word, found, {"code": "Enter a code"})
    with here.database.reading() as session:
        app_does = ways.how_by_code(session, found.person, proofs.CODE, here.today()) is not None
    if not app_does and not recovery_codes.looks_like_one(typed):
        return _page(request, here, word, found, {"code": PASSKEY_WANTED})
    try:
        kind = prover(request, here).code(found.person, typed)
    except TooManyGuesses as fault:
        return _page(request, here, word, found, slower(fault, "code"), wait=fault.seconds)
    if kind is None:
        return _page(request, here, word, found, {"code": NOT_RIGHT})
    with here.database.writing() as session:
        taken = steps.take(session, request.cookies.get(step_cookie(here), ""), CODE, word)
        how = ways.how_by_code(session, found.person, kind, here.today())
    if taken is None or how is None:
        return _beginning()
    return let_in(request, here, found.person, how, found.body["going_to"])


def _step(request: Request, here: Installation, word: str) -> Step | None:
    with here.database.reading() as session:
        return steps.look(session, request.cookies.get(step_cookie(here), ""), CODE, word)


def _beginning() -> Response:
    return RedirectResponse("/sign-in", 303)


def _page(request: Request, here: Installation, word: str, step: Step, errors: Errors, *, wait: int = 0) -> Response:
    person = step.person or 0
    with here.database.reading() as session:
        mine = ways.of_person(session, person)
        app_does = ways.how_by_code(session, person, proofs.CODE, here.today()) is not None
    asked = passkeys.ask_for(party(here), list(mine.passkeys)) if mine.passkeys else None
    browser = request.cookies.get(step_cookie(here), "")
    return refused(
        stranger_frame(here),
        "account/code.html.jinja",
        errors,
        wait=wait,
        word=word,
        app=bool(mine.app) and app_does,
        codes=mine.codes_left > 0,
        going_to=step.body["going_to"],
        options=asked.options if asked else "",
        step=offered(here, browser, asked) if asked else "",
    )
