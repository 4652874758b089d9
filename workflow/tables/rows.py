"""The same tables for statements: what ``fire``, sweeps and lists run is written in SQLAlchemy Core, built once."""

from __future__ import annotations

from sqlmodel import SQLModel

from workflow.tables import cases, mail, people, requests, trail

_ALL = SQLModel.metadata.tables
_DECLARED_IN = (cases, mail, people, requests, trail)

ABSENCE = _ALL["absence"]
ADDRESS_CHANGE = _ALL["address_change"]
AGENCY = _ALL["agency"]
CALENDAR_EDITION = _ALL["calendar_edition"]
CASEFILE = _ALL["casefile"]
CLOCK = _ALL["clock"]
CLOCK_CHANGE = _ALL["clock_change"]
CONFLICT = _ALL["conflict"]
ENTRY = _ALL["entry"]
EVIDENCE = _ALL["evidence"]
HOLIDAY = _ALL["holiday"]
IDEMPOTENT_REQUEST = _ALL["idempotent_request"]
MAIL = _ALL["mail"]
MEMBER = _ALL["member"]
NOTICE = _ALL["notice"]
PARTNERSHIP = _ALL["partnership"]
PERSON = _ALL["person"]
POLICY_EDITION = _ALL["policy_edition"]
ROLE_HELD = _ALL["role_held"]
RULEBOOK = _ALL["rulebook"]
SIGNATURE = _ALL["signature"]
SNOOZE = _ALL["snooze"]
SUBJECT = _ALL["subject"]
TEXT = _ALL["text"]
TOKEN = _ALL["token"]
WEB_SESSION = _ALL["web_session"]
