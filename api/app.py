"""The web application: JSON, health and pages, each with its own way of failing, behind one cap on bodies."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api import health
from api.installation import Installation
from api.json_api.api import JSON_AT, json_api
from api.json_api.caller import caller
from api.json_api.problems import add_problems
from api.pages.problems import problem_page
from api.pages.rendering import STATIC, STATIC_AT
from api.pages.site import site
from api.pages.visitor import visitor
from api.rules.complete import require_rules
from api.rules.obeying import RULES
from api.rules.of_pages import DEMO
from api.web.body_cap import MEGABYTE, BodyCap
from api.web.last_resort import LastResort
from api.web.security_headers import SecurityHeaders

MOST_BODY = MEGABYTE
MOST_UPLOAD = 26 * MEGABYTE  # a file of 25 MB with what a form adds to it
MOST_TEMPLATE = 6 * MEGABYTE  # a template of 5 MB, likewise
UPLOADS = {rf"(?:{JSON_AT})?/cases/[^/]+/evidence": MOST_UPLOAD, r"/documents/[^/]+": MOST_TEMPLATE}
APOLOGY = ("Sorry, something went wrong", "Nothing was saved. Try again later.")


def create_app(installation: Installation) -> ASGIApp:
    """The application for one installation, which each route finds as ``request.app.state.installation``.

    ``Unusable`` where a route has no rule.
    """
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.installation = installation
    add_problems(app)
    app.include_router(health.router)
    app.mount(JSON_AT, json_api(installation))
    app.mount(STATIC_AT, StaticFiles(directory=STATIC), name="static")
    pages = site(installation)
    pages.add_middleware(LastResort, answer=lambda request: problem_page(request, 500, *APOLOGY))
    app.mount("/", pages, name="pages")
    require_rules(app, RULES, {visitor, caller}, without=set() if installation.settings.demo else set(DEMO))
    return SecurityHeaders(BodyCap(app, MOST_BODY, UPLOADS), secure=installation.settings.secure)
