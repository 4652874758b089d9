"""Holds a request against its route's rule before anything is read; notes the look before anything is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from starlette.requests import Request
from starlette.routing import Route

from api.installation import Installation
from api.rules import limits, looked_for
from api.rules.limits import NONE, Limits
from api.rules.of_json import FOR_MACHINES, OF_JSON
from api.rules.of_pages import OF_PAGES
from api.rules.rule import LISTED, READ, Rule, Rules
from api.settings import Settings
from workflow.access import read_log, standing
from workflow.access.read_log import Looked
from workflow.access.standing import Standing
from workflow.before_reading import purposes
from workflow.errors import NotFound, NotPermitted, PurposeFirst, Unusable
from workflow.people import under_way

RULES: Rules = {**OF_PAGES, **OF_JSON, **FOR_MACHINES}
NO_LOG = "What you look at can't be noted just now, so nothing is shown. Try again in a minute."


class FreshSignInFirst(Exception):
    """What is asked for wants a proof of who one is that is at most ten minutes old."""


class SetUpFirst(Exception):
    """Who has only a link by mail yet, or must add a passkey, sets up how they sign in before anything else."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as a rule wants to know. ``web_session``: its digest; "" where a token asks.

    ``scopes`` None: a browser's session, which may all that its person may; ``limited``: it may only set up how its
    person signs in. ``still`` raises unless the session or token counts at this moment.
    """

    person: int
    may: Callable[[str], bool]
    still: Callable[[Session], None]
    fresh: bool
    web_session: str = ""
    by_token: str = ""
    purpose: str = ""
    scopes: frozenset[str] | None = None
    limited: bool = False


def rule_of(request: Request) -> tuple[str, Rule]:
    """The request's route, as tables name it, and its rule; ``Unusable`` for one that has none."""
    route = request.scope.get("route")
    path = route.path if isinstance(route, Route) else request.url.path
    key = f"{request.method} {request.scope.get('root_path', '')}{path}"
    if key not in RULES:
        raise Unusable(f"{key} has no rule.")
    return key, RULES[key]


def obey(request: Request, here: Installation, asker: Asker) -> None:
    """Raises unless the asker may come here; notes what they are about to be shown.

    ``NotFound``, ``NotPermitted`` and its kinds, ``FreshSignInFirst``; ``TooMuch`` where they asked for more within a
    minute than one may; ``Unusable`` where the look can't be noted.
    """
    key, rule = rule_of(request)
    request.state.person = asker.person
    within = limits.of_request(request.method, rule, here.settings.a_minute)
    try:
        stands, purpose = may_come(request, here, asker, rule)
    except (NotFound, NotPermitted):
        # Who tries references one after the other is counted like who reads them.
        limits.count(here.database, asker.person, within)
        raise
    if rule.logs:
        request.state.look = looked(request, here.settings, key, rule, asker, stands, purpose)
        note(here, request.state.look, asker.still, within)
    else:
        limits.count(here.database, asker.person, within)


def may_come(request: Request, here: Installation, asker: Asker, rule: Rule) -> tuple[Standing | None, str]:
    """How they stand to the case that the path names, if it does, and what they read it for; raises unless they may."""
    if asker.limited and not rule.setting_up:
        raise SetUpFirst
    if asker.scopes is not None and rule.scope not in asker.scopes:
        raise NotPermitted(f"This token isn't for that: it wants the scope “{rule.scope}”.")
    if rule.verb and not asker.may(rule.verb):
        raise NotPermitted("Your roles don't include this.")
    stands, purpose = None, asker.purpose
    if rule.case:
        stands, purpose = of_its_case(request, here, asker, rule)
    if rule.fresh and not asker.fresh:
        raise FreshSignInFirst
    return stands, purpose


def of_its_case(request: Request, here: Installation, asker: Asker, rule: Rule) -> tuple[Standing, str]:
    """How they stand to the case in the path, and what they read it for; raises unless they may."""
    reference = str(request.path_params["reference"])
    with here.database.reading() as session:
        stands = standing.find(session, asker.person, reference, here.today())
        stands.require(rule.case)
        said = asker.purpose
        if stands.police and not asker.by_token:
            said = purposes.said(session, asker.web_session, stands.root)
    # Whoever acts is shown what they act on; who only declares or says what for is shown nothing.
    # Under broken glass or for an audit, the reason given is the purpose.
    by_leave = stands.leave is not None and not stands.acts
    if rule.case != LISTED and stands.police and not (said or by_leave):
        raise PurposeFirst(reference, by_token=bool(asker.by_token))
    return stands, said


def looked(
    request: Request, settings: Settings, key: str, rule: Rule, asker: Asker, stands: Standing | None, purpose: str
) -> Looked:
    """The look, as the read log keeps it: which file or document, or what was searched for, whole and in words."""
    named = [str(value) for name, value in request.path_params.items() if name != "reference" or stands is None]
    asked = [
        f"{name}={value}"
        for name, value in request.query_params.multi_items()
        if value and name not in {"saved", "draft", looked_for.NAME}
    ]
    found = looked_for.opened(settings, asker.person, request.query_params.get(looked_for.NAME, ""))
    asked = [f"{name}={value}" for name, value in found.items()] + asked
    return Looked(
        person=asker.person,
        what=rule.logs,
        route=key,
        partnership=stands.partnership if stands else "",
        case_id=stands.case_id if stands else None,
        detail=" ".join(named + asked),
        purpose=purpose,
        by_token=asker.by_token,
        reading=stands.leave if stands and not stands.acts else None,
    )


def note_more(request: Request, here: Installation, detail: str) -> None:
    """Commits another look of the same request, once it is known what exactly goes out; ``Unusable`` as ``note``."""
    look: Looked = request.state.look
    note(here, replace(look, detail=detail))


def note_case(request: Request, session: Session, today: date, reference: str, *, again: bool) -> None:
    """Adds another look of the same request, at the case that it led to, in the transaction of what led to it.

    ``NotFound``, ``NotPermitted`` and its kinds unless they read it. ``again``: it is shown as it stands by now, so
    that what it is read for must have been said, as for any read.
    """
    look: Looked = request.state.look
    stands = standing.find(session, look.person, reference, today)
    stands.require(READ)
    if again and stands.police and not look.purpose:
        raise PurposeFirst(reference, by_token=bool(look.by_token))
    leave = stands.leave if not stands.acts else None
    read_log.note(session, replace(look, partnership=stands.partnership, case_id=stands.case_id, reading=leave))


def note(
    here: Installation, look: Looked, still: Callable[[Session], None] | None = None, within: Limits = NONE
) -> None:
    """Commits the look; ``Unusable`` where it can't be: no log, no read. No look is noted once rights have ended.

    ``TooMuch`` where it isn't ``within`` the limits: it counts, and nothing is looked at.
    """
    try:
        with here.database.writing() as session:
            if still is not None:
                under_way.joined(session, look.person)
                still(session)
            too_much = limits.counted(session, look.person, within)
            if too_much is None:
                read_log.note(session, look)
    except (Unusable, DBAPIError) as fault:
        raise Unusable(NO_LOG) from fault
    if too_much is not None:
        raise too_much
