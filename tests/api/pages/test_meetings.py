"""A meeting's page and the merged chronology: what stands there, for whom, with and without filters, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from tests.api.pages.chromium import NARROW, WIDE, Window, chromium, serving, sign_in, window
from tests.api.pages.site import Site
from tests.workflow import meetings_brought_to as meetings
from tests.workflow import situations
from tests.world import World, email

HOSTILE = "<script>alert(1)</script>"
MANY = ("council", "police", "icb", "school", "housing", "probation")


def world_of(site: Site) -> World:
    """The partnership behind the pages."""
    assert site.world is not None
    return site.world


def returns(world: World, rows: int = 2, event: str = "Seen at home") -> str:
    """A rapid review in which every agency has given a chronology."""
    review = situations.rapid_review(world)
    world.fire("officer", review, "ask_agencies", {"agencies_asked": list(MANY), "request": "What happened?"})
    first = date(2024, 1, 1)
    for place, one in enumerate(situations.children(world, review)):
        agency = situations.row(world, one).owner_agency
        given = [
            {"on": (first + timedelta(days=7 * number + place)).isoformat(), "source": "File", "event": event}
            for number in range(rows)
        ]
        told = {"involvement": "As told", "chronology": given}
        whose = f"dsp_{agency}" if agency in MANY[:3] else f"user_{agency}"
        world.fire("officer", one, "submit", told, recorded_for=whose)
    return review


def met(world: World) -> tuple[str, str]:
    """A meeting whose minutes wait for agreement, and the recommendation that it decided on."""
    case = situations.recommendation(world)
    meetings.flag(world, case)
    meeting = meetings.planned(world, invited=["school"], chaired_by=email("chair"))
    world.fire("officer", meeting, "send_papers")
    world.fire("officer", meeting, "hold", {"chaired_by": email("chair"), "attendance": meetings.ALL_CAME})
    rows = [{"about": case, "entry": 2, "decision": f"Agreed {HOSTILE}"}]
    world.fire("officer", meeting, "draft_minutes", {"minutes": "As said", "decisions": rows})
    return meeting, case


def test_papers_are_sent_from_the_page(site_on_each: Site) -> None:
    """What waits is ticked by its reference; what isn't ticked waits on."""
    world = world_of(site_on_each)
    first, second = (
        meetings.flag(world, situations.incident(world)),
        meetings.flag(world, situations.recommendation(world)),
    )
    meeting = meetings.planned(world)
    officer = site_on_each.visit("officer")
    assert "waits for the next meeting" in officer.at(f"/cases/{first}").text
    form = officer.at(f"/cases/{meeting}/moves/send_papers")
    numbers = meetings.numbers(world)
    assert set(numbers.values()) == set(form.form.choices["agenda"])
    officer.moves(meeting, "send_papers", {"agenda": [numbers[second]]})
    text = officer.at(f"/cases/{meeting}").text
    assert f"Of {second}?" in text
    assert f"Of {first}?" not in text
    assert f"on the agenda of Review subgroup {meeting}" in officer.at(f"/cases/{second}").text


def test_a_meeting_is_held_and_written_up_from_the_page(site: Site) -> None:
    """Rows of attendance and of decisions, without a script."""
    world = world_of(site)
    case = situations.recommendation(world)
    meeting = meetings.planned(world)
    officer = site.visit("officer")
    officer.moves(meeting, "send_papers")
    rows = [{"agency": "council", "came": "present"}, {"agency": "police", "came": "deputy", "deputy_for": "The DCI"}]
    why = {"not_quorate": "It couldn't wait"}
    officer.moves(meeting, "hold", {"chaired_by": email("chair"), "attendance": rows} | why)
    decided = [{"about": case, "entry": "2", "decision": "It goes ahead"}]
    officer.moves(meeting, "draft_minutes", {"minutes": "As said", "decisions": decided})
    text = officer.at(f"/cases/{meeting}").text
    assert "Not quorate: 2 of 3 statutory partners" in text
    assert f"It led to entry 2 of {case}: Agree" in text


def test_what_was_decided_is_escaped_and_shown_to_who_sees_its_case(site: Site) -> None:
    """On the meeting and on the case; a school that is invited reads neither the case nor the decision."""
    meeting, case = met(world_of(site))
    for who, path in (("officer", meeting), ("officer", case), ("dsp_icb", meeting)):
        page = site.visit(who).get(f"/cases/{path}").text
        assert "Agreed &lt;script&gt;" in page
        assert HOSTILE not in page
    school = site.visit("lead_school")
    assert 404 == school.get(f"/cases/{case}").status_code
    page = school.get(f"/cases/{meeting}").text
    assert case not in page
    assert "Agreed &lt;script&gt;" not in page
    timeline = school.get(f"/cases/{meeting}/timeline").text
    assert case not in timeline


def test_the_chronology_is_filtered_by_agency_and_day(site_on_each: Site) -> None:
    """By plain addresses; a day that is none is said, and nothing is left out for it."""
    review = returns(world_of(site_on_each))
    officer = site_on_each.visit("officer")
    assert "The chronology, merged from the agencies’ returns" in officer.at(f"/cases/{review}").text
    whole = f"/cases/{review}/chronology"
    assert "12 rows, from the returns that you may see" in officer.at(whole).text
    assert "2 rows of 12" in officer.at(f"{whole}?agency=school&since=&until=").text
    assert "6 rows of 12" in officer.at(f"{whole}?since=2024-01-08").text
    assert "1 row of 12" in officer.at(f"{whole}?agency=school&until=2024-01-07").text
    wrong = officer.get(f"{whole}?since=31/2/2024")
    assert (422, True) == (wrong.status_code, "Enter a real date, such as 2026-11-23: From" in wrong.text)
    assert "No return that you may see has a row here" in officer.at(f"{whole}?agency=nobody").text


def test_the_chronology_is_read_by_who_sees_the_returns(site: Site) -> None:
    """An agency finds its own rows from its own return; a case without any leads to none."""
    world = world_of(site)
    review = returns(world)
    own = next(one for one in situations.children(world, review) if situations.row(world, one).owner_agency == "school")
    school = site.visit("lead_school")
    assert 404 == school.get(f"/cases/{review}/chronology").status_code
    page = school.at(f"/cases/{own}/chronology").text
    assert "2 rows, from the returns that you may see" in page
    assert "Housing association" not in page
    lone = situations.recommendation(world)
    assert "The chronology" not in site.visit("officer").at(f"/cases/{lone}").text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.slow
def test_the_chronology_is_accessible_and_printed(site: Site, browser: Browser) -> None:
    """Six agencies' rows on a phone and a desk, a day that can't be read; in print without its filters."""
    review = returns(world_of(site), 10, "A visit that was planned, and why nobody was there when it was made")
    path = f"/cases/{review}/chronology"
    with serving(site) as address, window(browser, address) as opened:
        sign_in(opened, "Officer")
        found = {(NARROW, one): faults(opened, one, NARROW) for one in (path, f"{path}?since=never")}
        found[WIDE, path] = faults(opened, path, WIDE)
        page = opened.page
        assert len(MANY) * 10 == page.locator("tbody tr").count()
        page.emulate_media(media="print")
        assert not page.locator("form.casekeeper-narrow").is_visible()
        assert page.locator("tbody tr").first.is_visible()
    assert {} == {where: told for where, told in found.items() if told}


@pytest.mark.browser
@pytest.mark.slow
def test_a_meetings_pages_are_accessible(site: Site, browser: Browser) -> None:
    """The meeting, a case that it decided on, its forms, and how the three kinds are opened; on a phone and a desk."""
    world = world_of(site)
    meeting, case = met(world)
    planned = meetings.planned(world)
    waiting = meetings.flag(world, situations.incident(world))
    looked = (
        *((f"/cases/{one}", NARROW) for one in (meeting, case, waiting)),
        (f"/cases/{meeting}", WIDE),
        (f"/cases/{planned}/moves/send_papers", NARROW),
        (f"/cases/{meeting}/moves/correct_minutes", WIDE),
        *((f"/open/{kind}", NARROW) for kind in ("meeting", "disclosure_request", "outside_request")),
    )
    with serving(site) as address, window(browser, address) as opened:
        sign_in(opened, "Officer")
        found = {where: faults(opened, *where) for where in looked}
    assert {} == {where: told for where, told in found.items() if told}


def faults(opened: Window, path: str, width: int) -> list[object]:
    """What is wrong with the page at that width, without the browser's note that it was refused."""
    opened.wide(width)
    opened.at(path)
    told = opened.faults()
    said = [one for one in told.pop("browser", []) if "status of 422" not in one]
    return [*told.items(), *said]


def test_a_long_chronology_is_whole(site: Site) -> None:
    """Six agencies with sixty rows each, on one page: nothing is cut off."""
    review = returns(world_of(site), 60)
    page = site.visit("officer").at(f"/cases/{review}/chronology").text
    assert "360 rows, from the returns that you may see" in page
    assert 360 == page.count("Seen at home")
