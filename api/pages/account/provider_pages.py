"""Signing in with an agency's own provider: out to it, and back. Whatever goes wrong, the browser hears one sentence.

Why it went wrong is for whoever runs this: in the accounts' events, and in the log where no sign-in was under way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.installation import Installation
from api.pages.account.entering import browser_of, safe_path, step_cookie, with_browser, with_session
from api.pages.rendering import render
from api.pages.visitor import Here, cookie_name, stranger_frame
from api.signing_in import providers, sessions, steps, ways
from api.signing_in.keys import keys_of
from api.signing_in.openid import exchange, matching
from api.signing_in.openid.discovery import KNOWN
from api.signing_in.openid.exchange import Words
from api.signing_in.openid.faults import NotLetIn, ProviderFault, TooWeak
from api.signing_in.openid.id_token import Claims, Expected, verified
from api.signing_in.openid.strength import UNMET, must_say
from api.signing_in.providers import HOW, Provider
from workflow.errors import NotFound, Unusable
from workflow.people import account_events
from workflow.tables.moments import database_now

router = APIRouter()
BACK_AT = "/sign-in/callback"
SENTENCES = (
    "Your organisation’s sign-in didn’t let you in here. Start again from the sign-in page.",
    "If it happens again, ask your partnership’s business manager whether you were invited, and with which address.",
)
AWAY = "This organisation’s sign-in can’t be reached at the moment. Try again in a few minutes."
SIGN_IN = (("Go to the sign-in page", "/sign-in"),)
PROVIDERS_OWN = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Step:
    """Where somebody was sent, when, and what for. ``again``: the session that is to be made fresh, or ""."""

    provider: int
    issuer: str
    going_to: str
    again: str
    since: str


@router.get("/sign-in/with/{provider}")
def out(
    request: Request,
    here: Here,
    which: Annotated[int, Path(alias="provider", ge=1, le=2**31 - 1)],
    going_to: Annotated[str, Query(alias="next", max_length=500)] = "/",
    again: Annotated[str, Query(max_length=1)] = "",
) -> Response:
    """Sends the browser to the provider. ``again``: who is signed in is to prove anew who they are."""
    with here.database.reading() as session:
        provider = providers.found(session, which)
        asked = must_say(session, provider)
        cookie = request.cookies.get(cookie_name(here), "")
        mine = sessions.signed_in(session, cookie, here.today()) if again else None
    if again and (mine is None or mine.limited):
        return RedirectResponse("/sign-in", 303)
    if request.headers.get("sec-fetch-site") == "cross-site":
        # Another site mustn't sign anybody in: who came by a link there chooses on our own page.
        return RedirectResponse(f"/sign-in?next={quote(safe_path(going_to), safe='')}", 303)
    try:
        where = KNOWN.of(provider.issuer)
    except ProviderFault as fault:
        structlog.get_logger().error("identity provider can't be used", provider=provider.id, fault=str(fault))
        return said(here, 503, "This sign-in can’t be used now", AWAY)
    browser = browser_of(request, here)
    kept = {"provider": provider.id, "issuer": provider.issuer, "going_to": safe_path(going_to)}
    with here.database.writing() as session:
        since = database_now(session).isoformat()
        kept |= {"again": mine.id if mine else "", "since": since}
        state = steps.begin(session, browser, HOW, kept)
    words = exchange.words_of(keys_of(here.settings), browser, state)
    address = exchange.authorization_request(provider, where, words, back_at(here), said=asked, again=mine is not None)
    return with_browser(here, RedirectResponse(address, 303), browser)


@router.get(BACK_AT)
def back(request: Request, here: Here) -> Response:
    """The browser comes back from the provider: signs in whom it speaks of, if they are one of ours."""
    browser, state = request.cookies.get(step_cookie(here), ""), _one(request, "state")
    with here.database.writing() as session:
        taken = steps.take(session, browser, HOW, state, lasts=LASTS) if browser and state else None
    if taken is None:
        structlog.get_logger().warning("came back from a provider without a sign-in under way")
        return said(here, 403, "You couldn’t be signed in", *SENTENCES)
    step = Step(**taken.body)
    try:
        return _let_in(request, here, step, exchange.words_of(keys_of(here.settings), browser, state))
    except NotLetIn as refusal:
        _note_refusal(here, step, refusal)
        sentences = _to_ask_for(refusal) if isinstance(refusal, TooWeak) else SENTENCES
        return said(here, 403, "You couldn’t be signed in", *sentences)


def _let_in(request: Request, here: Installation, step: Step, words: Words) -> Response:
    with here.database.reading() as session:
        provider = _provider(session, step)
    claims = _claims(request, here, provider, step, words)
    browser, old = request.headers.get("user-agent", ""), request.cookies.get(cookie_name(here), "")
    with here.database.writing() as session:
        if _provider(session, step) != provider:
            raise NotLetIn("the provider is another now")
        person = matching.person_of(session, provider, claims, here.today())
        how = ways.how_by_code(session, person, HOW, here.today())
        if how is None:
            raise NotLetIn("a role of theirs signs in with a passkey", person)
        if step.again:
            mine = sessions.signed_in(session, old, here.today())
            if mine is None or mine.limited or (mine.id, mine.person) != (step.again, person):
                raise NotLetIn("proved anew as somebody else, or the session has ended", person)
            begun = sessions.rise(session, old, how=how)
        else:
            sessions.end(session, old)
            begun = sessions.begin(session, person, how=how, browser=browser)
        what = "proved_again" if step.again else "signed_in"
        account_events.note(
            session, what, person=person, by=person, partnership=provider.partnership, detail=_named(provider)
        )
    return with_session(here, RedirectResponse(safe_path(step.going_to), 303), begun)


def _provider(session: Session, step: Step) -> Provider:
    try:
        provider = providers.found(session, step.provider)
    except NotFound:
        raise NotLetIn("the provider was ended meanwhile") from None
    if provider.issuer != step.issuer:
        raise NotLetIn("the provider is another now")
    return provider


def _claims(request: Request, here: Installation, provider: Provider, step: Step, words: Words) -> Claims:
    try:
        where, secret = KNOWN.of(provider.issuer), provider.secret(keys_of(here.settings))
    except (ProviderFault, Unusable) as fault:
        raise NotLetIn(f"the provider can't be used: {fault}") from None
    # RFC 9207: who answers says so, lest another provider's answer be taken for this one's.
    named = _one(request, "iss")
    if named != provider.issuer and (named or where.says_iss):
        raise NotLetIn("another provider's answer (iss)")
    with here.database.reading() as session:
        asked = must_say(session, provider)
    if failed := _one(request, "error"):
        if failed == UNMET and str(asked):
            raise TooWeak(f"the provider says {UNMET}", str(asked))
        raise NotLetIn(f"the provider says {failed}" if failed in PROVIDERS_OWN else "the provider says no")
    token = exchange.id_token(provider, secret, where, words, back_at(here), _one(request, "code"))
    with here.database.reading() as session:
        now = database_now(session)
    since = datetime.fromisoformat(step.since) if step.again else None
    return verified(token, where, Expected(provider.issuer, provider.client, words.nonce, now, asked, since))


def _to_ask_for(refusal: TooWeak) -> tuple[str, ...]:
    """What somebody asks of whoever looks after their account."""
    return (
        "Your organisation’s sign-in didn’t say that you used a second factor. This partnership asks for that.",
        (
            "Ask your organisation’s IT support to make people use a second factor for Casekeeper, and to have its "
            f"sign-in say so in the ID token: {refusal.asked}."
        ),
        "If you have a password or a passkey of your own here, you can sign in with that meanwhile.",
    )


def _note_refusal(here: Installation, step: Step, refusal: NotLetIn) -> None:
    with here.database.writing() as session:
        try:
            provider = providers.found(session, step.provider)
        except NotFound:
            of, named = "", ""
        else:
            of, named = provider.partnership, f"{_named(provider)}: "
        detail = f"{named}{refusal}"
        if refusal.person is None:
            account_events.note_of_nobody(session, "sign_in_refused", partnership=of, detail=detail)
        else:
            of_it = {"partnership": of, "detail": detail}
            account_events.note(session, "sign_in_refused", person=refusal.person, by=None, **of_it)


def _one(request: Request, name: str) -> str:
    """What came under that name, once; "" where it didn't, or more than once."""
    values = request.query_params.getlist(name)
    return values[0] if len(values) == 1 else ""


def _named(provider: Provider) -> str:
    return f"provider of {provider.agency}"


def said(here: Installation, status: int, heading: str, *sentences: str) -> HTMLResponse:
    """A page that says why nobody is signed in, and leads to the sign-in page."""
    frame = stranger_frame(here)
    page = render("error.html.jinja", page=frame, heading=heading, sentences=sentences, links=SIGN_IN)
    return HTMLResponse(page, status)


def back_at(here: Installation) -> str:
    """Our address to which providers send people back: the one registered with them."""
    return here.settings.base_url.rstrip("/") + BACK_AT
