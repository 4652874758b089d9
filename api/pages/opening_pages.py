"""Opening a case: the kind's own questions, alone or below another case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.drafts import DraftId, refilled
from api.pages.filling import Filled, day_of, fill, form_id, once, refusal
from api.pages.forms import FRAME_FIELDS, answer_values
from api.pages.opening_asks import asked, preset
from api.pages.visitor import OwnForm, Visiting, Visitor
from states.language import KIND_GROUPS, Machine
from workflow.engine.casework import seen
from workflow.engine.opening import as_opened, open_case
from workflow.engine.taking_on import may_take_on
from workflow.errors import CasekeeperError
from workflow.queries.opening import kinds_alone

router = APIRouter()
MOST_BUTTONS = 3
OPENING_FIELDS = FRAME_FIELDS | {"parent", "partnership"}


def kinds_to_open(who: Visitor) -> list[Machine]:
    """The kinds that the visitor may open alone, in any of their partnerships.

    What the law's clocks wait for first, then what stands below nothing.
    """
    with who.reading() as session:
        found = {m.key: m for code, _ in who.partnerships for m in kinds_alone(who.act(session, code))}
    return sorted(found.values(), key=lambda one: (not _statutory(one), bool(one.opening.parents), one.title))


def _statutory(machine: Machine) -> bool:
    return any(clock.chase == "statutory" for clock in machine.clocks)


def often_opened(who: Visitor, kinds: Sequence[Machine]) -> list[Machine]:
    """Those of the kinds that somebody in the visitor's roles opens often, the first few."""
    held = {role for _, doer in who.doers for role, _ in doer.roles}
    return [machine for machine in kinds if held & set(machine.opening.often)][:MOST_BUTTONS]


@router.get("/open")
def new_case(who: Visiting) -> HTMLResponse:
    """The kinds that the visitor may open alone, by what they are about."""
    found = kinds_to_open(who)
    groups = [(title, [machine for machine in found if machine.group == key]) for key, title in KIND_GROUPS.items()]
    return who.page(
        "new_case.html.jinja",
        active="cases",
        groups=[(title, kinds) for title, kinds in groups if kinds],
        takes_on=any(may_take_on(doer) for _, doer in who.doers),
    )


@router.get("/open/{kind}")
def opening_form(
    request: Request, who: Visiting, kind: str, parent: Annotated[str, Query(max_length=40)] = "", draft: DraftId = ""
) -> HTMLResponse:
    """The questions that opening a case of this kind asks."""
    with who.reading() as session:
        partnership = seen(session, parent, who.person, who.today).partnership if parent else who.partnerships[0][0]
        act = who.act(session, partnership)
        machine = as_opened(act, kind)
        values = answer_values(machine.opening.asks, preset(machine, act.actor, parent))
    back = refilled(who, request, draft, machine.opening.asks, OPENING_FIELDS)
    with who.reading() as session:
        if back is not None:
            filled, form, says = back
            partnership = form.one("partnership")
            return form_page(session, who, machine, partnership, parent, filled, says=says)
        return form_page(session, who, machine, partnership, parent, Filled(form_id=form_id(), values=values))


@router.post("/open/{kind}")
def open_it(who: Visiting, form: OwnForm, kind: str) -> Response:
    """Opens the case, or gives the form back as it was filled in."""
    partnership, parent = form.one("partnership"), form.one("parent")
    with who.reading() as session:
        machine = as_opened(who.act(session, partnership), kind)
    filled = fill(machine.opening.asks, form, OPENING_FIELDS)
    if filled.add_row:
        with who.reading() as session:
            return form_page(session, who, machine, partnership, parent, filled)
    try:
        with who.writing() as session:
            act = who.act(session, partnership, happened_on=day_of(form, "happened_on"))

            def opening() -> tuple[str, int]:
                case = open_case(act, kind, filled.answers, parent=parent or None)
                return case.reference, case.revision

            reference = once(session, who, filled, f"open/{kind}/{parent}", opening)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            return form_page(session, who, machine, partnership, parent, filled.with_errors(errors), status)
    return RedirectResponse(f"/cases/{reference}?saved=opened", 303)


def form_page(
    session: Session,
    who: Visitor,
    machine: Machine,
    partnership: str,
    parent: str,
    filled: Filled,
    status: int = 200,
    says: str = "",
) -> HTMLResponse:
    """The opening's form, with what was typed and what is wrong with it; ``says``: above a draft that comes back."""
    above = seen(session, parent, who.person, who.today).kind if parent else ""
    return who.page(
        "opening.html.jinja",
        status=status,
        message=says,
        active="cases",
        machine=machine,
        partnership=partnership,
        parent=parent,
        known=who.act(session, partnership).known(),
        filled=filled,
        asks=asked(machine, above),
        takes_on=may_take_on(who.doer(partnership)),
        errors=filled.links(machine.opening.asks),
    )
