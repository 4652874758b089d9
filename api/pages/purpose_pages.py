"""What somebody of a police force reads a case for: asked before they read it, once a session and family of cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages.account.entering import safe_path
from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.visitor import OwnForm, Visiting, Visitor
from api.signing_in.keys import hashed
from states.asks import Known
from states.kinds import machines
from workflow.access import standing
from workflow.before_reading import purposes
from workflow.errors import CasekeeperError, NotPermitted
from workflow.queries.declaration import asked_about

router = APIRouter()
FRAME = frozenset({"csrf", "form_id", "next"})
NOT_YOURS = "What a case is read for is asked only of people who work for a police force."


@router.get("/cases/{reference}/purpose")
def ask(
    who: Visiting, reference: str, going_to: Annotated[str, Query(alias="next", max_length=500)] = ""
) -> HTMLResponse:
    """The question."""
    return _page(who, reference, Filled(form_id=form_id()), going_to)


@router.post("/cases/{reference}/purpose")
def say(who: Visiting, form: OwnForm, reference: str) -> Response:
    """Keeps the answer for this session, and leads to the case."""
    filled, going_to = fill(purposes.ASKS, form, FRAME), form.one("next")
    try:
        with who.writing() as session:
            stands = standing.find(session, who.person, reference, who.today)
            if not stands.police:
                raise NotPermitted(NOT_YOURS)
            purposes.say(session, hashed(who.cookie), stands.root, filled.answers, who.today)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return _page(who, reference, filled.with_errors(errors), going_to, status=status)
    return RedirectResponse(safe_path(going_to or f"/cases/{reference}"), 303)


def _page(who: Visitor, reference: str, filled: Filled, going_to: str, *, status: int = 200) -> HTMLResponse:
    with who.reading() as session:
        if not standing.find(session, who.person, reference, who.today).police:
            raise NotPermitted(NOT_YOURS)
        about = asked_about(session, reference, who.person, who.today)
    return who.page(
        "purpose.html.jinja",
        status=status,
        about=about,
        kind=machines()[about.kind].title,
        going_to=safe_path(going_to) if going_to else "",
        asks=purposes.ASKS,
        known=Known(today=who.today),
        filled=filled,
        errors=filled.links(purposes.ASKS),
    )
