"""A way of failing that nobody has listed yet is answered, through both doors, as the nearest one that is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.json_api.problems import add_problems
from api.pages.problems import add_problem_pages
from tests.api.json.door import door_of
from tests.world import populate
from workflow.database.storage import Database
from workflow.errors import CasekeeperError, NotFound, NotPermitted, Refused


class OutOfHours(NotPermitted):
    """A kind of not being permitted that no table has."""


class Shredded(NotFound):
    """A kind of not being there that no table has."""


class Unready(Refused):
    """A kind of refusal that no table has."""


class Unheard(CasekeeperError):
    """None of the kinds that tables have."""


RAISED: list[tuple[CasekeeperError, int]] = [
    (OutOfHours("Come back in the morning."), 403),
    (Shredded(), 404),
    (Unready(["The minutes are missing"]), 422),
    (Unheard("Not that, not here."), 422),
]


@pytest.mark.parametrize("answered_by", [add_problems, add_problem_pages])
@pytest.mark.parametrize(("fault", "status"), RAISED, ids=lambda one: type(one).__name__)
def test_the_nearest_kind_answers(
    sqlite_database: Database,
    tmp_path: Path,
    fault: CasekeeperError,
    status: int,
    answered_by: Callable[[FastAPI], None],
) -> None:
    """Never a 500, and the sentence of the fault itself where it isn't hidden."""
    app = FastAPI()
    app.state.installation = door_of(populate(sqlite_database), tmp_path).installation
    answered_by(app)

    @app.get("/")
    def fails() -> None:
        raise fault

    reply = TestClient(app, raise_server_exceptions=False).get("/")

    assert status == reply.status_code
    assert status == 404 or str(fault).rstrip(".") in reply.text
