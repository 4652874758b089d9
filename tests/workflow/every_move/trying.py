"""Tries everything with a case where it stands: by the right person, by others, with answers missing, out of turn.

Whatever succeeds is undone again; whatever is refused must leave nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlmodel import SQLModel

from states.facts import Doer
from states.language import Move
from tests.documents import with_mail
from tests.lifecycles import OF_ITSELF, RECORDED_FOR, Line, Table
from tests.workflow.every_move.full import Point, full
from tests.workflow.situations import rows
from tests.world import World
from workflow.access import sight
from workflow.chasing import conflicts
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.firing import fire
from workflow.engine.offers import offers
from workflow.engine.ticking import of_case
from workflow.errors import CasekeeperError, Invalid, NotFound, NotOffered, NotPermitted, Refused
from workflow.people import directory

MADE = "made"
ITS_CLOCK_IN_PERSON = {("challenge", key) for key in ("extend_clock", "pause_clock", "resume_clock")}
"""What of the scrutineer's nobody records, though of other cases it is recorded: a challenge's limits are theirs."""
PLACES = {"of a statutory partner": ("council", "police", "icb"), "of the local authority": ("council",)}


class Undone(Exception):
    """Takes back what was made."""


@dataclass(slots=True)
class Trials:
    """What came of trying everything at the points of one kind's cases."""

    world: World
    table: Table
    thorough: bool = True
    """Whether all is tried in every state: once is enough where another database tries it so."""
    other: str = ""
    linked: str = ""
    recorded: dict[str, dict[str, int]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    shut: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By move and state, where everybody whose it is was refused: why."""
    settled: set[tuple[str, str]] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    tried: Counter[str] = field(default_factory=Counter)

    def at(self, reference: str) -> None:
        """Tries every move with the case as it stands; who scrutinises it has declared that they are free."""
        self.world.scrutineers_declare(reference)
        before = written(self.world)
        point, people, may_see = self._point(reference)
        for move in point.case.machine.moves:
            line, here = self.table.line(move.key, point.case.state), (move.key, point.case.state)
            if here in self.settled or (not self.thorough and move.key in self.made):
                continue
            if line is None or move.of_itself:
                self._expect(NotOffered, self._by("manager", reference, move, {}), here)
                self.settled.add(here)
                continue
            self._offered(point, move, line, people, may_see)
        if point.case.state not in self.shown and self.thorough:
            self._as_offered(point, people, may_see)
            self.shown.add(point.case.state)
        assert set() == set(before) ^ set(written(self.world)), reference

    def _offered(
        self, point: Point, move: Move, line: Line, people: Mapping[str, Doer], may_see: frozenset[str]
    ) -> None:
        reference, here = point.case.reference, (move.key, point.case.state)
        role = frozenset(who for each in self.table.lines_of(move.key) for who in each.who)
        theirs = [who for who, doer in people.items() if self._is(point, who, doer, line.who)]
        right = [who for who in theirs if who in may_see]
        if not right:
            self.shut[here] = ("nobody whose move it is sees the case",)
            return
        first = self._made(point, move, people, right)
        if not first:
            return
        self.shut.pop(here, None)
        self.settled.add(here)
        if move.key in self.made:
            return
        self.made.add(move.key)
        self._missing(point, move, first, full(point, move, first, people[first]))
        self._recorded(point, move, line, people, right)
        others = [who for who, doer in people.items() if not self._is(point, who, doer, role)]
        for who in _some(others, may_see):
            outcome = self._by(who, reference, move, {})
            self._expect(NotPermitted if who in may_see else NotFound, outcome, (*here, who))

    def _made(self, point: Point, move: Move, people: Mapping[str, Doer], right: list[str]) -> str:
        """Who of those whose it is makes the move; "" where it is refused to each."""
        said: dict[str, str] = {}
        for who in right:
            outcome = self._by(who, point.case.reference, move, full(point, move, who, people[who]))
            if outcome == MADE:
                self.tried[MADE] += 1
                return who
            # Whose move it is may hear no, but only for what stands in the way.
            assert isinstance(outcome, Refused | Invalid | NotPermitted), (move.key, who, outcome)
            said[who] = str(outcome)
        self.shut[(move.key, point.case.state)] = tuple(said.values())
        return ""

    def _missing(self, point: Point, move: Move, who: str, answers: dict[str, object]) -> None:
        for ask in move.asks:
            if ask.required and not ask.default:
                left = {key: value for key, value in answers.items() if key != ask.key}
                outcome = self._by(who, point.case.reference, move, left)
                self._expect(Invalid, outcome, (move.key, "without", ask.key))
                assert isinstance(outcome, Invalid)
                assert [ask.key] == list(outcome.errors), (move.key, outcome.errors)

    def _recorded(self, point: Point, move: Move, line: Line, people: Mapping[str, Doer], right: list[str]) -> None:
        """The business unit records it for one of those whose it is, unless it is made in person; nobody else does."""
        pairs = [(by, whose) for whose in right for by in ("officer", "manager") if by != whose]
        if not pairs:
            return
        said: dict[tuple[str, str], str | CasekeeperError] = {}
        for by, whose in pairs:
            answers = full(point, move, whose, people[whose])
            said[by, whose] = self._by(by, point.case.reference, move, answers, recorded_for=whose)
            if "in person" in line.besides:
                self._expect(NotPermitted, said[by, whose], (move.key, "recorded for", whose))
                break
            if said[by, whose] == MADE:
                self.tried["recorded"] += 1
                break
        else:
            # What is refused for what it says may be recorded; what nobody may record for anybody is said by the table.
            shut = [one for one in said.values() if isinstance(one, NotPermitted | NotFound | NotOffered)]
            in_person = (point.case.kind, move.key) in ITS_CLOCK_IN_PERSON
            assert in_person == (len(shut) == len(said)), (move.key, said)
        outsider = self._by("lead_police", point.case.reference, move, {}, recorded_for=pairs[0][1])
        assert isinstance(outsider, NotPermitted | NotFound), (move.key, outsider)

    def _as_offered(self, point: Point, people: Mapping[str, Doer], may_see: frozenset[str]) -> None:
        """What a case's page offers to each who sees it is what the table says."""
        reference = point.case.reference
        for who in sorted(may_see):
            with self.world.database.reading() as session:
                act = self.world.act(session, who)
                found = {
                    one.move.key: one.permitted
                    for one in offers(act, seen(session, reference, act.doer.person, act.today))
                }
            lines = {key: self.table.line(key, point.case.state) for key in self.table.moves}
            expected = {
                key: self._is(
                    point, who, people[who], frozenset(w for one in self.table.lines_of(key) for w in one.who)
                )
                for key, line in lines.items()
                if line is not None and not line.of_itself
            }
            assert expected == found, who
            self.tried["offered"] += len(found)

    def _by(
        self, who: str, reference: str, move: Move, answers: object, *, recorded_for: str | None = None
    ) -> str | CasekeeperError:
        """What comes of it: made, and undone again, or what was said against it."""
        try:
            with self.world.database.writing() as session:
                act = self.world.act(session, who, recorded_for=recorded_for)
                if act.recorded_for is not None:
                    act = with_mail(act, reference)
                fire(act, reference, move.key, answers)
                raise Undone
        except Undone:
            return MADE
        except CasekeeperError as against:
            return against

    def _expect(self, kind: type[CasekeeperError], outcome: object, at: tuple[str, ...]) -> None:
        assert type(outcome) is kind, (at, outcome)
        self.tried[kind.__name__] += 1

    def _is(self, point: Point, who: str, doer: Doer, said: frozenset[tuple[str, str]]) -> bool:
        parties = (point.case.owner_agency, *point.case.facts.get(point.case.machine.shared_with, ()))
        places = {**PLACES, "of the owner": (point.case.owner_agency,), "of a party": parties}
        for role, place in said:
            if role == RECORDED_FOR and who in point.entries:
                return True
            if role == OF_ITSELF:
                return False
            if any(held == role and (not place or agency in places[place]) for held, agency in doer.roles):
                return True
        return False

    def _point(self, reference: str) -> tuple[Point, dict[str, Doer], frozenset[str]]:
        """The case, everybody as they may act in it, and who of them sees it."""
        world = self.world
        with world.database.reading() as session:
            act = world.act(session, "manager")
            case = seen(session, reference, act.doer.person, act.today)
            everybody = directory.by_address(session, world.partnership, act.today)
            people = {
                address.partition("@")[0]: conflicts.as_scrutineer(session, doer, case.root or case.id)
                for address, doer in everybody.items()
            }
            may_see = _seeing(act, case, people)
            point = Point(
                world, case, of_case(session, case.id), self.other, self.linked, self.recorded.get(reference, {})
            )
        return point, people, may_see


def _seeing(act: Act, case: Casework, people: Mapping[str, Doer]) -> frozenset[str]:
    return frozenset(who for who, doer in people.items() if sight.can_see(act.session, doer.person, case.id, act.today))


def _some(others: list[str], may_see: frozenset[str]) -> Iterator[str]:
    """Two of those who see the case and one who doesn't."""
    yield from [who for who in others if who in may_see][:2]
    yield from [who for who in others if who not in may_see][:1]


def written(world: World) -> list[tuple[object, ...]]:
    """How much stands in each table, how each case stands, and each of its clocks."""
    tables = sorted(SQLModel.metadata.tables)
    counts = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS many FROM {name}" for name in tables)
    counts += " ORDER BY 1"  # PostgreSQL may count several tables at once
    cases = "SELECT id, state, revision, seq, head, facts FROM casefile ORDER BY id"
    clocks = "SELECT id, status, due_on, next_rung FROM clock ORDER BY id"
    return [tuple(row) for said in (counts, cases, clocks) for row in rows(world.database, said)]
