"""Moves a second with the whole engine on, against the same rows written by hand: ``python -m benchmarks.moves``.

Three copies of one database: on the first every move is made once and what it writes is recorded; on the second the
moves are made and timed; on the third what was recorded is written again by hand and timed. The two take turns, round
by round, on the same disk, with the same durability; the median of the rounds' ratios is printed.
"""

from __future__ import annotations

import gc
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from time import perf_counter

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.recorded import Kept, Written, by_hand, recording
from tests import postgresql
from tests.workflow import situations
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.migrations.migrate import migrate

ROUNDS, A_ROUND = 12, 60
Step = tuple[str, str, str, dict[str, object]]
"""Who makes which move on which case, with which answers."""


def steps(world: World, rounds: int) -> dict[str, list[Step]]:
    """The moves to be timed, by the name of their measure; brings the cases to where they begin."""
    moves = rounds * A_ROUND
    actions = [situations.action(world) for _ in range(20)]
    reviews = [situations.proposed(world) for _ in range(moves // 3)]
    progress: dict[str, object] = {"brag": "green", "progress_note": "Half of the staff were trained this month"}
    note: dict[str, object] = {"note": "Rang the housing association, who will write by Friday"}
    return {
        "progress on an action": [
            ("user_housing", actions[number % len(actions)], "progress", progress) for number in range(moves)
        ],
        "note on an action": [("officer", actions[number % len(actions)], "note", note) for number in range(moves)],
        "agree to a rapid review": [
            (partner, review, "agree", {}) for review in reviews for partner in situations.PARTNERS
        ],
    }


def measure(worlds: dict[str, World], kept: Kept, name: str, todo: list[Step], rounds: int) -> str:
    """Times one kind of move on the copies; gives the table's row."""
    fired, written = worlds["fired"], worlds["by hand"]
    recorded: list[tuple[str, list[Written]]] = []
    for who, reference, move, answers in todo:
        worlds["recorded"].fire(who, reference, move, answers)
        recorded.append((reference, kept.taken()))
    write = by_hand(written.database)
    # What was recorded is this program's burden, not a service's: the collector needn't walk through it at every turn.
    gc.collect()
    gc.freeze()
    rates: dict[str, list[float]] = {"fired": [], "by hand": []}
    for number in range(rounds):
        part = slice(number * A_ROUND, (number + 1) * A_ROUND)

        def fire_them(part: slice = part) -> None:
            for who, reference, move, answers in todo[part]:
                fired.fire(who, reference, move, answers)

        def write_them(part: slice = part) -> None:
            for reference, rows in recorded[part]:
                write(reference, rows)

        turns: list[tuple[str, Callable[[], None]]] = [("fired", fire_them), ("by hand", write_them)]
        for turn, work in turns if number % 2 else reversed(turns):
            begun = perf_counter()
            work()
            rates[turn].append(A_ROUND / (perf_counter() - begun))
    ours, limit = median(rates["fired"][1:]), median(rates["by hand"][1:])
    rows = mean(sum(len(p) if many else 1 for _, p, many in written) for _, written in recorded)
    # Pair by pair: the two of a round are neighbours in time, so that a noisy minute burdens both.
    share = median(one / other for one, other in list(zip(*rates.values(), strict=True))[1:])
    return f"{name:26} {rows:6.1f} {ours:10.0f} {limit:10.0f} {share:9.0%}"


@contextmanager
def copies(kind: str, rounds: int) -> Iterator[tuple[dict[str, World], dict[str, list[Step]]]]:
    """The three copies of one populated database, and what is to be done on each."""
    maker = sqlite_copies if kind == "SQLite" else postgresql_copies
    with maker() as (first, copy):
        world = populate(first)
        todo = steps(world, rounds)
        first.close()
        worlds = {name: replace(world, database=copy(name)) for name in ("recorded", "fired", "by hand")}
        try:
            yield worlds, todo
        finally:
            for one in worlds.values():
                one.database.close()


@contextmanager
def sqlite_copies() -> Iterator[tuple[Database, Callable[[str], Database]]]:
    """A migrated file in a folder on disk, and a way to copy it."""
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var", prefix="bench-") as folder:
        first = Database(f"sqlite:///{folder}/first.db")
        migrate(first)

        def copy(name: str) -> Database:
            shutil.copy(f"{folder}/first.db", f"{folder}/{name}.db")
            return Database(f"sqlite:///{folder}/{name}.db")

        yield first, copy


@contextmanager
def postgresql_copies() -> Iterator[tuple[Database, Callable[[str], Database]]]:
    """A migrated database on the machine's server, and a way to copy it; all are dropped."""
    prefix, made = f"ck_bench_{secrets.token_hex(3)}", list[str]()
    with psycopg.connect(postgresql.server(), autocommit=True) as server:

        def create(name: str, like: str = "template1") -> Database:
            made.append(f"{prefix}_{name.replace(' ', '_')}")
            server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(made[-1]), Identifier(like)))
            return Database(postgresql.address(made[-1]))

        first = create("first")
        migrate(first)
        try:
            yield first, lambda name: create(name, like=made[0])
        finally:
            for name in reversed(made):
                server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def main(rounds: int = ROUNDS) -> None:
    """Prints a table for each database."""
    for kind in ("SQLite", "PostgreSQL"):
        with copies(kind, rounds) as (worlds, todo):
            print(f"{kind:26} {'writes':>6} {'fired/s':>10} {'by hand/s':>10} {'of limit':>9}")
            kept = recording(worlds["recorded"].database)
            for name, moves in todo.items():
                print(measure(worlds, kept, name, moves, rounds), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
