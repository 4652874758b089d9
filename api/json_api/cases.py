"""One case: opened, looked at, moved; its trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from api.json_api.bodies import ActBody, MoveBody, OpeningBody, reads, takes
from api.json_api.caller import Caller, Who
from api.json_api.deciding import decisions_shown
from api.json_api.decision_shapes import DecisionsShown
from api.json_api.preconditions import REPLAYED, Once, OnlyOnce, Revision, etag
from api.json_api.shapes import CaseShown, EntryShown, ReceivedShown, TrailShown
from api.json_api.showing import case_shown
from api.rules.obeying import note_case
from states.canonical import canonical
from states.kinds import machines
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.firing import fire
from workflow.engine.opening import open_case
from workflow.engine.receiving import RECEIVED
from workflow.engine.taking_on import take_on
from workflow.errors import Invalid, NotPermitted
from workflow.queries.trail_view import entries_told
from workflow.requests import Answered

router = APIRouter(tags=["cases"])
NO_SIGNING = "This token isn’t for signing: issue one with the scope “sign”."
NO_TRAIL = "The trail of a case is for the business unit, chairs, the scrutineer and auditors."


@router.post("/cases", status_code=201, openapi_extra=takes(OpeningBody))
def open_one(
    request: Request,
    who: Who,
    body: Annotated[OpeningBody, Depends(reads(OpeningBody))],
    once: OnlyOnce,
    response: Response,
) -> CaseShown:
    """Opens a case, or takes on one that ran before Casekeeper."""
    with who.writing() as session:
        said = body.model_dump()
        before = once.answered(session, who, said)
        told = _again(session, who, before, response) if before else _opened(session, who, body, once, response)
        # Which case it is was known to nobody before: the look at it is noted with it, and before it is shown.
        note_case(request, session, who.today, told.reference, again=before is not None)
        return told


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
        stands = seen(session, reference, who.person, who.today)
        made = stands.machine.move(move)
        if made is not None and made.in_own_name and "sign" not in who.scopes:
            raise NotPermitted(NO_SIGNING)
        act = _act(session, who, stands.partnership, body)
        case = fire(act, reference, move, body.answers, expected_revision=revision)
        once.remember(session, who, said, Answered(200, case.reference, case.revision))
        return _told(session, who, case, response)


@router.get("/cases/{reference}/decisions")
def decided(who: Who, reference: str) -> DecisionsShown:
    """What was decided, oldest first: as it was put, with each position and the facts as they stood."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        return decisions_shown(who.act(session, case.partnership), case)


@router.get("/cases/{reference}/entries")
def entries(who: Who, reference: str) -> TrailShown:
    """The trail, oldest entry first: with the text that each hash is of, unless it names what isn’t yours to know."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        who.doer(session, case.partnership, "see_trail", NO_TRAIL)
        found = entries_told(who.act(session, case.partnership), case)
    items = [
        EntryShown(
            seq=one.seq,
            move=one.move,
            label=one.label,
            by=one.by,
            recorded_for=one.recorded_for,
            received=ReceivedShown.model_validate(one.body[RECEIVED]) if RECEIVED in one.body else None,
            happened_on=one.happened_on,
            at=one.at,
            came_from=one.came_from,
            to=one.to,
            answers=one.answers,
            clock_changes=list(one.clock_changes),
            body=None if one.withheld else canonical(one.body),
            withheld=one.withheld,
            prev=one.body["prev"],
            hash=one.hash,
        )
        for one in found
    ]
    return TrailShown(reference=case.reference, items=items)


def _act(session: Session, who: Caller, partnership: str, body: ActBody) -> Act:
    return who.act(
        session, partnership, recorded_for=body.recorded_for, received=body.came_in(), happened_on=body.day(who.today)
    )


def _opened(session: Session, who: Caller, body: OpeningBody, once: Once, response: Response) -> CaseShown:
    if body.kind not in machines():
        raise Invalid({"kind": f"There is no kind of case called {body.kind}; open one of {', '.join(machines())}"})
    partnership = who.partnership(session, body.partnership)
    act = _act(session, who, partnership, body)
    if body.taken_on and body.happened_on is not None:
        raise Invalid({"happened_on": "A case is taken on today: when it began is the answer began_on"})
    opening = take_on if body.taken_on else open_case
    case = opening(act, body.kind, body.answers, parent=body.parent)
    once.remember(session, who, body.model_dump(), Answered(201, case.reference, case.revision))
    return _told(session, who, case, response, status=201)


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
