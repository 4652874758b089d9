"""Who has looked: at one case, for those who answer for it; at everything, for the auditor. And the log taken out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.log_words import look_words
from api.pages.logs_asked import Asked, Cursor, Words, as_cells, asked
from api.pages.looked import Looked as LookedAt
from api.pages.visitor import OwnForm, Visiting, Visitor
from states import roles
from states.asks import Ask, Known
from states.facts import Doer
from workflow.access.read_log import WORDS
from workflow.before_reading.readings import WHY
from workflow.engine.answers import read_answers
from workflow.engine.casework import Casework, seen
from workflow.errors import CasekeeperError, NotPermitted
from workflow.people import account_events, directory
from workflow.queries.looks import LookShown, Sought, every_look, last_look, looks, people_of_log
from workflow.queries.told_apart import whom_about
from workflow.queries.who_looked import may_see, who_looked

router = APIRouter()
REASON = Ask(key="reason", label="What you take it out for", type="line", hint="It is noted with what you take")
HEADINGS = ("at", "who", "address", "what", "case", "route", "detail", "purpose", "token", "under", "reason")
FRAME = frozenset({"csrf", "form_id"})


@router.get("/cases/{reference}/looks")
def of_case(who: Visiting, reference: str, before: Cursor = None) -> HTMLResponse:
    """Who has looked at this case, as far as the visitor may know it."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        found = who_looked(session, who.doer(case.partnership), case, before)
        return who.page(
            "looks.html.jinja",
            active="cases",
            case=case,
            about=whom_about(session, who.person, who.today, case.reference),
            machine=case.machine,
            names=found.may.names,
            own_agency=found.may.agencies is not None,
            looks=[(one, look_words(one, directory.agencies(session, case.partnership))) for one in found.looks],
            counts=[(roles.TITLES.get(one.role, one.role), WORDS[one.what], one.looks) for one in found.counts],
            words=WORDS,
            why=WHY,
            next_href=f"/cases/{reference}/looks?before={found.following}" if found.following is not None else "",
        )


def look_part(looked: LookedAt) -> dict[str, Any]:
    """``sees_looks``: whether the viewer may know who has looked at the case."""
    return {"sees_looks": sees(looked.act.actor, looked.case)}


def sees(doer: Doer, case: Casework) -> bool:
    """Whether the case's reader may know who has looked at it."""
    try:
        may_see(doer, case)
    except NotPermitted:
        return False
    return True


@router.get("/read-log")
def read_log(
    request: Request,
    who: Visiting,
    person: Words = "",
    case: Words = "",
    what: Words = "",
    glass: Words = "",
    token: Words = "",
    before: Cursor = None,
) -> HTMLResponse:
    """Everybody's looks, for the auditor; each page of it is noted too."""
    wanted = asked(request)
    sought = _sought(wanted, person, case, what, glass, token, before)
    codes = who.partnerships_where("audit")
    with who.reading() as session:
        found, following = ([], None) if wanted.faults else looks(session, codes, sought)
        agencies = directory.agencies_of(session, codes)
        return who.page(
            "read_log.html.jinja",
            status=422 if wanted.faults else 200,
            active="audit",
            looks=[(one, look_words(one, agencies)) for one in found],
            sought=sought,
            asked=wanted,
            errors=wanted.errors,
            words=WORDS,
            why=WHY,
            people=people_of_log(session, codes),
            next_href=wanted.next_page("/read-log", following),
            first_href=f"/read-log?{wanted.query}" if before is not None else "",
        )


@router.get("/read-log/export")
def ask_export(request: Request, who: Visiting) -> HTMLResponse:
    """What the log is taken out for."""
    return _export_page(who, asked(request), Filled(form_id=form_id()))


@router.post("/read-log/export")
def export(
    request: Request,
    who: Visiting,
    form: OwnForm,
    person: Words = "",
    case: Words = "",
    what: Words = "",
    glass: Words = "",
    token: Words = "",
) -> Response:
    """The looks asked for as CSV, all of them; that it was taken, and what for, is kept first."""
    wanted, filled = asked(request), fill((REASON,), form, FRAME)
    codes = who.partnerships_where("audit")
    try:
        reason = str(read_answers((REASON,), filled.answers, Known(who.today)).values[REASON.key])
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return _export_page(who, wanted, filled.with_errors(errors), status)
    if wanted.faults:
        return _export_page(who, wanted, filled, 422)
    with who.writing() as session:
        for code in codes:
            told = f"The read log, {wanted.query or 'all of it'}: {reason}"
            account_events.note(session, "exported", person=who.person, by=who.person, partnership=code, detail=told)
        # What is noted from here on, this export's own look among it, is not of it.
        up_to = last_look(session) + 1
    sought = _sought(wanted, person, case, what, glass, token, None)
    headers = {"Content-Disposition": 'attachment; filename="read-log.csv"'}
    return StreamingResponse(_csv(who, codes, sought, up_to), media_type="text/csv; charset=utf-8", headers=headers)


def _sought(wanted: Asked, person: str, case: str, what: str, glass: str, token: str, before: int | None) -> Sought:
    days = (wanted.from_on, wanted.until)
    return Sought(person, case, what if what in WORDS else "", *days, bool(glass), bool(token), before)


def _csv(who: Visitor, codes: list[str], sought: Sought, before: int) -> Iterator[str]:
    yield "\ufeff" + _line(HEADINGS)
    while True:
        with who.reading() as session:
            rows = every_look(session, codes, sought, before)
        yield "".join(_line(_cells(row)) for row in rows)
        if not rows:
            return
        before = rows[-1].id


def _cells(one: LookShown) -> tuple[str, ...]:
    at = one.at.isoformat(timespec="milliseconds")
    under = WHY.get(one.why, "")
    first = (at, one.name, one.email, WORDS[one.what], one.reference, one.route)
    return (*first, one.detail, one.purpose, one.by_token, under, one.reason)


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(as_cells(cells))
    return written.getvalue()


def _export_page(who: Visitor, wanted: Asked, filled: Filled, status: int = 200) -> HTMLResponse:
    return who.page(
        "read_log_export.html.jinja",
        status=status,
        active="audit",
        asked=wanted,
        asks=(REASON,),
        filled=filled,
        errors=filled.links((REASON,)) + wanted.errors,
    )
