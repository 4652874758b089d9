"""Making a move: its questions, when it happened, for whom it is recorded; given back filled in where it is refused."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.fields import day_value
from api.pages.filling import Filled, day_of, fill, form_id, once, refusal
from api.pages.forms import FRAME_FIELDS, answer_values
from api.pages.visitor import OwnForm, Posted, Visiting, Visitor
from states.judgement import permitted
from states.language import Move
from workflow import directory, evidence
from workflow.engine import clocks, effects
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.firing import entries_for, fire
from workflow.engine.gathering import gather, parts_read
from workflow.engine.offers import offers
from workflow.errors import CasekeeperError, Change, Invalid, NotFound, Stale
from workflow.files import Coming

router = APIRouter()
DOCUMENT = {"kind": "correspondence", "shows": "output"}


@router.get("/cases/{reference}/moves/{key}")
def move_form(
    who: Visiting, reference: str, key: str, for_another: Annotated[str, Query(alias="for", max_length=10)] = ""
) -> HTMLResponse:
    """The questions that a move asks, and what still stands in its way."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        move = move_of(case, key)
        defaults = {
            ask.key: ticking.due_on
            for name, ticking in clocks.of_case(session, case.id).items()
            for ask in move.asks
            if ask.default == name
        }
        kept = {ask.key: case.facts[ask.key] for ask in move.asks if not ask.narrative and ask.key in case.facts}
        filled = Filled(
            form_id=form_id(),
            values=answer_values(move.asks, {**kept, **defaults}),
            frame={"happened_on": day_value(who.today), "recorded_for": ""},
            revision=case.revision,
        )
        return form_page(session, who, case, move, filled, for_another=bool(for_another))


@router.post("/cases/{reference}/moves/{key}")
def make_move(who: Visiting, form: OwnForm, reference: str, key: str) -> Response:
    """Makes the move, or gives the form back as it was filled in."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        move = move_of(case, key)
        filled = fill(move.asks, form, FRAME_FIELDS | {"for"})
        if filled.add_row:
            return form_page(session, who, case, move, filled, for_another=form.one("for") == "1")
    try:
        with document(who, form) as coming, who.writing() as session:

            def moving() -> tuple[str, int]:
                return _move(session, who, case, move, form, filled, coming)

            once(session, who, filled, f"{reference}/{key}/{coming.sha256 if coming else ''}", moving)
    except CasekeeperError as fault:
        errors, status = refusal(fault)
        changes = fault.changes if isinstance(fault, Stale) else ()
        with who.reading() as session:
            return form_page(
                session,
                who,
                seen(session, reference, who.person, who.today),
                move,
                filled.with_errors(errors),
                for_another=form.one("for") == "1",
                changes=changes,
                status=status,
            )
    return RedirectResponse(f"/cases/{reference}?saved={key}", 303)


def move_of(case: Casework, key: str) -> Move:
    """The move of that key that a person may make; ``NotFound`` where the kind has none."""
    move = case.machine.move(key)
    if move is None or move.of_itself:
        raise NotFound
    return move


def form_page(
    session: Session,
    who: Visitor,
    case: Casework,
    move: Move,
    filled: Filled,
    *,
    for_another: bool,
    changes: tuple[Change, ...] = (),
    status: int = 200,
) -> HTMLResponse:
    """A move's form, with what was typed and what is wrong with it."""
    act = who.act(session, case.partnership)
    offer = next((one for one in offers(act, case) if one.move.key == move.key), None)
    entries = entries_for(act, case, move)
    return who.page(
        "move.html.jinja",
        status=status,
        active="cases",
        case=case,
        machine=case.machine,
        move=move,
        offer=offer,
        known=effects.known(act, case, {ask.type for ask in move.asks}, entries),
        for_another=for_another,
        people=people_who_may(act, case, move) if for_another else {},
        takes_document=for_another and case.state in case.machine.evidence.states and evidence.may_attach(act, case),
        filled=filled,
        revision=case.revision,
        errors=filled.links(move.asks),
        changes=changes,
        today=who.today,
    )


def people_who_may(act: Act, case: Casework, move: Move) -> dict[str, str]:
    """Everybody whose move this is, by address: for whom it can be recorded."""
    facts = gather(act, case, parts_read(()))
    by_address = directory.by_address(act.session, act.partnership, act.today)
    return {
        email: doer.name
        for email, doer in by_address.items()
        if doer.person != act.actor.person and permitted(move.by, replace(facts, doer=doer), move)
    }


def _move(
    session: Session, who: Visitor, case: Casework, move: Move, form: Posted, filled: Filled, coming: Coming | None
) -> tuple[str, int]:
    """The document first, where one came with it, then the move: both or neither."""
    if form.one("for") == "1" and not form.one("recorded_for"):
        raise Invalid({"recorded_for": "Select on whose behalf you are recording this"})
    act = who.act(
        session,
        case.partnership,
        recorded_for=form.one("recorded_for") or None,
        happened_on=day_of(form, "happened_on"),
    )
    expected: int | None = filled.revision
    if coming is not None:
        own = who.act(session, case.partnership, happened_on=act.happened_on)
        told = {**DOCUMENT, "effect_on": act.happened_on.isoformat()}
        evidence.attach(own, case.reference, told, coming, expected_revision=expected)
        expected = None
    done = fire(act, case.reference, move.key, filled.answers, expected_revision=expected)
    return done.reference, done.revision


def document(who: Visitor, form: Posted) -> AbstractContextManager[Coming | None]:
    """The document that came with the form, taken in before anybody waits for a lock; None where there is none."""
    if form.file is None:
        return nullcontext(None)
    return who.here.files.coming(form.file.filename or "", form.file.file)
