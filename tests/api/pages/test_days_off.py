"""The page on which the business manager declares a day off."""

from __future__ import annotations

from tests.api.pages.site import Site
from tests.workflow import situations
from workflow.redating import redate

DAY = {"day-day": "1", "day-month": "December", "day-year": "2026", "name": "One-off holiday"}


def declared(site: Site) -> list[str]:
    """What stands in the database."""
    return [str(row[0]) for row in site.sql("SELECT name FROM holiday")]


def test_a_second_look_shows_what_would_move_before_anything_is_saved(site: Site) -> None:
    """Four time limits of a rapid review; pressing the button declares the day, and its case says why."""
    assert site.world is not None
    reference = situations.rapid_review(site.world)
    visit = site.visit("manager")
    look = visit.sends(visit.at("/days-off"), DAY)
    assert "Is Tue 1 Dec 2026 a day off?" in look.html
    assert "4 time limits" in look.html
    assert [] == declared(site)
    sure = next(form for form in look.forms if "sure" in form.fields)
    answer = visit.post(sure.action, sure.fields)
    assert "/days-off?partnership=NM&saved=declared" == answer.headers["location"]
    assert "One-off holiday" in visit.at("/days-off").html
    redate(site.database, site.world.now)
    page = visit.at(f"/cases/{reference}").html
    assert "Re-dated from Mon 14 Dec 2026 to Tue 15 Dec 2026: Tue 1 Dec 2026 One-off holiday" in page
    assert "moved 1 time" in page
    timeline = visit.at(f"/cases/{reference}/timeline").html
    assert "The calendar changed" in timeline
    assert "Tue 1 Dec 2026 One-off holiday" in timeline
    taken = next(form for form in visit.at("/days-off").forms if form.action.endswith("/withdraw"))
    answer = visit.post(taken.action, taken.fields)
    assert "/days-off?partnership=NM&saved=withdrawn" == answer.headers["location"]
    assert [] == declared(site)


def test_what_cant_be_declared_is_said_at_its_field(site: Site) -> None:
    """A weekend, a bank holiday, nothing at all: what was typed stays."""
    visit = site.visit("manager")
    page = visit.sends(visit.at("/days-off"), DAY | {"day-day": "12"})
    assert 422 == page.status
    assert "Sat 12 Dec 2026 is at a weekend" in page.html
    assert 'href="#day-day"' in page.html
    assert 'value="One-off holiday"' in page.html
    page = visit.sends(visit.at("/days-off"), {})
    assert "Enter the date: The day off" in page.html
    assert "Enter: Its name" in page.html
    assert [] == declared(site)


def test_only_the_business_manager_declares(site: Site) -> None:
    """An officer reads the list without a form; a forged post is refused."""
    officer = site.visit("officer")
    page = officer.at("/days-off")
    assert "No day off was declared." in page.html
    assert not [form for form in page.forms if form.action == "/days-off"]
    answer = officer.post("/days-off", DAY | {"csrf": officer.csrf, "partnership": "NM", "sure": "1"})
    assert 403 == answer.status_code
    assert [] == declared(site)
