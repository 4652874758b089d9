"""Twenty partnerships live through two years each; a checker of its own counts what chasing must have done."""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.simulation.years import lived, span_of

SEEDS = range(1, 21)
TAKE_PART = (
    *("correct_date", "change_due_date", "reopen", "send_back", "dissent", "snooze", "calendar_changed"),
    *("declare_conflict", "name_substitute", "extend_clock", "pause_clock", "resume_clock", "evidence"),
    *("clock restarted", "clock stopped", "clock resumed", "clock re-dated", "clock corrected", "clock paused"),
    *("absence", "deputy", "holiday", "line withdrawn", "mail digest", "mail notice", "mail summary"),
)
"""What must have come about somewhere in those forty years, or the checker had nothing to look at."""


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_twenty_partnerships_are_chased_for_two_years_as_promised() -> None:
    """Each rung once a person, none after the end, digests with news on working days, nobody told of their own act."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        years = list(processes.map(lived, [span_of(seed) for seed in SEEDS]))
    done = sum((one.done for one in years), Counter[str]())
    sys.stdout.write(
        f"\n{len(years)} x 730 days: {sum(one.lines for one in years)} lines, {sum(one.mails for one in years)} mails\n"
    )
    sys.stdout.write(f"{dict(done.most_common())}\n")
    assert [] == [f"seed {one.span.seed}: {wrong}" for one in years for wrong in one.wrong]
    assert [] == [what for what in TAKE_PART if not done[what]]
    assert sum(one.lines for one in years) > 20_000
