"""The period that figures and reports are of, as somebody asks for it."""

from __future__ import annotations

from datetime import date, timedelta

from workflow.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2200


def period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The days asked for: to today and from a year before, where nothing is said; ``Invalid`` where they can't be."""
    until = until or today
    if not FIRST_YEAR <= until.year <= LAST_YEAR:
        raise Invalid({"to": f"The last day must be in a year from {FIRST_YEAR} to {LAST_YEAR}"})
    since = since or until - timedelta(days=365)
    if since > until:
        raise Invalid({"from": "The first day must not be after the last"})
    return since, until
