"""How a case's page lays out where the case stands, and what can be done: what moves it on before what is seldom."""

from __future__ import annotations

import re

import pytest

from api.pages.way import steps
from states.kinds import machines
from states.kinds.disagreement import DISAGREEMENT
from tests.api.pages.site import Site, Visit

BUTTON = re.compile(r'<a class="govuk-button[^"]*"[^>]*>([^<]+)</a>')
MORE = re.compile(r"More you can do</span></summary>(.*?)</details>", re.DOTALL)


def labels(state: str, *been: str) -> list[tuple[str, str]]:
    """The stepped list of a disagreement, each stage by its first word and number."""
    told = steps(DISAGREEMENT, state, {*been, state})
    return [(step.label.partition(":")[0], step.status) for step in told]


def test_a_stage_that_was_passed_over_is_not_shown_as_done() -> None:
    """Entered at stage 3: what comes before isn't listed, what may follow is, the ends in one line."""
    assert [
        ("Stage 3", "current"), ("Stage 4", "ahead"), ("Stage 5", "ahead"), ("View requested", "ahead"),
        ("View given", "ahead"), ("Resolved or decided", "ahead"),
    ] == labels("stage_3")  # fmt: skip


def test_only_what_may_follow_is_ahead() -> None:
    """Once the scrutineer is asked it can be decided, no longer resolved at a stage; stage 5 was passed over."""
    assert [
        ("Stage 3", "done"), ("Stage 4", "done"), ("View requested", "current"), ("View given", "ahead"),
        ("Decided", "ahead"),
    ] == labels("view_requested", "stage_3", "stage_4")  # fmt: skip


def test_an_end_shows_the_way_that_led_there() -> None:
    """Resolved at stage 3: neither the stages above nor the scrutineer's view stand there as done."""
    assert [("Stage 3", "done"), ("Resolved", "current")] == labels("resolved", "stage_3")


@pytest.mark.parametrize("kind", sorted(machines()))
def test_every_state_of_every_kind_is_one_step(kind: str) -> None:
    """Wherever a case is, that state is the one current step, and an end has nothing ahead."""
    machine = machines()[kind]
    for state in machine.states:
        told = steps(machine, state.key, {one.key for one in machine.states})
        assert [state.label] == [step.label for step in told if step.status == "current"]
        assert not state.final or not [step for step in told if step.status == "ahead"]


def page_of(visit: Visit, demo: Site, where: str) -> str:
    """The page of the demo's one case that is so."""
    ((reference,),) = demo.sql(f"SELECT reference FROM casefile WHERE {where}")
    return visit.at(f"/cases/{reference}").html


def test_what_every_case_has_is_out_of_the_way(demo: Site) -> None:
    """For a business manager a sent review has four buttons; dates, limits and the like stand under More."""
    html = page_of(demo.visit("marcus_adeyemi"), demo, "kind = 'rapid_review' AND state = 'sent'")
    buttons = ["Record the panel&#39;s reply", "Close", "The panel wants further information", "Attach evidence"]
    assert sorted(buttons) == sorted(BUTTON.findall(html))
    more = MORE.search(html)
    assert more
    for label in ("Correct a date", "Extend a time limit", "Pause a time limit", "Opened in error"):
        assert label in more[1]
        assert html.count(f">{label}<") == more[1].count(f">{label}<")
    assert "Add a note" not in more[1]


def test_a_stage_says_whose_turn_it_is_and_how_it_ends(demo: Site) -> None:
    """The policy's own note, the lead partners by name with their agencies, and who has the last word."""
    html = page_of(demo.visit("chief_constable_helen_strand"), demo, "kind = 'disagreement' AND state = 'stage_5'")
    for words in (
        "they meet within the week", "Whose turn, due Mon 23 November 2026", "Ian Fothergill (Northmoor Council)",
        "the scrutineer gives an independent view, the executive decides", "Disagreement about NM-",
    ):  # fmt: skip
        assert words in html


def test_who_is_away_is_said_with_who_stands_in(demo: Site) -> None:
    """A paused stage names no date; of its owners one is away, and her deputy is named."""
    html = page_of(demo.visit("marcus_adeyemi"), demo, "title = 'Adult Linnet'")
    assert "Whose turn, its time paused: Jean Moffat (Lantern Domestic Abuse Support)" in html
    assert "Joanna Kirkbride (Northmoor and Dale Police), who is away; Detective Constable Owen Pritchard" in html


def test_a_conflict_is_said_and_takes_the_scrutineers_offers_away(demo: Site) -> None:
    """Who declared it is named with the substitute, and is offered no opinion and no challenge; the substitute is."""
    where = "kind = 'rapid_review' AND state = 'awaiting_agreement'"
    declared = page_of(demo.visit("margaret_ellison"), demo, where)
    instead = page_of(demo.visit("dr_yusuf_karim"), demo, where)
    for html in (declared, instead):
        assert "Margaret Ellison has declared a conflict; Dr Yusuf Karim acts as scrutineer" in html
    assert "/open/challenge?" not in declared
    assert "/open/challenge?" in instead
    assert "Give an opinion as scrutineer" not in BUTTON.findall(declared)
    assert "Give an opinion as scrutineer" in BUTTON.findall(instead)


def test_a_substitute_is_named_only_where_a_conflict_is_declared(demo: Site) -> None:
    """Without one the business manager isn't offered to name anybody."""
    manager = demo.visit("marcus_adeyemi")
    assert "/moves/name_substitute" in page_of(manager, demo, "kind = 'rapid_review' AND state = 'awaiting_agreement'")
    assert "/moves/name_substitute" not in page_of(manager, demo, "kind = 'rapid_review' AND state = 'sent'")


def test_disagreement_and_review_link_to_each_other(demo: Site) -> None:
    """From the review one comes to the disagreement below it, and back."""
    ((above, below),) = demo.sql(
        "SELECT p.reference, c.reference FROM casefile c JOIN casefile p ON p.id = c.parent "
        "WHERE c.kind = 'disagreement'"
    )
    visit = demo.visit("marcus_adeyemi")
    assert f'href="/cases/{below}"' in visit.at(f"/cases/{above}").html
    assert f'href="/cases/{above}"' in visit.at(f"/cases/{below}").html


def test_whoever_acts_for_one_agency_raises_for_it(demo: Site) -> None:
    """A school's lead finds her school chosen; the business unit, which enters others' cases, chooses itself."""
    assert ["school"] == demo.visit("eleanor_finch").at("/open/disagreement").form.fields["raised_by"]
    assert [""] == demo.visit("hannah_whitlock").at("/open/disagreement").form.fields["raised_by"]


def test_a_dissent_is_offered_below_a_review_only(demo: Site) -> None:
    """Standing alone a disagreement can't be a dissent: that isn't among the choices; below a review it is."""
    ((review,),) = demo.sql("SELECT reference FROM casefile WHERE kind = 'rapid_review' AND state = 'sent'")
    visit = demo.visit("marcus_adeyemi")
    assert 'value="dissent"' not in visit.at("/open/disagreement").html
    below = visit.at(f"/open/disagreement?parent={review}")
    assert 'value="dissent"' in below.html
    assert [review] == below.form.fields["about"]


def test_narrative_stands_in_the_timeline_in_full(demo: Site) -> None:
    """What was said at each stage, the view and the decision, each under its label."""
    ((reference,),) = demo.sql("SELECT reference FROM casefile WHERE title = 'Child Lark'")
    told = demo.visit("marcus_adeyemi").at(f"/cases/{reference}/timeline").text
    for words in (
        "What was discussed and decided at the stage it leaves The address was visited on Monday",
        "View, with reasons Yes. A consultant", "in four the address had not been seen",
        "Decision From now on a consultant may halt a discharge for 24 hours", "Reasons All three of us accept",
        "What harm is feared now Discharge is planned for seven this evening",
    ):  # fmt: skip
        assert words in told
