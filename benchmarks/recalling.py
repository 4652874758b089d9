"""How long it takes to look for earlier recommendations among 10,000: ``python -m benchmarks.recalling``.

Held against the same search by bare SQL that asks nobody's permission and fetches nothing of what became of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

from sqlalchemy import String, cast, func, insert, literal, select, text, update

from benchmarks.chasing import multiply, settle
from benchmarks.moves import postgresql_copies, sqlite_copies
from tests.workflow.recommended import SAID, recommend
from tests.world import World, populate
from workflow.database.full_text import LOOKING, bare, different
from workflow.database.storage import Database
from workflow.engine.casework import seen
from workflow.queries.recall import earlier_about, earlier_like
from workflow.tables.rows import CASEFILE, MEMBER, RECALL

CASES, ROUNDS = 10_000, 30
TYPED = "supervision of staff"
BARE = {
    "sqlite": "SELECT rowid FROM recall_index WHERE recall_index MATCH :asked ORDER BY rank LIMIT 10",
    "postgresql": "SELECT case_id FROM recall WHERE found @@ to_tsquery('english', :asked)"
    " ORDER BY ts_rank(found, to_tsquery('english', :asked), 1) DESC LIMIT 10",
}


def fill(database: Database, cases: int) -> tuple[World, str]:
    """So many recommendations of the words that real ones have, mixed; the reference of one."""
    world = populate(database)
    like = recommend(world, "supervision")
    draw = Random(7)
    vocabulary = [word for said in SAID.values() for word in bare(" ".join(said))]
    with database.writing() as session:
        connection = session.connection()
        first = connection.execute(select(CASEFILE.c.id).where(CASEFILE.c.reference == like)).scalar_one()
        multiply(session, CASEFILE, first, cases, reference=lambda n: literal("NM-2020-") + cast(n, String))
        connection.execute(update(CASEFILE).values(root=CASEFILE.c.id))
        made = list(connection.execute(select(CASEFILE.c.id).where(CASEFILE.c.id != first)).scalars())
        words = [{"case_id": one, "words": " ".join(draw.choices(vocabulary, k=draw.randint(12, 40)))} for one in made]
        connection.execute(insert(RECALL), words)
        roles = [
            (row.role, row.from_on) for row in connection.execute(select(MEMBER).where(MEMBER.c.role.is_not(None)))
        ]
        members = [{"case_id": one, "role": role, "from_on": since} for one in made for role, since in roles]
        connection.execute(insert(MEMBER), members)
        connection.execute(select(func.count()).select_from(RECALL))
    settle(database)
    return world, like


def took(work: Callable[[], object]) -> float:
    """Milliseconds, the median of the rounds."""
    times = []
    for _ in range(ROUNDS + 1):
        begun = perf_counter()
        work()
        times.append((perf_counter() - begun) * 1000)
    return median(times[1:])


def rows(kind: str, cases: int) -> list[str]:
    """The table's rows for one kind of database."""
    found = []
    with (sqlite_copies if kind == "SQLite" else postgresql_copies)() as (database, _):
        world, reference = fill(database, cases)
        today, who = world.now.date(), world.ids["officer"]

        def typed() -> object:
            with database.reading() as session:
                return earlier_about(session, who, today, TYPED)

        def like() -> object:
            with database.reading() as session:
                return earlier_like(session, who, today, seen(session, reference, who, today))

        def limit(words: str) -> object:
            with database.reading() as session:
                dialect = session.connection().dialect.name
                asked = LOOKING[dialect].asked(different(bare(words)))
                return session.execute(text(BARE[dialect]), {"asked": asked}).all()

        for name, ours, words in (("typed", typed, TYPED), ("like a case", like, " ".join(SAID["supervision"]))):
            mine, other = took(ours), took(lambda words=words: limit(words))
            found.append(f"{kind:12} {name:12} {cases:>8,} {mine:10.1f} {other:10.1f}")
        database.close()
    return found


def main(cases: int = CASES) -> None:
    """Prints the table."""
    print(f"{'database':12} {'search':12} {'cases':>8} {'ours/ms':>10} {'bare/ms':>10}")
    for kind in ("SQLite", "PostgreSQL"):
        print("\n".join(rows(kind, cases)), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
