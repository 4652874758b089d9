"""What needs you: the first page after signing in."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.pages.opening_pages import kinds_to_open
from api.pages.policy_pages import needs_policy
from api.pages.visitor import Visiting
from workflow.queries.case_list import Wanted, count_cases
from workflow.queries.work import Needed, work_for

router = APIRouter()

GROUPS = (("late", "Late"), ("today", "Due today"), ("ahead", "Coming up"))


@router.get("/")
def needs_you(who: Visiting) -> HTMLResponse:
    """Everything that waits for the visitor, the most pressing first."""
    with who.reading() as session:
        needed = work_for(session, who.person, who.now, who.today)
        return who.page(
            "needs_you.html.jinja",
            active="needs_you",
            groups=[(heading, found) for status, heading in GROUPS if (found := with_status(needed, status))],
            open=count_cases(session, who.person, who.today, Wanted(open=True)),
            late=count_cases(session, who.person, who.today, Wanted(overdue=True)),
            today=who.today,
            kinds=kinds_to_open(who),
            policy_needs=needs_policy(session, who),
        )


def with_status(needed: list[Needed], status: str) -> list[Needed]:
    """Those of that status."""
    return [one for one in needed if one.status == status]
