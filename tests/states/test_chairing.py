"""What is judged of a scrutineer in the chair: whose opinion it closes, and when a substitute is wanted."""

from __future__ import annotations

import pytest

from states.conditions import Guard, holds
from states.facts import Facts
from tests.states.test_guards import facts

ANOTHER = {"_in_chair": {"NM-2026-0007": 9}}
AND_I = {"_in_chair": {"panel_chaired": 9, "NM-2026-0007": 2}}


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("chaired_nothing_here", facts(), True),
        ("chaired_nothing_here", facts(answers=ANOTHER), True),
        ("chaired_nothing_here", facts(answers=AND_I), False),
        ("scrutineer_in_chair", facts(answers=ANOTHER), True),
        ("scrutineer_in_chair", facts(answers={"_in_chair": {}}), False),
        ("substitute_wanted", facts(conflicts=frozenset({9})), True),
        ("substitute_wanted", facts(answers=ANOTHER), True),
        ("substitute_wanted", facts(), False),
    ],
)
def test_who_chaired_is_judged_by_what_the_case_keeps(key: str, given: Facts, expected: bool) -> None:  # noqa: FBT001
    """Whoever acts is person 2."""
    assert expected is holds(Guard(key, ""), given)
