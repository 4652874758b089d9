"""Setting up a password, an authenticator app or a passkey; and the second factor of who recovers their account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.pages.account.code import PASSKEY_WANTED
from api.pages.account.entering import (
    AGAIN_WITH_PASSKEY,
    PASSKEY,
    Errors,
    challenge,
    party,
    prover,
    refused,
    risen,
    slower,
    with_session,
)
from api.pages.account.ways_page import AT, changed, require_change
from api.pages.visitor import OwnForm, Visiting, Visitor
from api.signing_in import authenticator_apps, passkeys, passwords, proofs, recovery_codes, sessions, steps, ways
from api.signing_in.guesses import TooManyGuesses
from api.signing_in.keys import keys_of
from workflow.accounts.invitations import BY_APP, BY_CODE, RECOVERING
from workflow.errors import Invalid, NotFound

router = APIRouter()
NEW_APP, NEW_PASSKEY = "new app", "new passkey"
PRESENT_NOT_RIGHT = "That isn’t your present password"
CODE_NOT_RIGHT = "The code isn’t right. Wait for the app’s next one; if that isn’t either, set the phone’s clock"
Word = Annotated[str, Query(max_length=40)]


@router.get(f"{AT}/password")
def password_page(who: Visiting) -> Response:
    """Asks for a new password."""
    require_change(who)
    return _password_page(who, {})


@router.post(f"{AT}/password")
def set_password(request: Request, who: Visiting, form: OwnForm) -> Response:
    """Sets it, unless others would try it first; who has one gives that too."""
    require_change(who)
    email, password = _email(who), form.one("password")
    try:
        passwords.require_good(password, (who.name, email, *(name for _, name in who.partnerships)))
        if _has_one(who) and not prover(request, who.here).present(who.person, form.one("present")):
            raise Invalid({"present": PRESENT_NOT_RIGHT})
    except Invalid as fault:
        return _password_page(who, fault.errors)
    except TooManyGuesses as fault:
        return _password_page(who, slower(fault, "present"), wait=fault.seconds)
    with who.writing() as session:
        passwords.put(session, who.person, password)
        changed(session, who, "password_set")
    return RedirectResponse(f"{AT}?saved=password", 303)


@router.get(f"{AT}/app")
def app_page(who: Visiting) -> Response:
    """Shows a new secret, as a picture and as text; the app before counts until the new one has shown a code."""
    require_change(who)
    keys = keys_of(who.here.settings)
    secret = keys.encrypted(authenticator_apps.USE, authenticator_apps.new_secret())
    with who.writing() as session:
        step = steps.begin(session, who.cookie, NEW_APP, {"secret": secret}, person=who.person)
    return _app_page(who, step, {})


@router.get(f"{AT}/app/qr.svg")
def qr_code(who: Visiting, step: Word = "") -> Response:
    """The picture that an app reads; ``NotFound`` for a step that isn't theirs or is over."""
    require_change(who)
    return Response(_new_app(who, step).qr_code(), media_type="image/svg+xml")


@router.post(f"{AT}/app")
def confirm_app(who: Visiting, form: OwnForm) -> Response:
    """Takes the app's first code."""
    require_change(who)
    step = form.one("step")
    secret = _new_app(who, step).secret
    with who.writing() as session:
        right = authenticator_apps.confirm(session, keys_of(who.here.settings), who.person, secret, form.one("code"))
        if right and steps.take(session, who.cookie, NEW_APP, step, lasts=steps.LONG) is not None:
            changed(session, who, "app_added")
    if not right:
        return _app_page(who, step, {"code": CODE_NOT_RIGHT})
    return RedirectResponse(f"{AT}?saved=app", 303)


@router.get(f"{AT}/passkeys")
def passkey_page(who: Visiting) -> Response:
    """Asks the browser to make a passkey."""
    require_change(who, PASSKEY)
    return _passkey_page(who, {})


@router.post(f"{AT}/passkeys")
def add_passkey(who: Visiting, form: OwnForm) -> Response:
    """Keeps the passkey that the browser made."""
    require_change(who, PASSKEY)
    with who.writing() as session:
        step = steps.take(session, who.cookie, NEW_PASSKEY, form.one("step"))
        added = step is not None and passkeys.add(
            session, party(who.here), who.person, step.body["challenge"], form.one("credential"), form.one("name")
        )
        if added:
            changed(session, who, "passkey_added")
    if not added:
        return _passkey_page(who, {"passkey": AGAIN_WITH_PASSKEY})
    return RedirectResponse(f"{AT}?saved=passkey", 303)


@router.get(f"{AT}/proof")
def proof_page(who: Visiting) -> Response:
    """Asks who came by a link of recovery for the second factor that they have: a mail alone changes no password."""
    return _proof_page(who, {}) if who.how == RECOVERING else RedirectResponse(AT, 303)


@router.post(f"{AT}/proof")
def give_proof(request: Request, who: Visiting, form: OwnForm) -> Response:
    """Takes it. A passkey is a full sign-in of its own."""
    if who.how != RECOVERING:
        return RedirectResponse(AT, 303)
    if form.one("credential"):
        with who.writing() as session:
            step = steps.take(session, who.cookie, PASSKEY, form.one("step"))
            asked = (keys_of(who.here.settings), party(who.here), step.body["challenge"] if step else "")
            if step is not None and passkeys.proved(session, *asked, form.one("credential")) == who.person:
                cookie = risen(who, session, "passkey")
                return with_session(who.here, RedirectResponse(AT, 303), cookie)
        return _proof_page(who, {"passkey": AGAIN_WITH_PASSKEY})
    typed = form.one("code")
    if not (_app_does(who) or recovery_codes.looks_like_one(typed)):
        return _proof_page(who, {"code": PASSKEY_WANTED})
    try:
        kind = prover(request, who.here).code(who.person, typed) if typed.strip() else None
    except TooManyGuesses as fault:
        return _proof_page(who, slower(fault, "code"), wait=fault.seconds)
    if kind is None:
        return _proof_page(who, {"code": "Enter a code that is right and wasn’t used before"})
    with who.writing() as session:
        cookie = risen(who, session, BY_CODE if kind == proofs.RECOVERY_CODE else BY_APP)
    return with_session(who.here, RedirectResponse(f"{AT}?saved=proof", 303), cookie)


def _email(who: Visitor) -> str:
    with who.reading() as session:
        return ways.of_person(session, who.person).email


def _has_one(who: Visitor) -> bool:
    """Whether they have a password to give first: who came by a link has forgotten it, or never had one."""
    with who.reading() as session:
        return who.how not in sessions.LIMITED and passwords.kept_of(session, who.person) is not None


def _app_does(who: Visitor) -> bool:
    """Whether their app's code proves anything: not where a role wants the passkey that they have."""
    with who.reading() as session:
        return ways.how_by_code(session, who.person, proofs.CODE, who.today) is not None


def _password_page(who: Visitor, errors: Errors, *, wait: int = 0) -> Response:
    return refused(
        who.frame(), "account/password.html.jinja", errors, wait=wait, email=_email(who), has_one=_has_one(who)
    )


def _new_app(who: Visitor, word: str) -> authenticator_apps.NewApp:
    with who.reading() as session:
        step = steps.look(session, who.cookie, NEW_APP, word, lasts=steps.LONG)
    if step is None or step.person != who.person:
        raise NotFound
    secret = keys_of(who.here.settings).decrypted(authenticator_apps.USE, step.body["secret"])
    return authenticator_apps.new_app(secret, _email(who), "Casekeeper")


def _app_page(who: Visitor, step: str, errors: Errors) -> Response:
    return refused(who.frame(), "account/app.html.jinja", errors, step=step, secret=_new_app(who, step).spaced)


def _passkey_page(who: Visitor, errors: Errors) -> Response:
    with who.reading() as session:
        mine = ways.of_person(session, who.person)
    keys = keys_of(who.here.settings)
    asked = passkeys.ask_to_make(keys, party(who.here), who.person, mine.email, who.name, list(mine.passkeys))
    step = challenge(who.here, who.cookie, asked, person=who.person, kind=NEW_PASSKEY)
    return refused(who.frame(), "account/passkey.html.jinja", errors, options=asked.options, step=step)


def _proof_page(who: Visitor, errors: Errors, *, wait: int = 0) -> Response:
    with who.reading() as session:
        mine = ways.of_person(session, who.person)
    asked = passkeys.ask_for(party(who.here), list(mine.passkeys)) if mine.passkeys else None
    return refused(
        who.frame(),
        "account/proof.html.jinja",
        errors,
        wait=wait,
        app=mine.app is not None and _app_does(who),
        codes=mine.codes_left > 0,
        options=asked.options if asked else "",
        step=challenge(who.here, who.cookie, asked, person=who.person) if asked else "",
    )
