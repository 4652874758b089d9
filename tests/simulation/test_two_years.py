"""Partnerships live through two years each; a checker of its own counts what chasing must have done."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.figures import CAMPAIGN, Figure
from tests.simulation.years import lived, span_of

SEEDS = tuple(range(1, 21)) if CAMPAIGN else (1, 2, 3, 4, 9, 14)
"""Six in which all of what follows takes part; twenty in a campaign."""
TAKE_PART = (
    *("correct_date", "change_due_date", "reopen", "send_back", "dissent", "snooze", "calendar_changed"),
    *("declare_conflict", "name_substitute", "extend_clock", "pause_clock", "resume_clock", "evidence"),
    *("clock restarted", "clock stopped", "clock resumed", "clock re-dated", "clock corrected", "clock paused"),
    *("clock moved", "clock extended", "clock lapsed", "adult_review extended"),
    "learning_review extended",
    *("merge", "transfer", "link_case", "resume", "check_hold", "taken_on", "flag_for_meeting", "decided_at"),
    *("add_proceedings", "update_proceedings", "end_proceedings", "commission", "put_up", "check_anonymity"),
    *("plan_publication", "send_copies", "publish", "not_publish", "agree_minutes", "release", "reply"),
    *("redact", "check_redactions", "put_down"),
    *("absence", "deputy", "holiday", "line withdrawn", "mail digest", "mail notice", "mail summary"),
)
"""What must have come about somewhere in those years, or the checker had nothing to look at."""


@pytest.mark.campaign
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_partnerships_are_chased_for_two_years_as_promised(figure: Figure) -> None:
    """Each rung once a person, none after the end, digests with news on working days, nobody told of their own act."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        years = list(processes.map(lived, [span_of(seed) for seed in SEEDS]))
    done = sum((one.done for one in years), Counter[str]())
    lines, mails = sum(one.lines for one in years), sum(one.mails for one in years)
    figure(f"{len(years)} x 730 days lived through", f"{lines:,} lines, {mails:,} mails, {done.total():,} acts")
    assert [] == [f"seed {one.span.seed}: {wrong}" for one in years for wrong in one.wrong]
    assert [] == [what for what in TAKE_PART if not done[what]]
    assert lines > 2_000 * len(SEEDS)
