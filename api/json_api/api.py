"""The JSON API put together: one app with its own way of saying what went wrong, to be mounted."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI

from api.installation import Installation
from api.json_api import (
    cases,
    chronology,
    declaring,
    documents,
    evidence,
    kinds,
    lists,
    logs,
    policy,
    recommendations,
    work,
)
from api.json_api.caller import caller
from api.json_api.describing import Described
from api.json_api.problems import MEDIA_TYPE, add_problems
from api.json_api.shapes import Problem

JSON_AT = "/api/v1"
TOLD = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No token that counts", "content": TOLD},
    403: {"description": "Not permitted", "content": TOLD},
    404: {"description": "Nothing there, or not yours to see", "content": TOLD},
    409: {"description": "Not offered in this state; or the first request with this key still runs", "content": TOLD},
    412: {"description": "Stale: `changes` says what happened meanwhile", "content": TOLD},
    413: {"description": "Too large", "content": TOLD},
    415: {"description": "A body of another type", "content": TOLD},
    422: {"description": "Refused, with `reasons`; or unreadable, with `errors` by field", "content": TOLD},
    428: {"description": "If-Match is missing", "content": TOLD},
    429: {"description": "More within a minute than one person may ask for: `Retry-After` says when", "content": TOLD},
    503: {"description": "Can't be used as it stands: try again", "content": TOLD},
}


def json_api(installation: Installation) -> FastAPI:
    """The API of this installation."""
    app = Described(
        title="Casekeeper",
        version="1",
        summary="The same moves that the pages offer, from the same declarations.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.state.installation = installation
    add_problems(app)
    for part in (kinds, lists, cases, chronology, documents, evidence, policy, recommendations, work, declaring, logs):
        app.include_router(part.router, dependencies=[Depends(caller)], responses=REFUSALS)
    return app
