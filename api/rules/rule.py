"""What a rule says of a route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LISTED, READ, ACT = "listed", "read", "act"
COUNTED = {"search": "searches", "document": "documents", "export": "exports"}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may come to a route, and what is looked at there.

    ``anyone``: without signing in. ``verb``: of ``workflow/access/verbs.py``, "" for everybody who is signed in.
    ``case``: what is done with the case that the path names: listed, read or act; "" where it names none. ``logs``:
    what the read log says is looked at, "" for nothing of a case. ``scope``: what a token must be for. ``fresh``: wants
    a proof of who one is that is at most ten minutes old. ``counts``: as what it is limited, where ``logs`` doesn't
    say so, of ``api/rules/limits.py``. ``setting_up``: open to who has only a link by mail yet, or
    must add a passkey, and reaches nothing else.
    """

    anyone: bool = False
    verb: str = ""
    case: str = ""
    logs: str = ""
    scope: str = "read"
    fresh: bool = False
    setting_up: bool = False
    counts: str = ""

    @property
    def counted(self) -> str:
        """As what it is limited, "" for just another page."""
        return self.counts or COUNTED.get(self.logs, "")


Rules = Mapping[str, Rule]
"""Rules by route: the method and the path as it is declared, such as "GET /cases/{reference}"."""

ANYONE = Rule(anyone=True)
SIGNED_IN = Rule()
SETTING_UP = Rule(setting_up=True)


def who_may(verb: str, *, logs: str = "", fresh: bool = False, counts: str = "") -> Rule:
    """Whoever may, in one of their partnerships; which one is the handler's to ask."""
    return Rule(verb=verb, logs=logs, fresh=fresh, counts=counts)


def shows(what: str) -> Rule:
    """Something that is made of many cases, each of which ``visible_to`` has let through."""
    return Rule(logs=what)


def of_case(done: str, logs: str = "case", *, scope: str = "", fresh: bool = False, counts: str = "") -> Rule:
    """Something of the one case that the path names."""
    scope = scope or ("write" if done == ACT else "read")
    return Rule(case=done, logs=logs, scope=scope, fresh=fresh, counts=counts)
