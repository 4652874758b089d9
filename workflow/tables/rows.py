"""The same tables for statements: what ``fire``, sweeps and lists run is written in SQLAlchemy Core, built once."""

from __future__ import annotations

from sqlmodel import SQLModel

from workflow.tables import access, cases, documents, mail, people, recall, requests, sign_in, trail

_ALL = SQLModel.metadata.tables
_DECLARED_IN = (access, cases, documents, mail, people, recall, requests, sign_in, trail)

ABSENCE = _ALL["absence"]
ACCOUNT_EVENT = _ALL["account_event"]
ADDRESS_CHANGE = _ALL["address_change"]
AGENCY = _ALL["agency"]
AGENDA_ITEM = _ALL["agenda_item"]
ASKED = _ALL["asked"]
AUTHENTICATOR_APP = _ALL["authenticator_app"]
CALENDAR_EDITION = _ALL["calendar_edition"]
CASEFILE = _ALL["casefile"]
CLOCK = _ALL["clock"]
CLOCK_CHANGE = _ALL["clock_change"]
CONFLICT = _ALL["conflict"]
DECLARATION = _ALL["declaration"]
DOCUMENT_TEMPLATE = _ALL["document_template"]
DRAFT = _ALL["draft"]
ENTRY = _ALL["entry"]
EVIDENCE = _ALL["evidence"]
EXCLUSION = _ALL["exclusion"]
GUESS = _ALL["guess"]
HOLIDAY = _ALL["holiday"]
IDEMPOTENT_REQUEST = _ALL["idempotent_request"]
IDENTITY = _ALL["identity"]
IDENTITY_PROVIDER = _ALL["identity_provider"]
INDEPENDENCE = _ALL["independence"]
INVITATION = _ALL["invitation"]
LINK = _ALL["link"]
LOOK = _ALL["look"]
MAIL = _ALL["mail"]
MEMBER = _ALL["member"]
NOTICE = _ALL["notice"]
PARTNERSHIP = _ALL["partnership"]
PASSKEY = _ALL["passkey"]
PASSWORD = _ALL["password"]
PERSON = _ALL["person"]
POLICY_EDITION = _ALL["policy_edition"]
PURPOSE = _ALL["purpose"]
READING = _ALL["reading"]
RECALL = _ALL["recall"]
RECOVERY_CODE = _ALL["recovery_code"]
ROLE_HELD = _ALL["role_held"]
RULEBOOK = _ALL["rulebook"]
SIGNATURE = _ALL["signature"]
SIGN_IN_STEP = _ALL["sign_in_step"]
SNOOZE = _ALL["snooze"]
SUBJECT = _ALL["subject"]
TEXT = _ALL["text"]
TOKEN = _ALL["token"]
WEB_SESSION = _ALL["web_session"]
