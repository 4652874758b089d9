"""What needs you: the first page after signing in."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.pages.audit_pages import needs_reviews
from api.pages.declaration_pages import needs_declarations
from api.pages.document_pages import needs_documents
from api.pages.opening_pages import kinds_to_open, often_opened
from api.pages.policy_pages import needs_policy
from api.pages.visitor import Saved, Visiting
from workflow.queries.case_list import Wanted, count_cases
from workflow.queries.told_apart import told_apart
from workflow.queries.work import Needed, work_for

router = APIRouter()

GROUPS = (("late", "Late"), ("today", "Due today"), ("waits", "Waiting for you"), ("ahead", "Coming up"))
SOON = timedelta(days=28)
SAID = {"conflict": "Saved: you have a conflict in that matter and read nothing of it. The business manager is told"}


@router.get("/")
def needs_you(who: Visiting, saved: Saved = "") -> HTMLResponse:
    """Everything that waits for the visitor, the most pressing first."""
    kinds = kinds_to_open(who)
    with who.reading() as session:
        needed = work_for(session, who.person, who.now, who.today)
        untitled = [one.reference for one in needed if not one.title]
        own = {agency for _, doer in who.doers for agency in doer.agencies}
        near = [one for one in needed if one.waits or one.due_on is None or one.due_on <= who.today + SOON]
        return who.page(
            "needs_you.html.jinja",
            active="needs_you",
            message=SAID.get(saved, ""),
            groups=[(heading, found) for status, heading in GROUPS if (found := with_status(near, status))],
            apart=told_apart(session, who.person, who.today, untitled, own=own),
            later=[one for one in needed if one not in near],
            open=count_cases(session, who.person, who.today, Wanted(open=True)),
            late=count_cases(session, who.person, who.today, Wanted(overdue=True)),
            today=who.today,
            kinds=kinds,
            often=often_opened(who, kinds),
            policy_needs=needs_declarations(session, who)
            + needs_reviews(session, who)
            + needs_policy(session, who)
            + needs_documents(session, who),
            reads_others="audits" if who.can("audit") else "breaks" if who.can("break_glass") else "",
        )


def with_status(needed: list[Needed], status: str) -> list[Needed]:
    """Those of that status; what isn't due yet, and waits for nobody but them, stands by itself."""
    return [one for one in needed if ("waits" if one.waits and one.status == "ahead" else one.status) == status]
