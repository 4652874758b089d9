"""Where harm is feared now, a disagreement doesn't wait for the stages between: it goes where the policy says."""

from typing import Any

import pytest

from tests.journeys.reviews import WORDS, offered
from tests.journeys.stage import Stage

RAISED: dict[str, Any] = {
    "about": "Child K",
    "raised_by": "school",
    "with_agencies": ["council", "police"],
    "disputed": WORDS,
    "risk": WORDS,
    "safety_now": "She stays with her aunt tonight",
    "wanted": WORDS,
    "enters_at": "stage_1",
}
HARM = {"harm": WORDS, "safety_now": "She is in hospital, with a nurse beside her"}


@pytest.mark.parametrize(
    ("to", "state", "name", "due", "told"),
    [
        ("", "stage_3", "Safeguarding leads and heads of service", "2026-11-30", ("lead_school", "lead_police")),
        (
            "delegated_partners",
            "stage_4",
            "Delegated safeguarding partners",
            "2026-11-30",
            ("dsp_council", "dsp_police"),
        ),
    ],
)
def test_immediate_harm_skips_stages(
    stage: Stage, to: str, state: str, name: str, due: str, told: tuple[str, ...]
) -> None:
    """From the first stage to the one named; its owners and the scrutineer hear at once; the skipped hear nothing."""
    if to:
        ladder = f'[ladder]\nimmediate_harm_to = "{to}"\n'
        stage.world.policy(f'title = "Testing Partnership"\nedition = "2"\n{ladder}')
    case = stage.as_("user_school").open("disagreement", RAISED)
    stage.post()
    # The other side may say it too: whoever sees the harm.
    council = stage.as_("lead_council")
    assert {"to_stage_2": False, "skip_for_harm": True} == {
        move: may
        for move, may in offered(stage, "lead_council", case).items()
        if move in ("to_stage_2", "skip_for_harm")
    }
    missing = council.tries(case, "skip_for_harm", {"harm": WORDS})
    assert (422, ["safety_now"]) == (missing.status_code, list(missing.json()["errors"]))
    shown = council.move(case, "skip_for_harm", HARM)
    assert (state, due) == (shown["state"], shown["due_on"])
    assert HARM["safety_now"] == shown["facts"]["safety_now"]
    stage.post()
    stage_words = state.replace("_", " ")
    says = f"A disagreement has come to {stage_words}: {name}"
    for who in (*told, "user_school", "scrutineer", "manager"):
        assert ["2026-11-23"] == [day for day, _ in stage.told(who, says)], who
    assert "skip_for_harm" not in offered(stage, "lead_council", case)
    stage.mornings("2026-11-24", "2026-12-01")
    tasks = {one.task for mail in stage.mails() for one in mail.new if mail.on.isoformat() > "2026-11-23"}
    assert f"Disagreement at {stage_words}: {name}" in tasks
    assert [] == [task for task in tasks if "tage 1" in task or "tage 2" in task]
