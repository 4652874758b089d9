"""How a case's page lays out where the case stands, and what can be done: what moves it on before what is seldom."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.pages.way import steps
from states.kinds import machines
from states.kinds.disagreement import DISAGREEMENT
from states.language import GROUPS
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


@pytest.mark.parametrize("kind", sorted(machines()))
def test_what_is_seldom_is_declared_so(kind: str) -> None:
    """On every kind what carries no case on belongs to a subject: merging, linking, dates, lists, putting right."""
    seldom = {
        "correct_date": "put_right", "reopen": "put_right", "opened_in_error": "put_right", "newer_rules": "put_right",
        "merge": "elsewhere", "transfer": "elsewhere", "link_case": "elsewhere", "unlink_case": "elsewhere",
        "flag_for_meeting": "elsewhere", "extend_clock": "dates", "pause_clock": "dates", "snooze": "dates",
    }  # fmt: skip
    groups = {move.key: move.group for move in machines()[kind].moves}
    assert {key: group for key, group in seldom.items() if key in groups} == {
        key: groups[key] for key in seldom if key in groups
    }
    assert {"lists"} >= {move.group for move in machines()[kind].moves if move.register}
    assert not any(move.group for move in machines()[kind].moves if move.signs or move.proposes or move.back)


def test_subjects_gather_what_is_seldom(demo: Site) -> None:
    """For a business manager on every open case: no button, and no link beside them, is of a subject."""
    manager = demo.visit("marcus_adeyemi")
    for reference, kind in demo.sql(
        "SELECT min(reference), kind FROM casefile WHERE NOT final GROUP BY kind, state ORDER BY kind, state"
    ):
        page = manager.at(f"/cases/{reference}")
        if page.status != 200:
            continue
        groups = {move.label: move.group for move in machines()[kind].moves}
        section = page.html.partition('id="do"')[2].partition("</section>")[0]
        more = MORE.search(section)
        first = section.partition("<details")[0]
        clear = [unescape(label) for label in re.findall(r'/moves/\w+">([^<]+)</a>', first)]
        assert [] == [label for label in clear if groups.get(label)], (reference, kind)
        assert len(BUTTON.findall(first)) <= 8, (reference, kind)
        headings = re.findall(r"<h3[^>]*>([^<]+)</h3>", more[1]) if more else []
        order = [heading for heading in GROUPS.values() if heading in [unescape(one) for one in headings]]
        assert order == [unescape(one) for one in headings]


def test_a_case_at_rest_goes_back_the_way_it_came() -> None:
    """What it has been through before and after, with the rest in its place; an end isn't near because it rests."""
    machine = machines()["adult_review"]
    told = steps(machine, "on_hold", {"referred", "acknowledged", "recommended", "on_hold"}, "recommended")
    assert [("Referred", "done"), ("Acknowledged", "done"), ("Recommended", "done"), ("On hold", "current")] == [
        (step.label, step.status) for step in told[:4]
    ]
    assert {"ahead"} == {step.status for step in told[4:]}
    assert "Initiated" == told[4].label


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


def test_a_conflict_is_said_and_keeps_the_case_from_who_declared_it(demo: Site) -> None:
    """Others read who declared it and who acts; the substitute is offered an opinion and a challenge."""
    where = "kind = 'rapid_review' AND state = 'awaiting_agreement'"
    declared = page_of(demo.visit("margaret_ellison"), demo, where)
    instead = page_of(demo.visit("dr_yusuf_karim"), demo, where)
    assert "Margaret Ellison has declared a conflict; Dr Yusuf Karim acts as scrutineer" in instead
    assert "You have declared a conflict of interest in this case" in declared.replace("&#39;", "’")
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
