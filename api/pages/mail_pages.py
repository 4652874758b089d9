"""How the partnership's mail fares, for the business manager: who was told, who wasn't, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.pages.visitor import Visiting
from workflow import access
from workflow.errors import NotPermitted
from workflow.queries.mail_states import STATUSES, latest_mail, mail_counts

router = APIRouter()


@router.get("/mail")
def mail(who: Visiting, status: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """Mail by state, the latest first; contents are not shown."""
    managed = [code for code, doer in who.doers if access.can(doer, "see_mail")]
    if not managed:
        raise NotPermitted("Mail is for the business manager and the administrator.")
    with who.reading() as session:
        status = status if status in STATUSES else ""
        return who.page(
            "mail.html.jinja",
            active="mail",
            counts=mail_counts(session, managed),
            labels=STATUSES,
            chosen=status,
            mails=latest_mail(session, managed, status),
        )
