"""Whether this process lives, can serve, and has heard of a worker; and figures for those who watch it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import func, select
from starlette.requests import Request

from api.installation import Installation
from notifications.heartbeat import ALARM_AFTER, silence
from workflow.errors import Unusable
from workflow.tables.rows import CASEFILE, MAIL, PARTNERSHIP

router = APIRouter(include_in_schema=False)
MAIL_STATUSES = ("queued", "sending", "sent", "deferred", "refused", "withdrawn")
_MAILS = select(MAIL.c.status, func.count()).group_by(MAIL.c.status)
_OPEN = select(func.count()).select_from(CASEFILE).where(CASEFILE.c.final.is_(False))


def this(request: Request) -> Installation:
    """The installation that the request came to."""
    installation: Installation = request.app.state.installation
    return installation


Here = Annotated[Installation, Depends(this)]


@router.get("/health/live")
def live() -> JSONResponse:
    """This process answers."""
    return JSONResponse({"status": "live"})


@router.get("/health/ready")
def ready(here: Here) -> JSONResponse:
    """This process can serve: the database answers and is set up."""
    with here.database.reading() as session:
        session.execute(select(PARTNERSHIP.c.code).limit(1)).first()
    return JSONResponse({"status": "ready"})


@router.get("/health/worker")
def worker(here: Here) -> JSONResponse:
    """A worker was heard of in the last two minutes."""
    with here.database.reading() as session:
        since = silence(session)
    if since is None or since > ALARM_AFTER:
        ago = "at all" if since is None else f"for {since.total_seconds():.0f} seconds"
        raise Unusable(f"No worker has been heard of {ago}: nobody is chased and no mail goes out.")
    return JSONResponse({"status": "heard", "seconds_ago": round(since.total_seconds(), 1)})


@router.get("/metrics")
def metrics(here: Here) -> PlainTextResponse:
    """Counts in Prometheus' text format; nothing of any case."""
    with here.database.reading() as session:
        since = silence(session)
        mails = dict.fromkeys(MAIL_STATUSES, 0) | {row[0]: row[1] for row in session.execute(_MAILS)}
        open_cases = session.execute(_OPEN).scalar_one()
    lines = ["# HELP casekeeper_mails Mails by status.", "# TYPE casekeeper_mails gauge"]
    lines += [f'casekeeper_mails{{status="{status}"}} {number}' for status, number in mails.items()]
    lines += ["# HELP casekeeper_open_cases Cases that haven't ended.", "# TYPE casekeeper_open_cases gauge"]
    lines += [f"casekeeper_open_cases {open_cases}"]
    lines += [
        "# HELP casekeeper_worker_age_seconds Seconds since a worker was heard of, NaN before the first.",
        "# TYPE casekeeper_worker_age_seconds gauge",
        f"casekeeper_worker_age_seconds {'NaN' if since is None else since.total_seconds()}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4; charset=utf-8")
