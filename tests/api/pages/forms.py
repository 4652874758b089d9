"""What people type into forms in these tests."""

from __future__ import annotations

from typing import Any

INCIDENT: dict[str, Any] = {
    "incident_on": "2026-11-20",
    "aware_on": "2026-11-23",
    "types": ["seriously_harmed"],
    "area": "Northmoor",
    "subjects": [{"pseudonym": "Child A", "age": 4}],
    "summary": "What was known on the first day",
}
SHOWN = {"kind": "audit", "shows": "output", "effect_on": "2026-11-20"}
SHOWN_TYPED = {
    "kind": "audit",
    "shows": "output",
    "effect_on-day": "20",
    "effect_on-month": "11",
    "effect_on-year": "2026",
}
