"""Evidence through the JSON door: files in, the same bytes out, nothing that a browser would run."""

from typing import Any

import pytest

from tests.answers import PDF
from tests.api.json.door import Door
from tests.workflow.situations import action, submitted


def test_a_file_comes_back_as_it_was_sent(door: Door) -> None:
    """201 with its address; the bytes as an attachment that nothing may run."""
    reference = action(door.world)
    reply = door.upload("user_housing", reference, file=("Prüfung “2026”.pdf", PDF))
    assert (201, '"2"') == (reply.status_code, reply.headers["etag"]), reply.text
    assert reply.json()["link"] == reply.headers["location"]
    file = door.client.get(reply.headers["location"], headers=door.headers("officer"))
    assert (200, PDF, "application/pdf") == (file.status_code, file.content, file.headers["content-type"])
    assert (
        "attachment; filename*=UTF-8''Pr%C3%BCfung%20%E2%80%9C2026%E2%80%9D.pdf" == file.headers["content-disposition"]
    )
    assert ("nosniff", True) == (
        file.headers["x-content-type-options"], "sandbox" in file.headers["content-security-policy"],
    )  # fmt: skip
    case = door.get("officer", f"/cases/{reference}").json()
    assert [reply.json()] == case["evidence"]


def test_what_a_file_shows_is_asked(sqlite_door: Door) -> None:
    """422 by field for what is missing, wrong or not asked; nothing is attached."""
    reference = action(sqlite_door.world)
    for fields, named in (
        ({"kind": "gossip"}, "kind"), ({"effect_on": "2026-02-31"}, "effect_on"), ({"shows": ""}, "shows"),
        ({"sha256": "0" * 64}, "sha256"), ({"happened_on": "2026-12-24"}, "happened_on"),
        ({"recorded_for": "nobody@northmoor.example"}, "recorded_for"), ({"kind": "a\0"}, "kind"),
    ):  # fmt: skip
        reply = sqlite_door.upload("user_housing", reference, **fields)
        assert (422, [named]) == (reply.status_code, list(reply.json()["errors"])), reply.text
    assert [] == sqlite_door.get("officer", f"/cases/{reference}").json()["evidence"]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (("program.exe", PDF), "must be PDF"),
        (("report", PDF), "must be PDF"),
        (("report.pdf", b"<html><script>alert(1)</script>"), "its content is something else"),
        (("empty.pdf", b""), "empty"),
        (("picture.png", PDF), "its content is something else"),
        (("words.txt", b"\xff\xfe\x00"), "isn't plain text"),
    ],
)
def test_a_file_of_another_type_is_refused(sqlite_door: Door, file: Any, says: str) -> None:
    """422 by what the file is, not by what it is called."""
    reply = sqlite_door.upload("user_housing", action(sqlite_door.world), file=file)
    assert 422 == reply.status_code
    assert says in reply.json()["errors"]["file"]


def test_a_file_that_is_too_large_is_refused(sqlite_door: Door) -> None:
    """422 above 25 MB in a sentence, 413 where the whole body is above the cap; nothing is kept."""
    reference = action(sqlite_door.world)
    large = PDF + b"x" * (25 * 1024 * 1024)
    reply = sqlite_door.upload("user_housing", reference, file=("large.pdf", large))
    assert (422, "The file must be smaller than 25 MB") == (reply.status_code, reply.json()["errors"]["file"])
    reply = sqlite_door.upload("user_housing", reference, file=("larger.pdf", large + b"x" * (2 * 1024 * 1024)))
    assert (413, "application/problem+json") == (reply.status_code, reply.headers["content-type"])
    folder = sqlite_door.installation.files.folder
    assert [] == [path for path in folder.rglob("*") if path.is_file()]


def test_a_form_without_a_file_or_with_two(sqlite_door: Door) -> None:
    """422 in a sentence; so is a form that is cut off."""
    address = f"/api/v1/cases/{action(sqlite_door.world)}/evidence"
    headers = sqlite_door.headers("user_housing") | {"If-Match": '"1"'}
    two = [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]
    for more in ({"files": {"other": ("a.pdf", PDF)}}, {"files": two}, {"files": {"kind": (None, "audit")}}):
        reply = sqlite_door.client.post(address, headers=headers, **more)
        assert 422 == reply.status_code, reply.text
    cut = headers | {"content-type": "multipart/form-data; boundary=x"}
    assert 422 == sqlite_door.client.post(address, headers=cut, content=b"--x\r\nContent-").status_code
    none = headers | {"content-type": "multipart/form-data"}
    assert 422 == sqlite_door.client.post(address, headers=none, content=b"--x--").status_code


def test_evidence_wants_a_revision_and_the_right(door: Door) -> None:
    """428 without If-Match, 412 for an old one, 403 for others, 409 where the state takes none."""
    reference = action(door.world)
    address = f"/api/v1/cases/{reference}/evidence"
    bare = door.client.post(address, headers=door.headers("user_housing"), files={"file": ("a.pdf", PDF)})
    assert 428 == bare.status_code
    assert 201 == door.upload("user_housing", reference).status_code
    stale = door.upload("user_housing", reference)
    assert (412, "Evidence attached") == (stale.status_code, stale.json()["changes"][0]["what"])
    assert 403 == door.upload("dsp_police", reference, 2).status_code
    over = submitted(door.world)
    door.world.fire("officer", over, "verify", {"verification": "Seen at the housing association"})
    assert 409 == door.upload("user_housing", over, 4).status_code


def test_a_damaged_file_is_never_given_out(sqlite_door: Door) -> None:
    """503 with a sentence where the bytes are no longer those that were uploaded."""
    reply = sqlite_door.upload("user_housing", action(sqlite_door.world))
    path = sqlite_door.installation.files.path(reply.json()["sha256"])
    path.write_bytes(PDF.replace(b"Catalog", b"Cataloh"))
    damaged = sqlite_door.client.get(reply.headers["location"], headers=sqlite_door.headers("officer"))
    assert (503, True) == (damaged.status_code, "damaged" in damaged.json()["detail"])


def test_evidence_is_recorded_for_who_sent_it(sqlite_door: Door) -> None:
    """What came by secure mail is recorded for the person at the agency, and as that."""
    reference = action(sqlite_door.world)
    theirs = {"recorded_for": "user_housing@northmoor.example", "happened_on": "2026-11-20"}
    wrong = sqlite_door.upload("officer", reference, **theirs, received="dream")
    assert (422, ["received"]) == (wrong.status_code, list(wrong.json()["errors"]))
    reply = sqlite_door.upload("officer", reference, **theirs, received="email")
    assert (201, "User Housing") == (reply.status_code, reply.json()["by_name"]), reply.text
    entry = sqlite_door.get("manager", f"/cases/{reference}/entries").json()["items"][-1]
    assert {"how": "email", "document": None, "sha256": None} == entry["received"]
