"""Proving again who one is, before what weighs most: with everything that signing in wants, not with half of it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.pages.account.entering import (
    AGAIN_WITH_PASSKEY,
    PASSKEY,
    Errors,
    challenge,
    party,
    prover,
    refused,
    risen,
    safe_path,
    slower,
    with_session,
)
from api.pages.visitor import OwnForm, Posted, Visiting, Visitor
from api.signing_in import passkeys, proofs, steps, ways
from api.signing_in.guesses import TooManyGuesses
from api.signing_in.keys import keys_of
from workflow.errors import NotPermitted

router = APIRouter()
AT = "/sign-in/again"
NOT_RIGHT = "The password or the code isn’t right, or the code was used before"
DEMO = "demo"


@router.get(AT)
def again_page(who: Visiting, going_to: Annotated[str, Query(alias="next", max_length=500)] = "/") -> Response:
    """Asks who is signed in to prove it again."""
    return _page(who, {}, going_to)


@router.post(AT)
def prove_again(request: Request, who: Visiting, form: OwnForm) -> Response:
    """Makes the session fresh, under a new cookie, for who proved it; then leads to where they were going."""
    going_to, missing = form.one("next"), _missing(who, form)
    if missing:
        return _page(who, missing, going_to)
    try:
        how = _proved(request, who, form)
    except TooManyGuesses as fault:
        return _page(who, slower(fault, "password"), going_to, wait=fault.seconds)
    if how is None:
        by_passkey = {"passkey": AGAIN_WITH_PASSKEY}
        return _page(who, by_passkey if form.one("credential") else {"password": NOT_RIGHT}, going_to)
    with who.writing() as session:
        cookie = risen(who, session, how)
    return with_session(who.here, RedirectResponse(safe_path(going_to), 303), cookie)


def _missing(who: Visitor, form: Posted) -> Errors:
    if _of_demo(who) or form.one("credential"):
        return {}
    wanted = {"password": "Enter your password", "code": "Enter a code"}
    return {name: sentence for name, sentence in wanted.items() if not form.one(name).strip()}


def _proved(request: Request, who: Visitor, form: Posted) -> str | None:
    """How they proved it; None where they didn't."""
    if _of_demo(who):
        return DEMO
    if form.one("credential"):
        with who.writing() as session:
            step = steps.take(session, who.cookie, PASSKEY, form.one("step"))
            if step is None:
                return None
            asked = (keys_of(who.here.settings), party(who.here), step.body["challenge"])
            return "passkey" if passkeys.proved(session, *asked, form.one("credential")) == who.person else None
    with who.reading() as session:
        if ways.how_by_code(session, who.person, proofs.CODE, who.today) != proofs.CODE:
            raise NotPermitted("Your role signs in with a passkey: prove with it that it is you.")
    return prover(request, who.here).both(who.person, form.one("password"), form.one("code"))


def _of_demo(who: Visitor) -> bool:
    return who.here.settings.demo and who.how == DEMO


def _page(who: Visitor, errors: Errors, going_to: str, *, wait: int = 0) -> Response:
    with who.reading() as session:
        mine = ways.of_person(session, who.person)
        by_code = ways.how_by_code(session, who.person, proofs.CODE, who.today) == proofs.CODE
    asked = passkeys.ask_for(party(who.here), list(mine.passkeys)) if mine.passkeys else None
    there = safe_path(going_to)
    return refused(
        who.frame(),
        "account/again.html.jinja",
        errors,
        wait=wait,
        going_to=there,
        email=mine.email,
        demo=_of_demo(who),
        by_code=by_code and mine.password is not None and mine.app is not None,
        options=asked.options if asked else "",
        step=challenge(who.here, who.cookie, asked, person=who.person) if asked else "",
        providers=[
            (name, f"/sign-in/with/{which}?again=1&next={quote(there, safe='')}") for which, name in mine.providers
        ],
    )
