"""Where in the code a fault happened, for logs: files and lines, never the fault's own words."""

from __future__ import annotations

import traceback


def place_of(fault: BaseException) -> str:
    """Where it happened, innermost first, at most eight places."""
    frames = traceback.extract_tb(fault.__traceback__)
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
