"""The tables, by subject. Their rows validate nothing: a table's model is never a request's body."""

from workflow.tables.cases import Case, Clock, ClockChange, Evidence, Member, Signature, Subject
from workflow.tables.mail import DailyRun, Heartbeat, Mail, Notice
from workflow.tables.people import Agency, Numbering, Partnership, Person, PolicyEdition, RoleHeld, Rulebook
from workflow.tables.requests import IdempotentRequest, Token, WebSession
from workflow.tables.trail import Entry, Text

__all__ = ["Agency", "Case", "Clock", "ClockChange", "DailyRun", "Entry", "Evidence", "Heartbeat", "IdempotentRequest"]
__all__ += ["Mail", "Member", "Notice", "Numbering", "Partnership", "Person", "PolicyEdition", "RoleHeld", "Rulebook"]
__all__ += ["Signature", "Subject", "Text", "Token", "WebSession"]
