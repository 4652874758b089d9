"""The gallery in Chromium, sealed by our headers: narrow and wide, with and without JavaScript."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from api.pages.rendering import STATIC
from api.web.security_headers import SecurityHeaders
from tests.api.gallery import gallery
from tests.api.pages.chromium import PATIENCE

AXE = (Path(__file__).parents[1] / "assets" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM = "/usr/bin/chromium"
pytestmark = pytest.mark.browser


def asked(request: Request) -> HTMLResponse:
    return HTMLResponse(gallery(refused=False))


def refused(request: Request) -> HTMLResponse:
    return HTMLResponse(gallery(refused=True))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real server on a free port of loopback."""
    routes = [Route("/asked", asked), Route("/refused", refused), Mount("/static", StaticFiles(directory=STATIC))]
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(SecurityHeaders(Starlette(routes=routes), secure=False), log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


VIOLATIONS = "(await axe.run()).violations.map(found => [found.id, found.nodes.map(node => node.html)])"
RUN_AXE = f"async () => {{ {AXE}; return {VIOLATIONS} }}"
FOCUS_ENDS = "links => links.map(a => document.getElementById(a.hash.slice(1))?.tagName ?? a.hash)"


def open_page(browser: Browser, where: str, width: int, *, scripted: bool) -> tuple[Page, list[str]]:
    """The page, and what the browser complained of while it loaded."""
    page, complaints = browser.new_page(viewport={"width": width, "height": 900}), []
    page.set_default_timeout(PATIENCE)
    if not scripted:
        # Scripting itself stays on, because axe needs it; only ours never comes.
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("response", lambda reply: complaints.append(reply.url) if reply.status >= 400 else None)
    page.goto(where, wait_until="networkidle")
    return page, complaints


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/asked", "/refused"])
@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_the_gallery_is_accessible(browser: Browser, address: str, path: str, width: int, *, scripted: bool) -> None:
    """No axe violation of any kind, no complaint of the browser, and no sideways scrolling."""
    page, complaints = open_page(browser, address + path, width, scripted=scripted)
    found = page.evaluate(RUN_AXE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if "CASEKEEPER_SCREENSHOTS" in os.environ:
        name = f"{path[1:]}-{width}-{'scripted' if scripted else 'plain'}.png"
        page.screenshot(path=Path(os.environ["CASEKEEPER_SCREENSHOTS"]) / name, full_page=True)
    page.close()
    assert ([], [], width) == (found, complaints, wide)


def test_javascript_adds_what_it_should(browser: Browser, address: str) -> None:
    """The module runs under the policy: the menu folds, characters are counted."""
    page, _ = open_page(browser, address + "/asked", 320, scripted=True)
    page.fill("#a_text", "x" * 499)
    expect(page.locator("button.govuk-service-navigation__toggle")).to_be_visible()
    expect(page.locator(".govuk-character-count__status")).to_have_text("You have 1 character remaining")
    page.close()


def test_the_summary_leads_to_each_field(browser: Browser, address: str) -> None:
    """Every link of the error summary is the id of something that takes the focus, without JavaScript too."""
    page, _ = open_page(browser, address + "/refused", 1280, scripted=True)
    ends = page.eval_on_selector_all(".govuk-error-summary__list a", FOCUS_ENDS)
    assert {"INPUT", "SELECT", "TEXTAREA"} >= set(ends)
    assert len(ends) > 15
    page.close()
