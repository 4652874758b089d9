"""Answers that several journeys give: an incident with two siblings, and what the partners are asked about it."""

from typing import Any

SIBLINGS: dict[str, Any] = {
    "incident_on": "2026-11-20",
    "aware_on": "2026-11-23",
    "types": ["seriously_harmed"],
    "area": "Northmoor",
    "subjects": [{"pseudonym": "Child A", "age": 4}, {"pseudonym": "Child B", "age": 7}],
    "agencies": ["school", "housing", "probation"],
    "summary": "Both were taken to hospital on Friday night",
}
IS_SERIOUS: dict[str, Any] = {
    "criteria": {
        "a": {"answer": "yes", "reason": "Neglect is known to the health visitor"},
        "b": {"answer": "yes", "reason": "Both children are in intensive care"},
    },
    "rationale": "Both criteria are met",
}
PROPOSAL: dict[str, Any] = {
    "agencies_involved": [{"agency": "school", "involved_from": "2024-09-02"}],
    "episodes": [
        {
            "episode": "The repair visit in March",
            "episode_happened": "The children were at home and not dressed",
            "episode_analysis": "The contractor had nobody to tell",
        }
    ],
    "childs_voice": "Child B told the teacher who cooks at home",
    "criteria_reg_11": {
        "a": {"answer": "yes", "reason": "Improvements found before were not made"},
        "b": {"answer": "no", "reason": "No theme recurs"},
        "c": {"answer": "yes", "reason": "School and housing didn't speak to each other"},
        "d": {"answer": "not_known", "reason": "The Panel has not written yet"},
    },
    "immediate_safety": "Both children are with foster carers",
    "inequalities": "The family's first language was not asked",
    "outcome": "learning_taken",
    "rationale": "The learning is clear and is taken now",
}
