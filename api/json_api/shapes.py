"""What the API answers, shape by shape: OpenAPI is drawn from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.json_api.link_shapes import LinkShown, SharedShown, SubjectShown


class Shape(BaseModel):
    """Read from our own values, never from a request."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Shape):
    """Problem details (RFC 9457): whatever is refused is told like this."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[str] | None = None
    errors: dict[str, str] | None = None
    revision: int | None = None
    changes: list[dict[str, Any]] | None = None


class ClockMoveShown(Shape):
    """A change of a time limit; ``entry`` is the number of the one that says why, ``says`` all of it in words."""

    what: str
    happened_on: date
    old_due_on: date | None
    new_due_on: date
    entry: int
    says: str


class ClockShown(Shape):
    """A time limit. ``status``: running, late, paused, met, met_late or lapsed; of an expectation, which nobody misses,
    ended_late in place of met_late. ``late_by``: by how much it ended after its day, in words. ``moved``: how often its
    date was.

    ``missed_on``: days that it was due on before it was begun anew, and had passed unmet.
    """

    key: str
    label: str
    started_on: date
    due_on: date
    first_due_on: date
    stopped_on: date | None
    status: str
    late_by: str
    provisional: bool
    expectation: bool
    milestone: bool
    basis: str
    owed_to: str
    working: str
    moved: int
    missed_on: list[date]
    extended_to: date | None
    paused_on: date | None
    provisional_because: str
    history: list[ClockMoveShown]


class OfferShown(Shape):
    """A move that the state offers; ``for_another``: you may record it for somebody whose move it is.

    ``group``: the subject of a move that every case has and that doesn't carry it on, "" of those that do.
    """

    move: str
    label: str
    group: str
    permitted: bool
    for_another: bool
    blockers: list[str]


class RelativeShown(Shape):
    """A case above or below, if you may see it."""

    reference: str
    kind: str
    title: str
    state: str
    state_label: str
    final: bool
    due_on: date | None


class PersonShown(Shape):
    """Somebody's part in the case: owner, or opener."""

    part: str
    name: str
    agency: str


class EvidenceShown(Shape):
    """A file and what it shows. ``scan``: none (no virus scanner), clean, waiting or infected: those two aren't handed
    out. ``replaces`` and ``replaced_by`` are the ids of the versions before and after it. ``later``: it came after what
    is verified was submitted, and is no part of that; ``fixed``: it is part of it, and nothing replaces it.
    """

    id: int
    name: str
    kind: str
    shows: str
    effect_on: date
    by_name: str
    media_type: str
    size: int
    sha256: str
    scan: str
    version: int
    replaces: int | None
    replaced_by: int | None
    later: bool
    fixed: bool
    link: str


class SignatureShown(Shape):
    """A signature; ``current`` where it is on what is proposed now."""

    purpose: str
    position: str
    by: str
    agency: str
    recorded: bool
    waiver: str
    current: bool


class RowShown(BaseModel):
    """A row of a case's register: its number, the day on which it ended, and a cell for each ask that was answered."""

    model_config = ConfigDict(extra="allow")
    number: int
    ended_on: date | None


class OnAgendaShown(Shape):
    """Something on a meeting's agenda. ``reached``: the meeting came to it."""

    reference: str
    kind_title: str
    title: str
    wanted: str
    question: str
    flagged_on: date
    reached: bool


class DecidedShown(Shape):
    """What a meeting decided of a case. ``entry``: that of the case that it led to, ``move`` that in words."""

    reference: str
    kind_title: str
    title: str
    decision: str
    decided_on: date
    entry: int | None
    move: str
    meeting: str


class CaseShown(Shape):
    """One case. ``registers``: lists kept row by row, by their keys. ``decisions``: where they are told."""

    reference: str
    kind: str
    kind_title: str
    title: str
    state: str
    state_label: str
    final: bool
    revision: int
    restriction: str
    opened_on: date
    closed_on: date | None
    due_on: date | None
    taken_on: bool
    facts: dict[str, Any]
    clocks: list[ClockShown]
    offers: list[OfferShown]
    parent: RelativeShown | None
    children: list[RelativeShown]
    links: list[LinkShown]
    shared: list[SharedShown]
    agenda: list[OnAgendaShown]
    decided: list[DecidedShown]
    subjects: list[SubjectShown]
    people: list[PersonShown]
    evidence: list[EvidenceShown]
    signatures: list[SignatureShown]
    registers: dict[str, list[RowShown]]
    decisions: str
    takes_evidence: bool
    link: str


class ListedShown(Shape):
    """A case in a list. ``link`` null, and ``title`` empty: you may know that it is there, not what it holds.

    ``restriction``: standard, restricted (to people named) or sealed.
    """

    reference: str
    kind: str
    title: str
    state: str
    final: bool
    agency: str
    agency_name: str
    owner: str
    opened_on: date
    due_on: date | None
    overdue: bool
    restriction: str
    link: str | None


class ListShown(Shape):
    """A page of cases; ``next`` goes into ``after`` for the following one, null at the end."""

    items: list[ListedShown]
    next: str | None


class ReceivedShown(Shape):
    """How what was recorded for somebody came in; the entry that attached what shows it, and that file's SHA-256."""

    how: str
    document: int | None = None
    sha256: str | None = None


class EntryShown(Shape):
    """An entry of the trail. ``hash`` is the SHA-256 of ``body``, which names the hash before it in ``prev``.

    ``withheld``: the body names somebody or a case that isn't for you to know, so it is null; ``prev`` and ``hash``
    join the entries around it all the same.
    """

    seq: int
    move: str
    label: str
    by: str
    recorded_for: str
    received: ReceivedShown | None
    happened_on: date
    at: datetime
    came_from: str
    to: str
    answers: dict[str, Any]
    clock_changes: list[str]
    body: str | None
    withheld: bool
    prev: str
    hash: str


class TrailShown(Shape):
    """All entries of a case, oldest first, none left out."""

    reference: str
    items: list[EntryShown]


class NeededShown(Shape):
    """Something that waits for you. ``status``: late, today or ahead.

    ``snoozed_until``: the day of your next reminder. ``stands_in``: it is for somebody who is away.
    """

    reference: str
    what: str
    title: str
    due_on: date | None
    status: str
    link: str | None
    snoozed_until: date | None = None
    stands_in: bool = False


class SkippedShown(Shape):
    """A day that doesn't count, and why."""

    day: date
    why: str


class DueShown(Shape):
    """A due date with its working."""

    start: date
    lasts: str
    due_on: date
    provisional: bool
    says: str
    counted: list[date]
    skipped: list[SkippedShown]


class StateCount(Shape):
    """Cases of a kind in a state today."""

    kind: str
    kind_title: str
    state: str
    state_label: str
    cases: int


class PeriodCount(Shape):
    """Cases of a kind opened and closed in the period."""

    kind: str
    kind_title: str
    opened: int
    closed: int


class ClockCount(Shape):
    """A kind's time limits: those that ended in the period, and those that run today."""

    kind: str
    clock: str
    label: str
    met: int
    met_late: int
    running: int
    late: int


class AgencyCount(Shape):
    """An agency's actions today; ``states`` counts those that are open, state by state."""

    agency: str
    name: str
    open: int
    overdue: int
    states: dict[str, int]


class SummaryShown(Shape):
    """The executive's figures: counts, and nothing of any case."""

    partnership: str
    since: date
    until: date
    today: date
    states: list[StateCount]
    period: list[PeriodCount]
    clocks: list[ClockCount]
    actions: list[AgencyCount]
