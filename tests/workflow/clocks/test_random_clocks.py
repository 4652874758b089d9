"""Whatever happens to a time limit, in whatever order: its date is what days counted one by one say it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow import situations
from tests.workflow.clocks.test_clock_moves import WHY, all_is_possible
from tests.workflow.situations import clocks, rows
from tests.world import World
from workflow.days import calendars
from workflow.errors import CasekeeperError
from workflow.redating import redate

CLOCK, LIMIT, BEGUN = "tell_partners", 5, date(2026, 11, 23)
BANK = {
    date.fromisoformat(day)
    for day in ("2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31")
    + ("2027-08-30", "2027-12-27", "2027-12-28", "2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29")
}
"""As GOV.UK has published them."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "extend", "pause", "resume", "rest", "rest", "correct", "declare", "withdraw"]),
        st.integers(1, 12),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Counted:
    """The limit as an observer keeps it, who counts days one by one and knows nothing of the engine."""

    world: World
    start: date = BEGUN
    agreed: date | None = None
    paused_on: date | None = None
    given_back: int = 0
    today: date = BEGUN
    done: list[str] = field(default_factory=list)

    def off(self) -> set[date]:
        """The days off as they stand."""
        found = rows(self.world.database, "SELECT day FROM holiday")
        return {date.fromisoformat(str(one.day)) for one in found} | BANK

    def forward(self, day: date, number: int) -> date:
        """So many working days on."""
        off = self.off()
        while number:
            day += timedelta(days=1)
            number -= day.weekday() < 5 and day not in off
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after the first, to the last."""
        off, count = self.off(), 0
        while first < last:
            first += timedelta(days=1)
            count += first.weekday() < 5 and first not in off
        return count

    def due(self) -> date:
        """When it is due."""
        end = self.forward(self.start, LIMIT)
        return self.forward(end if self.agreed is None else max(end, self.agreed), self.given_back)


def does(seen: Counted, world: World, reference: str, step: str, number: int) -> None:
    """One step by the business unit; what is refused changes nothing for the observer either."""
    if step == "wait":
        seen.today += timedelta(days=number)
        world.at(seen.today.isoformat())
    elif step == "extend":
        to = max(seen.due(), seen.today) + timedelta(days=number)
        world.fire("manager", reference, "extend_clock", {"clock": CLOCK, "new_due_on": to.isoformat(), **WHY})
        seen.agreed, seen.given_back = to, 0
    elif step == "pause":
        world.fire("manager", reference, "pause_clock", {"clock": CLOCK, **WHY})
        seen.paused_on = seen.today
    elif step == "resume":
        world.fire("manager", reference, "resume_clock", {"clock": CLOCK})
        assert seen.paused_on is not None
        seen.given_back += seen.between(seen.paused_on, seen.today)
        seen.paused_on = None
    elif step == "rest":
        for part in ("pause", "wait", "resume"):
            does(seen, world, reference, part, number)
    elif step == "correct":
        right = BEGUN - timedelta(days=number)
        told = {"which": "aware_on", "right_date": right.isoformat(), "reason": "Misread"}
        world.fire("officer", reference, "correct_date", told)
        seen.start = right
    else:
        day = (seen.today + timedelta(days=number)).isoformat()
        with world.database.writing() as session:
            if step == "declare":
                calendars.declare(session, "NM", day, "Day off", by="manager", now=world.now)
            else:
                calendars.withdraw(session, "NM", day, now=world.now)
        redate(world.database, world.now)


@given(steps=STEPS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_a_limit_is_due_when_its_days_say(world: World, steps: list[tuple[str, int]]) -> None:
    """Extended, paused, corrected, days off declared and withdrawn: date, first date, status and chasing agree."""
    world.at(BEGUN.isoformat())
    seen = Counted(world)
    reference = situations.incident(world, incident_on="2026-10-01")
    first = clocks(world, reference)[CLOCK].first_due_on
    assert seen.due() == first
    for step, number in steps:
        try:
            does(seen, world, reference, step, number)
            seen.done.append(step)
        except CasekeeperError:
            pass
        clock = clocks(world, reference)[CLOCK]
        assert seen.due() == clock.due_on, (seen.done, step)
        assert first == clock.first_due_on
        assert ("paused" if seen.paused_on else "running", seen.paused_on) == (clock.status, clock.paused_on)
        if clock.status == "running":
            assert clock.next_rung_on >= clock.started_on
        else:
            assert clock.next_rung_on is None
    assert all_is_possible(world)
