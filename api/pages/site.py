"""The pages, put together: one app with its own way of saying what went wrong."""

from __future__ import annotations

from fastapi import FastAPI

from api.installation import Installation
from api.pages import (
    absence_pages,
    audit_pages,
    case_documents,
    case_pages,
    chronology_pages,
    days_off_pages,
    declaration_pages,
    demo_pages,
    document_pages,
    evidence_pages,
    home,
    leaving_pages,
    lists,
    look_pages,
    mail_mending,
    mail_pages,
    mail_previews,
    move_pages,
    opening_pages,
    people_pages,
    policy_pages,
    purpose_pages,
    reading_pages,
    recall_pages,
    taking_on_pages,
)
from api.pages.account import (
    again,
    by_link,
    code,
    idled_out,
    own,
    provider_pages,
    recovering,
    setting_up,
    sign_in,
    ways_page,
)
from api.pages.problems import add_problem_pages


def site(installation: Installation) -> FastAPI:
    """The pages of this installation, to be mounted at the root."""
    # No other address for the same page: a redirect would go where the Host header says, before any rule.
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.installation = installation
    mail = (mail_previews, mail_pages, mail_mending)
    cases = (
        lists,
        recall_pages,
        declaration_pages,
        purpose_pages,
        opening_pages,
        taking_on_pages,
        move_pages,
        evidence_pages,
        chronology_pages,
        case_documents,
        reading_pages,
        look_pages,
        case_pages,
    )
    for pages in (
        sign_in,
        code,
        again,
        idled_out,
        ways_page,
        setting_up,
        provider_pages,
        by_link,
        recovering,
        home,
        absence_pages,
        *cases,
        policy_pages,
        days_off_pages,
        document_pages,
        own,
        people_pages,
        leaving_pages,
        audit_pages,
        *mail,
    ):
        app.include_router(pages.router)
    if installation.settings.demo:
        app.include_router(demo_pages.router)
    add_problem_pages(app)
    return app
