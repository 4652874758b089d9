"""Taking on a case that ran before Casekeeper: its questions page by page, nothing kept until the last one is sent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.drafts import DraftId, refilled
from api.pages.fields import first_field
from api.pages.filling import Filled, fill, form_id, once, refusal
from api.pages.forms import FRAME_FIELDS, answer_values, posted_fields
from api.pages.visitor import OwnForm, Posted, Visiting, Visitor
from states.asks import Ask, Known
from states.language import Machine
from states.moves import taking_on
from states.moves.taking_on import Part
from workflow.engine.act import Act
from workflow.engine.answers import read_answers
from workflow.engine.casework import seen
from workflow.engine.opening import as_opened
from workflow.engine.taking_on import may_take_on, take_on
from workflow.errors import CasekeeperError, Invalid, NotPermitted
from workflow.queries.opening import kinds_to_take_on

router = APIRouter()
FIELDS = FRAME_FIELDS | {"parent", "partnership", "at", "go"}
ONLY_THE_UNIT = "Cases that began before Casekeeper are taken on by the business unit."
Reference = Annotated[str, Query(max_length=40)]


@router.get("/take-on")
def kinds(who: Visiting, parent: Reference = "") -> HTMLResponse:
    """The kinds of case that can be taken on: alone, or below another."""
    with who.reading() as session:
        above = seen(session, parent, who.person, who.today) if parent else None
        _act(session, who, above.partnership if above else "")
    found = kinds_to_take_on(above)
    return who.page("taking_on_kinds.html.jinja", active="cases", kinds=found, parent=parent)


@router.get("/take-on/{kind}")
def first_page(request: Request, who: Visiting, kind: str, parent: Reference = "", draft: DraftId = "") -> HTMLResponse:
    """What the case is: the first page of its questions; or the page that was being written, of a draft."""
    with who.reading() as session:
        act = _act(session, who, seen(session, parent, who.person, who.today).partnership if parent else "")
        machine = as_opened(act, kind)
        parts = taking_on.parts(machine)
    back = refilled(who, request, draft, _asks(parts), FIELDS)
    with who.reading() as session:
        act = who.act(session, act.partnership)
        if back is not None:
            filled, form, says = back
            return form_page(act, who, machine, parent, parts[_at(parts, form)], filled, says=says)
        filled = Filled(form_id=form_id(), values=answer_values(_asks(parts), {}))
        return form_page(act, who, machine, parent, parts[0], filled)


@router.post("/take-on/{kind}")
def next_page(who: Visiting, form: OwnForm, kind: str) -> Response:
    """The following page, the one before, or this one again where something is wrong; after the last, the case."""
    parent = form.one("parent")
    with who.reading() as session:
        act = _act(session, who, form.one("partnership"))
        machine = as_opened(act, kind)
        parts = taking_on.parts(machine)
        filled = fill(_asks(parts), form, FIELDS)
        at = _at(parts, form)
        if filled.add_row:
            return form_page(act, who, machine, parent, parts[at], filled)
        if form.one("go") == "back":
            return form_page(act, who, machine, parent, parts[max(0, at - 1)], filled)
        errors = unreadable(parts[at], filled, act.known())
        if errors:
            return form_page(act, who, machine, parent, parts[at], filled.with_errors(errors), 422)
        if at + 1 < len(parts):
            return form_page(act, who, machine, parent, parts[at + 1], filled)
    try:
        with who.writing() as session:
            act = who.act(session, act.partnership)

            def taking() -> tuple[str, int]:
                case = take_on(act, kind, filled.answers, parent=parent or None)
                return case.reference, case.revision

            reference = once(session, who, filled, f"take-on/{kind}/{parent}", taking)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        wrong = next((part for part in parts if any(ask.key in errors for ask in part.asks)), parts[at])
        with who.reading() as session:
            act = who.act(session, act.partnership)
            return form_page(act, who, machine, parent, wrong, filled.with_errors(errors), status)
    return RedirectResponse(f"/cases/{reference}?saved=taken_on", 303)


def unreadable(part: Part, filled: Filled, known: Known) -> dict[str, str]:
    """What is wrong on this page, before anybody goes on to the next; how the answers fit together is asked last."""
    keys = {ask.key for ask in part.asks}
    try:
        read_answers(part.asks, {key: one for key, one in filled.answers.items() if key in keys}, known)
    except Invalid as fault:
        return fault.errors
    return {}


def form_page(
    act: Act, who: Visitor, machine: Machine, parent: str, part: Part, filled: Filled, status: int = 200, says: str = ""
) -> HTMLResponse:
    """One page of the form; what was typed on the others goes along unseen. ``says``: above a draft's."""
    parts = taking_on.parts(machine)
    others = [ask for ask in _asks(parts) if ask not in part.asks]
    hidden = {"form_id": filled.form_id, "parent": parent, "partnership": act.partnership, "at": part.key}
    return who.page(
        "taking_on.html.jinja",
        status=status,
        message=says,
        active="cases",
        machine=machine,
        parent=parent,
        part=part,
        number=parts.index(part) + 1,
        pages=len(parts),
        known=act.known(),
        filled=filled,
        hidden=hidden | posted_fields(others, filled.values),
        errors=links(parts, part, filled),
    )


def links(parts: Sequence[Part], here: Part, filled: Filled) -> list[dict[str, str]]:
    """The error summary: each sentence linked to its field; what is wrong on another page says on which."""
    found = [
        {"text": filled.errors[ask.key], "href": f"#{first_field(ask, filled.values.get(ask.key))}"}
        for ask in here.asks
        if ask.key in filled.errors
    ]
    elsewhere = {ask.key: part.title for part in parts if part is not here for ask in part.asks}
    return found + [
        {"text": f"{elsewhere[key]}: {says}" if key in elsewhere else says}
        for key, says in filled.errors.items()
        if key not in {ask.key for ask in here.asks}
    ]


def _act(session: Session, who: Visitor, partnership: str) -> Act:
    """Of somebody who may take cases on; in the first partnership where they may, if none is named."""
    codes = [partnership] if partnership else [code for code, doer in who.doers if may_take_on(doer)]
    act = who.act(session, codes[0]) if codes else None
    if act is None or not may_take_on(act.actor):
        raise NotPermitted(ONLY_THE_UNIT)
    return act


def _at(parts: Sequence[Part], form: Posted) -> int:
    """The number of the page that was sent."""
    return next((number for number, part in enumerate(parts) if part.key == form.one("at")), 0)


def _asks(parts: Sequence[Part]) -> tuple[Ask, ...]:
    return tuple(chain.from_iterable(part.asks for part in parts))
