"""The lists that a case keeps, on its page and on the forms about a row: shown in words, filled in, ended, added to."""

from __future__ import annotations

import json
from html import unescape

import pytest

from tests.api.pages.site import Site, Visit
from tests.workflow.referrals import referral
from tests.world import World
from workflow.engine.casework import seen
from workflow.queries.registers import registers_of

INQUEST = {
    "proceeding": "inquest",
    "proceeding_reference": "INQ-12/2026",
    "holds": ["interviews", "publication"],
    "proceeding_effect": "Adjourned.\n\nNobody may be <spoken> to.",
    "next_check_on": "2026-12-21",
}
POLICE = {"proceeding": "police", "proceeding_effect": "No charge", "next_check_on": "2026-12-01"}


def listed(world: World) -> str:
    """A referral with an inquest and a police investigation beside it."""
    reference = referral(world)
    for one in (INQUEST, POLICE):
        world.fire("officer", reference, "add_proceedings", one)
    return reference


def row(site: Site, reference: str, number: int) -> dict[str, object]:
    """A row of the list as the case keeps it, narrative in place."""
    assert site.world is not None
    with site.database.reading() as session:
        case = seen(session, reference, site.world.ids["officer"], site.world.now.date())
        rows = next(one.rows for one in registers_of(session, case) if one.register.key == "proceedings")
        return next(one.cells for one in rows if one.number == number)


def answered(site: Site) -> dict[str, object]:
    """The answers of the latest entry that brought a row up to date; of narrative, the questions."""
    ((told,),) = site.sql("SELECT body FROM entry WHERE move = 'update_proceedings' ORDER BY seq DESC LIMIT 1")
    body = json.loads(told)
    return {**body["answers"], "texts": sorted(body["texts"])}


def test_a_list_is_shown_row_by_row(site_on_each: Site) -> None:
    """Each row by its name, its cells in words, with what may be done to it; none of it among what is known."""
    assert site_on_each.world is not None
    reference = listed(site_on_each.world)
    page = site_on_each.visit("officer").at(f"/cases/{reference}")
    for words in (
        "Parallel proceedings Inquest Bring up to date: Inquest End: Inquest Their reference INQ-12/2026",
        "What it holds up Interviews with practitioners, Publication",
        "Nobody may be <spoken> to. Ask again on 21 December 2026",
        "Police investigation Bring up to date: Police investigation",
    ):  # fmt: skip
        assert words in page.text
    known = page.text.partition("What is known")[2]
    assert "INQ-12" not in known


def test_a_list_without_a_row_is_offered_and_not_shown(site: Site) -> None:
    """Nothing is listed yet: what adds to it stands under More, beside the other lists."""
    assert site.world is not None
    reference = referral(site.world)
    page = site.visit("officer").at(f"/cases/{reference}")
    more = page.html.partition("More you can do")[2].partition("</details>")[0]
    assert "Add parallel proceedings" in more.partition("Lists")[2].partition("Dates and time limits")[0]
    assert 'id="list-proceedings"' not in page.html


def test_who_may_not_change_a_list_reads_it(site: Site) -> None:
    """A delegated partner sees the rows and is offered nothing about them."""
    assert site.world is not None
    reference = listed(site.world)
    page = site.visit("dsp_police").at(f"/cases/{reference}")
    assert "INQ-12/2026" in page.text
    assert "_proceedings" not in page.html


def brings(visit: Visit, reference: str, number: int) -> dict[str, object]:
    """What the form that brings a row up to date has in it when it opens."""
    page = visit.at(f"/cases/{reference}")
    link = f"/cases/{reference}/moves/update_proceedings?row={number}"
    assert f'href="{link}"' in unescape(page.html)
    form = visit.at(link).form
    return form.fields | {"next_check_on": form.day("next_check_on") if form.fields["next_check_on-day"][0] else ""}


def test_the_form_has_the_row_as_it_is(site: Site) -> None:
    """Choices, ticks and narrative to the letter; the day of checking where it is still to come."""
    assert site.world is not None
    reference = listed(site.world)
    fields = brings(site.visit("officer"), reference, 1)
    assert (["1"], ["inquest"], ["INQ-12/2026"], ["interviews", "publication"], "2026-12-21") == (
        fields["row"], fields["proceeding"], fields["proceeding_reference"], fields["holds"], fields["next_check_on"],
    )  # fmt: skip
    assert [INQUEST["proceeding_effect"]] == fields["proceeding_effect"]
    site.world.at("2026-12-21")
    assert "" == brings(site.visit("officer"), reference, 1)["next_check_on"]


def test_what_nobody_touched_isnt_said_again(site_on_each: Site) -> None:
    """Only the changed cells are in the entry; the row keeps the others, narrative too."""
    site = site_on_each
    assert site.world is not None
    reference = listed(site.world)
    visit = site.visit("officer")
    form = visit.at(f"/cases/{reference}/moves/update_proceedings?row=1")
    page = visit.send(form, {"holds": ["publication"], "next_check_on": "2027-01-15"})
    assert (200, f"/cases/{reference}?saved=update_proceedings") == (page.status, page.path)
    assert {"row": "1", "holds": ["publication"], "next_check_on": "2027-01-15", "texts": []} == answered(site)
    assert {**INQUEST, "holds": ["publication"], "next_check_on": "2027-01-15"} == row(site, reference, 1)
    assert "No charge" == row(site, reference, 2)["proceeding_effect"]


def test_what_is_cleared_stays_as_it_was(site: Site) -> None:
    """The form says so: an empty field is nothing said."""
    assert site.world is not None
    reference = listed(site.world)
    visit = site.visit("officer")
    form = visit.at(f"/cases/{reference}/moves/update_proceedings?row=1")
    assert "What you leave empty stays as it was." in form.text
    visit.send(form, {"proceeding_reference": "", "next_check_on": "2027-01-15"})
    assert "INQ-12/2026" == row(site, reference, 1)["proceeding_reference"]


def test_a_refused_form_is_still_about_its_row(site: Site) -> None:
    """Without the day it comes back with what was typed, the same row and its name; then it is taken."""
    assert site.world is not None
    reference = listed(site.world)
    visit = site.visit("officer")
    form = visit.at(f"/cases/{reference}/moves/update_proceedings?row=2")
    back = visit.send(form, {"proceeding_effect": "A charge was brought", "next_check_on": "2026-12-01"} | EMPTY)
    assert 422 == back.status
    assert "Police investigation" in back.text
    assert (["2"], ["A charge was brought"]) == (back.form.fields["row"], back.form.fields["proceeding_effect"])
    visit.send(back, {"next_check_on": "2027-01-15"})
    assert "A charge was brought" == row(site, reference, 2)["proceeding_effect"]


EMPTY = {"next_check_on-day": "", "next_check_on-month": "", "next_check_on-year": ""}


@pytest.mark.parametrize("asked", ["3", "0", "-1", "x", "99999999"])
def test_a_row_that_isnt_there_is_chosen_on_the_form(site: Site, asked: str) -> None:
    """An address that names no row that runs opens the form with the choice, and nothing filled in."""
    assert site.world is not None
    reference = listed(site.world)
    form = site.visit("officer").at(f"/cases/{reference}/moves/update_proceedings?row={asked}").form
    assert {"", "1", "2"} == set(form.choices["row"])
    assert [""] == form.fields["proceeding_reference"]


def test_the_row_can_be_chosen_on_the_form_too(site: Site) -> None:
    """Without the link from the list: which one, then only what is new."""
    assert site.world is not None
    reference = listed(site.world)
    page = site.visit("officer").moves(
        reference, "update_proceedings", {"row": "2", "proceeding_effect": "Charged", "next_check_on": "2027-01-15"}
    )
    assert "Charged" in page.text
    assert "police" == row(site, reference, 2)["proceeding"]


def test_two_about_one_row_lose_nothing(site: Site) -> None:
    """Somebody ended the row meanwhile: the form comes back with what was typed, and says what happened."""
    assert site.world is not None
    reference = listed(site.world)
    visit = site.visit("officer")
    form = visit.at(f"/cases/{reference}/moves/update_proceedings?row=1")
    site.visit("manager").moves(reference, "end_proceedings", {"row": "1", "reason": "Concluded"})
    back = visit.send(form, {"proceeding_effect": "A date is set", "next_check_on": "2027-01-15"})
    assert 409 == back.status
    assert "Parallel proceedings have ended, by Manager" in back.text
    assert ["A date is set"] == back.form.fields["proceeding_effect"]


def test_what_ended_is_folded_with_how(site: Site) -> None:
    """It stays in the list, with the day and the reason, and nothing can be done to it any more."""
    assert site.world is not None
    reference = listed(site.world)
    visit = site.visit("officer")
    end = visit.at(f"/cases/{reference}/moves/end_proceedings?row=1")
    page = visit.send(end, {"reason": "The coroner concluded"})
    told = "Ended: 1 of Parallel proceedings Inquest, ended Mon 23 November 2026"
    assert told in page.text
    assert "How it ended, or why it is taken out The coroner concluded" in page.text
    assert "?row=1" not in page.html
    assert "Which one 1: Inquest" in visit.at(f"/cases/{reference}/timeline").text


@pytest.mark.parametrize("forged", [{"row": "2"}, {"chosen": "2"}, {"chosen": "x"}, {"row": "9"}, {"row": ["1", "2"]}])
def test_a_forged_row_overwrites_no_other(site: Site, forged: dict[str, object]) -> None:
    """Whatever is posted for the row: one row's words are never written over another's."""
    assert site.world is not None
    reference = listed(site.world)
    visit = site.visit("officer")
    form = visit.at(f"/cases/{reference}/moves/update_proceedings?row=1")
    visit.sends(form, {"next_check_on-day": "15", "next_check_on-month": "1", "next_check_on-year": "2027"} | forged)
    for number, before in ((1, INQUEST), (2, POLICE)):
        assert before | {"next_check_on": ""} == row(site, reference, number) | {"next_check_on": ""}
