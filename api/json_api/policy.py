"""The policy in force, key by key, and the editions that there were: what the page shows, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.json_api.caller import Who
from api.json_api.shapes import Shape
from states.differences import policy_words
from workflow.policy import policies
from workflow.queries.policy_view import edition_views, review_has_come

router = APIRouter(tags=["policy"])
Partnership = Annotated[str | None, Query(max_length=8, description="needed only where there are several")]


class EditionShown(Shape):
    """An edition. ``status``: in force, was in force, waits, withdrawn or overtaken."""

    edition: str
    digest: str
    status: str
    applied_by: str
    applied_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None


class PolicyShown(Shape):
    """The policy in force: ``values`` has each key of it in words, as a file would name it."""

    partnership: str
    edition: str
    review_on: date | None
    review_due: bool
    values: dict[str, str]
    editions: list[EditionShown]


@router.get("/policy")
def policy(who: Who, partnership: Partnership = None) -> PolicyShown:
    """How the partnership works now; nothing of any case."""
    with who.reading() as session:
        code = who.partnership(session, partnership)
        who.doer(session, code, "see_policy", "The policy isn't among what your role sees.")
        found, views = policies.in_force(session, code), edition_views(session, code, who.today)
    return PolicyShown(
        partnership=code,
        edition=found.edition,
        review_on=date.fromisoformat(found.review_on) if found.review_on else None,
        review_due=review_has_come(found, who.today) is not None,
        values=policy_words(found),
        editions=[
            EditionShown(
                edition=one.edition.edition,
                digest=one.edition.digest,
                status=one.status,
                applied_by=one.applied_by,
                applied_at=one.edition.applied_at,
                confirmed_by=one.confirmed_by,
                confirmed_at=one.edition.confirmed_at,
            )
            for one in views
        ],
    )
