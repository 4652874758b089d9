"""The pages on which roles are given and ended: whose they are to give, from when, and never one's own."""

from __future__ import annotations

import pytest

from tests.api.pages.site import Site
from tests.workflow import situations
from tests.world import World, email

TODAY = {"from_on-day": "23", "from_on-month": "11", "from_on-year": "2026"}
NEW = {"email": "new.person@northmoor.example", "name": "New Person", "role": "agency_user", "agency": "school"} | TODAY


def held(site: Site, who: str) -> list[tuple[str, str]]:
    """The roles that the person of that address holds or will hold."""
    rows = site.sql(
        "SELECT role, agency FROM role_held JOIN person ON person.id = role_held.person "
        "WHERE email = :email AND (to_on IS NULL OR to_on > '2026-11-23') ORDER BY role",
        email=who,
    )
    return [(row.role, row.agency) for row in rows]


def world_of(site: Site) -> World:
    """The partnership of the site."""
    assert site.world is not None
    return site.world


def test_the_manager_gives_a_role_and_ends_it(site_on_each: Site) -> None:
    """From a day, until a day; each noted as an event for the auditor, with who did it."""
    site = site_on_each
    manager, ids = site.visit("manager"), world_of(site).ids
    assert "Add a person or a role" in manager.at("/people").html
    page = manager.sends(manager.at("/people/new"), NEW)
    assert 200 == page.status
    assert "New Person" in page.html
    assert [("agency_user", "school")] == held(site, NEW["email"])
    ((number, person),) = site.sql("SELECT id, person FROM role_held ORDER BY id DESC LIMIT 1")
    page = manager.at(f"/people/{person}/roles/{number}/end")
    later = {"to_on-day": "1", "to_on-month": "12", "to_on-year": "2026"}
    assert "until before 1 December 2026" in manager.sends(page, later).html
    events = site.sql("SELECT what, person, by, detail FROM account_event WHERE person = :it ORDER BY id", it=person)
    assert [("role_given", person, ids["manager"]), ("role_ended", person, ids["manager"])] == [
        tuple(row)[:3] for row in events
    ]
    assert "Agency user at school" in events[0].detail


def test_a_role_given_and_ended_today_can_be_given_again(site: Site) -> None:
    """A slip of the hand is put right on the same day."""
    manager = site.visit("manager")
    for _ in range(2):
        manager.sends(manager.at("/people/new"), NEW)
        assert [("agency_user", "school")] == held(site, NEW["email"])
        ((number, person),) = site.sql("SELECT id, person FROM role_held ORDER BY id DESC LIMIT 1")
        manager.sends(manager.at(f"/people/{person}/roles/{number}/end"), {})
        assert [] == held(site, NEW["email"])


def test_a_partner_looks_after_their_own_agency_alone(site: Site) -> None:
    """They see its people, give its two plain roles, and learn of nobody else."""
    partner, ids = site.visit("dsp_police"), world_of(site).ids
    page = partner.at("/people")
    assert "Dsp Police" in page.html
    assert "Officer" not in page.html
    assert 404 == partner.get(f"/people/{ids['officer']}").status_code
    assert 404 == partner.get("/people/999999").status_code
    for refused in ({"role": "delegated_partner", "agency": "police"}, {"agency": "school"}, {"role": "auditor"}):
        assert partner.sends(partner.at("/people/new"), NEW | refused).status in (403, 422)
    assert [] == held(site, NEW["email"])
    assert 200 == partner.sends(partner.at("/people/new"), NEW | {"agency": "police"}).status
    assert [("agency_user", "police")] == held(site, NEW["email"])


def test_nobody_chooses_who_watches_over_them(site: Site) -> None:
    """A business manager gives and ends neither auditor nor administrator."""
    manager = site.visit("manager")
    assert "auditor" not in manager.at("/people/new").form.fields.get("role", [])
    for role in ("auditor", "administrator"):
        assert 422 == manager.sends(manager.at("/people/new"), NEW | {"role": role, "agency": ""}).status
    ((auditor, number),) = site.sql("SELECT person, id FROM role_held WHERE role = 'auditor'")
    path = f"/people/{auditor}/roles/{number}/end"
    assert 403 == manager.get(path).status_code
    day = {"to_on-day": "23", "to_on-month": "11", "to_on-year": "2026"}
    assert 403 == manager.post(path, day | {"csrf": manager.csrf, "partnership": "NM"}).status_code
    assert 1 == site.sql("SELECT count(*) FROM role_held WHERE role = 'auditor' AND to_on IS NULL")[0][0]


@pytest.mark.parametrize("who", ["manager", "administrator", "dsp_police"])
def test_nobody_changes_their_own_roles(site: Site, who: str) -> None:
    """Not by a form of one's own, not by a forged one: given, ended or left."""
    visit, me = site.visit(who), world_of(site).ids[who]
    ((mine,),) = site.sql("SELECT id FROM role_held WHERE person = :me", me=me)
    assert "Nobody changes their own roles" in visit.at(f"/people/{me}").html
    before = site.sql("SELECT * FROM role_held ORDER BY id")
    frame = {"csrf": visit.csrf, "partnership": "NM"}
    given = {"role": "agency_user", "agency": "police"} | TODAY | frame
    day = {"to_on-day": "23", "to_on-month": "11", "to_on-year": "2026"} | frame
    leaves = {"on-day": "23", "on-month": "11", "on-year": "2026"} | frame
    assert 403 == visit.post(f"/people/{me}/roles", given).status_code
    assert 403 == visit.post("/people/new", given | {"email": f"{who}@northmoor.example"}).status_code
    assert 403 == visit.post(f"/people/{me}/roles/{mine}/end", day).status_code
    assert 403 == visit.post(f"/people/{me}/leave", leaves).status_code
    assert 403 == visit.get(f"/people/{me}/leave").status_code
    assert before == site.sql("SELECT * FROM role_held ORDER BY id")


@pytest.mark.parametrize("who", ["officer", "user_housing", "lead_council", "scrutineer", "auditor", "executive"])
def test_people_are_nobody_elses(site: Site, who: str) -> None:
    """Whoever else is signed in is refused, at each address."""
    visit = site.visit(who)
    assert "/people" not in visit.at("/").html
    for path in ("/people", "/people/new", "/people/1", "/people/1/leave", "/people/1/roles/1/end"):
        assert 403 == visit.get(path).status_code
    for path in ("/people/new", "/people/1/roles", "/people/1/leave", "/people/1/roles/1/end"):
        assert 403 == visit.post(path, {"csrf": visit.csrf}).status_code


def test_what_is_wrong_is_said_at_its_field(site: Site) -> None:
    """A day gone by, an agency left out, no address: the form comes back filled in."""
    manager = site.visit("manager")
    page = manager.sends(manager.at("/people/new"), NEW | {"from_on-day": "22"})
    assert (422, True, True) == (page.status, 'href="#from_on-day"' in page.html, "New Person" in page.html)
    page = manager.sends(manager.at("/people/new"), NEW | {"agency": ""})
    assert (422, True) == (page.status, 'href="#agency"' in page.html)
    page = manager.sends(manager.at("/people/new"), NEW | {"email": "nobody"})
    assert (422, True) == (page.status, 'href="#email"' in page.html)
    again = {"email": "officer@northmoor.example", "role": "review_officer", "agency": "unit"}
    page = manager.sends(manager.at("/people/new"), NEW | again)
    assert "holds that role already" in page.html


@pytest.mark.parametrize("ends", ["leave", "roles/{number}/end"])
def test_the_last_who_may_lift_a_restriction_stays_until_another_may(site_on_each: Site, ends: str) -> None:
    """Both forms say which case and what to do first, and name another in the same act."""
    site = site_on_each
    world, manager = world_of(site), site.visit("manager")
    reference = situations.incident(world)
    world.fire("manager", reference, "restrict", {"named": [{"person": email("chair")}], "reason": "x"})
    it = world.ids["chair"]
    ((number,),) = site.sql("SELECT id FROM role_held WHERE person = :it", it=it)
    path = f"/people/{it}/{ends.format(number=number)}"
    page = manager.sends(manager.at(path), {})
    assert (422, 'href="#keeper"' in page.html) == (page.status, True)
    assert f"Nobody else may lift the restriction of {reference}. Have another" in page.text
    assert [("review_chair", "council")] == held(site, email("chair"))
    page = manager.sends(page, {"keeper": email("board_chair")})
    assert 200 == page.status
    assert [] == held(site, email("chair"))
    history = site.visit("board_chair").at(f"/cases/{reference}/timeline").text
    assert "Somebody else may lift the restriction from now on" in history
    assert "Who may lift the restriction now Board Chair" in " ".join(history.split())
