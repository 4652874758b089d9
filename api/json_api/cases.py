"""One case: opened, looked at, moved; its trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from api.json_api.bodies import MoveBody, OpeningBody, reads, takes
from api.json_api.caller import Caller, Who
from api.json_api.preconditions import REPLAYED, OnlyOnce, Revision, etag
from api.json_api.shapes import CaseShown, EntryShown, TrailShown
from api.json_api.showing import case_shown
from states.canonical import canonical
from states.kinds import machines
from workflow.engine.casework import Casework, seen
from workflow.engine.firing import fire
from workflow.engine.opening import open_case
from workflow.errors import Invalid
from workflow.queries import case_view
from workflow.requests import Answered

router = APIRouter(tags=["cases"])
NO_TRAIL = "The trail of a case is for the business unit, chairs, the scrutineer and auditors."


@router.post("/cases", status_code=201, openapi_extra=takes(OpeningBody))
def open_one(
    who: Who, body: Annotated[OpeningBody, Depends(reads(OpeningBody))], once: OnlyOnce, response: Response
) -> CaseShown:
    """Opens a case."""
    with who.writing() as session:
        said = body.model_dump()
        before = once.answered(session, who, said)
        if before is not None:
            return _again(session, who, before, response)
        if body.kind not in machines():
            raise Invalid({"kind": f"There is no kind of case called {body.kind}; open one of {', '.join(machines())}"})
        partnership = who.partnership(session, body.partnership)
        act = who.act(session, partnership, recorded_for=body.recorded_for, happened_on=body.day(who.today))
        case = open_case(act, body.kind, body.answers, parent=body.parent)
        once.remember(session, who, said, Answered(201, case.reference, case.revision))
        return _told(session, who, case, response, status=201)


@router.get("/cases/{reference}")
def look_at(who: Who, reference: str, response: Response) -> CaseShown:
    """The case, with its clocks and what can be done to it."""
    with who.reading() as session:
        return _told(session, who, seen(session, reference, who.person, who.today), response)


@router.post("/cases/{reference}/moves/{move}", openapi_extra=takes(MoveBody))
def make_move(
    who: Who,
    reference: str,
    move: str,
    revision: Revision,
    body: Annotated[MoveBody, Depends(reads(MoveBody))],
    once: OnlyOnce,
    response: Response,
) -> CaseShown:
    """Makes a move."""
    with who.writing() as session:
        said = body.model_dump()
        before = once.answered(session, who, said)
        if before is not None:
            return _again(session, who, before, response)
        partnership = seen(session, reference, who.person, who.today).partnership
        act = who.act(session, partnership, recorded_for=body.recorded_for, happened_on=body.day(who.today))
        case = fire(act, reference, move, body.answers, expected_revision=revision)
        once.remember(session, who, said, Answered(200, case.reference, case.revision))
        return _told(session, who, case, response)


@router.get("/cases/{reference}/entries")
def entries(who: Who, reference: str) -> TrailShown:
    """The trail, oldest entry first, with the very text that each hash is of."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        who.doer(session, case.partnership, "see_trail", NO_TRAIL)
        found = case_view.entries(session, case)
    items = [
        EntryShown(
            seq=one.seq,
            move=one.move,
            label=one.label,
            by=one.by,
            recorded_for=one.recorded_for,
            happened_on=one.happened_on,
            at=one.at,
            came_from=one.came_from,
            to=one.to,
            answers=one.answers,
            clock_changes=list(one.clock_changes),
            body=canonical(one.body),
            hash=one.hash,
        )
        for one in found
    ]
    return TrailShown(reference=case.reference, items=items)


def _told(session: Session, who: Caller, case: Casework, response: Response, *, status: int = 200) -> CaseShown:
    response.headers["ETag"] = etag(case.revision)
    if status == 201:
        response.headers["Location"] = f"/api/v1/cases/{case.reference}"
    return case_shown(who.act(session, case.partnership), case, who.here.settings.base_url)


def _again(session: Session, who: Caller, before: Answered, response: Response) -> CaseShown:
    """The first answer's status, address and ETag; the case as it stands now, since no bodies are kept."""
    case = seen(session, before.reference, who.person, who.today)
    told = _told(session, who, case, response, status=before.status)
    response.headers.update({"ETag": etag(before.revision), REPLAYED: "true"})
    return told
