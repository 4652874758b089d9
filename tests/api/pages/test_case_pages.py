"""A case's page says what can be done and what happened; each offer of each kind has a form that works."""

from __future__ import annotations

import re

import pytest

from states.kinds import machines
from tests.answers import INCIDENT
from tests.api.pages.site import Site
from tests.workflow import situations
from tests.workflow.taken_on import taken_on
from tests.workflow.taking_on.test_taking_on import REVIEW

OFFERED = re.compile(
    r'href="(/cases/NM-\d{4}-\d{4}/(?:moves/\w+(?:\?(?:for=1|row=\d+))?|evidence)|/open/\w+\?parent=[\w-]+)"'
)
EVERYBODY = (
    "marcus_adeyemi", "hannah_whitlock", "dr_farah_siddiqui", "ruth_calloway", "superintendent_neil_garrity",
    "samina_akhtar", "nadia_hussain", "margaret_ellison", "ian_fothergill", "rosalind_field",
)  # fmt: skip

SELDOM = {"confirm_recorded", "dispute_recorded", "newer_rules", "resume_clock", "name_substitute", "end_conflict"}
SELDOM |= {"lift_restriction", "end_membership", "readmit", "check_pause"}
"""Where something was recorded for whoever looks, the rules changed, a limit is paused, a conflict is declared; where
a case is restricted, somebody let in by name or excluded.
"""


@pytest.mark.timeout(1200)
def test_every_offer_leads_to_a_form(demo: Site) -> None:
    """All that the demo's people are offered on all that they see: each link a form with a button of its own."""
    # What every state of a kind offers is opened once for each person.
    forms, moves = set(), set()
    for who in EVERYBODY:
        visit = demo.visit(who)
        for kind, reference in demo.sql("SELECT kind, min(reference) FROM casefile GROUP BY kind, state"):
            page = visit.at(f"/cases/{reference}")
            # Who isn't to see a case, has declared a conflict in it or may only list it is offered nothing there.
            refused = (403, True) == (page.status, "conflict of interest" in page.text or "restricted" in page.text)
            if refused or page.status == 404:
                continue
            assert 200 == page.status
            for link in sorted({link for link in OFFERED.findall(page.html) if reference in link}):
                what = who, kind, link.rpartition("/")[2].replace(reference, "")
                if what in forms:
                    continue
                forms.add(what)
                form = visit.at(link)
                assert (who, link, 200) == (who, link, form.status)
                assert form.form.fields["csrf"], link
                assert {"form_id"} <= set(form.form.fields), link
                if "/moves/" in link:
                    moves.add((kind, link.rpartition("/")[2].partition("?")[0]))
    declared = {
        (kind, move.key)
        for kind, machine in machines().items()
        for move in machine.moves
        if not move.of_itself and move.key not in SELDOM
    }
    assert len(forms) > 150
    assert len(moves) > 0.9 * len(declared), sorted(declared - moves)


def test_a_corrected_date_leaves_the_old_one_to_be_seen(site_on_each: Site) -> None:
    """The timeline keeps the wrong date, names the correction with its reason, and says what became due when."""
    visit = site_on_each.visit("officer")
    reference = visit.opens("incident", INCIDENT | {"aware_on": "2026-11-20"})
    assert "Fri 27 November 2026" in visit.at(f"/cases/{reference}").text
    typed = {"which": "aware_on", "right_date": "2026-11-23", "reason": "Read from the wrong letter"}
    page = visit.moves(reference, "correct_date", typed)
    assert "Mon 30 November 2026" in page.text
    assert "moved 1 time" in page.text
    told = visit.at(f"/cases/{reference}/timeline").text
    for words in (
        "Correct a date by Officer", "Read from the wrong letter", "Date recorded before 20 November 2026",
        "due Mon 30 Nov 2026 instead of Fri 27 Nov 2026",
    ):  # fmt: skip
        assert words in told


def test_what_was_sent_back_says_why_first(site: Site) -> None:
    """The owner reads who sent it back, when and why, and the way on is the first button."""
    action = situations.submitted(site.world)
    site.visit("officer").moves(action, "send_back", {"reason": "Who was trained, and when?"})
    page = site.visit("user_housing").at(f"/cases/{action}")
    assert "Sent back by Officer, Mon 23 November 2026 Reason Who was trained, and when?" in page.text
    first = re.search(r'<a class="govuk-button" [^>]*>([^<]+)</a>', page.html)
    assert first
    assert "Submit for verification" == first[1]


def test_a_proposal_says_who_has_still_to_sign(site: Site) -> None:
    """Named until they have signed; a revised proposal has them all again."""
    review = situations.proposed(site.world)
    visit = site.visit("officer")
    assert "Still to sign: Council, Police, Integrated care board" in visit.at(f"/cases/{review}").text
    site.visit("dsp_police").moves(review, "agree")
    assert "Still to sign: Council, Integrated care board" in visit.at(f"/cases/{review}").text
    visit.moves(review, "revise", {"reason": "More to say"})
    assert "Still to sign" not in visit.at(f"/cases/{review}").text


def test_what_ended_late_says_by_how_much(site: Site) -> None:
    """A limit is met late; what was only expected is called that, not met: a reply of the panel's, say."""
    review = taken_on(site.world, "rapid_review", REVIEW).reference
    site.world.fire("officer", review, "reply", {"panel_view": "agrees", "panel_reply": "It is agreed"})
    text = site.visit("officer").at(f"/cases/{review}").text
    assert "ended Thu 29 October 2026, 5 working days late" in text
    assert "ended Mon 23 November 2026, 7 working days later than expected" in text
    assert "Later than expected" in text
