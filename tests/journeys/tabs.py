"""The browsers of the wrong people: forms that others filled in, sent with a session and a word of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient
from starlette.types import ASGIApp

from api.signing_in import sessions
from api.signing_in.keys import hashed
from tests.journeys.browser import HOME, File, Form
from tests.journeys.wrong_people import Step
from tests.workflow.situations import rows
from tests.world import World

SAME_ORIGIN = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
STEP = re.compile(r"/cases/(?P<reference>[^/]+)/(?:moves/(?P<move>\w+)|evidence)|/open/(?P<kind>\w+)")


@dataclass
class Tab:
    """One person's session, with the word that its forms must carry."""

    client: TestClient
    csrf: str

    @classmethod
    def signed_in(cls, app: ASGIApp, world: World, who: str) -> Tab:
        """Signed in as the demo does it, without its page."""
        with world.database.writing() as session:
            cookie = sessions.begin(session, world.ids[who], how="demo")
        client = TestClient(app, base_url=HOME, follow_redirects=False, cookies={"casekeeper": cookie})
        asked = "SELECT csrf FROM web_session WHERE digest = :digest"
        return cls(client, rows(world.database, asked, digest=hashed(cookie))[0].csrf)

    def sends(self, form: Form, file: File | None) -> Any:
        """What is answered to the form, as it was filled in."""
        files = {"document": file} if file is not None else None
        fields = form.fields | {"csrf": [self.csrf]}
        return self.client.post(form.action, data=fields, files=files, headers=SAME_ORIGIN)


def step_of(form: Form) -> Step | None:
    """The step that sending a form makes; None where it isn't about a case."""
    found = STEP.fullmatch(form.action.partition("?")[0])
    if found is None:
        return None
    parent, whose = ("".join(form.fields.get(name, [])) for name in ("parent", "recorded_for"))
    return Step(found["reference"] or parent, found["move"] or "", found["kind"] or "", recorded=whose)
