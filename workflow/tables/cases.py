"""A case and what hangs on it: subjects, members, clocks, signatures, evidence."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

OPEN_ONLY = text("NOT final")
WAITING_ONLY = text("scan = 'waiting'")
RUNNING_ONLY = text("next_rung_on IS NOT NULL")
CHILD = {"server_default": "child"}
LAPSING_ONLY = text("lapses AND status = 'running'")


class Case(SQLModel, table=True):
    """One case. ``revision`` rises with its own moves, ``seq`` with every entry; ``head`` is the last entry's hash.

    ``facts`` is JSON that SQL never looks into: what lists, sweeps and reports need has a column.
    """

    __tablename__ = "casefile"
    __table_args__ = (
        Index("casefile_by_state", "partnership", "kind", "state"),
        Index("casefile_by_root", "root"),
        Index("casefile_by_parent", "parent"),
        Index(
            "casefile_open_by_agency",
            *("partnership", "owner_agency", "due_on"),
            sqlite_where=OPEN_ONLY,
            postgresql_where=OPEN_ONLY,
        ),
        Index("casefile_by_owner", "owner_person"),
        Index("casefile_open_by_due", "partnership", "due_on", sqlite_where=OPEN_ONLY, postgresql_where=OPEN_ONLY),
    )
    id: int | None = Field(default=None, primary_key=True)
    partnership: str = Field(foreign_key="partnership.code")
    reference: str = Field(unique=True)
    kind: str
    state: str
    final: bool = False
    rulebook: str = Field(foreign_key="rulebook.digest")
    revision: int = 0
    seq: int = 0
    head: str = ""
    root: int | None = Field(default=None, foreign_key="casefile.id")
    parent: int | None = Field(default=None, foreign_key="casefile.id")
    opened_by_seq: int | None = Field(default=None, description="the parent's entry that opened it")
    proposal_seq: int | None = Field(default=None, description="the entry that signatures are on")
    restriction: str = Field(default="standard", description="standard, restricted or sealed")
    title: str = ""
    owner_agency: str = ""
    owner_person: int | None = Field(default=None, foreign_key="person.id")
    opener: int | None = Field(default=None, foreign_key="person.id")
    opened_on: date
    closed_on: date | None = None
    due_on: date | None = None
    facts: str = Field(default="{}", sa_type=Text)


class Subject(SQLModel, table=True):
    """A child or adult that the case is about, pseudonymous."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="casefile.id", index=True)
    pseudonym: str
    age: int | None = None
    expected_on: date | None = None
    track: str = Field(default="child", description="child or adult: an adult from 18", sa_column_kwargs=CHILD)


class Link(SQLModel, table=True):
    """Two cases that belong together: said on ``case_id`` by its entry ``seq``, seen on both, until ``ended_on``."""

    __table_args__ = (
        Index("link_by_other", "other_id"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="casefile.id", index=True)
    other_id: int = Field(foreign_key="casefile.id")
    kind: str = Field(description="a key of states.language.LINKS")
    seq: int
    said_on: date
    ended_on: date | None = None


class AgendaItem(SQLModel, table=True):
    """A case that was put on the agenda by its entry ``seq``; ``meeting`` None: no meeting has taken it
    yet. ``reached``: the meeting came to it; until then it waits again once that meeting has ended otherwise."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        Index("agenda_item_waiting", "partnership", "meeting"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    partnership: str = Field(foreign_key="partnership.code")
    case_id: int = Field(foreign_key="casefile.id", index=True)
    seq: int
    wanted: str = Field(description="decision, discussion or information")
    flagged_on: date
    meeting: int | None = Field(default=None, foreign_key="casefile.id")
    reached: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Member(SQLModel, table=True):
    """Who sees a case: a person or a role (inherited from the root down) or an agency (this case only).

    ``seq``: the case's entry by which somebody let them in; null where the rules of its kind do.
    """

    __table_args__ = (
        Index("member_by_case", "case_id", "role"),
        Index("member_by_agency", "agency", "case_id"),
        Index("member_by_person", "person", "case_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="casefile.id")
    person: int | None = Field(default=None, foreign_key="person.id")
    agency: str | None = None
    role: str | None = None
    from_on: date
    to_on: date | None = None
    seq: int | None = None


class Clock(SQLModel, table=True):
    """A time limit of a case: a record. ``first_due_on`` is never changed; each change is a ``ClockChange``.

    ``started_by`` is "opening", "answer:KEY" or "entry:SEQ". ``next_rung_on`` is the next day of chasing, null when
    it doesn't run or isn't chased.
    """

    __table_args__ = (
        UniqueConstraint("case_id", "key"),
        Index(
            "clock_to_chase",
            *("partnership", "next_rung_on", "chase", "due_on"),
            sqlite_where=RUNNING_ONLY,
            postgresql_where=RUNNING_ONLY,
        ),
        Index("clock_to_lapse", "case_id", "due_on", sqlite_where=LAPSING_ONLY, postgresql_where=LAPSING_ONLY),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="casefile.id")
    partnership: str = Field(foreign_key="partnership.code")
    key: str
    label: str
    calendar: str
    started_on: date
    started_by: str
    first_due_on: date
    due_on: date
    provisional: bool = False
    status: str = Field(default="running", description="running, paused, stopped or lapsed")
    stopped_on: date | None = None
    extended_to: date | None = Field(default=None, description="the date agreed in an extension")
    paused_on: date | None = None
    paused_days: int = Field(default=0, description="days that pauses took, in the unit the clock counts in")
    expectation: bool = False
    milestone: bool = False
    lapses: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    rulebook: str = Field(foreign_key="rulebook.digest")
    chase: str = ""
    next_rung: int = 0
    next_rung_on: date | None = None


class ClockChange(SQLModel, table=True):
    """Something that happened to a clock, with the entry that says why; only ever added to."""

    __tablename__ = "clock_change"
    __table_args__ = (ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),)
    clock_id: int = Field(primary_key=True, foreign_key="clock.id")
    number: int = Field(primary_key=True)
    case_id: int
    seq: int
    what: str = Field(description="started, stopped, resumed, restarted, moved, extended, paused, re-dated …")
    happened_on: date
    old_due_on: date | None = None
    new_due_on: date


class Snooze(SQLModel, table=True):
    """Somebody wants no more lines of a clock until its next rung; the entry that it names holds the reason."""

    __table_args__ = (
        UniqueConstraint("person", "clock_id"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    clock_id: int = Field(foreign_key="clock.id")
    case_id: int
    seq: int
    due_on: date = Field(description="the clock's due date then: another one ends the snooze")
    next_rung: int = Field(description="the clock's next rung then: once it has come, the snooze is over")


class Conflict(SQLModel, table=True):
    """A scrutineer's declared conflict in a family of cases, and who hears of them in their place.

    Said on any case of the family, it counts for all of it. ``substitute`` None: none is named yet.
    """

    __table_args__ = (
        UniqueConstraint("root", "person"),
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
    )
    id: int | None = Field(default=None, primary_key=True)
    root: int = Field(foreign_key="casefile.id")
    person: int = Field(foreign_key="person.id")
    substitute: int | None = Field(default=None, foreign_key="person.id")
    case_id: int
    seq: int


class Signature(SQLModel, table=True):
    """Somebody's position on the entry ``signs_seq``; it counts only while that is the case's current proposal."""

    __table_args__ = (
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        ForeignKeyConstraint(["case_id", "signs_seq"], ["entry.case_id", "entry.seq"]),
        # Nobody signs off their own work: not the engine's promise alone, the database's too.
        CheckConstraint(
            "purpose <> 'verify' OR (owner_person IS NOT NULL OR owner_agency <> '')"
            " AND (owner_person IS NULL OR person <> owner_person)"
            " AND (agency <> owner_agency OR waiver IS NOT NULL) AND recorded_by IS NULL",
            name="nobody_verifies_their_own",
        ),
    )
    case_id: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, description="the entry that is the signature")
    signs_seq: int
    digest: str = Field(description="the hash of the entry that is signed")
    purpose: str
    position: str
    person: int = Field(foreign_key="person.id")
    agency: str
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    owner_person: int | None = None
    owner_agency: str = ""
    waiver: str | None = None


class Evidence(SQLModel, table=True):
    """A file that shows something was done, or what it changed; its bytes are kept by their SHA-256."""

    __table_args__ = (
        ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        Index("evidence_by_bytes", "sha256"),
        Index("evidence_waiting", "id", sqlite_where=WAITING_ONLY, postgresql_where=WAITING_ONLY),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(index=True)
    seq: int
    kind: str
    shows: str = Field(description="output or impact")
    effect_on: date
    by_person: int = Field(foreign_key="person.id")
    by_agency: str
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    name: str
    media_type: str
    size: int
    sha256: str = Field(max_length=64)
    scan: str = Field(
        default="none",
        sa_column_kwargs={"server_default": "none"},
        description="none (no scanner then), waiting, clean or infected: handed out only as none or clean",
    )
    replaces: int | None = Field(default=None, foreign_key="evidence.id", description="the version before this one")
