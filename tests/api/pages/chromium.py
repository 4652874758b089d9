"""The pages in Chromium: a real server on loopback, a window for each person, and all that the browser complains of."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright

from api.app import create_app
from tests.api.pages.site import Site
from tests.journeys.browser import FIRST

AXE = (Path(__file__).parents[2] / "assets" / "axe.min.js").read_text(encoding="utf-8")
SUMMED = "found => [found.id, found.nodes.map(node => node.html)]"
RUN_AXE = f"async () => {{ {AXE}; return (await axe.run({{ resultTypes: ['violations'] }})).violations.map({SUMMED}) }}"
NARROW, WIDE = 320, 1280
PATIENCE = 60_000
"""Milliseconds that Chromium is given for what is waited for, on a machine whose cores run other tests."""
expect.set_options(timeout=PATIENCE)


@contextmanager
def serving(site: Site, host: str = "127.0.0.1") -> Iterator[str]:
    """The site on a free port; its address, by that name of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://{host}:{listening.getsockname()[1]}"
    here = replace(site.here, settings=site.here.settings.model_copy(update={"base_url": address}))
    server = uvicorn.Server(uvicorn.Config(create_app(here), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    # Whatever fails inside: a server that nobody stops would keep the run itself from ending.
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=quiet)
        try:
            yield opened
        finally:
            opened.close()


@dataclass
class Window:
    """One person's window. ``complaints`` holds what the console said and what didn't load."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def at(self, path: str) -> Page:
        """The page at that path; whoever is asked something before they read a case answers as most would."""
        self.page.goto(path)
        asks = urlsplit(self.page.url).path
        if (first := FIRST.get(asks.rpartition("/")[2])) and asks != urlsplit(path).path:
            for name, (value,) in first.items():
                self.page.check(f'[name="{name}"][value="{value}"]')
            self.goes(self.page.locator("main form button:visible"))
            self.page.goto(path)
        return self.page

    def goes(self, where: Locator) -> Page:
        """Clicks a link or button that leads to a page, and waits for that page to be there whole."""
        with self.page.expect_navigation():
            where.click()
        return self.page

    def arrives(self, path: str) -> None:
        """Waits until the page at that path is there: a glob would take ``?next=`` and the path for it."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)

    def wide(self, width: int) -> None:
        """Makes the window so wide."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def faults(self) -> dict[str, Any]:
        """What is wrong with the page as it stands: axe's violations, complaints, sideways scrolling."""
        self.page.wait_for_load_state()
        found: dict[str, Any] = {"axe": self.page.evaluate(RUN_AXE), "browser": self.complaints[:]}
        self.complaints.clear()
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        found["wider than the window"] = wide - self.page.viewport_size["width"] if self.page.viewport_size else 0
        return {what: told for what, told in found.items() if told}


@contextmanager
def window(browser: Browser, address: str, *, scripted: bool = True, width: int = WIDE) -> Iterator[Window]:
    """A window in which nobody is signed in."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, java_script_enabled=scripted
    )
    opened = Window(context, context.new_page())
    opened.page.set_default_timeout(PATIENCE)
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on("requestfailed", lambda request: None if cut_off(request) else opened.complaints.append(request.url))
    try:
        yield opened
    finally:
        context.close()


def cut_off(request: Request) -> bool:
    """Whether the page's own next step ended the request, as a click does to an icon that is still on its way."""
    return request.failure == "net::ERR_ABORTED"


def sign_in(opened: Window, name: str) -> Page:
    """Chooses a person on the demo's page."""
    return opened.goes(opened.at("/sign-in").get_by_role("button", name=name, exact=True))
