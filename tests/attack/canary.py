"""A canary in every field that somebody may write into, found from the declarations: a new field comes along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from states.asks import NARRATIVE, Ask
from states.facts import Doer
from states.kinds import machines
from states.language import Machine, Move
from tests.joining import joins
from tests.lifecycles import kinds, table
from tests.workflow import situations
from tests.workflow.breaking import read_for_a_reason
from tests.workflow.every_move import children, others, reports
from tests.workflow.every_move.common import people_join
from tests.workflow.every_move.full import BY_TYPE, full
from tests.workflow.every_move.trying import MADE, Trials
from tests.workflow.situations import row, rows
from tests.world import World
from workflow.engine.casework import Casework
from workflow.engine.firing import fire
from workflow.errors import CasekeeperError
from workflow.tables import Agency
from workflow.tables.rows import ACCOUNT_EVENT, LOOK, MAIL, NOTICE

CANARY = "Kanarienvogel"
"""A word that stands in no sentence of ours. The address of a page may hold no part of it either."""
POLICY = "Buchfink"
"""Stands in policies: everybody in the partnership may read those, and no mail or log holds a word of them."""
GLASS = f"{CANARY} glass"
"""Why the glass was broken: its auditor reads that, and nobody else who doesn't read the case."""
OUTSIDE = (NOTICE, MAIL, ACCOUNT_EVENT, LOOK)
"""What mails are made of, and what is read by people who read no case."""
Field = tuple[str, str, str]
"""A kind, a move ("opened" for the opening), and the key of what is asked; a column of rows after a dot."""


def fields() -> frozenset[Field]:
    """Every field of every kind that takes somebody's own words."""
    return frozenset(
        (kind, move, key)
        for kind, machine in machines().items()
        for move, asks in (("opened", machine.opening.asks), *((one.key, one.asks) for one in machine.moves))
        for ask in asks
        for key in free(ask)
    )


def free(ask: Ask) -> Iterator[str]:
    """The keys of what takes words in an ask: its own, its columns', its criteria's reasons."""
    if ask.type in NARRATIVE or ask.type == "criteria":
        yield ask.key
    for column in ask.columns:
        yield from (f"{ask.key}.{key}" for key in free(column))


def planted(asks: tuple[Ask, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, with the canary wherever they take words, also where nothing needs to be said."""
    answers = dict(given)
    for ask in asks:
        if ask.type in NARRATIVE:
            answers[ask.key] = f"{CANARY} {ask.key}"[: ask.most or 200]
        elif ask.type == "criteria":
            some = answers.get(ask.key) or {one.value: {"answer": "not_known"} for one in ask.options}
            answers[ask.key] = {key: {**one, "reason": f"{CANARY} {key}"} for key, one in some.items()}
        elif ask.columns and not any(one.required and one.type not in BY_TYPE for one in ask.columns):
            some = answers.get(ask.key) or [
                {one.key: _filled(one) for one in ask.columns if one.required or one.type in NARRATIVE}
            ]
            answers[ask.key] = [planted(ask.columns, one) | _told_apart(ask, number) for number, one in enumerate(some)]
    return answers


def _filled(column: Ask) -> Any:
    """An answer to a column of a row that nobody gave."""
    return "2026-11-20" if column.type == "day" and column.past else BY_TYPE[column.type](column)


def _told_apart(ask: Ask, number: int) -> dict[str, str]:
    """Rows that are told apart by their first line, such as those whom a case is about."""
    first = next((one.key for one in ask.columns if one.type == "line"), "")
    return {first: f"{CANARY} {number}"} if first else {}


@dataclass(slots=True)
class Planted(World):
    """A world in which everything that is opened and done says the canary wherever it says anything."""

    committed: set[Field] = field(default_factory=set)
    plain: list[str] = field(default_factory=list)
    """Acts that take their words only as they were given, with why."""
    editions: int = 0

    def open(
        self, who: str, kind: str, answers: Mapping[str, object], *, parent: str | None = None, on: str | None = None
    ) -> Casework:
        """Opens a case that is full of canaries, and commits."""
        asks = machines()[kind].opening.asks
        for tried in (planted(asks, answers), planted(_given(asks, answers), answers)):
            try:
                opened = World.open(self, who, kind, tried, parent=parent, on=on)
            except CasekeeperError as why:
                self.plain.append(f"{kind}.opened: {why}")
                continue
            self.note_fields(kind, "opened", asks, tried)
            return opened
        return World.open(self, who, kind, answers, parent=parent, on=on)

    def fire(
        self, who: str, reference: str, move: str, answers: Mapping[str, object] | None = None, **more: Any
    ) -> Casework:
        """Makes a move that is full of canaries, and commits."""
        kind = str(row(self, reference).kind)
        asks = asks_of(machines()[kind], move)
        for tried in (planted(asks, answers or {}), planted(_given(asks, answers or {}), answers or {})):
            try:
                case = World.fire(self, who, reference, move, tried, **more)
            except CasekeeperError as why:
                self.plain.append(f"{kind}.{move}: {why}")
                continue
            self.note_fields(kind, move, asks, tried)
            return case
        return World.fire(self, who, reference, move, answers, **more)

    def policy(self, text: str) -> str:
        """Puts a policy in force with a word of its own in it; each time another edition."""
        self.editions += 1
        numbered = re.sub(r'edition = "\w+"', f'edition = "{POLICY} {self.editions}"', text)
        return World.policy(self, f"{numbered}\n# {POLICY}\n")

    def note_fields(self, kind: str, move: str, asks: tuple[Ask, ...], answers: Mapping[str, Any]) -> None:
        """Notes which fields were written into."""
        self.committed |= {(kind, move, key) for ask in asks if ask.key in answers for key in free(ask)}


def grown(world: World, *of: str, thorough: bool) -> tuple[Planted, set[Field], list[str]]:
    """Cases of these kinds, of every kind where none is named, written full; the fields that were tried, and the leaks.

    ``thorough``: each move that no way takes is made too, looked at and undone.
    """
    planted_world = Planted(world.database, world.now, world.ids)
    people_join(planted_world)
    with world.database.writing() as session:
        session.add(Agency(partnership="NM", key="ambulance", name="Ambulance service"))
    joins(planted_world, "stranger", "ambulance", "agency_user", "agency_lead")
    tried: set[Field] = set()
    leaks: list[str] = []
    for kind in of or kinds():
        planted_world.now = world.now
        trials = Planting(planted_world, table(kind), thorough=thorough)
        next(getattr(module, kind) for module in (children, reports, others) if hasattr(module, kind))(trials)
        tried |= trials.fields
        leaks += trials.leaks
    planted_world.now = world.now
    if not of:
        _dissent(planted_world)
    glass = rows(world.database, "SELECT reference FROM casefile WHERE kind = 'incident' ORDER BY id LIMIT 1")
    read_for_a_reason(planted_world, "lead_probation", glass[0].reference, {"reason": GLASS})
    with world.database.reading() as session:
        leaks += outside(session)
    return planted_world, tried | planted_world.committed, leaks


def _dissent(world: Planted) -> None:
    """A rapid review that goes with a partner's dissent, twice: only then it is set out."""
    review = situations.proposed(world)
    for move, who, answers in (
        ("dissent", "dsp_police", {}),
        ("send", "officer", {}),
        ("reply", "officer", {"panel_view": "disagrees"}),
        ("reconsider", "chair", {"reconsidered_outcome": "learning_review"}),
        ("dissent", "dsp_icb", {}),
        ("reconsidered", "officer", {}),
    ):
        world.fire(who, review, move, answers)


@dataclass(slots=True)
class Planting(Trials):
    """Walks through a kind: each move that a case takes is made full of canaries, and undone once it was looked at."""

    leaks: list[str] = field(default_factory=list)
    fields: set[Field] = field(default_factory=set)

    def at(self, reference: str) -> None:
        """Tries every move that nobody has made yet; nothing where the ways alone are gone."""
        if not self.thorough:
            return
        self.world.scrutineers_declare(reference)
        point, people, may_see = self._point(reference)
        for move in point.case.machine.moves:
            line = self.table.line(move.key, point.case.state)
            if line is None or move.of_itself or move.key in self.made:
                continue
            theirs = [who for who, doer in people.items() if self._is(point, who, doer, line.who) and who in may_see]
            if any(self._makes(point, move, who, people[who]) for who in theirs):
                self.made.add(move.key)

    def _makes(self, point: Any, move: Move, who: str, doer: Doer) -> bool:
        answers = full(point, move, who, doer)
        asks = move.asks
        return any(
            self._by(who, point.case.reference, move, tried) == MADE
            for tried in (planted(asks, answers), planted(_given(asks, answers), answers), answers)
        )

    def _by(
        self, who: str, reference: str, move: Move, answers: object, *, recorded_for: str | None = None
    ) -> str | CasekeeperError:
        """Makes the move, looks at what stands outside the case then, and undoes it."""
        assert isinstance(answers, dict)
        found = _undone(self.world, who, reference, move, answers)
        if not isinstance(found, list):
            return found
        kind = str(row(self.world, reference).kind)
        self.leaks += [f"{kind}.{move.key}: {one}" for one in found]
        self.fields |= {
            (kind, move.key, key) for ask in move.asks if CANARY in repr(answers.get(ask.key)) for key in free(ask)
        }
        return MADE


class Undone(Exception):
    """Takes back what was made."""


def _undone(world: World, who: str, reference: str, move: Move, answers: dict[str, Any]) -> list[str] | CasekeeperError:
    found: list[str] = []
    try:
        with world.database.writing() as session:
            fire(world.act(session, who), reference, move.key, answers)
            found += outside(session)
            raise Undone
    except Undone:
        return found
    except CasekeeperError as against:
        return against


def outside(session: Session) -> list[str]:
    """The rows outside cases that hold the canary."""
    return [
        f"{table.name}: {one}"
        for table in OUTSIDE
        for one in session.execute(table.select())
        if CANARY in repr(tuple(one))
    ]


def asks_of(machine: Machine, move: str) -> tuple[Ask, ...]:
    """What a move asks; nothing where the kind has none of that name."""
    found = machine.move(move)
    return found.asks if found else ()


def _given(asks: tuple[Ask, ...], answers: Mapping[str, Any]) -> tuple[Ask, ...]:
    """The asks that are answered: for moves that want one thing said or another, not both."""
    return tuple(ask for ask in asks if ask.key in answers)
