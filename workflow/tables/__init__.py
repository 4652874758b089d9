"""The tables, by subject. Their rows validate nothing: a table's model is never a request's body."""

from workflow.tables.cases import Case, Clock, ClockChange, Conflict, Evidence, Member, Signature, Snooze, Subject
from workflow.tables.mail import AddressChange, DailyRun, Heartbeat, Mail, Notice
from workflow.tables.people import (
    Absence,
    Agency,
    CalendarEdition,
    Holiday,
    Numbering,
    Partnership,
    Person,
    PolicyEdition,
    RoleHeld,
    Rulebook,
)
from workflow.tables.requests import IdempotentRequest, Token, WebSession
from workflow.tables.trail import Entry, Text

__all__ = [
    "Absence",
    "AddressChange",
    "Agency",
    "CalendarEdition",
    "Case",
    "Clock",
    "ClockChange",
    "Conflict",
    "DailyRun",
    "Entry",
    "Evidence",
    "Heartbeat",
]
__all__ += ["Holiday", "IdempotentRequest", "Mail", "Member", "Notice", "Numbering", "Partnership", "Person"]
__all__ += ["PolicyEdition", "RoleHeld", "Rulebook", "Signature", "Snooze", "Subject", "Text", "Token", "WebSession"]
