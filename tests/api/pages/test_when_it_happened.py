"""When something happened is asked where it can have happened before; not of what holds as it is said."""

from __future__ import annotations

import pytest

from tests.api.pages.site import Site
from tests.workflow import situations

ASKED = "When did this happen?"


@pytest.mark.parametrize("key", ["restrict", "seal", "let_in", "exclude", "correct_date"])
def test_rights_begin_as_they_are_said(site: Site, key: str) -> None:
    """Their own days are asked where they have some, and no other."""
    assert site.world is not None
    reference = situations.incident(site.world)
    page = site.visit("manager").at(f"/cases/{reference}/moves/{key}")
    assert (200, False) == (page.status, ASKED in page.text)
    assert ("From which day" in page.text) == (key in {"let_in", "exclude"})


def test_what_people_did_may_have_happened_before(site: Site) -> None:
    """A note, a withdrawal."""
    assert site.world is not None
    reference = situations.incident(site.world)
    for key in ("note", "withdraw"):
        assert ASKED in site.visit("officer").at(f"/cases/{reference}/moves/{key}").text, key


def test_a_day_before_is_refused_at_the_form(site: Site) -> None:
    """As a form of ours never sends it: nothing is saved."""
    assert site.world is not None
    reference = situations.incident(site.world)
    visit = site.visit("manager")
    page = visit.at(f"/cases/{reference}/moves/lift_restriction")
    fields = page.forms[-1].fields | {"reason": "Over", "happened_on-day": "20", "happened_on-month": "11"}
    before = site.dump()
    answer = visit.post(
        f"/cases/{reference}/moves/exclude", fields | {"happened_on-year": "2026", "whom": "legal@northmoor.example"}
    )
    assert (422, True) == (answer.status_code, "This holds from when it is said" in answer.text)
    assert before == site.dump()
