"""The demo as `make run` starts it: a first page, last week's mail, a clean stop, and the same cases the next time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep

import httpx
import pytest

from api.demo import mailbox
from api.demo.loading import require_demo
from api.installation import open_installation
from api.settings import Settings
from tests.ports import free_port
from workflow.database.storage import Database
from workflow.tables import Partnership

ROOT = Path(__file__).parents[3]
DEMO = "import sys; from api.demo import run; run(int(sys.argv[1]))"


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    """The demo in a process of its own, its ``var`` in the folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CASEKEEPER_")}
    return subprocess.Popen(
        [sys.executable, "-c", DEMO, str(port)],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_page(demo: subprocess.Popen[str], port: int, within: float) -> str:
    """The sign-in page, once it is served."""
    end = monotonic() + within
    with httpx.Client(transport=httpx.HTTPTransport(retries=0)) as client:
        while monotonic() < end and demo.poll() is None:
            try:
                return client.get(f"http://127.0.0.1:{port}/sign-in", timeout=5).raise_for_status().text
            except httpx.TransportError:
                sleep(0.1)  # it starts on the same cores
    demo.kill()
    pytest.fail(f"no page within {within} s: {demo.communicate()}")


def stop(demo: subprocess.Popen[str], sign: signal.Signals, within: float = 90) -> tuple[str, str]:
    """Tells it to stop; it must end without fault. The time is one for a machine whose cores run other tests."""
    demo.send_signal(sign)
    said = demo.communicate(timeout=within)
    assert 0 == demo.returncode, said
    return said


def entries(folder: Path) -> set[tuple[object, ...]]:
    """What stands in the trails of all cases: a day that ends meanwhile may add to it."""
    with closing(connect(folder / "var/casekeeper.db")) as database:
        return set(database.execute("SELECT case_id, seq, move, hash FROM entry"))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_started_stopped_and_started_again(tmp_path: Path) -> None:
    """It serves, keeps last week's mail, stops on Ctrl-C and SIGTERM with 0, and a second start keeps the data."""
    port = free_port()
    demo = start(tmp_path, port)
    assert "Hannah Whitlock" in first_page(demo, port, within=480)
    said, complained = stop(demo, signal.SIGINT)
    assert f"http://127.0.0.1:{port}" in said
    assert "" == complained
    mails = mailbox.messages(tmp_path / "var/mail")
    assert len(mails) > 30
    assert len({mail.at.date() for mail in mails}) >= 5
    kept = entries(tmp_path)
    assert len(kept) > 250

    demo = start(tmp_path, port)
    assert "Hannah Whitlock" in first_page(demo, port, within=300)
    said, complained = stop(demo, signal.SIGTERM)
    assert "Loading" not in said
    assert "" == complained
    assert kept <= entries(tmp_path)


def test_stopped_while_loading(tmp_path: Path) -> None:
    """Ctrl-C while it loads ends it once what it loads is whole, so that the next start finds a demo."""
    demo = start(tmp_path, free_port())
    assert demo.stdout is not None
    assert "Loading" in demo.stdout.readline()
    assert "" == stop(demo, signal.SIGINT, within=90)[1]
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'var/casekeeper.db'}", files=tmp_path / "var/files")
    installation = open_installation(settings)
    require_demo(installation)
    installation.database.close()


def test_a_real_partnership_is_never_opened(tmp_path: Path, sqlite_url: str) -> None:
    """A database that the demo didn't load is refused: nobody could otherwise sign in without a password."""
    database = Database(sqlite_url)
    with database.writing() as session:
        session.add(Partnership(code="XY", name="A real one"))
    database.close()
    demo = subprocess.run(
        [sys.executable, "-c", DEMO, str(free_port())],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CASEKEEPER_DATABASE_URL": sqlite_url},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert 1 == demo.returncode
    assert "The database isn't a whole demo" in demo.stderr


def test_a_mail_is_kept_once(tmp_path: Path) -> None:
    """The same message to the same person takes the first one's place; another person's copy is another mail."""
    mail = (
        b"Message-ID: <1@x>\r\nSubject: Casekeeper: 1 new\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n\r\nOne thing\r\n"
    )
    for to in ("a@northmoor.example", "a@northmoor.example", "b@northmoor.example"):
        mailbox.keep(tmp_path, to, mail)
    assert 2 == len(mailbox.messages(tmp_path))
    found = mailbox.messages(tmp_path, "A@northmoor.example")[0]
    assert "Casekeeper: 1 new" == found.subject
    assert "One thing" == found.text.strip()
    assert found == mailbox.message(tmp_path, found.key)
    assert tmp_path / "mail" == mailbox.folder_of(Settings(files=tmp_path / "files"))
