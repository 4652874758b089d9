"""A stage for a journey: the real application over a real database, a real mail server, and a civil clock to move."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.installation import Installation
from api.settings import Settings
from api.signing_in import tokens
from notifications.delivery import Delivered, deliver
from notifications.digests import gather
from notifications.sweep import sweep
from states.calendar import LONDON
from states.evidence import RECORD
from tests.answers import PDF
from tests.api.json.door import PURPOSE, declare_first
from tests.clocks import WorldClock
from tests.documents import MAIL
from tests.journeys.browser import HOME, Browser, File, Form
from tests.journeys.mails import Mail, Told, days, read
from tests.journeys.tabs import Tab, step_of
from tests.journeys.wrong_people import Step, WrongPeople
from tests.notifications.mailbox import Mailbox
from tests.world import World, email
from workflow.engine.trail import verify
from workflow.uploads.files import Files

API = "/api/v1"
Answer = Any  # what the test client gives: its type is httpx's or its successor's
SHOWN = {"kind": "training", "shows": "output", "effect_on": "2026-11-20"}


@dataclass
class Person:
    """Somebody who works through the JSON API with their own token; before each step of theirs the wrong people try."""

    stage: Stage
    who: str
    client: TestClient
    token: str

    def get(self, path: str, **query: Any) -> Answer:
        """Asks for anything."""
        return self._declaring(lambda: self.client.get(API + path, params=query, headers=self._headers()))

    def see(self, reference: str) -> dict[str, Any]:
        """The case as they see it."""
        return _body(200, self.get(f"/cases/{reference}"))

    def clock(self, reference: str, key: str) -> dict[str, Any]:
        """One of the case's clocks."""
        return next(clock for clock in self.see(reference)["clocks"] if clock["key"] == key)

    def entries(self, reference: str) -> list[dict[str, Any]]:
        """The case's trail."""
        found: list[dict[str, Any]] = _body(200, self.get(f"/cases/{reference}/entries"))["items"]
        return found

    def open(self, kind: str, answers: dict[str, Any], *, parent: str | None = None, **more: str) -> str:
        """Opens a case; gives its reference."""
        sent = {"kind": kind, "answers": answers, "parent": parent, **more}
        self.stage.wrong_people.before(
            Step(parent or "", kind=kind), self.who, lambda who: self.stage.as_(who).sends_opening(sent)
        )
        reference: str = _body(201, self._declaring(lambda: self.sends_opening(sent)))["reference"]
        return reference

    def tries(self, reference: str, move: str, answers: dict[str, Any] | None = None, **more: str) -> Answer:
        """Sends a move, whatever comes of it; ``happened_on`` a day, ``recorded_for`` one of the people."""
        sent = {"answers": answers or {}, **more} | self._recorded(reference, more)
        return self.sends_move(reference, move, sent, self._seen(reference))

    def move(self, reference: str, move: str, answers: dict[str, Any] | None = None, **more: str) -> dict[str, Any]:
        """Makes a move; gives the case as it then stands."""
        others = {"answers": answers or {}, **more} | self._recorded(reference, more)
        seen = self._seen(reference)
        self.stage.wrong_people.before(
            Step(reference, move, recorded=str(others.get("recorded_for", ""))),
            self.who,
            lambda who: self.stage.as_(who).sends_move(reference, move, others, seen),
        )
        return _body(200, self.sends_move(reference, move, others, self._seen(reference)))

    def attach(self, reference: str, name: str, content: bytes = PDF, **said: str) -> dict[str, Any]:
        """Attaches a file, with what it shows; gives what is kept of it."""
        sent, seen = (SHOWN | said, (name, content)), self._seen(reference)
        self.stage.wrong_people.before(
            Step(reference), self.who, lambda who: self.stage.as_(who).sends_file(reference, *sent, seen)
        )
        return _body(201, self.sends_file(reference, *sent, seen))

    def sends_opening(self, sent: dict[str, Any]) -> Answer:
        """What is answered to these answers of an opening."""
        return self.client.post(f"{API}/cases", json=sent, headers=self._headers())

    def sends_move(self, reference: str, move: str, sent: dict[str, Any], seen: str) -> Answer:
        """What is answered to a move with these answers, of the revision ``seen``."""
        headers = self._headers() | {"If-Match": seen, "Idempotency-Key": secrets.token_hex(8)}
        return self.client.post(f"{API}/cases/{reference}/moves/{move}", json=sent, headers=headers)

    def sends_file(self, reference: str, said: dict[str, str], file: tuple[str, bytes], seen: str) -> Answer:
        """What is answered to a file with what it shows, for the revision ``seen``."""
        headers = self._headers() | {"If-Match": seen}
        return self.client.post(f"{API}/cases/{reference}/evidence", files={"file": file}, data=said, headers=headers)

    def _recorded(self, reference: str, more: dict[str, str]) -> dict[str, Any]:
        """For whom it is recorded, and the mail that shows it, kept on the case first; {} for one's own act.

        Who may record for nobody can keep none: theirs is sent without.
        """
        if "recorded_for" not in more:
            return {}
        whose = {"recorded_for": email(more["recorded_for"])}
        mail = SHOWN | {"kind": "correspondence", "shows": RECORD}
        kept = self.sends_file(reference, mail, ("mail.eml", MAIL), self._seen(reference))
        if kept.status_code != 201:
            return whose
        return whose | {"received": {"how": "email", "document": kept.json()["id"]}}

    def _declaring(self, asks: Callable[[], Answer]) -> Answer:
        """What is answered; a scrutineer who is to declare first says that they are free, and asks again."""
        reply = asks()
        if (first := declare_first(reply)) is not None:
            address = f"{API}/cases/{first}/declaration"
            _body(200, self.client.post(address, json={"conflict": False}, headers=self._headers()))
            reply = asks()
        return reply

    def _seen(self, reference: str) -> str:
        return str(self.get(f"/cases/{reference}").headers.get("etag", '"1"'))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Stage:
    """Everything a journey plays on."""

    world: World
    mailbox: Mailbox
    files: Path
    people: dict[str, Person] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    tabs: dict[str, Tab] = field(default_factory=dict)
    wrong_people: WrongPeople = field(init=False)

    def __post_init__(self) -> None:
        settings = Settings(demo=True, files=self.files, base_url=HOME, secret_key="", now="")
        here = Installation(settings, self.world.database, Files(self.files), WorldClock(self.world))
        self.app = create_app(here)
        self.wrong_people = WrongPeople(self.world)
        self._client = TestClient(self.app, base_url=HOME)

    def as_(self, who: str) -> Person:
        """One of the people, through JSON."""
        if who not in self.people:
            with self.world.database.writing() as session:
                self.people[who] = Person(
                    self, who, self._client, tokens.issue(session, self.world.ids[who], purpose=PURPOSE)
                )
        return self.people[who]

    def browser(self, who: str) -> Browser:
        """One of the people, at the pages."""
        if who not in self.browsers:
            self.browsers[who] = Browser(self.app, who)
            self.browsers[who].before = lambda form, file: self._at_the_form(who, form, file)
        return self.browsers[who]

    def tab(self, who: str) -> Tab:
        """Somebody who sends forms that others filled in, without having been shown them."""
        if who not in self.tabs:
            self.tabs[who] = Tab.signed_in(self.app, self.world, who)
        return self.tabs[who]

    def _at_the_form(self, right: str, form: Form, file: File | None) -> None:
        """Before somebody sends a form of a case's, the wrong people send it."""
        if (step := step_of(form)) is not None:
            self.wrong_people.before(step, right, lambda who: self.tab(who).sends(form, file))

    def on(self, day: str, hour: int = 10) -> None:
        """It is that hour of that day in London."""
        self.world.now = datetime.combine(date.fromisoformat(day), time(hour), LONDON)

    def morning(self, day: str) -> list[Mail]:
        """It is eight o'clock on that day: who is late is chased, digests go out. Gives the mails that arrived."""
        self.on(day, 8)
        return self.post()

    def mornings(self, first: str, last: str) -> list[Mail]:
        """Every morning from the first day to the last, weekends too."""
        return [mail for day in days(first, last) for mail in self.morning(day)]

    def post(self) -> list[Mail]:
        """One pass of the worker now; gives the mails that arrived."""
        before = len(self.mailbox.received)
        sweep(self.world.database, self.world.now)
        gather(self.world.database, self.world.now, self.mailbox.post.host)
        self.deliver()
        return self.mails()[before:]

    def deliver(self) -> Delivered:
        """One pass over the outbox now."""
        return deliver(self.world.database, self.mailbox.post, self.world.now)

    def mails(self) -> list[Mail]:
        """Everything that has arrived, in the order in which it came."""
        return [read(content) for _, content in self.mailbox.received]

    def mails_to(self, who: str) -> list[Mail]:
        """What has arrived for them."""
        return [mail for mail in self.mails() if mail.to == who]

    def told(self, who: str, task: str) -> list[tuple[str, Told]]:
        """On which days, in which lines, they have heard of that task as something new."""
        return [(mail.on.isoformat(), one) for mail in self.mails_to(who) for one in mail.new if one.task == task]

    def trail_is_whole(self) -> bool:
        """Whether every entry of every case hangs on the one before."""
        with self.world.database.reading() as session:
            entries, breaches = verify(session)
        return entries > 0 and not breaches


def _body(status: int, answer: Answer) -> dict[str, Any]:
    assert status == answer.status_code, answer.text
    body: dict[str, Any] = answer.json()
    return body
