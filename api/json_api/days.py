"""A day in an address, such as 2026-11-23: read as it is written, for a bare number is no day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _as_written(raw: Any) -> Any:
    if isinstance(raw, str) and DAY.fullmatch(raw) is None:
        raise PydanticCustomError("day", "enter a day such as 2026-11-23")
    return raw


Day = Annotated[date, BeforeValidator(_as_written)]
"""Pydantic by itself takes 0 too, for the first day of 1970."""
