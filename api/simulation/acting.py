"""People act: each thing is tried through the engine as they would try it, and again otherwise if it is refused.

Knows no kind of case and no move by name: what is done, answered and attached follows from the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlmodel import Session

from api.simulation.answering import MARK, Setting, answers_to
from api.simulation.casebook import Case
from api.simulation.partnership import People
from states import roles
from states.asks import Ask, Known
from states.evidence import EVIDENCE_ASKS, RECORD
from states.facts import Doer
from states.kinds import machines
from states.language import Move
from states.moves import taking_on
from states.receiving import Received
from workflow.before_reading.declarations import declare_conflict, declare_free, declare_independence, independence_of
from workflow.engine import nameable
from workflow.engine.act import Act
from workflow.engine.casework import seen
from workflow.engine.firing import entries_for, fire
from workflow.engine.opening import as_opened, open_case
from workflow.engine.taking_on import may_take_on, take_on
from workflow.errors import CasekeeperError, DeclareFirst
from workflow.tables.rows import AGENDA_ITEM, CASEFILE, LINK
from workflow.uploads.evidence import attach
from workflow.uploads.files import Files

SENT_IN = b"A list of who was trained, and when.\n"
_LATEST = (
    select(CASEFILE.c.reference)
    .where(CASEFILE.c.id != bindparam("case_id"), bindparam("kind") != "")
    .order_by(CASEFILE.c.id.desc())
    .limit(20)
)
_ALIKE = _LATEST.where(CASEFILE.c.kind == bindparam("kind"), CASEFILE.c.final.is_(False))
_LINKED = _LATEST.join(
    LINK,
    and_(
        LINK.c.ended_on.is_(None),
        or_(
            and_(LINK.c.case_id == CASEFILE.c.id, LINK.c.other_id == bindparam("case_id")),
            and_(LINK.c.other_id == CASEFILE.c.id, LINK.c.case_id == bindparam("case_id")),
        ),
    ),
)
_ON_ITS_AGENDA = _LATEST.join(
    AGENDA_ITEM, and_(AGENDA_ITEM.c.case_id == CASEFILE.c.id, AGENDA_ITEM.c.meeting == bindparam("case_id"))
)
NAMED = {"merge": _ALIKE, "unlink_case": _LINKED, **dict.fromkeys(("draft_minutes", "correct_minutes"), _ON_ITS_AGENDA)}
"""Which cases people name with a move: those alike, those linked, those it is about; others the latest."""
_IS_OVER = select(CASEFILE.c.final).where(CASEFILE.c.reference == bindparam("reference"))
IN_CONFLICT = 0.03
"""How often a scrutineer who is asked before a first read has a conflict."""
SHOWS_WORK = tuple(
    replace(ask, options=tuple(option for option in ask.options if option.value != RECORD)) for ask in EVIDENCE_ASKS
)
"""What is asked of a piece that shows that something was done."""
RECORDED_FOR_ANOTHER, RECORDED_LATER = 0.12, 0.2
TRIES = 6


@dataclass(frozen=True, slots=True)
class Try:
    """One way of trying: with all that is asked, on what day it happened, with evidence first, entered by whom."""

    everything: bool = False
    days_ago: int = 0
    evidence: bool = False
    recorder: Doer | None = None


@dataclass(slots=True)
class Actors:
    """The partnership's people, acting."""

    people: People
    files: Files
    random: Random

    def move(self, case: Case, doer: Doer, move: Move, now: datetime, today: date) -> Try | None:
        """The move, made as the first way of trying that isn't refused had it; None where all were."""
        for one in self._ways(doer, move):
            try:
                try:
                    self._move(case, doer, move, now, today, one)
                except DeclareFirst as first:
                    self._declare(one.recorder or doer, first.reference, now)
                    self._move(case, doer, move, now, today, one)
            except CasekeeperError:
                continue
            case.done[move.key] += 1
            return one
        return None

    def _move(self, case: Case, doer: Doer, move: Move, now: datetime, today: date, how: Try) -> None:
        with self.people.database.writing() as session:
            self._fire(session, case, doer, move, now, today, how)

    def _declare(self, doer: Doer, reference: str, now: datetime) -> None:
        """A scrutineer says before they first read a case whether they have a conflict: seldom, they have."""
        free = self.random.random() >= IN_CONFLICT
        with self.people.database.writing() as session:
            act = Act.begun(session, self.people.code, doer, now)
            last = independence_of(session, self.people.code, doer.person)
            if last is not None and last.ran_out:
                declare_independence(act, to_member=False, to_officer=False)
            if free or session.execute(_IS_OVER, {"reference": reference}).scalar_one():
                declare_free(act, reference)
            else:
                declare_conflict(act, reference, f"{MARK} is known to me")

    def open(self, kind: str, below: str, now: datetime, today: date) -> int | None:
        """Somebody who may opens a case; its root, or None where it is refused."""
        opening = machines()[kind].opening
        may = [doer for doer in self.people.all if any(self._is_named(doer, named) for named in opening.by)]
        for doer in self.random.sample(may, min(4, len(may))):
            for everything in (False, True):
                try:
                    with self.people.database.writing() as session:
                        act = self._act(session, doer, now, today, Try())
                        own = min(doer.agencies, default="")
                        setting = self._setting(today, act.known(), own, everything=everything)
                        made = open_case(act, kind, answers_to(opening.asks, setting), parent=below or None)
                    return made.root
                except DeclareFirst as first:
                    self._declare(doer, first.reference, now)
                except CasekeeperError:
                    continue
        return None

    def take_on(self, kind: str, now: datetime, today: date) -> int | None:
        """The business unit takes on a case that began before; its root, or None where that is refused."""
        doer = self.random.choice([one for one in self.people.all if may_take_on(one)])
        for _ in range(TRIES):
            try:
                with self.people.database.writing() as session:
                    act = self._act(session, doer, now, today, Try())
                    asks = taking_on.asks(as_opened(act, kind))
                    answers = answers_to(asks, self._setting(today, act.known(), long_ago=True))
                    return take_on(act, kind, answers).root
            except CasekeeperError:
                continue
        return None

    def _ways(self, doer: Doer, move: Move) -> Iterator[Try]:
        random, ago, recorder = self.random, 0, None
        if random.random() < RECORDED_LATER:
            ago = random.choice((1, 1, 2, 3, 4))
        if move.for_another and random.random() < RECORDED_FOR_ANOTHER:
            recorder = self._recorder(doer)
        yield Try(days_ago=0 if move.as_said else ago, recorder=recorder, evidence=random.random() < 0.05)
        yield Try(everything=True)
        yield Try(evidence=True)
        yield Try(everything=True, evidence=True)

    def _recorder(self, doer: Doer) -> Doer | None:
        unit = [one for one in self.people.all if any(one.holds(role) for role in roles.MAY_RECORD_FOR_ANOTHER)]
        others = [one for one in unit if one.person != doer.person]
        return self.random.choice(others) if others else None

    def _fire(self, session: Session, case: Case, doer: Doer, move: Move, now: datetime, today: date, how: Try) -> None:
        reference = case.row.reference
        act = self._act(session, doer, now, today, how)
        if how.evidence:
            # In the same transaction: what is refused afterwards was never attached.
            setting = self._setting(today, act.known())
            with self.files.coming(f"{MARK} register.txt", BytesIO(SENT_IN)) as coming:
                came_in = replace(act, received=Received("email"))
                attach(came_in, reference, answers_to(SHOWS_WORK, setting), coming)
        if how.recorder is not None:
            act = self._with_mail(act, reference)
        held = seen(session, reference, act.actor.person, today)
        known = nameable.known(act, held, _types(move.asks), entries_for(act, held, move))
        around = held.opened_on if known.dates else None
        others: list[str] = []
        if "case" in _types(move.asks):
            asked = {"kind": held.kind, "case_id": held.id}
            others = list(session.execute(NAMED.get(move.key, _LATEST), asked).scalars())
        setting = self._setting(today, known, held.owner_agency, around=around, everything=how.everything, cases=others)
        fire(act, reference, move.key, answers_to(move.asks, setting))

    def _with_mail(self, act: Act, reference: str) -> Act:
        """The act with the mail that it is recorded by, kept on the case first."""
        told = {"kind": "correspondence", "shows": RECORD, "effect_on": act.happened_on.isoformat()}
        with self.files.coming(f"{MARK} mail.txt", BytesIO(SENT_IN)) as coming:
            kept = attach(replace(act, recorded_for=None), reference, told, coming)
        return replace(act, received=Received("email", kept.id))

    def _act(self, session: Session, doer: Doer, now: datetime, today: date, how: Try) -> Act:
        happened = today - timedelta(days=how.days_ago) if how.days_ago else None
        if how.recorder is None:
            return Act.begun(session, self.people.code, doer, now, happened_on=happened)
        email = self.people.email_of(doer.person)
        return Act.begun(session, self.people.code, how.recorder, now, recorded_for=email, happened_on=happened)

    def _setting(self, today: date, known: Known, agency: str = "", **more: Any) -> Setting:
        return Setting(self.random, today, known, self.people.at, agency, **more)

    def _is_named(self, doer: Doer, named: str) -> bool:
        return doer.holds(named.partition("@")[0])


def _types(asks: tuple[Ask, ...]) -> set[str]:
    return {one.type for ask in asks for one in (ask, *ask.columns)}
