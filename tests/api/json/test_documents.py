"""Documents through the JSON door: which there are, and each as a Word file."""

from __future__ import annotations

from tests.api.documents import lived
from tests.api.json.door import Door


def test_documents_are_listed_and_handed_out(door: Door) -> None:
    """The list follows the case's state; each link gives the file, inert, to who sees the case."""
    meeting, review = lived.met(door.world)
    listed = door.get("officer", f"/cases/{meeting}/documents").json()
    assert [("agenda", "Agenda"), ("minutes", "Minutes")] == [(one["key"], one["title"]) for one in listed["items"]]
    for one in listed["items"]:
        file = door.client.get(one["link"], headers=door.headers("officer"))
        assert (200, "nosniff", "no-store") == (
            file.status_code, file.headers["x-content-type-options"], file.headers["cache-control"],
        )  # fmt: skip
        assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert "sandbox" in file.headers["content-security-policy"]
        assert "Review subgroup" in lived.text_of(file.content)
    planned = lived.meetings.planned(door.world)
    assert ["agenda"] == [one["key"] for one in door.get("officer", f"/cases/{planned}/documents").json()["items"]]
    assert 409 == door.get("officer", f"/cases/{planned}/documents/minutes").status_code
    assert 404 == door.get("officer", f"/cases/{review}/documents/minutes").status_code


def test_whose_case_it_isnt_gets_no_document(door: Door) -> None:
    """404 as for a case that there isn't; 401 without a token."""
    review, _ = lived.returns(door.world)
    for who in ("user_housing", "auditor", "administrator"):
        for path in (f"/cases/{review}/documents", f"/cases/{review}/documents/rapid_review_report"):
            assert 404 == door.get(who, path).status_code, (who, path)
    assert 401 == door.client.get(f"/api/v1/cases/{review}/documents").status_code
