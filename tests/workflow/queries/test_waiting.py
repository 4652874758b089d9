"""What waits for a legal adviser and an independent reviewer: on their list, on GET /work and in their digest alike.

And what a partner may say where nobody waits for it, on none of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import select

from notifications.contents import content_of
from notifications.digests import gather
from notifications.letters import Letter
from tests.joining import joins
from tests.workflow import situations
from tests.workflow.every_move.reports import BY_PARTNERS, CHECKS, CONTRACT, DRAFT, MET
from tests.workflow.referrals import referral
from tests.workflow.telling import told
from tests.world import World, email
from workflow.chasing.absences import say_away
from workflow.people import directory
from workflow.queries.work import Needed, work_for
from workflow.tables import Mail

ASKED: dict[str, Any] = {
    "requester": "police",
    "requested_by": "CID, ref 12",
    "wanted": "The returns",
    "received_on": "2026-11-23",
    "due_on": "2026-12-07",
}
ADVISE = "With the legal adviser: give legal advice"
DECLARE = "Commissioned: declare as reviewer whether there is a conflict"
DECLARE_IN_FIELDWORK = "Fieldwork: declare as reviewer whether there is a conflict"
WRITE = "Fieldwork: record the draft report"
CHECK = "Report drafted: record the checks with family and agencies"
WORDS = "What was said and done"
RECOMMENDED = {"criteria_s44": MET, "recommended": "mandatory", "rationale": WORDS}


def needed(world: World, who: str) -> list[Needed]:
    """Their list today."""
    with world.database.reading() as session:
        return work_for(session, world.ids[who], world.now, world.now.date())


def whats(world: World, who: str) -> list[str]:
    """What is on it."""
    return [one.what for one in needed(world, who)]


def commissioned(world: World) -> str:
    """A safeguarding adults review that the world's reviewer writes."""
    case = referral(world)
    world.fire("officer", case, "acknowledge")
    world.fire("officer", case, "recommend", RECOMMENDED)
    decided = {"sar_kind": "mandatory", "decision_rationale": WORDS, "former_employment": "None"}
    world.fire("board_chair", case, "initiate", decided)
    world.fire("officer", case, "commission", CONTRACT | {"reviewer": email("reviewer")})
    return case


def digest(world: World, who: str) -> Letter:
    """Their digest of this morning, as it would go."""
    gather(world.database, world.now, "northmoor.example")
    with world.database.reading() as session:
        wanted = select(Mail).where(Mail.person == world.ids[who], Mail.template == "digest").order_by(Mail.id.desc())
        mail = session.exec(wanted).first()
        assert mail is not None
        found = content_of(session, mail.id or 0, mail.person, "digest", world.now.date(), "https://ck.example")
    assert isinstance(found.letter, Letter)
    return found.letter


def test_a_request_waits_for_the_legal_adviser_until_they_advised(world: World) -> None:
    """Not before they are asked, nor once they have; again when they are asked again. Nobody else has it."""
    reference = world.open("officer", "disclosure_request", ASKED).reference
    assert [] == whats(world, "legal")
    world.fire("officer", reference, "ask_advice", {"advice_wanted": "May they have it?"})
    (one,) = needed(world, "legal")
    assert (reference, ADVISE, "2026-12-07", "ahead") == (one.reference, one.what, str(one.due_on), one.status)
    assert {"legal"} == told(world, reference, "Your advice is asked")
    assert set() == told(world, reference, ADVISE), "they were told by that very move"
    assert ADVISE not in [*whats(world, "officer"), *whats(world, "manager"), *whats(world, "administrator")]
    world.fire("legal", reference, "give_advice", {"advice": "They may: section 29"})
    assert [] == whats(world, "legal")
    world.fire("officer", reference, "prepare", {"proposed": "disclose", "grounds": "Asked by the police"})
    world.fire("manager", reference, "decide", {"decision": "disclose", "reasons": "As prepared"})
    world.fire("manager", reference, "reconsider", {"reason": "New facts"})
    world.fire("officer", reference, "ask_advice", {"advice_wanted": "And now?"})
    assert [ADVISE] == whats(world, "legal")


def test_a_review_waits_for_its_reviewer(world: World) -> None:
    """To declare, to write, to check: each until it is done, and they are told when it becomes theirs."""
    case = commissioned(world)
    assert [DECLARE] == whats(world, "reviewer")
    assert {"reviewer"} == told(world, case, DECLARE)
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    assert [] == whats(world, "reviewer")
    world.fire("officer", case, "start_fieldwork", {"advocate_considered": WORDS})
    assert [WRITE] == whats(world, "reviewer")
    assert {"reviewer"} == told(world, case, WRITE)
    world.fire("reviewer", case, "draft_report", DRAFT)
    assert [CHECK] == whats(world, "reviewer")
    assert set() == told(world, case, CHECK), "nobody is told of what they did themselves"
    world.fire("reviewer", case, "record_checks", CHECKS)
    assert [] == whats(world, "reviewer")
    world.fire("officer", case, "redraft", {"reason": "More to say"})
    assert [CHECK] == whats(world, "reviewer")


def test_who_takes_a_reviewers_place_is_waited_for_to_declare(world: World) -> None:
    """At whatever point of the work they come, before what else is theirs; and told. Who was there all along isn't."""
    joins(world, "second_reviewer", "", "independent_reviewer")
    contract = {key: one for key, one in CONTRACT.items() if key != "terms_of_reference"}
    case = commissioned(world)
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    instead = contract | {"reviewer": email("second_reviewer"), "reason": WORDS}
    world.fire("officer", case, "replace_reviewer", instead)
    assert ([], [DECLARE]) == (whats(world, "reviewer"), whats(world, "second_reviewer"))
    assert {"second_reviewer"} <= told(world, case, DECLARE)
    world.fire("second_reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    assert [] == whats(world, "second_reviewer")
    world.fire("officer", case, "start_fieldwork", {"advocate_considered": WORDS})
    assert [WRITE] == whats(world, "second_reviewer")
    world.fire("officer", case, "replace_reviewer", instead | {"reviewer": email("reviewer")})
    assert ([DECLARE_IN_FIELDWORK], []) == (whats(world, "reviewer"), whats(world, "second_reviewer"))
    assert {"reviewer"} == told(world, case, DECLARE_IN_FIELDWORK)
    world.fire("officer", case, "draft_report", DRAFT)
    assert ["Report drafted: declare as reviewer whether there is a conflict"] == whats(world, "reviewer")
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    assert [CHECK] == whats(world, "reviewer")
    world.fire("officer", case, "record_checks", CHECKS)
    assert [] == whats(world, "reviewer")


def test_who_lost_sight_of_a_case_isnt_waited_for(world: World) -> None:
    """Excluded, or with the contract over."""
    case = commissioned(world)
    world.fire("manager", case, "exclude", {"whom": email("reviewer"), "reason": "Known to the family"})
    assert [] == whats(world, "reviewer")
    world.fire("manager", case, "readmit", {"whom": email("reviewer"), "reason": "Not so"})
    assert [DECLARE] == whats(world, "reviewer")
    assert [] == whats(world.at("2030-01-02"), "reviewer")


def test_the_digest_lists_what_the_page_lists(world: World) -> None:
    """New on the morning after it became theirs; among what else is theirs while other news comes."""
    case = commissioned(world)
    assert [(case, DECLARE)] == [(one.reference, one.task) for one in digest(world.at("2026-11-24", 9), "reviewer").new]
    world.fire("manager", referral(world), "let_in", {"whom": email("reviewer"), "reason": "To read"})
    other = commissioned(world)
    letter = digest(world.at("2026-11-25", 9), "reviewer")
    assert [(other, DECLARE)] == [(one.reference, one.task) for one in letter.new]
    assert [(case, DECLARE, "it waits for you as independent reviewer")] == [
        (one.reference, one.task, one.why) for one in letter.rest
    ]
    assert [True] == [one.link.endswith(case) for one in letter.rest]


def test_nobody_is_asked_to_sign_where_it_doesnt_count(world: World) -> None:
    """The board's chair decides: partners may say where they stand, and aren't asked. By the partners: they are."""
    sign = "Recommended: agree or dissent"
    case = referral(world)
    world.fire("officer", case, "acknowledge")
    world.fire("officer", case, "recommend", RECOMMENDED)
    assert [False, True] == [
        any(case == one.reference for one in needed(world, who)) for who in ("dsp_icb", "board_chair")
    ]
    world.fire("dsp_icb", case, "agree")
    world.policy(BY_PARTNERS)
    theirs = referral(world)
    world.fire("officer", theirs, "acknowledge")
    world.fire("officer", theirs, "recommend", RECOMMENDED)
    assert [(theirs, sign)] == [(one.reference, one.what) for one in needed(world, "dsp_icb")]
    assert situations.row(world, theirs).state == "recommended"


def away(world: World, who: str, deputy: str, until: str = "2026-12-04") -> None:
    """Somebody is away from today on, and another stands in."""
    with world.database.writing() as session:
        today, last = world.now.date(), date.fromisoformat(until)
        doer = directory.doer(session, world.ids[who], "NM", today)
        say_away(session, "NM", doer, today, last, deputy=email(deputy), today=today, said_by=None)


def test_what_waits_for_somebody_away_reaches_who_stands_in(world: World) -> None:
    """On the deputy's list and in their digest, saying so, until it is done or the other is back; theirs it stays."""
    reference = world.open("officer", "disclosure_request", ASKED).reference
    world.fire("manager", reference, "ask_advice", {"advice_wanted": "May they have it?"})
    away(world.at("2026-11-24"), "legal", "officer", "2026-11-26")
    assert [(ADVISE, True, True)] == [
        (one.what, one.stands_in, one.waits) for one in needed(world, "officer") if one.what == ADVISE
    ]
    assert [(ADVISE, False)] == [(one.what, one.stands_in) for one in needed(world, "legal")]
    world.open("manager", "disclosure_request", ASKED)
    letter = digest(world.at("2026-11-25", 9), "officer")
    theirs = [(one.reference, one.why) for one in (*letter.new, *letter.rest) if one.task == ADVISE]
    assert [(reference, "you stand in for somebody who is away: it waits for them as legal adviser")] == theirs
    assert ADVISE not in whats(world.at("2026-11-27"), "officer"), "they are back"


def test_standing_in_opens_no_case(world: World) -> None:
    """Who stands in without a part in the case is asked for nothing in it."""
    reference = world.open("officer", "disclosure_request", ASKED).reference
    world.fire("officer", reference, "ask_advice", {"advice_wanted": "May they have it?"})
    away(world, "legal", "user_housing")
    assert [] == whats(world, "user_housing")
