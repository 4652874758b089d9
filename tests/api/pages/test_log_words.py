"""Logs in words: every key that they can hold has some, and what was typed stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant

from api.json_api.api import json_api
from api.pages.account import again, entering
from api.pages.asked_words import ASKED
from api.pages.log_words import HOW, NAMED, event_words, look_words, whose
from api.pages.site import site as pages_of
from api.rules.complete import routes_of
from api.rules.obeying import RULES
from api.signing_in import proofs, providers, sessions
from tests.api.pages.looking import REASON
from tests.api.pages.site import Site
from tests.workflow import situations
from workflow.queries.audit import EventShown
from workflow.queries.looks import LookShown

AGENCIES = {"school": "Curlew Trust", "police": "Northmoor Police"}
UNLOGGED = {"saved", "draft", "reference", "words"}
"""What no look keeps: words of ours, the case, which has its own column, a search encrypted: its words are there."""
RAW = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b\d{4}-\d{2}-\d{2}\b")


def look(route: str, detail: str, kind: str = "") -> str:
    """A look of that route in words."""
    at = LookShown(1, None, "", "", "case", "", route, detail, "", "", "", "", kind)  # type: ignore[arg-type] - no time
    return look_words(at, AGENCIES)


def event(what: str, detail: str, name: str = "") -> EventShown:
    """An event as the log has it."""
    return EventShown(1, None, what, name, "", detail)  # type: ignore[arg-type] - no time


def logged(site: Site) -> Iterator[tuple[str, Dependant]]:
    """Every route whose looks are kept, with what it depends on."""
    for app, at in ((pages_of(site.here), ""), (json_api(site.here), "/api/v1")):
        for key, dependant in routes_of(app, at):
            if dependant is not None and RULES[key].logs:
                yield key, dependant


def given(dependant: Dependant, of: str) -> Iterator[str]:
    """Names of what a route takes from its path or its query; of a model, its fields."""
    for one in getattr(dependant, f"{of}_params"):
        fields = getattr(one.field_info.annotation, "model_fields", None)
        yield from fields or (one.alias,)
    for below in dependant.dependencies:
        yield from given(below, of)


def test_whatever_a_list_may_be_asked_for_has_words(site: Site) -> None:
    """Each name in an address of a route that is logged."""
    found = {name: key for key, dependant in logged(site) for name in given(dependant, "query")}
    assert {"kind", "q", "due_before", "after"} <= found.keys()
    assert {} == {name: key for name, key in found.items() if name not in ASKED and name not in UNLOGGED}


def test_whatever_a_path_names_has_words(site: Site) -> None:
    """A move, a document, a file, a broken glass: each is said to be what it is."""
    without = [
        key
        for key, dependant in logged(site)
        if set(given(dependant, "path")) - UNLOGGED and not any(part in key for part in NAMED)
    ]
    assert [] == without


def test_every_way_of_signing_in_has_words() -> None:
    """Those of the sign-in page, of a link, of a session that only sets up."""
    ways = {again.DEMO, entering.PASSKEY, proofs.CODE, proofs.RECOVERY_CODE, providers.HOW, *sessions.LIMITED}
    assert ways == HOW.keys()


def test_what_was_looked_at_in_words() -> None:
    """Keys as their labels, days as people write them, what was typed as it was typed."""
    form = "GET /cases/{reference}/moves/{key}"
    assert "Form “Restrict to people named”" == look(form, "restrict", "incident")
    assert "Form “Agree” · For somebody else: yes" == look(form, "agree for=1", "rapid_review")
    assert "Form no move any more" == look(form, "no_move_any_more", "incident")
    asked = "q=who lives = there show=late kind=rapid_review agency=school sort=due_on after=eyJ"
    words = "Words: “who lives = there” · Show: Late · Kind: Rapid review · Agency: Curlew Trust · Order: Due soonest"
    assert f"{words} · A later page" == look("GET /cases", asked)
    assert "From: 3 November 2026" == look("GET /read-log", "from-day=3 from-month=11 from-year=2026")
    assert "From: 31 2 x" == look("GET /read-log", "from-day=31 from-month=2 from-year=x")
    assert "Stands at: Awaiting agreement · Kind: Rapid review" == look(
        "GET /api/v1/cases", "state=awaiting_agreement kind=rapid_review"
    )
    document = look("GET /cases/{reference}/documents/{key}", "panel_letter template=edition 3 sha256=ab")
    assert "Document “Letter to the national panel” · Template: edition 3 · SHA-256: ab" == document
    assert "File number 12" == look("GET /cases/{reference}/evidence/{evidence_id}", "12")


def test_what_befell_an_account_in_words() -> None:
    """By the word of the event, as whoever noted it wrote its detail."""
    expected = {
        ("signed_in", "recovery code"): "by password and recovery code",
        ("signed_in", "code, set up"): "by password and code, just set up",
        ("signed_in", "by link: invitation"): "by the link of an invitation",
        ("signed_in", "Northmoor Council: Entra"): "Northmoor Council: Entra",
        ("role_given", "Agency user at school, from 2026-11-23"): "Agency user at Curlew Trust, from 23 November 2026",
        ("role_ended", "Auditor, from 2026-11-23 on"): "Auditor, from 23 November 2026 on",
        ("left", "ended on their day, 2026-11-23: 1 tokens"): "ended on their day, 23 November 2026: 1 tokens",
        ("restricted", "NM-2026-0001: sealed"): "NM-2026-0001: sealed",
        ("excluded", "NM-2026-0001: police"): "NM-2026-0001: Northmoor Police",
        ("provider_added", "school: a new secret"): "Curlew Trust: a new secret",
        ("identity_bound", "police"): "Northmoor Police",
        ("token_issued", "Figures: by year: read, sign"): (
            "Figures: by year: read what you may read, sign off, agree and dissent in your name"
        ),
        ("exported", "The read log, what=search&from-day=&glass=1: For it: all"): (
            "The read log, What: A search · Under broken glass: yes: For it: all"
        ),
        ("exported", "The read log, all of it: For the audit"): "The read log, all of it: For the audit",
        ("invited", ""): "",
    }
    assert expected == {(what, detail): event_words(event(what, detail), AGENCIES) for what, detail in expected}


def test_what_is_no_accounts_says_whose_it_is() -> None:
    """An agency's, a case's; nobody known only where an address was tried that nobody has."""
    assert ["An agency’s", "A case’s", "Nobody known", "Officer"] == [
        whose(event("excluded", "")), whose(event("restricted", "")), whose(event("sign_in_refused", "")),
        whose(event("excluded", "", "Officer")),
    ]  # fmt: skip


def test_the_auditors_pages_show_no_key(site: Site) -> None:
    """After people have looked at forms, lists and cases, and been let in and kept out."""
    world = site.world
    assert world is not None
    reference = situations.incident(world)
    manager, auditor = site.visit("manager"), site.visit("auditor")
    why = {"reason": "For the child’s safety"}
    world.fire("manager", reference, "exclude", {"whom_agency": "housing"} | why)
    for path in (
        "/cases?kind=rapid_review&agency=housing&show=late&sort=-opened_on",
        f"/cases/{reference}/moves/let_in",
        f"/cases/{reference}/moves/correct_date",
    ):
        manager.at(path)
    auditor.sends(auditor.at(f"/cases/{reference}/read"), REASON)
    auditor.at("/read-log?what=accounts+log&from-day=1&from-month=11&from-year=2026")
    auditor.at("/audit?kind=rapid_review&restriction=sealed")
    for path in ("/read-log", "/accounts-log", f"/cases/{reference}/looks"):
        assert [] == RAW.findall(auditor.at(path).text), path
    read = auditor.at("/read-log").text
    assert [] == [
        words
        for words in ("Form “Let somebody in by name”", "Kind: Rapid review", "Class: Sealed", "From: 1")
        if words not in read
    ]
    assert "Housing" in auditor.at("/accounts-log?what=excluded").text
