"""A browser without JavaScript: it reads the forms of a page and posts them as they stand, with what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from starlette.testclient import TestClient
from starlette.types import ASGIApp

HOME = "http://127.0.0.1:8000"
File = tuple[str, bytes]
FIRST = {"declaration": {"whether": ["free"]}, "purpose": {"purpose": ["take_part"]}}
"""What people are asked before they read a case, by the page that asks: a scrutineer, a police force's people."""


@dataclass
class Form:
    """A form of a page: what each field holds, and what radios, tick boxes and selects can hold."""

    action: str
    multipart: bool
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def type_in(self, name: str, value: Any) -> None:
        """Fills a field, a day's three fields, a group of fields or rows; a field that isn't there is a failure."""
        if isinstance(value, dict):
            for part, given in value.items():
                self.type_in(f"{name}.{part}" if name else part, given)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                self.type_in(f"{name}.{number}", row)
        elif f"{name}-day" in self.fields:
            year, month, day = str(value).split("-")
            self.fields |= {f"{name}-day": [day], f"{name}-month": [month], f"{name}-year": [year]}
        else:
            given = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            assert name in self.fields or name in self.choices, f"no field {name} among {sorted(self.fields)}"
            if name in self.choices:
                assert set(given) <= set(self.choices[name]), f"{name} offers {self.choices[name]}"
            self.fields[name] = given

    def day(self, name: str) -> str:
        """What the three fields of a day show."""
        day, month, year = (self.fields[f"{name}-{part}"][0] for part in ("day", "month", "year"))
        return f"{year}-{month:0>2}-{day:0>2}"


class _Reader(HTMLParser):
    """Collects a page's forms and the text of its main part."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self.buttons: list[tuple[str, str, str]] = []
        self._form: Form | None = None
        self._in_main = False
        self._area, self._select, self._option, self._pressed = "", "", "", ("", "")
        self._words: list[str] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        attributes = {name: value or "" for name, value in given}
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "main":
            self._in_main = True
        elif tag == "form":
            self._form = Form(attributes.get("action", ""), "multipart" in attributes.get("enctype", ""))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and name:
            self._input(self._form, name, value, attributes)
        elif tag == "textarea":
            self._area, self._words = name, []
        elif tag == "select":
            self._select = name
            self._form.choices.setdefault(name, {})
            self._form.fields.setdefault(name, [""])
        elif tag == "option":
            self._option, self._words = value, []
            if "selected" in attributes:
                self._form.fields[self._select] = [value]
        elif tag == "button":
            self._pressed, self._words = (name, value), []

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        words = "".join(self._words)
        if tag == "main":
            self._in_main = False
        elif tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "textarea":
            self._form.fields[self._area] = [words]
            self._area = ""
        elif tag == "option" and self._select:
            self._form.choices[self._select][self._option] = words.strip()
        elif tag == "select":
            self._select = ""
        elif tag == "button":
            self.buttons.append((words.strip(), *self._pressed))

    def handle_data(self, words: str) -> None:
        """Text."""
        self._words.append(words)
        if self._in_main:
            self.text.append(words)

    def _input(self, form: Form, name: str, value: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text")
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, {})[value] = attributes.get("id", "")
            if "checked" in attributes:
                form.fields.setdefault(name, []).append(value)
        elif kind != "file":
            form.fields.setdefault(name, []).append(value)


@dataclass(frozen=True)
class Page:
    """What came back: ``text`` is what stands in its main part, in one line."""

    status: int
    path: str
    text: str
    html: str
    forms: list[Form]
    buttons: list[tuple[str, str, str]]

    @property
    def form(self) -> Form:
        """The form that acts on this very page's subject."""
        return next(form for form in self.forms if form.action == urlsplit(self.path).path)


class Browser:
    """One person's browser, signed in through the demo's page. ``before``: what happens before each form is sent."""

    def __init__(self, app: ASGIApp, who: str) -> None:
        self._client = TestClient(app, base_url=HOME)
        self.before: Callable[[Form, File | None], None] = lambda *_: None
        name = who.replace("_", " ").title()
        chosen = next(value for words, key, value in self.at("/sign-in").buttons if (words, key) == (name, "person"))
        landed = self._posted("/sign-in", {"person": [chosen], "next": ["/"]})
        assert (200, "/") == (landed.status, landed.path), landed.text

    def at(self, path: str) -> Page:
        """The page at that path; whoever is asked something before they read a case answers, and is led on to it."""
        page = _page(self._client.get(path))
        return self.answered(self.asked_first(page.path, path)) or page

    def asked_first(self, landed: str, path: str) -> str:
        """The page that asks before a case is shown, where that is where a path has led; "" otherwise."""
        asks = urlsplit(landed).path
        return landed if asks.rpartition("/")[2] in FIRST and asks != urlsplit(path).path else ""

    def answered(self, asks: str) -> Page | None:
        """The page that they are led on to, having answered as most would."""
        if not asks:
            return None
        page = _page(self._client.get(asks))
        return self._posted(page.form.action, page.form.fields | FIRST[urlsplit(asks).path.rpartition("/")[2]])

    def send(self, page: Page, typed: dict[str, Any], file: File | None = None) -> Page:
        """Types into the page's form and posts it; gives the page that it leads to."""
        return self.filled(page, typed, file)()

    def filled(self, page: Page, typed: dict[str, Any], file: File | None = None) -> Callable[[], Page]:
        """Types into the page's form; gives what posts it, and with that the page that it leads to."""
        form = page.form
        form.type_in("", typed)
        sent = file if form.multipart else None
        self.before(form, sent)
        return lambda: self._posted(form.action, form.fields, sent)

    def opens(self, kind: str, typed: dict[str, Any], *, parent: str = "") -> str:
        """Opens a case through its form; gives the reference."""
        page = self.send(self.at(f"/open/{kind}" + (f"?parent={parent}" if parent else "")), typed)
        found = re.fullmatch(r"/cases/(NM-\d{4}-\d{4})\?saved=opened", page.path)
        assert found, page.text
        return found[1]

    def moves(self, reference: str, move: str, typed: dict[str, Any] | None = None, **more: Any) -> Page:
        """Makes a move through its form; ``file`` goes with it. Gives the case's page."""
        page = self.send(self.at(f"/cases/{reference}/moves/{move}"), typed or {}, **more)
        assert (200, f"/cases/{reference}?saved={move}") == (page.status, page.path), page.text
        return page

    def records(self, reference: str, move: str, typed: dict[str, Any], *, whose: str, file: File) -> Page:
        """Makes a move for somebody who isn't signed in, with the document that shows it."""
        typed |= {"recorded_for": f"{whose}@northmoor.example", "received": "email"}
        page = self.send(self.at(f"/cases/{reference}/moves/{move}?for=1"), typed, file)
        assert (200, f"/cases/{reference}?saved={move}") == (page.status, page.path), page.text
        return page

    def _posted(self, path: str, fields: dict[str, list[str]], file: File | None = None) -> Page:
        files = {"document": file} if file is not None else None
        headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
        return _page(self._client.post(path, data=fields, files=files, headers=headers))


def _page(answer: Any) -> Page:
    reader = _Reader()
    reader.feed(answer.text)
    path = answer.url.raw_path.decode()
    return Page(
        answer.status_code, path, " ".join("".join(reader.text).split()), answer.text, reader.forms, reader.buttons
    )
