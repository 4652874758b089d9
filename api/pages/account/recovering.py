"""For who can't sign in: asks for an address, and answers every one alike. What is done about it comes afterwards."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from api.pages.rendering import render
from api.pages.visitor import Form, Here, refuse_foreign, stranger_frame
from api.signing_in.invitations import recover
from api.web.source import source_of
from workflow.people.addresses import MOST

router = APIRouter()
EMPTY = [{"text": "Enter your email address", "href": "#email"}]
TEMPLATE = "account/recover.html.jinja"


@router.get("/recover")
def ask(here: Here) -> HTMLResponse:
    """The form."""
    return HTMLResponse(render(TEMPLATE, page=stranger_frame(here), errors=[], asked=False))


@router.post("/recover")
def asked(request: Request, here: Here, form: Form) -> Response:
    """The same answer to every address. Whether anybody has it is looked up once the answer is out."""
    refuse_foreign(request)
    typed = form.one("email").strip()
    if not typed:
        return HTMLResponse(render(TEMPLATE, page=stranger_frame(here), errors=EMPTY, asked=False), 422)
    source = source_of(request.scope, here.settings.proxies)
    page = render(TEMPLATE, page=stranger_frame(here), errors=[], asked=True)
    return HTMLResponse(page, background=BackgroundTask(recover, here, typed[:MOST], source))
