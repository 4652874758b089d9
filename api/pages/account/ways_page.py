"""How somebody signs in: what they have set up, what they may take away, and the end of setting up.

Open to who has only a link by mail yet. Who is signed in already proves again who they are before anything changes.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.account.entering import with_session
from api.pages.visitor import OwnForm, Saved, Visiting, Visitor
from api.rules.obeying import FreshSignInFirst, SetUpFirst
from api.signing_in import authenticator_apps, passkeys, passwords, recovery_codes, sessions, tokens, ways
from workflow.accounts.invitations import BY_APP, BY_CODE, BY_LINK, INVITED, RECOVERING
from workflow.errors import NotFound, Refused
from workflow.people import account_events

router = APIRouter()
AT = "/account/ways"
SAID = {
    "password": "Your password is set",
    "app": "Your authenticator app is set up",
    "passkey": "Your passkey is added",
    "removed": "That way of signing in is removed",
    "proof": "You have proved who you are. Now set a new password or add a passkey",
}
CHANGES = frozenset(SAID) - {"proof"}
"""After which one is asked about one's tokens."""
KEEP_ONE = "You would have no way left to sign in. Set up another one first: a passkey, or a password and an app."
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get(AT)
def ways_page(who: Visiting, saved: Saved = "") -> HTMLResponse:
    """What is set up, and what can be."""
    with who.reading() as session:
        mine = ways.of_person(session, who.person)
        needed = ways.passkey_needed(session, who.person, who.today)
        missing = _missing(who, _lasting(session, who, mine), needed=needed) if _limited(who) else []
        held = tokens.of_person(session, who.person) if saved in CHANGES else []
    return who.page(
        "account/ways.html.jinja",
        message=SAID.get(saved, ""),
        ways=mine,
        tokens=held,
        how=who.how,
        limited=_limited(who),
        needed=needed,
        missing=missing,
        ends_what_was=_limited(who) and who.how in BY_LINK and (mine.full or mine.second),
        may_change=who.fresh or _limited(who),
        least_codes=3,
    )


@router.post(f"{AT}/password/remove")
def remove_password(who: Visiting, form: OwnForm) -> Response:
    """The password goes."""
    return _removed(who, "password")


@router.post(f"{AT}/app/remove")
def remove_app(who: Visiting, form: OwnForm) -> Response:
    """The authenticator app goes."""
    return _removed(who, "app")


@router.post(f"{AT}/passkeys/{{number}}/remove")
def remove_passkey(who: Visiting, form: OwnForm, number: Number) -> Response:
    """A passkey goes."""
    return _removed(who, "passkey", number)


@router.post(f"{AT}/codes")
def make_codes(who: Visiting, form: OwnForm) -> Response:
    """New recovery codes, shown this once."""
    require_change(who)
    with who.writing() as session:
        codes = recovery_codes.make(session, who.person)
        changed(session, who, "codes_made")
    return who.page("account/codes.html.jinja", codes=codes)


@router.post(f"{AT}/done")
def done(who: Visiting, form: OwnForm) -> Response:
    """Makes a session that may only set up into a full one, once there is a full way of signing in."""
    if not _limited(who):
        return RedirectResponse("/", 303)
    with who.writing() as session:
        mine = ways.of_person(session, who.person)
        lasts = _lasting(session, who, mine)
        needed = ways.passkey_needed(session, who.person, who.today)
        if missing := _missing(who, lasts, needed=needed):
            raise Refused(missing)
        if who.how in BY_LINK:
            ways.drop(session, who.person, mine, lasts)
        how = "passkey" if lasts.passkeys else "code"
        cookie = sessions.rise(session, who.cookie, how=how)
        account_events.note(session, "signed_in", person=who.person, by=who.person, detail=f"{how}, set up")
    return with_session(who.here, RedirectResponse("/", 303), cookie)


def require_change(who: Visitor, what: str = "") -> None:
    """Raises unless they may change how they sign in now; who is only to add a passkey may do just that."""
    if who.how == RECOVERING or (who.how == "passkey wanted" and what != "passkey"):
        raise SetUpFirst
    if not (who.fresh or _limited(who)):
        raise FreshSignInFirst


def changed(session: Session, who: Visitor, what: str, detail: str = "") -> None:
    """Notes a change of how they sign in, and ends their other sessions: those may be of who made it needful.

    Who came by a link had lost what they signed in with: the tokens that were issued by it end too.
    """
    account_events.note(session, what, person=who.person, by=who.person, detail=detail)
    sessions.end_others(session, who.person, who.cookie)
    recovers = who.how in (BY_APP, BY_CODE) or (who.how == INVITED and sessions.were_in(session, who.person))
    if recovers and (ended := tokens.end_all(session, who.person)):
        account_events.note(session, "token_ended", person=who.person, by=who.person, detail=f"{ended}, recovered")


def _removed(who: Visitor, what: str, number: int = 0) -> Response:
    require_change(who)
    with who.writing() as session:
        before = ways.of_person(session, who.person)
        left = before.without(what, number)
        if left == before:
            raise NotFound
        needed = ways.passkey_needed(session, who.person, who.today)
        if not left.full or (needed and not (left.passkeys or left.providers)):
            raise Refused([KEEP_ONE])
        if what == "passkey":
            passkeys.remove(session, who.person, number)
        elif what == "password":
            passwords.remove(session, who.person)
        else:
            authenticator_apps.remove(session, who.person)
        changed(session, who, {"passkey": "passkey_removed", "app": "app_removed"}.get(what, "password_removed"))
    return RedirectResponse(f"{AT}?saved=removed", 303)


def _limited(who: Visitor) -> bool:
    return who.how in sessions.LIMITED


def _lasting(session: Session, who: Visitor, mine: ways.Ways) -> ways.Ways:
    return ways.lasting(session, who.person, mine, how=who.how, since=ways.begun_at(session, who.cookie))


def _missing(who: Visitor, lasts: ways.Ways, *, needed: bool) -> list[str]:
    if who.how == RECOVERING:
        return ["Prove who you are first, with your app, a recovery code or a passkey."]
    return ways.still_missing(lasts, how=who.how, needed=needed)
