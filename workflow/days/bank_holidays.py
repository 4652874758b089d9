"""The bank holidays of England and Wales as a Calendar, from the package ``holidays``. Knows no case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version

import holidays

from states.calendar import Calendar

PROJECTED_FROM = date(2029, 1, 1)
"""As of November 2026 GOV.UK had published bank holidays to the end of 2028: what follows is reckoned."""

FIRST_YEAR, LAST_YEAR = 2010, 2040
"""The years whose bank holidays are known here."""


def england_calendar(
    first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR, extra: Mapping[date, str] | None = None
) -> Calendar:
    """Bank holidays of these years, and ``extra`` days off by name: newly declared, or a council's closures.

    The edition changes whenever a day does.
    """
    return _calendar(first_year, last_year, tuple(sorted((extra or {}).items())))


@lru_cache(maxsize=64)
def _calendar(first_year: int, last_year: int, extra: tuple[tuple[date, str], ...]) -> Calendar:
    # Without a subdivision the package drops Easter Monday and the summer holiday, without `observed` the
    # substitute days. It also lists the weekend dates that substitutes stand for: dropped here.
    listed = holidays.country_holidays(
        "GB", subdiv="ENG", observed=True, language="en_GB", years=range(first_year, last_year + 1)
    )
    days = {day: name.replace(" (observed)", ", substitute day") for day, name in listed.items()} | dict(extra)
    days = {day: name for day, name in sorted(days.items()) if day.weekday() < 5}
    text = "\n".join(day.isoformat() for day in days)
    edition = f"holidays {version('holidays')} {sha256(text.encode()).hexdigest()[:12]}"
    return Calendar(edition, days, PROJECTED_FROM)
