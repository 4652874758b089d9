"""The scrutineer's opinion on a rapid review's decision: asked for once on each proposal, and a challenge among them.

The law's clock doesn't wait for it, unless the partnership's policy says so.
"""

import pytest

from tests.joining import joins
from tests.journeys.questions import PROPOSAL
from tests.journeys.reviews import WORDS, below, offered, proposed_review
from tests.journeys.stage import Stage
from tests.world import email

ASKED = "A rapid review's decision is ready to be scrutinised"
GIVEN = "The scrutineer has given an opinion on a rapid review's decision"
WANTED = "The partnership's policy wants the scrutineer's opinion first: it isn't given yet"
CHALLENGED = "The scrutineer has raised a challenge: your answer is wanted"
CONFLICT = "The scrutineer has declared a conflict: name a substitute for this case"
PARTNERS = ("dsp_council", "dsp_police", "dsp_icb")


@pytest.mark.parametrize("opinion", ["supported", "comments", "challenge"])
def test_an_opinion_is_given_and_a_challenge_opened_where_it_challenges(stage: Stage, opinion: str) -> None:
    """Asked at once when it is proposed; five working days; once; partners hear; only a challenge opens one."""
    review = proposed_review(stage, "2026-12-08")
    stage.post()
    scrutineer = stage.as_("scrutineer")
    assert ["2026-12-08"] == [day for day, _ in stage.told("scrutineer", ASKED)]
    assert "2026-12-15" == scrutineer.clock(review, "opinion")["due_on"]
    given = {"opinion": opinion, "opinion_text": WORDS}
    for who in (*PARTNERS, "officer", "manager"):
        assert 403 == stage.as_(who).tries(review, "give_opinion", given).status_code
    shown = scrutineer.move(review, "give_opinion", given)
    assert ("awaiting_agreement", "met") == (shown["state"], scrutineer.clock(review, "opinion")["status"])
    again = scrutineer.tries(review, "give_opinion", given)
    assert (422, ["An opinion on this decision is given already"]) == (again.status_code, again.json()["reasons"])

    challenges = below(stage, review, "challenge")
    assert (1 if opinion == "challenge" else 0) == len(challenges)
    stage.post()
    stage.morning("2026-12-09")
    assert dict.fromkeys(PARTNERS, len(challenges)) == {who: len(stage.told(who, CHALLENGED)) for who in PARTNERS}
    assert dict.fromkeys(PARTNERS, 1) == {who: len(stage.told(who, GIVEN)) for who in PARTNERS}
    for challenge in challenges:
        shown = stage.as_("dsp_icb").see(challenge)
        assert ("raised", review) == (shown["state"], shown["title"])
        assert {"accept", "dispute"} <= set(offered(stage, "dsp_icb", challenge))
    # It isn't waited for: partners agree, the review goes.
    for who in PARTNERS:
        stage.as_(who).move(review, "agree")
    assert "sent" == stage.as_("officer").move(review, "send", {})["state"]
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]


def test_the_policy_may_want_it_before_the_review_goes(stage: Stage) -> None:
    """Then ``send`` says what it waits for; a revised proposal wants an opinion of its own."""
    stage.world.policy('title = "Testing Partnership"\nedition = "2"\n[scrutiny]\nopinion_before_send = true\n')
    review = proposed_review(stage, "2026-12-08")
    officer, scrutineer = stage.as_("officer"), stage.as_("scrutineer")
    stage.post()
    assert [WANTED] == officer.tries(review, "send", {"without_signature": WORDS}).json()["reasons"]
    scrutineer.move(review, "give_opinion", {"opinion": "comments", "opinion_text": WORDS})
    officer.move(review, "revise", {"reason": WORDS})
    assert "met" == scrutineer.clock(review, "opinion")["status"]
    stage.on("2026-12-09")
    officer.move(review, "propose", PROPOSAL | {"outcome": "lcspr"})
    stage.post()
    assert ["2026-12-08", "2026-12-09"] == [day for day, _ in stage.told("scrutineer", ASKED)]
    clock = scrutineer.clock(review, "opinion")
    assert ("running", "2026-12-16") == (clock["status"], clock["due_on"])
    for who in PARTNERS:
        stage.as_(who).move(review, "agree")
    refused = officer.tries(review, "send", {})
    assert (422, [WANTED]) == (refused.status_code, refused.json()["reasons"])
    assert WANTED in stage.browser("officer").at(f"/cases/{review}").text, "said before anybody tries"
    scrutineer.move(review, "give_opinion", {"opinion": "supported", "opinion_text": WORDS})
    assert "sent" == officer.move(review, "send", {})["state"]


def test_a_conflicted_scrutineers_substitute_hears_and_acts(stage: Stage) -> None:
    """The one in conflict hears of nothing more and can do nothing as scrutineer, in the whole family of the case."""
    joins(stage.world, "substitute", "", "scrutineer")
    review = proposed_review(stage, "2026-12-08")
    scrutineer, substitute, manager = (stage.as_(who) for who in ("scrutineer", "substitute", "manager"))
    scrutineer.move(review, "declare_conflict", {"conflict": WORDS})
    stage.post()
    assert 1 == len(stage.told("manager", CONFLICT))
    assert [] == stage.told("scrutineer", ASKED), "what was owed before isn't sent any more"
    given = {"opinion": "challenge", "opinion_text": WORDS}
    assert 403 == scrutineer.tries(review, "give_opinion", given).status_code
    refused = manager.tries(review, "name_substitute", {"substitute": email("scrutineer")})
    says = ["Scrutineer has declared a conflict in this case: name somebody else"]
    assert (422, says) == (refused.status_code, refused.json()["reasons"])
    for who in ("auditor", "administrator", "reviewer", "board_chair"):
        tried = manager.tries(review, "name_substitute", {"substitute": email(who)})
        assert (422, True) == (
            tried.status_code,
            any("only another scrutineer" in one for one in tried.json()["reasons"]),
        )

    stage.on("2026-12-09")
    manager.move(review, "name_substitute", {"substitute": email("substitute")})
    stage.post()
    named = "You act as scrutineer in a case in which another has a conflict"
    assert ["2026-12-09"] == [day for day, _ in stage.told("substitute", named)]
    assert offered(stage, "substitute", review)["give_opinion"]
    assert 403 == scrutineer.get(f"/cases/{review}").status_code, "who is in conflict reads nothing"
    substitute.move(review, "give_opinion", given)
    (challenge,) = below(stage, review, "challenge")
    stage.as_("dsp_police").move(review, "dissent", {"dissent": WORDS})
    (disagreement,) = below(stage, review, "disagreement")
    stage.post()
    for case, task in ((review, "A partner dissents from a decision"), (disagreement, "A disagreement was raised")):
        lines = [one for mail in stage.mails_to("substitute") for one in mail.new if one.reference == case]
        assert any(one.task.startswith(task) for one in lines), (case, lines)
    stage.as_("dsp_icb").move(challenge, "accept", {"acceptance": WORDS})
    stage.as_("dsp_icb").move(challenge, "respond", {"response": WORDS})
    assert 403 == scrutineer.tries(challenge, "satisfy", {"satisfied_because": WORDS}).status_code
    own = {"about": "x", "addressed_to": ["council"], "challenge": WORDS, "wanted": WORDS}
    answer = scrutineer.client.post(
        "/api/v1/cases",
        json={"kind": "challenge", "answers": own, "parent": review},
        headers={"Authorization": f"Bearer {scrutineer.token}"},
    )
    assert 403 == answer.status_code, "nor is a new challenge theirs to raise here"
    stage.mornings("2026-12-10", "2026-12-24")
    assert "satisfied" == substitute.move(challenge, "satisfy", {"satisfied_because": WORDS})["state"]
    family = (review, challenge, disagreement)
    assert [] == [mail for mail in stage.mails_to("scrutineer") if any(case in mail.whole for case in family)]

    # When the conflict has ended it is the other way round again.
    manager.move(review, "end_conflict", {"conflict_ended": WORDS})
    assert offered(stage, "scrutineer", challenge)["review_impact"]
    assert stage.trail_is_whole()
    assert [] == [mail for mail in stage.mails() if WORDS in mail.whole]
