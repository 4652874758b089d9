"""Takes the pictures that the README shows: starts a fresh demo in a temporary folder, drives Chromium through it."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, HIGHEST = 1180, 1500
DAY_OFF = "the calendar changed"
START = "import sys; from api.demo import run; run(int(sys.argv[1]))"
REVIEW = "SELECT reference FROM casefile WHERE kind = 'rapid_review' AND state = 'awaiting_agreement'"
CLIMBED = "SELECT reference FROM casefile WHERE kind = 'disagreement' AND state = 'stage_5'"
PRACTICE = "SELECT reference FROM casefile WHERE kind = 'practice_review' AND state = 'copies_sent'"
INCIDENT = "SELECT c.reference FROM casefile c JOIN entry e ON e.case_id = c.id WHERE e.move = 'correct_date'"


@contextmanager
def demo() -> Iterator[tuple[str, Path]]:
    """A fresh demo: its address, and the folder that it works in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("CASEKEEPER_")}
        environment = clean | {"PYTHONPATH": str(ROOT), "CASEKEEPER_BASE_URL": "http://127.0.0.1:8000"}
        running = subprocess.Popen([sys.executable, "-c", START, str(port)], cwd=folder, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/sign-in", running)
            yield f"http://127.0.0.1:{port}", Path(folder)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=10)


def wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    """Until the page is there; two minutes at most, and not longer than the demo runs."""
    end = monotonic() + 120
    while True:
        try:
            urlopen(address, timeout=5).close()
        except OSError:
            if monotonic() > end or running.poll() is not None:
                raise
            sleep(0.2)
        else:
            return


@contextmanager
def signed_in(browser: Browser, address: str, name: str) -> Iterator[Page]:
    """A window in which somebody is signed in."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, base_url=address, color_scheme="light")
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name=name, exact=True).click()
    yield page
    context.close()


def picture(page: Page, name: str, path: str) -> None:
    """One page from its top, as high as it is or as fits."""
    page.goto(path)
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    clip = {"x": 0, "y": 0, "width": WIDE, "height": height}
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=clip)
    print(f"{name}.png")


def main() -> None:
    """Takes them all."""
    PICTURES.mkdir(exist_ok=True)
    with demo() as (address, folder), sync_playwright() as playwright:
        with sqlite3.connect(folder / "var/casekeeper.db") as database:
            wanted = (REVIEW, INCIDENT, CLIMBED, PRACTICE)
            (review,), (incident,), (climbed,), (practice,) = (database.execute(one).fetchone() for one in wanted)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with signed_in(browser, address, "Hannah Whitlock") as page:
            picture(page, "needs-you", "/")
            picture(page, "log-an-incident", "/open/incident")
            picture(page, "timeline", f"/cases/{incident}/timeline")
            picture(page, "before-publication", f"/cases/{practice}")
            picture(page, "recommended-before", "/recommendations/earlier?q=who+lives+in+the+household")
        with signed_in(browser, address, "Dr Anjali Rao") as page:
            picture(page, "waiting-for-your-signature", f"/cases/{review}")
        with signed_in(browser, address, "Chief Constable Helen Strand") as page:
            picture(page, "disagreement", f"/cases/{climbed}")
        with signed_in(browser, address, "Marcus Adeyemi") as page:
            picture(page, "action-plan", "/actions")
            page.goto("/demo/mailbox?to=hannah.whitlock@northmoor.example")
            # A digest tells what else is owed, a mail at once doesn't: the one with most to tell says it is a digest.
            mails = page.locator("main a[href*='/demo/mailbox/']").all()[:16]
            told = {mail: page.request.get(f"{mail}/html").text() for mail in (m.get_attribute("href") for m in mails)}
            # One that a declared day off fills says the same line over and over.
            best = max(told, key=lambda mail: (DAY_OFF not in told[mail], len(told[mail])))
            picture(page, "a-digest", f"{best}/html")
            picture(page, "move-the-clock", "/demo/clock")
        browser.close()


if __name__ == "__main__":
    main()
