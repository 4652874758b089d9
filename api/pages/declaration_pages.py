"""A scrutineer's declarations: for the appointment, and for a case before they first read it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.account.entering import safe_path
from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.visitor import OfPartnership, OwnForm, Saved, Visiting, Visitor
from states import roles
from states.asks import Ask, Known, Option
from states.kinds import machines
from states.moves.conflict_moves import NATURE
from workflow.access import standing, verbs
from workflow.before_reading import declarations, renewals
from workflow.engine.answers import read_answers
from workflow.errors import CasekeeperError, Invalid, NotPermitted
from workflow.queries.declaration import AskedAbout, to_declare

router = APIRouter()
FREE, CONFLICT = "free", "conflict"
WHETHER = Ask(
    key="whether",
    label="Do you have a conflict of interest in this matter?",
    type="choice",
    options=(Option(FREE, "No, I have none"), Option(CONFLICT, "Yes, I have one")),
)
WHICH = Ask(
    key=NATURE.key,
    label=NATURE.label,
    type="text",
    required=False,
    hint="If you have one. The business manager is told that there is one and names a substitute",
)
ABOUT_CASE = (WHETHER, WHICH)
TO_MEMBER = Ask(key="to_member", label=declarations.TO_MEMBER, type="yes_no")
TO_OFFICER = Ask(key="to_officer", label=declarations.TO_OFFICER, type="yes_no")
DETAIL = Ask(key="detail", label=declarations.RELATED.label, type="line", required=False, hint="If you are related")
FOR_APPOINTMENT = (TO_MEMBER, TO_OFFICER, DETAIL)
FRAME = frozenset({"csrf", "form_id", "next", "partnership"})
SAID = {"said": "Saved: what you declared stands below"}
Next = Annotated[str, Query(alias="next", max_length=500)]


@router.get("/cases/{reference}/declaration")
def ask(who: Visiting, reference: str, going_to: Next = "") -> Response:
    """The question, with as much of the case as tells whether there is a conflict; first that for the appointment."""
    with who.reading() as session:
        about = to_declare(session, reference, who.person, who.today)
        needed = _appointment_first(session, who, about)
        renewed = bool(going_to) and standing.find(session, who.person, reference, who.today).reads
    if renewed:  # they had said of this matter that they are free, and have just renewed their appointment's
        return RedirectResponse(safe_path(going_to), 303)
    if needed:
        here = f"/cases/{reference}/declaration?next={quote(going_to)}"
        return RedirectResponse(f"/account/independence?partnership={about.partnership}&next={quote(here)}", 303)
    return _page(who, about, Filled(form_id=form_id()), going_to)


@router.post("/cases/{reference}/declaration")
def declare(who: Visiting, form: OwnForm, reference: str) -> Response:
    """Keeps the answer, and leads to the case, or away from it."""
    filled, going_to = fill(ABOUT_CASE, form, FRAME), form.one("next")
    try:
        given = read_answers(ABOUT_CASE, filled.answers, Known(today=who.today)).values
        nature = str(given.get(WHICH.key, ""))
        if given[WHETHER.key] == FREE and nature:
            raise Invalid({WHETHER.key: "You wrote what the conflict is: say that you have one, or leave that empty"})
        with who.writing() as session:
            about = to_declare(session, reference, who.person, who.today)
            act = who.act(session, about.partnership)
            if given[WHETHER.key] == CONFLICT:
                declarations.declare_conflict(act, reference, nature)
            else:
                declarations.declare_free(act, reference)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            about = to_declare(session, reference, who.person, who.today)
        return _page(who, about, filled.with_errors(errors), going_to, status=status)
    free = given[WHETHER.key] == FREE
    return RedirectResponse(safe_path(going_to or f"/cases/{reference}") if free else "/?saved=conflict", 303)


@router.get("/account/independence")
def ask_for_appointment(
    who: Visiting, partnership: OfPartnership = "", going_to: Next = "", saved: Saved = ""
) -> HTMLResponse:
    """The two questions, and what was answered last."""
    code = partnership or _scrutinised(who)[0]
    return _appointment_page(who, code, Filled(form_id=form_id()), going_to, saved=saved)


@router.post("/account/independence")
def declare_for_appointment(who: Visiting, form: OwnForm) -> Response:
    """Keeps both answers: the newest count."""
    filled, code, going_to = fill(FOR_APPOINTMENT, form, FRAME), form.one("partnership"), form.one("next")
    who.doer(code)
    try:
        given = read_answers(FOR_APPOINTMENT, filled.answers, Known(today=who.today)).values
        to_member, to_officer = given[TO_MEMBER.key] is True, given[TO_OFFICER.key] is True
        with who.writing() as session:
            declarations.declare_independence(
                who.act(session, code),
                to_member=to_member,
                to_officer=to_officer,
                detail=str(given.get(DETAIL.key, "")),
            )
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return _appointment_page(who, code, filled.with_errors(errors), going_to, status=status)
    free = not (to_member or to_officer)
    stays = f"/account/independence?partnership={code}&saved=said"
    return RedirectResponse(safe_path(going_to) if free and going_to else stays, 303)


def needs_declarations(session: Session, who: Visitor) -> list[tuple[str, str]]:
    """What of the appointments waits for this visitor: (sentence, address); to the manager and lead partners, who isn't
    independent.
    """
    found = []
    for code, doer in who.doers:
        href = f"/account/independence?partnership={code}"
        if doer.holds(roles.SCRUTINEER) and declarations.independence_of(session, code, who.person) is None:
            found.append(("Declare your independence as scrutineer, before you read a case", href))
        if doer.holds(roles.SCRUTINEER):
            wanted = [one for one in renewals.wanted_of(session, [who.person], who.today) if one.partnership == code]
            found += [(f"Your declaration of independence {one.says}", href) for one in wanted]
        if doer.holds(roles.BUSINESS_MANAGER) or doer.holds(roles.LEAD_PARTNER):
            related = declarations.scrutineers_related(session, code, who.today)
            says = "has declared that they aren’t independent: they read no case as scrutineer"
            where = "/people" if verbs.can(doer, "manage_people") else f"/policy?partnership={code}"
            found += [(f"{name} {says} ({last.detail})", where) for name, last in related]
    return found


def _page(who: Visitor, about: AskedAbout, filled: Filled, going_to: str, *, status: int = 200) -> HTMLResponse:
    return who.page(
        "declaration.html.jinja",
        status=status,
        about=about,
        kind=machines()[about.kind].title,
        going_to=safe_path(going_to) if going_to else "",
        asks=ABOUT_CASE,
        known=Known(today=who.today),
        filled=filled,
        errors=filled.links(ABOUT_CASE),
    )


def _appointment_page(
    who: Visitor, code: str, filled: Filled, going_to: str, *, status: int = 200, saved: str = ""
) -> HTMLResponse:
    if code not in _scrutinised(who):
        raise NotPermitted("Only a scrutineer declares their independence.")
    with who.reading() as session:
        last = declarations.independence_of(session, code, who.person)
        counts_until = renewals.until(session, code, last) if last is not None else None
    return who.page(
        "independence.html.jinja",
        status=status,
        message=SAID.get(saved, ""),
        partnership=code,
        partnership_name=dict(who.partnerships)[code],
        last=last,
        counts_until=counts_until,
        going_to=safe_path(going_to) if going_to else "",
        asks=FOR_APPOINTMENT,
        known=Known(today=who.today),
        filled=filled,
        errors=filled.links(FOR_APPOINTMENT),
    )


def _scrutinised(who: Visitor) -> list[str]:
    """The partnerships in which they are a scrutineer; ``NotPermitted`` where there is none."""
    found = [code for code, doer in who.doers if doer.holds(roles.SCRUTINEER)]
    if not found:
        raise NotPermitted("Only a scrutineer declares their independence.")
    return found


def _appointment_first(session: Session, who: Visitor, about: AskedAbout) -> bool:
    if not who.doer(about.partnership).holds(roles.SCRUTINEER):
        return False
    last = declarations.independence_of(session, about.partnership, who.person)
    return last is None or last.ran_out
