"""A reviewer declares whether there is a conflict before a report is put up, whenever they came; and what is done
instead of a review is said where the partners decide that there is none.
"""

from __future__ import annotations

import pytest

from tests.workflow.every_move.reports import BY_PARTNERS, CHECKS, CONTRACT, DRAFT, MET, NONE
from tests.workflow.referrals import referral
from tests.world import World
from workflow.errors import Refused

WORDS = "What was said and done"
PUT_UP = {"approval_note": WORDS, "no_family": WORDS}
DECLARE = "The reviewer must declare whether there is a conflict of interest; one that is declared must be dealt with"
NOT_MET = {key: {"answer": "no", "reason": WORDS} for key in MET}


def checked(world: World) -> str:
    """A safeguarding adults review whose report was checked, by a reviewer who declared no conflict."""
    case = referral(world)
    world.fire("officer", case, "acknowledge")
    world.fire("officer", case, "recommend", {"criteria_s44": MET, "recommended": "mandatory", "rationale": WORDS})
    decided = {"sar_kind": "mandatory", "decision_rationale": WORDS, "former_employment": "None"}
    world.fire("board_chair", case, "initiate", decided)
    world.fire("officer", case, "commission", CONTRACT)
    world.fire("reviewer", case, "declare_interest", {"reviewer_conflict": "none"})
    world.fire("officer", case, "start_fieldwork", {"advocate_considered": WORDS})
    world.fire("officer", case, "draft_report", DRAFT)
    world.fire("officer", case, "record_checks", CHECKS)
    return case


def test_who_takes_over_as_reviewer_declares_too(world: World) -> None:
    """What the one before declared doesn't count for them; what they declare can be dealt with there."""
    case = checked(world)
    another = {key: CONTRACT[key] for key in ("reviewer_name", "contract_from", "contract_to")}
    world.fire("officer", case, "replace_reviewer", another | {"reason": WORDS})
    with pytest.raises(Refused) as refused:
        world.fire("officer", case, "put_up", PUT_UP)
    assert (DECLARE,) == refused.value.reasons
    declared = {"reviewer_conflict": "declared", "reviewer_conflict_text": WORDS}
    world.fire("officer", case, "declare_interest", declared)
    with pytest.raises(Refused):
        world.fire("officer", case, "put_up", PUT_UP)
    world.fire("chair", case, "manage_conflict", {"conflict_managed": WORDS})
    assert world.fire("officer", case, "put_up", PUT_UP).proposal_seq


def test_partners_who_hold_no_review_say_what_is_done_instead(world: World) -> None:
    """A recommendation of none goes to them with the alternative, or not at all."""
    world.policy(BY_PARTNERS)
    case = referral(world)
    world.fire("officer", case, "acknowledge")
    none = {"criteria_s44": NOT_MET, "recommended": "none", "rationale": WORDS}
    with pytest.raises(Refused, match="Say what is done instead of a review"):
        world.fire("officer", case, "recommend", none)
    assert "recommended" == world.fire("officer", case, "recommend", none | NONE).state
