"""Who records, and the questions that most moves ask: in the same words everywhere."""

from __future__ import annotations

from states import roles
from states.asks import Ask

RECORDERS = (roles.REVIEW_OFFICER, roles.BUSINESS_MANAGER)
"""The business unit."""

REASON = Ask(key="reason", label="Reason", type="text", kept_in_case=False)
LATE = Ask(key="reason_if_late", label="If after the due date: why", type="text", required=False, kept_in_case=False)
