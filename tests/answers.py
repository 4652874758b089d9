"""What people answer and attach in tests, by whatever door it comes."""

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
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SHOWN = {"kind": "audit", "shows": "output", "effect_on": "2026-11-20"}
"""Of a file that is attached."""
SHOWN_TYPED = {
    "kind": "audit",
    "shows": "output",
    "effect_on-day": "20",
    "effect_on-month": "11",
    "effect_on-year": "2026",
}
"""The same, as a form has it."""
