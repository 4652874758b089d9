"""The auditor's pages: cases as metadata, broken glass and its review, what befell accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.asked_words import CLASSES
from api.pages.filling import Filled, fill, form_id, refusal
from api.pages.log_words import event_words, look_words, whose
from api.pages.logs_asked import Cursor, Words, asked
from api.pages.visitor import OwnForm, Saved, Visiting, Visitor
from states.kinds import machines
from workflow.access.read_log import WORDS
from workflow.before_reading import readings
from workflow.before_reading.readings import REVIEW_ASKS, Broken
from workflow.errors import CasekeeperError
from workflow.people import directory
from workflow.people.account_events import WORDS as EVENTS
from workflow.policy import rulebooks
from workflow.queries import audit
from workflow.queries.looks import looks_of_case, people_of_log

router = APIRouter()
ReadingId = Annotated[int, Path(gt=0, lt=2**31)]
FRAME = frozenset({"csrf", "form_id"})
SAID = {"reviewed": "Saved: what you found stands in the case’s history too"}


def needs_reviews(session: Session, who: Visitor) -> list[tuple[str, str]]:
    """What waits for an auditor's review, as a line for what needs them, and where."""
    waiting = audit.waiting_glass(session, who.partnerships_where("audit")) if who.can("audit") else []
    mine = [one for one in waiting if one.person != who.person]
    if not mine:
        return []
    late = sum(one.review_due_on is not None and one.review_due_on < who.today for one in mine)
    says = "1 broken glass waits" if len(mine) == 1 else f"{len(mine)} broken glasses wait"
    return [(f"{says} for your review{f', {late} late' if late else ''}", "/audit#broken-glass")]


@router.get("/audit")
def overview(
    who: Visiting,
    reference: Words = "",
    kind: Words = "",
    restriction: Words = "",
    before: Cursor = None,
    reviewed: Cursor = None,
    saved: Saved = "",
) -> HTMLResponse:
    """What waits for a review, and every case there is, by what is known of it without reading it."""
    codes = who.partnerships_where("audit")
    with who.reading() as session:
        found, following = audit.bare_cases(
            session, codes, reference=reference, kind=kind, restriction=restriction, before=before
        )
        ended, ended_before = audit.reviewed_glass(session, codes, reviewed)
        chosen = {"reference": reference, "kind": kind, "restriction": restriction}
        query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
        return who.page(
            "audit.html.jinja",
            active="audit",
            message=SAID.get(saved, ""),
            waiting=audit.waiting_glass(session, codes),
            reviewed=ended,
            reviewed_href=f"/audit?reviewed={ended_before}#reviewed" if ended_before is not None else "",
            cases=[(one, rulebooks.running(session, one.rulebook).machine) for one in found],
            kinds={machine.key: machine.title for machine in machines().values()},
            classes=CLASSES,
            chosen=chosen,
            next_href=f"/audit?{query}&before={following}" if following is not None else "",
            first_href=f"/audit?{query}" if before is not None else "",
            today=who.today,
        )


@router.get("/audit/broken-glass/{reading}")
def one_glass(who: Visiting, reading: ReadingId, before: Cursor = None) -> HTMLResponse:
    """Who broke it, why, and what they looked at under it; the form of its review."""
    with who.reading() as session:
        found = readings.broken(session, reading, who.partnerships_where("audit"))
        return _page(session, who, found, Filled(form_id=form_id()), before=before)


@router.post("/audit/broken-glass/{reading}")
def review(who: Visiting, form: OwnForm, reading: ReadingId) -> Response:
    """Keeps what the auditor found."""
    filled = fill(REVIEW_ASKS, form, FRAME)
    codes = who.partnerships_where("audit")
    try:
        with who.writing() as session:
            found = readings.broken(session, reading, codes)
            readings.review(who.act(session, found.partnership), found, filled.answers)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        with who.reading() as session:
            found = readings.broken(session, reading, codes)
            return _page(session, who, found, filled.with_errors(errors), status=status)
    return RedirectResponse("/audit?saved=reviewed", 303)


@router.get("/accounts-log")
def accounts_log(
    request: Request, who: Visiting, person: Words = "", what: Words = "", before: Cursor = None
) -> HTMLResponse:
    """What befell accounts, rights and rules of access."""
    wanted, codes = asked(request), who.partnerships_where("audit")
    kind = what if what in EVENTS else ""
    days = {"from_on": wanted.from_on, "until": wanted.until}
    with who.reading() as session:
        found, following = audit.account_events(session, codes, person=person, what=kind, before=before, **days)
        agencies = directory.agencies_of(session, codes)
        return who.page(
            "accounts_log.html.jinja",
            status=422 if wanted.faults else 200,
            active="audit",
            events=[] if wanted.faults else [(one, whose(one), event_words(one, agencies)) for one in found],
            words=EVENTS,
            people=people_of_log(session, codes),
            person=person,
            what=kind,
            asked=wanted,
            errors=wanted.errors,
            next_href=wanted.next_page("/accounts-log", following),
            first_href=f"/accounts-log?{wanted.query}" if before is not None else "",
        )


def _page(
    session: Session, who: Visitor, found: Broken, filled: Filled, *, before: int | None = None, status: int = 200
) -> HTMLResponse:
    seen_under, following = looks_of_case(session, found.case_id, under=found.id, before=before)
    return who.page(
        "broken_glass.html.jinja",
        status=status,
        active="audit",
        glass=audit.glass(session, found.id),
        own=found.person == who.person,
        looks=[(one, look_words(one, directory.agencies(session, found.partnership))) for one in seen_under],
        words=WORDS,
        next_href=f"/audit/broken-glass/{found.id}?before={following}" if following is not None else "",
        today=who.today,
        asks=REVIEW_ASKS,
        filled=filled,
        errors=filled.links(REVIEW_ASKS),
    )
