"""What people write is in no log and on no error's page, whatever fails: database, rules, mail server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from api.command_line import app
from api.serving import log_plainly
from notifications.worker import Pace, Worker
from tests.api.json.door import Door, door_of
from tests.api.pages.site import Site, site_of
from tests.attack.canary import CANARY, Planted
from tests.attack.hostile_mail_server import HostileMailServer
from tests.figures import Figure
from tests.notifications.mailbox import Mailbox
from tests.notifications.waiting import until
from tests.workflow import situations
from tests.workflow.situations import sql
from tests.world import World, populate
from workflow.database.storage import Database

Doors = tuple[Planted, Door, Site]
SENT = "Stieglitz"
NOTE, OWN = {"note": f"{CANARY} said so"}, {"note": f"{SENT} said so"}
"""What others wrote, and what somebody sends: their own form shows them that again, no log holds it."""
COMMANDS = (
    ("sweep",),
    ("deliver",),
    ("verify",),
    ("mail", "list"),
    ("files", "check"),
    ("describe",),
    ("people", "list"),
    ("migrate",),
)


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Any:
    """Gives all that was logged so far, at every level, by us and by those whose work we use."""
    log_plainly()
    caplog.set_level(logging.DEBUG)
    return lambda: "".join(capsys.readouterr()) + "".join(one.getMessage() for one in caplog.records)


@pytest.fixture
def doors(world: World, tmp_path: Path) -> Doors:
    """A partnership whose people write canaries, its JSON door and its pages."""
    return _doors(world, tmp_path)


@pytest.fixture(params=["sqlite_url", "own_postgresql_url"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Doors]:
    """As ``doors``, in a database that the test may break."""
    database = Database(request.getfixturevalue(request.param))
    yield _doors(populate(database), tmp_path)
    database.close()


def _doors(world: World, folder: Path) -> Doors:
    door, site = door_of(world, folder / "files"), site_of(world, folder / "files")
    return Planted(world.database, world.now, world.ids), door, site


def test_what_is_refused_tells_no_others_words(doors: Doors, logged: Any, figure: Figure) -> None:
    """From 403 to 428: of what others wrote nothing is said, of what one sends oneself nothing is logged."""
    world, door, site = doors
    # Whom a case is about heads each page of those who read it, so the note alone is planted.
    reference = situations.incident(World(world.database, world.now, world.ids))
    world.fire("officer", reference, "note", NOTE)
    visit, sent = site.visit("user_school"), {"answers": OWN}
    moves = f"/cases/{reference}/moves"
    own = door.headers("officer") | {"If-Match": '"1"', "Content-Type": "application/json"}
    answers = [
        door.client.post(f"/api/v1{moves}/note", content=b'{"answers": "' + SENT.encode(), headers=own),
        door.post("dsp_police", f"{moves}/note", sent, If_Match='"1"'),
        door.post("user_school", f"{moves}/note", sent, If_Match='"1"'),
        door.post("officer", f"{moves}/resume", sent, If_Match='"1"'),
        door.post("officer", f"{moves}/note", sent, If_Match='"99"'),
        door.post("officer", f"{moves}/note", sent),
        door.client.post(f"/api/v1{moves}/note", content=SENT * 200_000, headers=own),
        door.client.post(f"/api/v1{moves}/note", content=SENT, headers=own | {"Content-Type": "text/plain"}),
        door.post("officer", f"{moves}/give_view", {"answers": {"view": SENT}}, If_Match='"1"'),
        visit.get(f"/cases/{reference}"),
        visit.post(f"{moves}/note", {"csrf": visit.csrf, **OWN}),
        visit.post(f"{moves}/note", {"csrf": SENT, **OWN}),
        site.visit("dsp_police").post(f"{moves}/note", {"csrf": site.visit("dsp_police").csrf, **OWN}),
    ]
    statuses = {one.status_code for one in answers}
    assert {403, 404, 409, 412, 413, 415, 422, 428} <= statuses
    assert [] == [one.text for one in answers if CANARY in one.text + str(one.headers)]
    for path in ("/metrics", "/health/live", "/health/ready", "/health/worker"):
        assert CANARY not in door.client.get(path).text
    said = logged()
    assert [] == [word for word in (CANARY, SENT) if word in said]
    figure("canaries logged as requests are refused", f"0 in {len(said)} characters, {len(answers)} answers")


@pytest.mark.parametrize(
    "breaks",
    [
        "ALTER TABLE entry RENAME TO entry_gone",
        f"UPDATE casefile SET facts = '{CANARY}, no JSON'",
        "ALTER TABLE look RENAME TO look_gone",
    ],
    ids=["a table gone", "a case that can't be read", "no log, no read"],
)
def test_what_fails_tells_nothing(own: Doors, logged: Any, breaks: str) -> None:
    """500 and 503, of a page and of JSON, while somebody writes: the answer and the log name kind and place alone."""
    world, door, site = own
    reference = situations.incident(world)
    officer = site.visit("officer")
    moves, word = f"/cases/{reference}/moves/note", officer.csrf
    door.headers("officer")
    sql(world.database, breaks)
    answers = [
        door.post("officer", moves, {"answers": NOTE}, If_Match='"1"'),
        officer.post(moves, {"csrf": word, "revision": "1", **NOTE}),
        *(officer.get(f"/cases/{reference}{below}") for below in ("", "/timeline", "/chronology", "/moves/note")),
    ]
    said = logged()
    assert {500, 503} & {one.status_code for one in answers[:2]}
    answers = [one for one in answers if one.status_code in (500, 503)]
    assert [] == [one.text for one in answers if CANARY in one.text + str(one.headers)]
    assert CANARY not in said
    assert "unforeseen" in said or 500 not in {one.status_code for one in answers}


def test_a_worker_that_fails_logs_no_words(own: Doors) -> None:
    """The mail server refuses in its words; sweep and gathering fail over what stands in the database."""
    world, _, _ = own
    reference = situations.incident(world)
    world.fire("officer", reference, "ask_views", {"views_asked_on": "2026-11-23"})
    with HostileMailServer(rcpt=b"550 no\r\n") as server:
        logged = _works_until(world, server.post, "delivered")
    sql(world.database, f"UPDATE policy_edition SET body = '{CANARY} = [no policy', edition = '{CANARY}'")
    sql(world.database, f"UPDATE rulebook SET body = '{CANARY}, no JSON'")
    world.at("2026-12-01", 8)
    logged += _works_until(world, Mailbox().post, "sweep")
    assert CANARY not in repr(logged)


def test_the_command_line_says_no_words(
    own: Doors, logged: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What its commands say of cases, on a good day and with a table gone."""
    world, _, _ = own
    reference = situations.incident(world)
    world.fire("officer", reference, "note", NOTE)
    monkeypatch.setenv("CASEKEEPER_DATABASE_URL", str(world.database.engine.url.render_as_string(hide_password=False)))
    monkeypatch.setenv("CASEKEEPER_FILES", str(tmp_path / "files"))
    said = [_typed(words) for words in COMMANDS]
    sql(world.database, "ALTER TABLE notice RENAME TO notice_gone")
    said += [_typed(words) for words in COMMANDS[:-1]]
    assert CANARY not in "".join(said) + logged()
    assert sum(len(one) for one in said) > 500


def _typed(words: tuple[str, ...]) -> str:
    """What a command says on both its ways out, and of a fault that nobody foresaw."""
    result = CliRunner().invoke(app, list(words))
    return result.output + result.stderr + str(result.exception or "")


def _works_until(world: World, post: Any, *events: str) -> list[Any]:
    """What a worker logs until each of these was logged: events, or ticks that failed."""

    async def runs() -> None:
        worker = Worker(world.database, post, lambda: world.now, Pace(sweep=60, gather=1, deliver=1))
        running = asyncio.create_task(worker.run())
        await asyncio.to_thread(until, lambda: set(events) <= {str(one.get("tick", one["event"])) for one in heard})
        worker.stop()
        await running

    with capture_logs() as heard:
        asyncio.run(runs())
    return list(heard)
