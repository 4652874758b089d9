"""Making a move: its questions, when it happened, for whom it is recorded; given back filled in where it is refused."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.drafts import DraftId, refilled
from api.pages.fields import day_value
from api.pages.filling import Filled, day_of, fill, form_id, once, refusal
from api.pages.forms import FRAME_FIELDS, answer_values
from api.pages.recall_part import recalled_at
from api.pages.register_forms import chosen_row, present, running_rows, said_anew
from api.pages.visitor import OwnForm, Posted, Visiting, Visitor
from api.rules.obeying import FreshSignInFirst
from states import receiving
from states.asks import Ask
from states.evidence import RECORD
from states.judgement import permitted
from states.language import Move
from states.moves.registers import UPDATE
from states.receiving import Received
from workflow.engine import clocks, nameable
from workflow.engine.act import Act
from workflow.engine.casework import Casework, require_part, seen
from workflow.engine.firing import entries_for, fire
from workflow.engine.gathering import gather, parts_read
from workflow.engine.offers import offers
from workflow.errors import CasekeeperError, Change, Invalid, NotFound, Stale
from workflow.people import directory
from workflow.queries import case_view
from workflow.queries.case_evidence import pieces
from workflow.queries.registers import Row
from workflow.queries.told_apart import whom_about
from workflow.uploads import evidence
from workflow.uploads.files import Coming

router = APIRouter()
FIELDS = FRAME_FIELDS | {"for", "chosen"}


@router.get("/cases/{reference}/moves/{key}")
def move_form(
    request: Request,
    who: Visiting,
    reference: str,
    key: str,
    for_another: Annotated[str, Query(alias="for", max_length=10)] = "",
    row: Annotated[str, Query(max_length=9)] = "",
    draft: DraftId = "",
) -> HTMLResponse:
    """The questions that a move asks, and what still stands in its way; ``row`` is of the list that it is about."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        require_part(session, case, who.person, who.today)
        move = move_of(case, key)
        require_fresh(who, move)
    back = refilled(who, request, draft, move.asks, FIELDS)
    with who.reading() as session:
        if back is not None:
            filled, form, says = back
            chosen = chosen_row(session, case, move, form.one("chosen"))
            another = form.one("for") == "1"
            return form_page(session, who, case, move, filled, for_another=another, chosen=chosen, says=says)
        defaults = {
            ask.key: ticking.due_on
            for name, ticking in clocks.of_case(session, case.id).items()
            for ask in move.asks
            if ask.default == name
        }
        kept = {ask.key: case.facts[ask.key] for ask in move.asks if _prefilled(ask, case)}
        kept |= _listed(session, case, move)
        chosen = chosen_row(session, case, move, row)
        now = present(case, move, chosen, who.today) if chosen is not None else {}
        filled = Filled(
            form_id=form_id(),
            values=answer_values(move.asks, {**kept, **defaults, **now}),
            frame={"happened_on": day_value(who.today), "recorded_for": "", "received": "", "kept": ""},
            revision=case.revision,
        )
        return form_page(session, who, case, move, filled, for_another=bool(for_another), chosen=chosen)


@router.post("/cases/{reference}/moves/{key}")
def make_move(who: Visiting, form: OwnForm, reference: str, key: str) -> Response:
    """Makes the move, or gives the form back as it was filled in."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        move = move_of(case, key)
        require_fresh(who, move)
        filled = fill(move.asks, form, FIELDS)
        chosen = chosen_row(session, case, move, form.one("chosen"))
        if filled.add_row:
            return form_page(session, who, case, move, filled, for_another=form.one("for") == "1")
        if chosen is not None:
            filled = said_anew(case, move, chosen, filled)
    try:
        with document(who, form, case) as coming, who.writing() as session:

            def moving() -> tuple[str, int]:
                return _move(session, who, case, move, form, filled, coming)

            once(session, who, filled, f"{reference}/{key}/{coming.sha256 if coming else ''}", moving)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        if "file" in errors:
            errors["document"] = errors.pop("file")
        changes = fault.changes if isinstance(fault, Stale) else ()
        with who.reading() as session:
            return form_page(
                session,
                who,
                seen(session, reference, who.person, who.today),
                move,
                filled.with_errors(errors),
                for_another=form.one("for") == "1",
                chosen=chosen,
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


def require_fresh(who: Visitor, move: Move) -> None:
    """``FreshSignInFirst`` where the move is made in one's own name and its person proved who they are longer ago."""
    if move.in_own_name and not who.fresh:
        raise FreshSignInFirst


def form_page(
    session: Session,
    who: Visitor,
    case: Casework,
    move: Move,
    filled: Filled,
    *,
    for_another: bool,
    chosen: Row | None = None,
    changes: tuple[Change, ...] = (),
    status: int = 200,
    says: str = "",
) -> HTMLResponse:
    """A move's form, with what was typed and what is wrong with it; ``chosen``: the row that it is about.

    ``says``: what stands above a draft that comes back. It keeps its revision: what changed meanwhile is then shown.
    """
    act = who.act(session, case.partnership)
    offer = next((one for one in offers(act, case) if one.move.key == move.key), None)
    entries = entries_for(act, case, move)
    known = nameable.known(act, case, {ask.type for ask in move.asks}, entries)
    if known.rows:
        known = replace(known, rows=running_rows(session, case))
    return who.page(
        "move.html.jinja",
        status=status,
        active="cases",
        case=case,
        about="" if case.title else whom_about(session, who.person, who.today, case.reference),
        machine=case.machine,
        move=move,
        offer=offer,
        known=known,
        asks=[ask for ask in move.asks if chosen is None or ask.type != "row"],
        chosen=chosen,
        keeps=move.effect == UPDATE,
        for_another=for_another,
        people=people_who_may(act, case, move) if for_another else {},
        how_received=receiving.HOW,
        kept=_kept(session, case) if for_another else {},
        filled=filled,
        revision=filled.revision if says else case.revision,
        message=says,
        errors=filled.links(move.asks),
        changes=changes,
        earlier=recalled_at(session, who, case, move),
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


def _kept(session: Session, case: Casework) -> dict[str, str]:
    """The documents on the case that may show what is recorded, by their ids."""
    return {str(one.id): one.called for one in pieces(session, case)[::-1] if one.scan != "infected"}


def _prefilled(ask: Ask, case: Casework) -> bool:
    """Whether the form begins with what the case knows: never with narrative, nor with a case that may be hidden."""
    return not ask.narrative and ask.type != "case" and ask.key in case.facts


def _listed(session: Session, case: Casework, move: Move) -> dict[str, Any]:
    """Whom the case is about, where the move says it anew: nobody writes the whole list again to add a word."""
    key = case.machine.subjects_from
    if key not in case.facts or all(ask.key != key for ask in move.asks):
        return {}
    return {key: case_view.facts_told(session, case)[key]}


def _move(
    session: Session, who: Visitor, case: Casework, move: Move, form: Posted, filled: Filled, coming: Coming | None
) -> tuple[str, int]:
    """The document first, where one came with it, then the move: both or neither."""
    how, kept = form.one("received"), form.one("kept")
    if form.one("for") == "1" and not form.one("recorded_for"):
        raise Invalid({"recorded_for": "Select on whose behalf you are recording this"})
    act = who.act(
        session,
        case.partnership,
        recorded_for=form.one("recorded_for") or None,
        received=Received(how, int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 10 else None),
        happened_on=day_of(form, "happened_on"),
    )
    expected: int | None = filled.revision
    if coming is not None:
        own = who.act(session, case.partnership, happened_on=act.happened_on)
        kind = "minute" if how == "meeting" else "correspondence"
        told = {"kind": kind, "shows": RECORD, "effect_on": act.happened_on.isoformat()}
        attached = evidence.attach(own, case.reference, told, coming, expected_revision=expected)
        act, expected = replace(act, received=Received(how, attached.id)), None
    done = fire(act, case.reference, move.key, filled.answers, expected_revision=expected)
    return done.reference, done.revision


def document(who: Visitor, form: Posted, case: Casework) -> AbstractContextManager[Coming | None]:
    """The document that came with the form, taken in before anybody waits for a lock; None where there is none."""
    if form.file is None:
        return nullcontext(None)
    return who.taking_in(form.file, case.partnership, case.reference)
