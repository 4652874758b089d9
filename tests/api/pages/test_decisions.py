"""Decisions on a case's page: what was put, how it stood, who took which position, and what it came from."""

from __future__ import annotations

import re
from html import unescape

from tests.api.pages.site import Site
from tests.journeys.adults import DECISION, RECOMMENDATION
from tests.workflow import situations
from tests.workflow.referrals import referral
from tests.workflow.situations import PARTNERS, PROPOSAL
from tests.world import World

DECISIONS = re.compile(r'<section aria-labelledby="decisions">(.*?)</section>', re.DOTALL)
TAGS = re.compile(r"<[^>]+>")


def told(page: str) -> str:
    """The page's decisions in one line."""
    found = DECISIONS.search(page)
    assert found, "the page has no decisions"
    return " ".join(unescape(TAGS.sub(" ", found[1])).split())


def reconsidered(world: World) -> str:
    """A rapid review that the Panel disagreed with and the partners reconsider, one of them against it."""
    reference = situations.proposed(world)
    for partner in PARTNERS:
        world.fire(partner, reference, "agree")
    world.fire("officer", reference, "send", {"panel_reference": "P-77"})
    world.fire("officer", reference, "reply", {"panel_view": "disagrees", "panel_reply": "Think again"})
    again = {"reconsidered_outcome": "learning_review", "reconsidered_rationale": "Their reasons weigh"}
    world.fire("officer", reference, "reconsider", again)
    world.fire("dsp_police", reference, "dissent", {"dissent": "One agency only"})
    world.at("2026-11-24").fire("officer", reference, "agree", recorded_for="dsp_icb", on="2026-11-23")
    return reference


def test_a_decision_is_read_as_it_was_put(site_on_each: Site) -> None:
    """Criterion by criterion in the law's order with its reasoning, outcome, rationale, and who proposed it when."""
    assert site_on_each.world is not None
    reference = situations.proposed(site_on_each.world)
    words = told(site_on_each.visit("dsp_police").at(f"/cases/{reference}").html)
    assert words.startswith(
        "Decisions Still to sign: Council, Police, Integrated care board Propose a decision Proposed by Officer, "
        "Mon 23 November 2026 · recorded 23 November 2026 at 10:00 · entry 4"
    ), words
    answered = [
        words.index(one) for one in ("Highlights", "recurrent themes", "concerns about", "The Panel considered")
    ]
    assert sorted(answered) == answered
    assert 4 == words.count("Looked into")
    assert str(PROPOSAL["rationale"]) in words


def test_both_decisions_stay_and_say_which_is_which(site: Site) -> None:
    """The later first, naming the entry and hash it reconsiders; the earlier folded, with its own signatures."""
    assert site.world is not None
    reference = reconsidered(site.world)
    html = site.visit("officer").at(f"/cases/{reference}").html
    words = told(html)
    ((signed,),) = site.sql("SELECT hash FROM entry WHERE move = 'propose'")
    later, _, earlier = words.partition("Propose a decision")
    assert f"Reconsiders the decision of entry 4 whose hash is {signed}" in later
    assert 'href="#decision-4"' in html
    assert 'id="decision-4"' in html
    assert earlier.strip().startswith("Reconsidered by Officer")
    assert 3 == earlier.count("Agrees")
    assert "Then: Every partner has agreed , Mon 23 November 2026" in earlier


def test_each_position_stands_with_its_words(site: Site) -> None:
    """Who dissents and why, who agreed and who wrote that down, and who is still to sign."""
    assert site.world is not None
    words = told(site.visit("officer").at(f"/cases/{reconsidered(site.world)}").html)
    for part in (
        "Still to sign: Council Reconsider",
        "Dsp Police Police Dissents What you disagree with, and why One agency only 23 November 2026",
        "Dsp Icb Integrated care board · recorded for them by Officer Agrees 23 November 2026 recorded 24 November",
    ):  # fmt: skip
        assert part in words


def test_the_facts_stand_as_they_were(site: Site) -> None:
    """What was learnt between the two decisions is known to the second and not to the first."""
    assert site.world is not None
    later, _, earlier = told(site.visit("officer").at(f"/cases/{reconsidered(site.world)}").html).partition(
        "Propose a decision"
    )
    assert "P-77" in later.partition("What was known when it was put")[2]
    assert "P-77" not in earlier
    assert "Agencies that attended Police" in earlier.partition("What was known when it was put")[2]


def test_an_actions_sign_off_waits_for_no_partner(site: Site) -> None:
    """Its evidence is verified by one person: no statutory partner is named as still to sign."""
    assert site.world is not None
    page = site.visit("officer").at(f"/cases/{situations.submitted(site.world)}")
    assert "Sign-off Submit for verification Proposed by User Housing" in page.text
    assert "Still to sign" not in page.text
    assert "register.pdf: " + "0" * 64 in page.text


def test_a_review_leads_to_the_decision_that_opened_it(site: Site) -> None:
    """From its side column to that decision on the case above; the case that nothing opened says none."""
    assert site.world is not None
    reference = situations.rapid_review(site.world)
    page = site.visit("officer").at(f"/cases/{reference}")
    (above,) = re.findall(r"/cases/(NM-\d+-\d+)#decision-3", page.html)
    assert f"Decision of 23 November 2026, entry 3 of {above}" in page.text
    first = site.visit("officer").at(f"/cases/{above}")
    assert 'id="decision-3"' in first.html
    assert "Opened by" not in first.text.partition("Where it stands")[2]


def test_a_recommendation_and_what_the_chair_decides_are_one_decision(site: Site) -> None:
    """The officer's recommendation by criterion, and the chair's own reasons under it."""
    assert site.world is not None
    world, reference = site.world, referral(site.world)
    world.fire("officer", reference, "acknowledge")
    world.fire("officer", reference, "recommend", RECOMMENDATION)
    world.fire("board_chair", reference, "initiate", {"sar_kind": "mandatory", **DECISION})
    words = told(site.visit("officer").at(f"/cases/{reference}").html)
    assert "Recommend Stands by Officer" in words
    assert "Then: Decide: hold a review , Mon 23 November 2026, by Board Chair" in words
    assert f"Rationale of the decision {DECISION['decision_rationale']}" in words


def test_a_case_at_rest_says_why_and_when_it_is_looked_at(site: Site) -> None:
    """Since when, by whom and why; the last check's words, the next one's day; the way that it will go back to."""
    assert site.world is not None
    world, reference = site.world, referral(site.world)
    world.fire("officer", reference, "acknowledge")
    world.fire("officer", reference, "hold", {"hold_reason": "The inquest comes first"})
    world.at("2026-12-21").fire("officer", reference, "check_hold", {"hold_check": "In January, she says"})
    page = site.visit("officer").at(f"/cases/{reference}")
    assert (
        "On hold by Officer, Mon 23 November 2026 Acknowledged → On hold Why it rests, and what it waits for "
        "The inquest comes first Record the monthly check of the hold: Mon 21 December 2026 What was asked, and why it "
        "still rests In January, she says Next: Monthly check of the hold, Thu 21 January 2027 (in 31 days)"
    ) in page.text
    assert re.search(r"Where it stands Referred \(done\) Acknowledged \(done\) On hold .*Initiated", page.text)
    first = re.search(r'<a class="govuk-button" [^>]*>([^<]+)</a>', page.html)
    assert first
    assert "Go on" == first[1]
