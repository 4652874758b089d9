"""No form is taken that isn't ours: every route that writes, every way of forging."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.routing import BaseRoute, Mount, Route

from tests.answers import INCIDENT, PDF
from tests.api.pages.site import HOME, Site, Visit

SAFE = {"GET", "HEAD", "OPTIONS"}
WITHOUT_SESSION = {"/sign-in", "/sign-in/code", "/sign-in/passkey", "/recover", "/set-up", "/set-up/new-link"}
"""Forms of strangers: there is no session whose word they could carry."""


def routes(found: list[BaseRoute]) -> Iterator[Route]:
    """Every route of the pages."""
    for one in found:
        if isinstance(one, Route):
            yield one
        else:
            yield from routes(one.original_router.routes)  # type: ignore[attr-defined] # FastAPI's included router


def pages_of(site: Site) -> list[Route]:
    """The routes of the pages' own application, found by looking at it."""
    app = site.app
    while not hasattr(app, "routes"):
        app = app.app  # type: ignore[attr-defined]
    mounted = next(one for one in app.routes if isinstance(one, Mount) and one.name == "pages")
    return list(routes(mounted.routes))


def unsafe(site: Site, reference: str) -> list[str]:
    """The address of everything that takes a form."""
    parts = {"reference": reference, "key": "note", "kind": "incident"}
    parts |= dict.fromkeys(("evidence_id", "mail_id", "person_id", "number", "reading", "session_id", "token_id"), "1")
    return [route.path.format(**parts) for route in pages_of(site) if (route.methods or set()) - SAFE]


def test_the_routes_are_found(site: Site) -> None:
    """What the other tests walk is what there is; a new route that writes comes in by itself."""
    found = unsafe(site, "NM-2026-0001")
    assert {
        "/sign-in", "/sign-out", "/open/incident", "/demo/clock", "/cases/NM-2026-0001/evidence",
        "/cases/NM-2026-0001/moves/note",
    } <= set(found)  # fmt: skip
    assert all((route.methods or set()) <= SAFE | {"POST"} for route in pages_of(site))


def forgeries(mine: Visit, other: Visit) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Fields and headers of forms that aren't ours, by what is wrong with them."""
    right = {"csrf": mine.csrf}
    return {
        "no token": ({}, {}),
        "an empty token": ({"csrf": ""}, {}),
        "a wrong token": ({"csrf": "x" * 43}, {}),
        "a token that isn't ASCII": ({"csrf": "é" * 43}, {}),
        "another session's token": ({"csrf": other.csrf}, {}),
        "a foreign site": (right, {"Origin": "https://evil.example"}),
        "a site whose name begins like ours": (right, {"Origin": HOME + ".evil.example"}),
        "an opaque site": (right, {"Origin": "null"}),
    }


def test_no_route_takes_a_forged_form(site_on_each: Site) -> None:
    """403 on every route that writes, for every forgery, and the database is as it was."""
    site = site_on_each
    mine, other = site.visit("officer"), site.visit("manager")
    reference = mine.opens("incident", INCIDENT)
    before = site.dump()
    for name, (fields, headers) in forgeries(mine, other).items():
        for path in unsafe(site, reference):
            if path in WITHOUT_SESSION and "site" not in name:
                continue
            more = {"person": str(site.world.ids["officer"]), "note": "Forged", "by": "week"}
            answer = mine.post(path, more | fields, **headers)
            assert (name, path, 403) == (name, path, answer.status_code)
    assert before == site.dump()
    assert not mine.get("/").has_redirect_location


def test_another_agencys_form_for_our_case_is_no_way_in(site: Site) -> None:
    """A token of one's own opens no case that one doesn't see: 404, nothing written."""
    reference = site.visit("officer").opens("incident", INCIDENT)
    stranger = site.visit("user_school")
    before = site.dump()
    for path, typed in (("moves/note", {"note": "In"}), ("evidence", {"kind": "audit", "shows": "output"})):
        answer = stranger.post(
            f"/cases/{reference}/{path}", {"csrf": stranger.csrf} | typed, {"document": ("a.pdf", PDF)}
        )
        assert (path, 404) == (path, answer.status_code)
    assert before == site.dump()


COLUMNS = (
    "id", "state", "final", "owner_agency", "restriction", "revision_", "seq", "actor", "person",
    "root", "opener", "answers", "case_id", "kind.1", "role",
)  # fmt: skip


def test_no_form_takes_a_field_that_it_has_not(site: Site) -> None:
    """A name that the form doesn't have refuses the whole form, and nothing is written."""
    visit = site.visit("officer")
    reference = visit.opens("incident", INCIDENT)
    before = site.dump()
    forms = [
        visit.at(path) for path in (f"/cases/{reference}/moves/note", f"/cases/{reference}/evidence", "/open/incident")
    ]
    for column in COLUMNS:
        for form in forms:
            assert (column, form.path, 422) == (column, form.path, visit.sends(form, {column: "verified"}).status)
    assert before == site.dump()


def test_a_field_sent_twice_is_refused(site: Site) -> None:
    """Two values where the form has one field: neither is taken."""
    visit = site.visit("officer")
    reference = visit.opens("incident", INCIDENT)
    before = site.dump()
    assert 422 == visit.sends(visit.at(f"/cases/{reference}/moves/note"), {"note": ["One", "Two"]}).status
    assert before == site.dump()
