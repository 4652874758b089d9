"""From the mail to being signed in: an invited person sets up a password and an app; then the link is dead."""

from __future__ import annotations

import re

import pyotp
from starlette.testclient import TestClient

from notifications.delivery import Delivered
from tests.api.by_link.conftest import Stage
from tests.api.pages.site import OWN
from tests.world import email

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
NEW = "seven green umbrellas by the harbour"


def arrived(stage: Stage) -> tuple[TestClient, str]:
    """A browser that followed the link of the mail that came last, and the link."""
    browser, path = stage.site.stranger(), stage.link()
    assert 303 == browser.post("/set-up", data={"link": path.partition("link=")[2]}, headers=OWN).status_code
    return browser, path


def post(browser: TestClient, path: str, **fields: str) -> int:
    """Posts a form of one's account; the answer's status."""
    word = CSRF.findall(browser.get("/account/ways").text)[0]
    return browser.post(path, data={"csrf": word, **fields}, headers=OWN).status_code


def with_app(browser: TestClient) -> pyotp.TOTP:
    """Sets up an authenticator app."""
    page = browser.get("/account/ways/app").text
    app = pyotp.TOTP(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", ""))
    step = re.findall(r'name="step" value="([^"]+)"', page)[0]
    assert 303 == post(browser, "/account/ways/app", step=step, code=app.now())
    return app


def test_from_the_mail_to_signed_in_and_back_after_losing_the_password(stage: Stage) -> None:
    """Invited: half of it set up, the link still works; all of it, and it doesn't. Recovery wants the app first."""
    stage.sent("officer")
    browser, path = arrived(stage)
    assert 303 == post(browser, "/account/ways/password", password=NEW)
    assert 200 == stage.site.stranger().get(path).status_code
    app = with_app(browser)
    assert 200 == post(browser, "/account/ways/codes")
    assert 303 == post(browser, "/account/ways/done")
    assert 200 == browser.get("/").status_code
    assert 404 == stage.site.stranger().get(path).status_code
    stage.site.stranger().post("/recover", data={"email": email("officer")}, headers=OWN)
    assert Delivered(sent=1) == stage.deliver()
    again, path = arrived(stage)
    assert 303 == again.get("/account/ways/password").status_code
    stage.site.sql("UPDATE authenticator_app SET last_step = 0")  # the time of a code has passed since
    assert 303 == post(again, "/account/ways/proof", code=app.now())
    assert 303 == post(again, "/account/ways/password", password=f"{NEW} and a lighthouse")
    assert 303 == post(again, "/account/ways/done")
    assert (200, 404) == (again.get("/").status_code, stage.site.stranger().get(path).status_code)
    assert [] == stage.holding(path.rpartition(".")[2])
