"""Turns templates into pages: one environment, everything escaped, and no field that isn't there.

Knows neither cases nor routes: what a page shows comes in as its context.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    UndefinedError,
)
from jinja2.utils import missing

LONDON = ZoneInfo("Europe/London")
TEMPLATES = Path(__file__).with_name("templates")
STATIC = Path(__file__).parents[1] / "static"
STATIC_AT = "/static"

NAVIGATION = (("needs_you", "Needs you", "/"),)
CASE_NAVIGATION = (("cases", "Cases", "/cases"), ("action_plan", "Action plan", "/actions"))
PEOPLE_NAVIGATION = (("people", "People", "/people"),)
AUDIT_NAVIGATION = (("audit", "Audit", "/audit"),)
POLICY_NAVIGATION = (("policy", "Policy", "/policy"),)
DEMO_NAVIGATION = (("mailbox", "Demo mailbox", "/demo/mailbox"), ("clock", "Demo clock", "/demo/clock"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What stands around every page; ``active`` is a link's key, no person means not signed in.

    ``takes_part``: whether any of their roles may take part in a case, so that lists of cases are of use to them.

    ``warn_after`` and ``ends_after``: seconds without a request until the page warns, and until the sign-in ends.
    """

    partnership_name: str
    person_name: str | None = None
    roles_text: str = ""
    today: date | None = None
    demo: bool = False
    csrf: str = ""
    active: str = ""
    messages: tuple[str, ...] = ()
    sees_mail: bool = False
    sees_policy: bool = False
    audits: bool = False
    sees_people: bool = False
    takes_part: bool = False
    warn_after: int = 0
    ends_after: int = 0
    undelivered: int = 0
    sets_up: bool = False

    @property
    def navigation(self) -> list[dict[str, object]]:
        """Links of the service navigation; none before sign-in, nor while one only sets up how one signs in."""
        if not self.person_name or self.sets_up:
            return []
        mail = (("mail", f"Mail ({self.undelivered})" if self.undelivered else "Mail", "/mail"),)
        links = (
            NAVIGATION
            + (CASE_NAVIGATION if self.takes_part else ())
            + (mail if self.sees_mail else ())
            + (PEOPLE_NAVIGATION if self.sees_people else ())
            + (AUDIT_NAVIGATION if self.audits else ())
            + (POLICY_NAVIGATION if self.sees_policy else ())
            + (DEMO_NAVIGATION if self.demo else ())
        )
        return [{"text": text, "href": href, "active": key == self.active} for key, text, href in links]


@dataclass(frozen=True, slots=True)
class Step:
    """A state in a case's way; ``status`` is done, current or ahead."""

    label: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """An entry as the timeline shows it: ``when`` is a day or a moment, ``text`` may have several lines."""

    title: str
    when: date
    by: str = ""
    text: str = ""
    href: str = ""
    badge: str = ""
    anchor: str = ""


# Names that GOV.UK's macros ask about before they are set.
THEIRS = frozenset({None, "caller", "successBanner", "typeClass"})


class Missing(ChainableUndefined):
    """Lets a template ask for what a dict, list or text lacks, as the GOV.UK macros do; nothing else.

    A name nobody handed in fails as soon as it is used, a field that an object doesn't have at once.
    """

    def __new__(
        cls,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> Any:
        if obj is missing and name not in THEIRS:
            return StrictUndefined(hint, obj, name, exc)
        if obj is not missing and not isinstance(obj, dict | list | str):
            str(StrictUndefined(hint, obj, name, exc))
        return super().__new__(cls)


def day(on: date) -> str:
    """A day as officers write it: 23 November 2026."""
    return f"{on.day} {on:%B %Y}"


def weekday(on: date) -> str:
    """A day with its weekday: Mon 23 November 2026."""
    return f"{on:%a} {day(on)}"


def moment(at: datetime) -> str:
    """An instant by London's clock: 23 November 2026 at 09:05."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone")
    local = at.astimezone(LONDON)
    return f"{day(local)} at {local:%H:%M}"


def when(at: date) -> str:
    """A day or a moment, whichever it is."""
    return moment(at) if isinstance(at, datetime) else day(at)


def machine_time(at: date) -> str:
    """What ``<time datetime>`` wants of a day or a moment."""
    return at.isoformat()


def plural(number: int, one: str, many: str = "") -> str:
    """A count in words: 1 case, 2 cases, 1,200 cases; ``many`` where an s isn't enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def from_today(on: date, today: date) -> str:
    """How far off a day is: today, tomorrow, in 3 days, 2 days ago."""
    days = (on - today).days
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return named.get(days) or (f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago")


def called(title: str, kind_title: str, reference: str) -> str:
    """What a case is called: its title; where that is another case's reference, or none, its kind with it."""
    if not title:
        return f"{kind_title} {reference}"
    code, _, _ = reference.partition("-")
    return f"{kind_title} about {title}" if title.startswith(f"{code}-") else title


def ask_label(ask: Any, classes: str = "govuk-label--s") -> dict[str, object]:
    """An ask's label or legend for a GOV.UK macro; only optional ones say what they are."""
    return {"text": ask.label if ask.required else f"{ask.label} (optional)", "classes": classes}


def as_items(options: Any) -> list[dict[str, object]]:
    """Options, or a mapping of values to labels, as the items of a GOV.UK macro."""
    if isinstance(options, Mapping):
        return [{"value": value, "text": text} for value, text in options.items()]
    return [
        {"value": one.value, "text": one.label} | ({"hint": {"text": one.hint}} if one.hint else {}) for one in options
    ]


FILTERS = {
    "ask_label": ask_label,
    "as_items": as_items,
    "called": called,
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "when": when,
    "machine_time": machine_time,
    "plural": plural,
    "from_today": from_today,
}


@cache
def manifest() -> Mapping[str, str]:
    """Names of the static files and, for each, the name that carries its content's hash."""
    named: dict[str, str] = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    return named


def static_url(name: str) -> str:
    """Where a static file is served; a name that isn't in the manifest is a KeyError."""
    return f"{STATIC_AT}/{manifest()[name]}"


@cache
def environment(*more: Path) -> Environment:
    """The one environment. ``more`` are folders searched before our own: tests bring theirs."""
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader([*more, TEMPLATES]),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    made.filters.update(FILTERS)
    # The GOV.UK macros were written for Nunjucks and still compare with its `undefined` and `null`.
    made.globals.update(static_url=static_url, undefined=Missing(), null=None)
    return made


def render(name: str, **context: object) -> str:
    """The page that this template makes of this context."""
    return environment().get_template(name).render(context)
