"""Declarations through JSON: asked before the first read and answered; what a police caller reads for."""

from __future__ import annotations

from typing import Any

from api.signing_in import tokens
from tests.api.json.door import API, Door
from workflow.tables.rows import LOOK


def bare(door: Door, who: str, path: str, body: Any = None) -> Any:
    """What is answered to who declares nothing by themselves."""
    headers = door.headers(who)
    if body is None:
        return door.client.get(API + path, headers=headers)
    return door.client.post(API + path, json=body, headers=headers)


def test_a_scrutineer_is_asked_before_they_read(door: Door) -> None:
    """403 of a type of its own with the case's reference; once they have said that they are free, 200."""
    case = door.open()
    asked = bare(door, "scrutineer", f"/cases/{case}")
    assert (403, "tag:casekeeper,2026:declare-first") == (asked.status_code, asked.json()["type"])
    assert case == asked.json()["reference"]
    said = bare(door, "scrutineer", f"/cases/{case}/declaration", {"conflict": False})
    assert (200, {"reference": case, "conflict": False}) == (said.status_code, said.json())
    assert 200 == bare(door, "scrutineer", f"/cases/{case}").status_code


def test_who_has_a_conflict_says_which_and_reads_nothing(door: Door) -> None:
    """422 without its nature, or with one and no conflict; then a sentence in place of the case."""
    case = door.open()
    address = f"/cases/{case}/declaration"
    for body in ({"conflict": True}, {"conflict": False, "nature": "None"}, {}, {"conflict": "no"}):
        assert 422 == bare(door, "scrutineer", address, body).status_code, body
    said = bare(door, "scrutineer", address, {"conflict": True, "nature": "A relative works there"})
    assert (200, {"reference": case, "conflict": True}) == (said.status_code, said.json())
    refused = bare(door, "scrutineer", f"/cases/{case}")
    assert (403, "tag:casekeeper,2026:not-permitted") == (refused.status_code, refused.json()["type"])
    assert "You have declared a conflict of interest in this case" in refused.json()["detail"]


def test_others_declare_nothing(door: Door) -> None:
    """403 for who is no scrutineer; a case that isn't theirs and one that isn't there answer alike."""
    case = door.open()
    assert 403 == bare(door, "officer", f"/cases/{case}/declaration", {"conflict": False}).status_code
    assert 403 == bare(door, "officer", "/independence", {"to_member": False, "to_officer": False}).status_code
    hidden = bare(door, "lead_school", f"/cases/{case}/declaration", {"conflict": False})
    missing = bare(door, "lead_school", "/cases/NM-2026-9999/declaration", {"conflict": False})
    assert (404, hidden.content) == (missing.status_code, missing.content)


def test_who_is_related_reads_no_case(door: Door) -> None:
    """A yes to either question wants to know to whom; whoever said it reads a sentence in place of every case."""
    case = door.open()
    assert 200 == door.get("scrutineer", f"/cases/{case}").status_code
    related = {"to_member": True, "to_officer": False}
    assert 422 == bare(door, "scrutineer", "/independence", related).status_code
    said = bare(door, "scrutineer", "/independence", related | {"detail": "My sister, a councillor"})
    assert (200, {"partnership": "NM", "independent": False}) == (said.status_code, said.json())
    refused = bare(door, "scrutineer", f"/cases/{case}")
    assert (403, True) == (refused.status_code, "you read no case as scrutineer" in refused.json()["detail"])


def test_a_police_callers_token_says_what_it_reads_for(door: Door) -> None:
    """Without a purpose nothing is read or done with it, and a sentence says how to get one; with one, it is noted."""
    case = door.open()
    with door.world.database.writing() as session:
        without = tokens.issue(session, door.world.ids["dsp_police"])
    headers = {"Authorization": f"Bearer {without}"}
    refused = door.client.get(f"{API}/cases/{case}", headers=headers)
    assert (403, "tag:casekeeper,2026:purpose-first") == (refused.status_code, refused.json()["type"])
    assert "make one with a purpose" in refused.json()["detail"]
    acted = door.client.post(
        f"{API}/cases/{case}/moves/note", json={"answers": {"note": "x"}}, headers=headers | {"If-Match": '"1"'}
    )
    assert 403 == acted.status_code
    assert 200 == bare(door, "dsp_police", f"/cases/{case}").status_code
    with door.world.database.reading() as session:
        found = session.execute(LOOK.select().where(LOOK.c.person == door.world.ids["dsp_police"])).all()
    assert ["To take part in it for my force"] == [one.purpose for one in found]
