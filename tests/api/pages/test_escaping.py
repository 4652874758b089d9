"""Whatever people write is shown as they wrote it, never run: payloads in every free-text field of every form."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from states.asks import Ask
from states.kinds import machines
from tests.answers import INCIDENT, PDF, SHOWN
from tests.api.pages.site import Site
from tests.workflow import situations

PAYLOAD = "<img src=x onerror=alert(1)>\"'{{7*7}}{% raw %}${1}</textarea><script>alert(2)</script>"
TRAPS = {"img", "iframe", "object"}


class Traps(HTMLParser):
    """Collects what a payload would have made of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.sprung: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        events = [name for name, _ in attrs if name.startswith("on")]
        foreign = tag == "script" and not dict(attrs).get("src", "")
        if tag in TRAPS or events or foreign:
            self.sprung.append(tag)


def sprung(page: str) -> list[str]:
    """Elements and event handlers that only a payload can have brought."""
    traps = Traps()
    traps.feed(page)
    return traps.sprung


def test_a_refused_form_shows_payloads_as_text(demo: Site) -> None:
    """Every field of every opening and of every move's form that the business manager can see."""
    visit, tried = demo.visit("marcus_adeyemi"), 0
    seen = set()
    cases = demo.sql("SELECT kind, min(reference) FROM casefile GROUP BY kind, state")
    for kind, reference in cases:
        for move in machines()[kind].moves:
            if not move.asks or (kind, move.key) in seen:
                continue
            seen.add((kind, move.key))
            page = visit.at(f"/cases/{reference}/moves/{move.key}")
            fields = dict.fromkeys(free_text(move.asks), PAYLOAD)
            again = visit.sends(page, fields | {"happened_on-year": PAYLOAD, "recorded_for": PAYLOAD})
            assert again.status in (403, 409, 422), (kind, move.key, again.text)
            assert [] == sprung(again.html), (kind, move.key)
            assert fields == {name: again.form.fields[name][0] for name in fields}, (kind, move.key)
            tried += len(fields)
    assert tried > 40


def test_what_is_kept_is_shown_as_text(site: Site) -> None:
    """A case, its timeline, the lists and what needs you, with payloads wherever words were kept."""
    visit, line = site.visit("officer"), PAYLOAD[:36]
    incident: dict[str, Any] = INCIDENT | {"area": PAYLOAD, "summary": PAYLOAD}
    reference = visit.opens("incident", incident | {"subjects": [{"pseudonym": line}]})
    visit.moves(reference, "note", {"note": PAYLOAD})
    recommendation = situations.recommendation(site.world, what=PAYLOAD, finding=PAYLOAD)
    action = situations.action(site.world)
    file = ("<img src=x onerror=alert(1)>.pdf", PDF)
    site.visit("user_housing").send(site.visit("user_housing").at(f"/cases/{action}/evidence"), SHOWN, file)
    site.sql("UPDATE person SET name = :name WHERE email LIKE 'user_housing@%'", name=PAYLOAD)
    site.sql("UPDATE agency SET name = :name WHERE key = 'housing'", name=PAYLOAD)
    site.sql("UPDATE partnership SET name = :name", name=PAYLOAD)
    for path in ("/", "/cases?show=all", "/actions?show=all", f"/cases?q={PAYLOAD[:60]}", "/open/action"):
        assert [] == sprung(visit.at(path).html), path
    for one in (reference, recommendation, action):
        for way in ("", "/timeline", "/moves/note", "?saved=" + PAYLOAD[:40]):
            page = visit.at(f"/cases/{one}{way}")
            assert [] == sprung(page.html), (one, way)
    assert "alert(2)" in visit.at(f"/cases/{reference}/timeline").text
    assert [] == sprung(site.stranger().get("/sign-in").text)


def free_text(asks: tuple[Ask, ...], prefix: str = "") -> list[str]:
    """The names of the fields in which people write freely."""
    names = []
    for ask in asks:
        if ask.type in ("line", "text"):
            names.append(prefix + ask.key)
        elif ask.type == "criteria":
            names += [f"{prefix}{ask.key}.{option.value}.reason" for option in ask.options]
        elif ask.type == "rows":
            names += free_text(ask.columns, f"{prefix}{ask.key}.0.")
    return names
