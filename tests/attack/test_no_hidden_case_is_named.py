"""A case that somebody may not list is named to them nowhere: by no page, answer, body of an entry, or document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest

from api.rules.complete import routes_of
from api.signing_in import sessions, tokens
from states.kinds import machines
from tests.api.json.door import Door
from tests.figures import Figure
from tests.joining import joins
from tests.journeys.browser import HOME
from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.workflow.referrals import household, referral
from tests.workflow.requests.test_disclosure_requests import ASKED
from tests.workflow.situations import row, rows
from tests.world import World, email
from workflow.access.sight import listed_to
from workflow.engine.casework import seen
from workflow.queries.dossier import dossier
from workflow.tables.rows import CASEFILE

WHY = {"reason": "x"}
SEALED = {"sealed_to_chair": email("board_chair"), "sealed_to_manager": email("other_manager")} | WHY
LOOKERS = ("officer", "manager", "chair", "scrutineer", "executive")
"""An auditor knows every case as metadata: nothing is hidden from them."""
NAMED = {"key": "note", "move": "note", "kind": "incident", "number": "1", "person_id": "1", "mail_id": "1"}
NAMED |= {"reading": "1", "provider": "none", "session_id": "1", "token_id": "1", "evidence_id": "1"}


def woven(world: World) -> set[str]:
    """Cases tied in every way to others, which are then shut away: those; what they were tied to stays as it was."""
    joins(world, "other_manager", "unit", "business_manager")
    hub, named_by, into, about = (situations.incident(world) for _ in range(4))
    below, joint, adult = situations.rapid_review(world), household(world), referral(world)
    above = row(world, below).root
    above = rows(world.database, "SELECT reference FROM casefile WHERE id = :i", i=above)[0].reference
    world.fire("officer", hub, "link_case", {"other": about, "as": "related"} | WHY)
    world.fire("officer", named_by, "link_case", {"other": hub, "as": "related"} | WHY)
    world.fire("manager", situations.incident(world), "merge", {"into": into} | WHY)
    world.fire("officer", joint, "link_case", {"other": adult, "as": "joint"} | WHY)
    world.open("officer", "disclosure_request", ASKED | {"about": about})
    meetings.flag(world, about)
    meeting = meetings.held(world)
    decided = [{"about": about, "decision": "To go on"}]
    world.fire("manager", meeting, "draft_minutes", {"minutes": "All", "decisions": decided})
    for reference in (about, named_by, into, adult):
        world.fire("manager", reference, "seal", SEALED)
    # Who is named on the review alone knows of it, and of nothing above it.
    people = [{"person": email(who)} for who in ("other_manager", "board_chair")]
    world.fire("manager", above, "restrict", {"named": people} | WHY)
    for who in ("officer", "chair"):
        world.fire("other_manager", below, "let_in", {"whom": email(who)} | WHY)
    return {about, named_by, into, adult, above}


def lists(world: World, who: str) -> set[str]:
    """The references that somebody may know of."""
    with world.database.reading() as session:
        asked = CASEFILE.select().with_only_columns(CASEFILE.c.reference).where(listed_to(world.ids[who]))
        return set(session.execute(asked, {"today": world.now.date()}).scalars())


def addresses(door: Door, references: list[Any]) -> Iterator[str]:
    """Every address that can be asked for, those of cases for each of these."""
    app: Any = door.app
    while not hasattr(app, "routes"):
        app = app.app
    for route in sorted({one for one, _ in routes_of(app) if one.startswith("GET ")}):
        path = route.removeprefix("GET ")
        for case in references if "{reference}" in path else references[:1]:
            document = next((one.key for one in machines()[case.kind].documents), "none")
            document = "digest" if "/mail/templates" in path else document
            keys = ("note", "link_case", "merge") if "/moves/" in path else (document,)
            for key in keys:
                yield filled(path, NAMED | {"reference": case.reference, "key": key})


def filled(path: str, named: dict[str, str]) -> str:
    """The address, with its places filled in."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: named[found[1]], path)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nobody_is_named_what_they_may_not_list(world: World, door: Door, figure: Figure) -> None:
    """Every address there is, of every case that somebody reads, holds the reference of none that is hidden to them."""
    hidden = woven(world)
    found = rows(world.database, "SELECT reference, kind FROM casefile ORDER BY id")
    asked = 0
    for who in LOOKERS:
        for one in found:
            world.scrutineers_declare(one.reference)
        with world.database.writing() as session:
            cookie = sessions.begin(session, world.ids[who], how="demo")
            token = tokens.issue(session, world.ids[who], purpose="To take part")
        door.client.cookies = {"casekeeper": cookie}
        headers = {"Authorization": f"Bearer {token}"}

        def ask(path: str, headers: dict[str, str] = headers) -> Any:
            return door.client.get(f"{HOME}{path}", headers=headers, follow_redirects=False)

        reads = [one for one in found if 200 == ask(f"/api/v1/cases/{one.reference}").status_code]
        shut = hidden - lists(world, who)
        for path in addresses(door, reads or found[:1]):
            said = ask(path).text
            asked += 1
            assert set() == {one for one in shut - set(re.findall(r"NM-\d+-\d+", path)) if one in said}, (who, path)
    assert hidden == hidden - lists(world, "officer")
    figure("hidden cases named", f"0 in {asked} answers")


def test_a_chain_with_withheld_bodies_can_still_be_checked(world: World, door: Door) -> None:
    """The bodies that name a hidden case are null and say so; every hash still follows the one before it."""
    hidden = woven(world)
    withheld = 0
    for one in rows(world.database, "SELECT reference FROM casefile WHERE restriction = 'standard'"):
        entries = door.get("officer", f"/cases/{one.reference}/entries").json()["items"]
        assert all(before["hash"] == after["prev"] for before, after in pairwise(entries))
        for entry in entries:
            assert entry["withheld"] == (entry["body"] is None)
            withheld += entry["withheld"]
            if entry["body"] is not None:
                assert entry["hash"] == sha256(entry["body"].encode()).hexdigest()
                assert f'"prev":"{entry["prev"]}"' in entry["body"]
                assert not any(reference in entry["body"] for reference in hidden)
    assert 5 <= withheld


def test_who_sees_both_cases_is_given_every_body(world: World, door: Door) -> None:
    """Nothing is withheld that isn't hidden, from the manager of a linked pair as from the officer."""
    one, other = situations.incident(world), situations.incident(world)
    world.fire("officer", one, "link_case", {"other": other, "as": "related"} | WHY)
    for who in ("officer", "manager"):
        entries = door.get(who, f"/cases/{one}/entries").json()["items"]
        assert [False, False] == [entry["withheld"] for entry in entries]
        assert other in entries[-1]["body"]


def test_a_document_draws_on_what_its_reader_may_know(world: World) -> None:
    """The case that a request is about stands in the answers and entries of whoever sees it, and in no other's."""
    joins(world, "other_manager", "unit", "business_manager")
    about = situations.incident(world)
    reference = world.open("officer", "disclosure_request", ASKED | {"about": about}).reference
    world.fire("manager", reference, "exclude", {"whom": email("legal")} | WHY)
    for expected in (about, "Another case"):
        with world.database.reading() as session:
            case = seen(session, reference, world.ids["officer"], world.now.date())
            told = dossier(world.act(session, "officer"), case).case
        assert expected == told.answers["about"] == told.entries[0].answers["about"]
        assert {} == told.entries[-1].answers
        if expected == about:
            world.fire("manager", about, "seal", SEALED)
