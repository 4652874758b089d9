"""What comes about beside the cases: people leave and others follow, are away and come back, a day off is declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from api.simulation.agenda import Event
from api.simulation.partnership import People
from api.simulation.span import DAWN, Span, instant
from workflow.days import calendars
from workflow.errors import Invalid

DAYS_TO_A_LEAVER, DAYS_TO_AN_ABSENCE, DAYS_TO_A_HOLIDAY = 150, 160, 330
"""One leaver in so many days of the partnership; of each person, one absence; one day off."""


def happenings(people: People, span: Span, random: Random) -> Iterator[tuple[datetime, Event]]:
    """All of it, each at a dawn: before anybody works, and before chasing is looked at."""
    for doer in random.sample(people.all, min(round(span.days / DAYS_TO_A_LEAVER), len(people.all) // 4)):
        left = _some_day(span, random)
        yield instant(left, DAWN), Event("leave", doer.person)
        yield instant(left + timedelta(days=random.choice((0, 3, 14, 40))), DAWN), Event("succeed", doer.person)
    for doer in people.all:
        for _ in range(round(span.days / DAYS_TO_AN_ABSENCE)):
            first = _some_day(span, random)
            yield instant(first, DAWN), Event("go_away", doer.person)
            if random.random() < 0.2:
                yield instant(first + timedelta(days=random.randint(1, 8)), DAWN), Event("come_back", doer.person)
    for _ in range(round(span.days / DAYS_TO_A_HOLIDAY)):
        yield instant(_some_day(span, random), DAWN), Event("declare")


def come_about(event: Event, people: People, now: datetime, today: date) -> None:
    """Makes it so."""
    match event.name:
        case "leave":
            people.leave(event.about, today)
        case "succeed":
            people.succeed(event.about, today)
        case "go_away":
            people.go_away(event.about, today)
        case "come_back":
            people.come_back(event.about, today)
        case "declare":
            _declare(people, now, today)


def _declare(people: People, now: datetime, today: date) -> None:
    """A day off, announced a few days or weeks ahead."""
    day = today + timedelta(days=people.random.randint(5, 30))
    try:
        with people.database.writing() as session:
            calendars.declare(session, people.code, day.isoformat(), "One-off holiday", by="simulated", now=now)
    except Invalid:
        return  # at a weekend, or a bank holiday already


def _some_day(span: Span, random: Random) -> date:
    return span.first + timedelta(days=random.randrange(span.days))
