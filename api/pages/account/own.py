"""One's own account: where one is signed in, the tokens one holds, and ending either."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.account import browsers
from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.log_words import HOW
from api.pages.visitor import OwnForm, Saved, Visiting, Visitor
from api.signing_in import sessions, tokens
from states.asks import Ask, Known, Option
from workflow.engine.answers import read_answers
from workflow.errors import CasekeeperError, Invalid, NotFound
from workflow.people import under_way
from workflow.people.account_events import note

router = APIRouter()
Id = Annotated[str, Path(max_length=22)]
FRAME = frozenset({"csrf", "form_id"})
SAID = {
    "ended": "Saved: it has ended",
    "others": "Saved: you are signed in nowhere else",
    "tokens": "Saved: you hold no token any more",
}
MINE = HOW | {"provider": "by your agency’s sign-in"}
NAME = Ask(key="name", label="What it is called", type="line", most=tokens.MOST_NAME,
           hint="So that you know it again, such as “Figures for the yearly report”")  # fmt: skip
PURPOSE = Ask(key="purpose", label="What it reads for", type="line", most=200, required=False,
              hint="Needed if you work for the police: it is noted whenever a case is read with it")  # fmt: skip
SCOPES = Ask(key="scopes", label="What it may do", type="choices",
             options=tuple(Option(key, says[0].upper() + says[1:]) for key, says in tokens.SCOPES.items()))  # fmt: skip
DAYS = Ask(key="days", label="How many days it lasts", type="whole", hint=f"From 1 to {tokens.MOST.days}")
ASKS = (NAME, PURPOSE, SCOPES, DAYS)


@router.get("/account")
def own_account(who: Visiting, saved: Saved = "") -> HTMLResponse:
    """Where one is signed in, one's tokens, and the way to how one signs in."""
    with who.reading() as session:
        return who.page(
            "account/own.html.jinja",
            message=SAID.get(saved, ""),
            sessions=sessions.of_person(session, who.person, who.cookie),
            tokens=tokens.of_person(session, who.person),
            how=MINE,
            browser=browsers.in_words,
            scopes=tokens.SCOPES,
            may_end=who.fresh,
            idle=minutes(sessions.IDLE),
            in_all=minutes(sessions.IN_ALL) // 60,
        )


@router.post("/account/sessions/{session_id}/end")
def end_session(who: Visiting, form: OwnForm, session_id: Id) -> Response:
    """Ends one of one's own sessions; what it has under way is saved before, or not at all."""
    with who.here.database.writing() as session:
        _alone(session, who)
        if not sessions.end_one(session, who.person, session_id):
            raise NotFound
        note(session, "session_ended", person=who.person, by=who.person)
    return RedirectResponse("/account?saved=ended", 303)


@router.post("/account/sessions/end-others")
def end_others(who: Visiting, form: OwnForm) -> Response:
    """Ends all of one's sessions but this one."""
    with who.here.database.writing() as session:
        _alone(session, who)
        ended = sessions.end_others(session, who.person, who.cookie)
        if ended:
            note(session, "session_ended", person=who.person, by=who.person, detail=f"{ended} others")
    return RedirectResponse("/account?saved=others", 303)


@router.post("/account/stay")
def stay(who: Visiting, form: OwnForm) -> Response:
    """They are still there: the session's idle time begins anew."""
    with who.writing() as session:
        sessions.seen(session, who.cookie)
    return Response(status_code=204)


@router.get("/account/tokens/new")
def token_form(who: Visiting) -> HTMLResponse:
    """The questions about a new token."""
    return _form(who, Filled(form_id=form_id(), values={"scopes": ["read"], "days": str(tokens.LASTS.days)}))


@router.post("/account/tokens/new")
def issue_token(who: Visiting, form: OwnForm) -> HTMLResponse:
    """Issues the token, and shows it this once; or gives the form back as it was filled in."""
    filled = fill(ASKS, form, FRAME)
    try:
        given = read_answers(ASKS, filled.answers, Known(today=who.today)).values
        scopes, days, name = given["scopes"], given["days"], str(given["name"])
        assert isinstance(scopes, tuple | list)
        assert isinstance(days, int)
        if days > tokens.MOST.days:
            raise Invalid({"days": f"A token lasts from 1 to {tokens.MOST.days} days"})
        with who.writing() as session:
            token = tokens.issue(
                session,
                who.person,
                name=name,
                purpose=str(given.get("purpose", "")),
                scopes=frozenset(map(str, scopes)),
                lasts=timedelta(days=days),
            )
            told = f"{name}: {', '.join(map(str, scopes))}"
            note(session, "token_issued", person=who.person, by=who.person, detail=told)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return _form(who, filled.with_errors(errors), status)
    return who.page("account/token.html.jinja", token=token, called=name)


@router.post("/account/tokens/{token_id}/end")
def end_token(who: Visiting, form: OwnForm, token_id: Id) -> Response:
    """Ends one of one's own tokens; what it has under way is saved before, or not at all."""
    with who.here.database.writing() as session:
        _alone(session, who)
        if not tokens.end_one(session, who.person, token_id):
            raise NotFound
        note(session, "token_ended", person=who.person, by=who.person)
    return RedirectResponse("/account?saved=ended", 303)


@router.post("/account/tokens/end-all")
def end_tokens(who: Visiting, form: OwnForm) -> Response:
    """Ends all of one's own tokens."""
    with who.here.database.writing() as session:
        _alone(session, who)
        if ended := tokens.end_all(session, who.person):
            note(session, "token_ended", person=who.person, by=who.person, detail=f"{ended}, all")
    return RedirectResponse("/account?saved=tokens", 303)


def minutes(time: timedelta) -> int:
    """Whole minutes."""
    return int(time.total_seconds()) // 60


def _alone(session: Session, who: Visitor) -> None:
    """Waits for what they have under way, this request apart; their own sign-in must still count."""
    under_way.waited_for(session, who.person)
    who.require(session)


def _form(who: Visitor, filled: Filled, status: int = 200) -> HTMLResponse:
    known = Known(today=who.today)
    return who.page(
        "account/token_new.html.jinja", status=status, asks=ASKS, known=known, filled=filled, errors=filled.links(ASKS)
    )
