"""The pages, put together: one app with its own way of saying what went wrong."""

from __future__ import annotations

from fastapi import FastAPI

from api.installation import Installation
from api.pages import (
    absence_pages,
    case_pages,
    days_off_pages,
    demo_pages,
    evidence_pages,
    home,
    lists,
    mail_mending,
    mail_pages,
    mail_previews,
    move_pages,
    opening_pages,
    policy_pages,
    signing,
)
from api.pages.problems import add_problem_pages


def site(installation: Installation) -> FastAPI:
    """The pages of this installation, to be mounted at the root."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.installation = installation
    mail = (mail_previews, mail_pages, mail_mending)
    cases = (lists, opening_pages, move_pages, evidence_pages, case_pages)
    for pages in (signing, home, absence_pages, *cases, policy_pages, days_off_pages, *mail):
        app.include_router(pages.router)
    if installation.settings.demo:
        app.include_router(demo_pages.router)
    add_problem_pages(app)
    return app
