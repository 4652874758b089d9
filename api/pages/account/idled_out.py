"""A page that idled out gives way to one on which nothing is left to see; what was typed on it is kept as a draft.

No session is ended here, nor kept alive by asking: the database's clock says whether it lasts.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.account.entering import safe_path
from api.pages.account.own import minutes
from api.pages.account.sign_in import FORGET_ALL, GoingTo
from api.pages.drafts import kept_of
from api.pages.rendering import render
from api.pages.visitor import LONGEST, Forged, Form, Here, cookie_name, refuse_foreign, stranger_frame
from api.signing_in import sessions

router = APIRouter()
AT, BACK_TO, HAS_FILE = "idle-at", "idle-back", "idle-file"
"""What a page says beside the form's own fields: the form's path, its own address, whether a file was chosen."""


@router.post("/signed-out")
def give_way(request: Request, here: Here, form: Form) -> dict[str, Any]:
    """Where a page goes that idled out; or since when its session is idle, where another page kept that alive.

    ``Forged`` without the word of a session that lasts; what is typed on one that is over is its own form's.
    """
    refuse_foreign(request)
    with here.database.reading() as session:
        found = sessions.signed_in(session, request.cookies.get(cookie_name(here), ""), here.today())
    if found is not None:
        if not compare_digest(form.one("csrf").encode(), found.csrf.encode()):
            raise Forged
        return {"idle": int(found.idle.total_seconds())}
    texts = {name: given for name, given in form.texts.items() if name not in {AT, BACK_TO, HAS_FILE}}
    draft = kept_of(request, form.one(AT), texts, has_file=bool(form.one(HAS_FILE)))
    back_to = safe_path(form.one(BACK_TO))
    back_to = draft or (back_to if len(back_to) <= LONGEST else "/")
    return {"next": f"/signed-out?next={quote(back_to, safe='')}"}


@router.get("/signed-out")
def signed_out(here: Here, going_to: GoingTo = "/") -> HTMLResponse:
    """Says that one was signed out, and leads back; the browser forgets what it kept of other pages."""
    going_to = safe_path(going_to)
    body = render(
        "account/signed_out.html.jinja",
        page=stranger_frame(here),
        going_to=going_to,
        kept="draft" in parse_qs(urlsplit(going_to).query),
        idle=minutes(sessions.IDLE),
    )
    return HTMLResponse(body, headers=FORGET_ALL)
