"""Sweeps and mails held against their limits, in one run and on the same rows: ``python -m benchmarks.chasing``.

A sweep: 10,000 clocks of a million come due at once; beside it the same lines by a hand-written INSERT … SELECT and
UPDATE on a copy, in turns. Mails: see ``mailing.py``. The median of the rounds' ratios is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

from sqlalchemy import Integer, String, Table, bindparam, cast, func, insert, literal, select, text, update
from sqlmodel import Session

from benchmarks import mailing
from benchmarks.moves import postgresql_copies, sqlite_copies
from notifications.sweep import sweep
from states.clocks import Chase, Rung
from states.rulebook import digest_of, to_json
from tests.notifications.stage import MONDAY, case, clock, london, partnership, person, rules
from workflow.database.storage import Database
from workflow.days.bank_holidays import england_calendar
from workflow.tables import Rulebook
from workflow.tables.rows import CASEFILE, CLOCK, NOTICE

CLOCKS, OWED, ROUNDS, OWNERS = 1_000_000, 10_000, 7, 500
LADDERS = tuple(Chase(key, (Rung(0, ("owner",)),), 500) for key in ("one", "two", "three"))
"""Three, so that what is owed on a day falls into three groups, as it would; each is heard of once in the run."""
FAR = date(2030, 1, 7)


def multiply(session: Session, table: Table, like: int, times: int, **instead: object) -> None:
    """So many more rows like that one; ``instead``: columns that differ, reckoned from ``N``."""
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < times))
    columns = {name: column for name, column in table.c.items() if name != "id"}
    replaced = {name: value(numbers.c.n) if callable(value) else literal(value) for name, value in instead.items()}
    found = [replaced.get(name, column).label(name) for name, column in columns.items()]
    rows = select(*found).select_from(table).join(numbers, literal(value=True)).where(table.c.id == like)
    session.connection().execute(insert(table).from_select(list(columns), rows, include_defaults=False))


def settle(database: Database) -> None:
    """What the database's own upkeep would have done by then: its figures about the tables are current."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")


def due_on(number: int) -> date:
    """The day on which a round's clocks come due."""
    return england_calendar().step(MONDAY, number)


def populate(database: Database, clocks: int) -> None:
    """A partnership of 500 owners, whose clocks come due 10,000 a round, the rest far from now."""
    book = rules(LADDERS)
    with database.writing() as session:
        partnership(session)
        session.add(Rulebook(digest=digest_of(book), kind="task", body=to_json(book)))
        first = min(person(session, f"p{number}", "agency_user@school") for number in range(OWNERS))
        like = case(session, 0, owner_person=first)
        one = clock(session, like, FAR)
        cases = max(OWED, clocks // 10)
        multiply(
            session,
            CASEFILE,
            like,
            cases,
            reference=lambda n: literal("NM-") + cast(n, String),
            owner_person=lambda n: first + n % OWNERS,
        )
        session.connection().execute(update(CASEFILE).values(root=CASEFILE.c.id))
        own = {"case_id": lambda n: like + (n - 1) % cases + 1, "rulebook": digest_of(book), "chase": "one"}
        own |= {"key": lambda n: literal("far") + cast(n, String), "next_rung": 0, "next_rung_on": FAR}
        multiply(session, CLOCK, one, clocks - ROUNDS * OWED, **own)
        for number in range(ROUNDS):
            for part, ladder in enumerate(LADDERS):
                share = [OWED * at // len(LADDERS) for at in (part, part + 1)]
                this = {"key": f"round{number}", "chase": ladder.key, "due_on": due_on(number)}
                this |= {"case_id": lambda n, skip=share[0]: like + skip + n, "next_rung_on": due_on(number)}
                multiply(session, CLOCK, one, share[1] - share[0], **own | this)
        session.connection().execute(update(CLOCK).where(CLOCK.c.id == one).values(next_rung_on=None))


HOLDS_A_ROLE = """
    EXISTS (SELECT 1 FROM role_held JOIN person ON person.id = role_held.person
            WHERE role_held.person = casefile.owner_person AND role_held.partnership = clock.partnership
              AND role_held.from_on <= :today AND (role_held.to_on IS NULL OR role_held.to_on > :today)
              AND (person.left_on IS NULL OR person.left_on > :today))
"""
INSERT = text(f"""
    INSERT INTO notice (key, partnership, person, case_id, clock_id, due_on, rung, task, why, at_once, made_on, status)
    SELECT 'clock/' || clock.id || '/' || :day || '/due/' || casefile.owner_person, clock.partnership,
           casefile.owner_person, clock.case_id, clock.id, clock.due_on, 'due', clock.label, 'you own it', false,
           :today, 'owed'
    FROM clock JOIN casefile ON casefile.id = clock.case_id
    WHERE clock.partnership = 'NM' AND clock.next_rung_on <= :today AND {HOLDS_A_ROLE}
    ON CONFLICT DO NOTHING
""").bindparams(bindparam("today", type_=NOTICE.c.made_on.type))
ADVANCE = text("""
    UPDATE clock SET next_rung = next_rung + 1, next_rung_on = :far WHERE partnership = 'NM' AND next_rung_on <= :today
""").bindparams(*(bindparam(name, type_=NOTICE.c.made_on.type) for name in ("today", "far")))


def by_hand(database: Database, today: date) -> None:
    """What a sweep for this one audience writes, by two statements in one transaction."""
    with database.writing() as session:
        session.connection().execute(INSERT, {"today": today, "day": today.isoformat()})
        session.connection().execute(ADVANCE, {"today": today, "far": FAR})


def lines(database: Database) -> int:
    """How many lines are owed; from now on they count as mailed, as they would be by the next day."""
    with database.writing() as session:
        count = session.connection().execute(
            select(func.count(cast(NOTICE.c.id, Integer))).where(NOTICE.c.status == "owed")
        )
        session.connection().execute(update(NOTICE).values(status="mailed"))
        return count.scalar_one()


def sweeps(kind: str, clocks: int) -> str:
    """Times the sweep against its limit, round by round; gives the table's row."""
    took: dict[str, list[float]] = {"swept": [], "by hand": []}
    with (sqlite_copies if kind == "SQLite" else postgresql_copies)() as (first, copy):
        populate(first, clocks)
        first.close()
        swept, written = copy("swept"), copy("by hand")
        settle(swept), settle(written)
        for number in range(ROUNDS):
            today = due_on(number)
            turns: list[tuple[str, Callable[[], object]]] = [
                ("swept", lambda day=today: sweep(swept, london(day))),
                ("by hand", lambda day=today: by_hand(written, day)),
            ]
            for turn, work in turns if number % 2 else reversed(turns):
                begun = perf_counter()
                work()
                took[turn].append(perf_counter() - begun)
            made = lines(swept), lines(written)
            if made != (OWED, OWED):
                raise SystemExit(
                    f"{OWED:,} lines were owed; the sweep made {made[0]:,}, by hand there were {made[1]:,}"
                )
        swept.close(), written.close()
    ratio = median(one / other for one, other in list(zip(*took.values(), strict=True))[1:])
    ours, limit = (median(times[1:]) * 1000 for times in took.values())
    return f"{kind:12} {clocks:>10,} {OWED:>8,} {ours:10.0f} {limit:10.0f} {ratio:9.2f}"


def main(clocks: int = CLOCKS) -> None:
    """Prints a table of sweeps and one of mails."""
    print(f"{'sweep':12} {'clocks':>10} {'owed':>8} {'swept/ms':>10} {'by hand/ms':>10} {'ratio':>9}")
    for kind in ("SQLite", "PostgreSQL"):
        print(sweeps(kind, clocks), flush=True)
    print(f"\n{'mails':12} {'lines each':>10} {'building/s':>12} {'built/s':>10} {'limit/s':>10} {'of limit':>9}")
    with mailing.sink() as port:
        for kind in ("SQLite", "PostgreSQL"):
            for lines_each in (1, 20):
                print(mailing.mails(kind, port, lines_each), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
