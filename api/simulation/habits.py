"""How people answer: each has a habit, from those who answer at once to those who hardly ever do. Knows no case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from api.simulation.span import instant
from states.calendar import Calendar

LONGEST = 90  # working days after which even the slowest have answered, or somebody has let them off


@dataclass(frozen=True, slots=True)
class Habit:
    """``share`` of the time that is left which is taken, from and to; ``late`` working days on top of it, at most;
    ``forgets``: how often it is late by that.
    """

    share: tuple[float, float]
    forgets: float
    late: int

    def in_steps(self, steps: int) -> Habit:
        """The habit of somebody who knows that so many steps must fit into the time."""
        least, most = self.share
        return Habit((least / steps, most / steps), self.forgets / steps, self.late)


HABITS: tuple[tuple[Habit, int], ...] = (
    (Habit((0.0, 0.3), 0.02, 2), 4),  # at once
    (Habit((0.2, 0.9), 0.10, 4), 6),  # in good time
    (Habit((0.8, 1.0), 0.30, 4), 4),  # on the last day, or the day after
    (Habit((0.9, 1.0), 0.70, 15), 3),  # late
    (Habit((1.0, 1.0), 0.95, 45), 1),  # hardly ever
)

WEIGHTS: Mapping[str, float] = {
    **dict.fromkeys(("withdraw", "withdraw_challenge", "end_conflict", "cancel", "supersede", "not_implement"), 0.2),
    **dict.fromkeys(("opened_in_error", "discontinue", "transfer", "merge", "unlink_case", "meeting.cancel"), 0.05),
    **dict.fromkeys(("back_to_fieldwork", "redraft", "not_publish", "hold", "take_lead", "want_more"), 0.5),
    **dict.fromkeys(("decline", "hold_report"), 2.5),
    **dict.fromkeys(("meeting.hold", "resume"), 10.0),
    **dict.fromkeys(("flag_for_meeting", "add_family", "link_case"), 20.0),
    "add_proceedings": 80.0,
    **dict.fromkeys(("update_family", "plan_publication", "declare_interest"), 60.0),
    "refer_adults": 200.0,
    "put_up": 30.0,
    **dict.fromkeys(("waive", "not_accept", "revise", "reopen", "decide_not_notifiable", "meet"), 1.5),
    **dict.fromkeys(("dissent", "send_back", "nil", "further"), 2.0),
    **dict.fromkeys(("reconsider", "skip", "view_requested"), 2.0),
    **dict.fromkeys(("change_due_date", "correct_date", "note", "update"), 3.0),
    # Of few learning reviews, some need more time: those who decided on one are asked for it, and grant it.
    "learning_review.ask_extension": 90.0,
    # What is to be given out is redacted once, mostly, and decided on once.
    "redact": 40.0,
    **dict.fromkeys(("redact_again", "disclosure_request.reconsider"), 0.5),
    "declare_conflict": 6.0,
    # Who sees a case is nobody's habit: the simulation counts on people to hear what they are owed.
    **dict.fromkeys(("ask_restriction", "restrict", "seal", "lift_restriction"), 0.0),
    **dict.fromkeys(("let_in", "end_membership", "exclude", "readmit"), 0.0),
}
"""How much likelier one move is than another where a state offers several; 10 for what isn't named here.

Where kinds call different things alike, the kind's own name for it counts.
"""
USUAL = 10.0
FOLLOWS: Mapping[str, str] = {
    "declare_conflict": "name_substitute",
    "pause_clock": "resume_clock",
    "ask_extension": "extend_clock",
    "check_redactions": "release",
    **dict.fromkeys(("commission", "replace_reviewer"), "declare_interest"),
    "declare_interest": "manage_conflict",
    **dict.fromkeys(("agree", "approve_with_dissent", "release_report"), "plan_publication"),
    **dict.fromkeys(("plan_publication", "update_family"), "update_family"),
    "add_proceedings": "end_proceedings",
}
"""What people mean to do next after something, though the case goes on without it."""
OPENED_ALONE: Mapping[str, float] = {"incident": 1, "meeting": 1, "adult_review": 1 / 3, "learning_review": 1 / 12}
"""How many cases of a kind begin by themselves for each incident; a sixth where nothing is said."""
SELDOM_ALONE = 1 / 6
TAKEN_ON: tuple[str, ...] = ("practice_review", "adult_review", "rapid_review", "action", "recommendation")
"""Of which kinds a case is taken on that began before the first day."""


def weight(kind: str, move: str) -> float:
    """How likely a move of a kind is among others."""
    return WEIGHTS.get(f"{kind}.{move}", WEIGHTS.get(move, USUAL))


def habit_of(random: Random) -> Habit:
    """Somebody's habit."""
    return random.choices([habit for habit, _ in HABITS], [weight for _, weight in HABITS])[0]


def answer_at(
    habit: Habit, now: datetime, today: date, due_on: date | None, calendar: Calendar, random: Random
) -> datetime:
    """When somebody of that habit answers what is asked ``today`` and due then; always after ``now``."""
    left = calendar.working_days_between(today, due_on) if due_on is not None else random.randint(2, 12)
    days = round(max(left, 0) * random.uniform(*habit.share))
    if random.random() < habit.forgets:
        days = max(left, 0) + random.randint(1, habit.late)
    elif left <= 0:
        days = random.randint(0, 3)
    return office_hour(calendar.step(today, min(days, LONGEST)), now, calendar, random)


def office_hour(day: date, now: datetime, calendar: Calendar, random: Random) -> datetime:
    """A time of that day at which people work, the next working day's where it has passed; few work at weekends."""
    if random.random() < 0.04:
        day += timedelta(days=5 - day.weekday() if day.weekday() < 5 else 0)
        if (at := _some_time(day, random)) > now:
            return at
    while not calendar.is_working(day) or (at := _some_time(day, random)) <= now:
        day += timedelta(days=1)
    return at


def _some_time(day: date, random: Random) -> datetime:
    # On the half minute: never at the very moment of a tick.
    return instant(day, time(*divmod(random.randint(7 * 60, 17 * 60 + 29), 60), 30))
