"""A form between browser and engine: read, refused with everything still in it, taken once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from api.pages.forms import UnexpectedFields, add_row, answers_of, error_links, form_answers, form_day, form_values
from api.pages.visitor import Posted, Visitor
from api.web.refusals import log_refusal
from states.asks import Ask
from states.canonical import canonical
from workflow.errors import CasekeeperError, Clash, Invalid, NotOffered, NotPermitted, Refused, Stale, Unasked
from workflow.requests import Answered, answered, remember

REASONS = "reasons"
SENT_BEFORE = (
    "You sent this form before with other answers, and those were saved. "
    "If these are to be saved too, open the form anew."
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in. ``form_id`` is given out once: the same form sent twice is one act."""

    form_id: str
    values: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    frame: dict[str, Any] = field(default_factory=dict)
    add_row: bool = False
    revision: int | None = None

    def with_errors(self, errors: Mapping[str, str]) -> Filled:
        """The same, with what is wrong with it."""
        return replace(self, errors=dict(errors))

    def links(self, asks: Sequence[Ask]) -> list[dict[str, str]]:
        """The error summary: each sentence linked to its field."""
        return error_links(asks, self.errors, self.values)


def form_id() -> str:
    """A new form's one-time name."""
    return secrets.token_urlsafe(16)


def fill(asks: Sequence[Ask], form: Posted, frame: Collection[str]) -> Filled:
    """What was posted, typed text kept exactly; ``Unasked`` for fields that the form hasn't."""
    values = form_values(asks, form.texts)
    wants_row = form.one("add_row")
    if wants_row:
        values = add_row(asks, values, wants_row)
    try:
        answers = form_answers(asks, form.texts, frame) if not wants_row else answers_of(asks, values)
    except UnexpectedFields as fault:
        raise Unasked({REASONS: str(fault)}) from None
    revision = form.one("revision")
    return Filled(
        form_id=form.one("form_id") or form_id(),
        values=values,
        answers=answers,
        frame={
            "happened_on": {part: form.one(f"happened_on-{part}") for part in ("day", "month", "year")},
            **{name: form.one(name) for name in ("recorded_for", "received", "kept")},
        },
        add_row=bool(wants_row),
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None,
    )


def day_of(form: Posted, name: str) -> date | None:
    """A day of the form's frame; None where it was left blank; ``Invalid`` where it isn't one."""
    text = form_day(name, form.texts)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid({name: "The date must be a real date, such as 23 11 2026"}) from None


def once(session: Session, who: Visitor, filled: Filled, what: str, act: Callable[[], tuple[str, int]]) -> str:
    """Does it once for this form; gives the case's reference, the first answer's where it was sent before.

    ``what`` tells all that the answers and the frame don't: the case, the move, the file.
    """
    # When it happened and for whom are as much a part of it as the answers: else the second of two is lost as "saved".
    said = sorted(filled.values.items()), sorted(filled.frame.items())
    told = canonical({"what": what, "answers": sha256(repr(said).encode()).hexdigest()})
    fingerprint = sha256(told.encode()).hexdigest()
    key = f"form/{filled.form_id}"
    before = answered(session, who.person, key, fingerprint)
    if before is not None:
        return before.reference
    reference, revision = act()
    remember(session, who.person, key, fingerprint, Answered(303, reference, revision), who.now)
    return reference


def refusal(who: Visitor, fault: CasekeeperError) -> tuple[dict[str, str], int]:
    """What is wrong, by field, and the status that says so; it is logged. Anything else is raised on."""
    found = _refusal(fault)
    log_refusal(who.request, fault)
    return found


def _refusal(fault: CasekeeperError) -> tuple[dict[str, str], int]:
    match fault:
        case Invalid():
            return fault.errors, 422
        case Refused():
            return {f"{REASONS}-{number}": reason for number, reason in enumerate(fault.reasons)}, 422
        case Stale() | NotOffered():
            return {REASONS: str(fault)}, 409
        case Clash():
            return {REASONS: SENT_BEFORE if fault.reused else str(fault)}, 409
        case NotPermitted():
            return {REASONS: str(fault)}, 403
        case _:
            raise fault
