"""A small partnership to chase in: agencies, people with roles, cases, clocks. Rows only, no engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from states.canonical import digest
from states.clocks import Basis, Chase, Rung, on_opening, working_days
from states.clocks import Clock as ClockWords
from states.language import Machine, Opening, State
from states.rulebook import Rulebook as Rules
from states.rulebook import digest_of, to_json
from workflow.chasing.rungs import first_rung
from workflow.database.storage import Database
from workflow.days.bank_holidays import england_calendar
from workflow.tables import (
    Agency,
    Case,
    Clock,
    Entry,
    Member,
    Partnership,
    Person,
    PolicyEdition,
    RoleHeld,
    Rulebook,
    Snooze,
)

LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 23)
CHASES = (
    Chase(
        "ordinary",
        (
            Rung(-5, ("owner",)),
            Rung(-1, ("owner",)),
            Rung(0, ("owner",)),
            Rung(1, ("owner", "agency_lead")),
            Rung(3, ("owner", "agency_partner")),
            Rung(5, ("owner", "business_manager")),
        ),
        5,
        ("owner", "agency_lead", "business_manager"),
    ),
    Chase("statutory", (Rung(-1, ("owner", "executive"), at_once=True), Rung(0, ("owner",))), 5, ("owner",)),
)
CANARY = "Zebedee-Quillfeather"
"""Stands in every field that a person may write; no mail may ever hold it."""


def london(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """That hour of that day in London, as the civil clock gives it."""
    return datetime.combine(day, time(hour, minute), ZoneInfo("Europe/London")).astimezone(UTC)


def rules(chases: tuple[Chase, ...] = CHASES) -> Rules:
    """The rulebook of a kind with one clock."""
    clock = ClockWords(
        key="limit",
        label="Do the work",
        lasts=working_days(5),
        starts=on_opening(),
        stops=("done",),
        basis=Basis("A test"),
    )
    states = (State("open", "Open"), State("done", "Done", final=True))
    machine = Machine("task", "Task", "Tasks", "open", states, Opening(()), (), (clock,))
    return Rules(machine, chases, "test")


def partnership(session: Session, code: str = "NM", policy: str = "") -> None:
    """A partnership under the national defaults, or what ``policy`` (TOML) changes of them."""
    name = digest(policy)
    session.add(Partnership(code=code, name="Northmoor", policy=name))
    session.flush()
    session.add(
        PolicyEdition(
            partnership=code, digest=name, edition="1", body=policy, applied_by="test", applied_at=london(LONG_AGO)
        )
    )
    for key in ("council", "police", "icb", "school", "unit"):
        session.add(Agency(partnership=code, key=key, name=key.title()))
    book = rules()
    if session.get(Rulebook, digest_of(book)) is None:
        session.add(Rulebook(digest=digest_of(book), kind="task", body=to_json(book)))
    session.flush()


def person(session: Session, name: str, *held: str, code: str = "NM", left_on: date | None = None) -> int:
    """Somebody who holds roles, each ``role`` or ``role@agency``, since long ago."""
    row = Person(email=f"{name}@northmoor.example", name=f"{name.title()} {CANARY}", left_on=left_on)
    session.add(row)
    session.flush()
    assert row.id is not None
    for one in held:
        role, _, agency = one.partition("@")
        session.add(RoleHeld(person=row.id, partnership=code, agency=agency, role=role, from_on=LONG_AGO))
    session.flush()
    return row.id


def case(
    session: Session,
    number: int = 1,
    *,
    code: str = "NM",
    owner_agency: str = "school",
    owner_person: int | None = None,
    opener: int | None = None,
) -> int:
    """An open case, with the canary wherever somebody may write, that every role sees."""
    row = Case(
        partnership=code,
        reference=f"{code}-2026-{number:04d}",
        kind="task",
        state="open",
        rulebook=digest_of(rules()),
        title=CANARY,
        owner_agency=owner_agency,
        owner_person=owner_person,
        opener=opener,
        opened_on=LONG_AGO,
        facts=f'{{"says": "{CANARY}"}}',
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    row.root = row.id
    session.add(Member(case_id=row.id, agency=owner_agency, from_on=LONG_AGO))
    for role in ("review_officer", "business_manager", "delegated_partner"):
        session.add(Member(case_id=row.id, role=role, from_on=LONG_AGO))
    session.flush()
    return row.id


def due_today(database: Database, how_many: int = 1) -> None:
    """So many cases, each with an owner of its own and due on ``MONDAY``."""
    with database.writing() as session:
        partnership(session)
        for number in range(how_many):
            owner = person(session, f"p{number}", "agency_user@school")
            clock(session, case(session, number, owner_person=owner), MONDAY)


def clock(
    session: Session,
    case_id: int,
    due_on: date,
    *,
    code: str = "NM",
    chase: str = "ordinary",
    started_on: date = LONG_AGO,
    key: str = "limit",
) -> int:
    """A running clock of a case, with its first rung reckoned as the engine does."""
    number, day = first_rung(rules().chase(chase), started_on, due_on, england_calendar())
    row = Clock(
        case_id=case_id,
        partnership=code,
        key=key,
        label="Do the work",
        calendar=england_calendar().edition,
        started_on=started_on,
        started_by="opening",
        first_due_on=due_on,
        due_on=due_on,
        rulebook=digest_of(rules()),
        chase=chase,
        next_rung=number,
        next_rung_on=day,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def snooze(session: Session, who: int, case_id: int, clock_id: int) -> None:
    """Somebody snoozes a clock as it stands."""
    entry = Entry(
        case_id=case_id,
        seq=1,
        partnership="NM",
        actor=who,
        move="snooze",
        happened_on=MONDAY,
        at=london(MONDAY),
        body="{}",
        hash="",
    )
    session.add(entry)
    session.flush()
    found = session.get_one(Clock, clock_id)
    session.add(
        Snooze(person=who, clock_id=clock_id, case_id=case_id, seq=1, due_on=found.due_on, next_rung=found.next_rung)
    )
