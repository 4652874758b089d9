"""Replays a partnership's written moves into an empty installation, each at the time at which it was made.

What is loaded is what people would have entered: through the engine, by its rules, with its trail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from api.demo.catching_up import catch_up, post_now
from api.demo.declaring import declare_for_appointments, declare_for_matters
from api.demo.reading import Held, Place, Step, Written, read_folder
from api.demo.watching import watch
from api.installation import Installation
from notifications.daily import DAILY_RUN, once_a_day
from notifications.sweep import sweep
from states.asks import Ask
from states.calendar import LONDON
from states.evidence import EVIDENCE_ASKS, RECORD
from states.kinds import machines
from states.moves import taking_on
from states.policy import PolicyFaults
from states.receiving import Received
from workflow.before_reading.declarations import declare_free
from workflow.chasing.absences import say_away
from workflow.days import calendars
from workflow.days.bank_holidays import england_calendar
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.firing import fire
from workflow.engine.opening import open_case
from workflow.engine.taking_on import take_on
from workflow.errors import CasekeeperError, DeclareFirst, Invalid, Unusable
from workflow.people import directory
from workflow.policy.editions import By, put_forward
from workflow.policy.mail_domains import refuse_barred
from workflow.queries.case_evidence import pieces
from workflow.tables import Agency, Partnership, Person, RoleHeld
from workflow.tables.rows import CASEFILE, NOTICE, PARTNERSHIP
from workflow.uploads.evidence import attach
from workflow.uploads.files import Files

NORTHMOOR = Path(__file__).parent / "northmoor"
DAYS_OF_MAIL, MORNING = 5, time(8, 5)
LOADED = "demo_loaded"
OLD_NEWS = update(NOTICE).where(NOTICE.c.status == "owed").values(status="withdrawn")
_NEWEST = select(func.coalesce(func.max(CASEFILE.c.id), 0))
_OPENED = (
    select(CASEFILE.c.reference, CASEFILE.c.kind, CASEFILE.c.owner_agency)
    .where(CASEFILE.c.id > bindparam("before"))
    .order_by(CASEFILE.c.id)
)


def is_empty(installation: Installation) -> bool:
    """Whether no partnership is there yet."""
    with installation.database.reading() as session:
        return session.execute(select(PARTNERSHIP.c.code)).first() is None


def require_demo(installation: Installation) -> None:
    """``Unusable`` unless a demo was loaded here to its end: real cases are never opened without passwords."""
    with installation.database.reading() as session:
        if session.execute(select(DAILY_RUN.c.day).where(DAILY_RUN.c.work == LOADED)).first() is None:
            raise Unusable(
                "The database isn't a whole demo: another start may still be loading it, it holds a real partnership, "
                "or loading was interrupted. Wait a moment; else name another with CASEKEEPER_DATABASE_URL."
            )


def load(installation: Installation, folder: Path = NORTHMOOR, *, with_mail: bool = False) -> int:
    """Loads the partnership written in ``folder``, laid around today; gives the number of steps replayed.

    ``with_mail`` replays the last five working days' chasing and mail too, into the mail server of the settings.
    ``Unusable`` with file, step and reason where something can't be taken.
    """
    replay = Replay(read_folder(folder), installation.files, installation.today())
    steps = replay.in_order()
    lately = [step for step in steps if with_mail and step.on >= -DAYS_OF_MAIL]
    with installation.database.writing() as session:
        write_people(session, replay.written, now=installation.now())
        declare_for_appointments(session, replay.written.code, installation.now())
        for step in steps[: len(steps) - len(lately)]:
            replay.make(session, step)
        replay.announce(session, lambda on: not with_mail or on < -DAYS_OF_MAIL)
        if with_mail:
            # What was owed before the first day of mail isn't news by then.
            session.connection().execute(OLD_NEWS)
    for on in range(-DAYS_OF_MAIL, 0) if with_mail else ():
        morning = replay.morning(on)
        with installation.database.writing() as session:
            replay.announce(session, on.__eq__)
        sweep(installation.database, morning)
        post_now(installation, morning)
        for step in (step for step in lately if step.on == on):
            with installation.database.writing() as session:
                replay.make(session, step)
            post_now(installation, replay.moment(step))
    with installation.database.writing() as session:
        declare_for_matters(session, replay.written.code, installation.now())
        watch(session, replay.written, replay.case_called, installation.now())
    if with_mail:
        catch_up(installation)
    once_a_day(installation.database, LOADED, installation.now(), lambda session: None)
    return len(steps)


def write_people(session: Session, written: Written, *, now: datetime) -> None:
    """The partnership with its policy, agencies, people and their roles."""
    session.add(Partnership(code=written.code, name=written.name))
    session.flush()
    session.add_all(
        Agency(partnership=written.code, key=key, name=name, police=key in written.police)
        for key, name in written.agencies.items()
    )
    session.flush()
    for email, held in _by_email(written.people).items():
        person = Person(email=email, name=held[0].name, employer=held[0].employer)
        session.add(person)
        session.flush()
        for one in held:
            role = RoleHeld(person=person.id or 0, partnership=written.code, role=one.role, from_on=one.since)
            role.agency = one.agency
            session.add(role)
    session.flush()
    try:
        put_forward(session, written.code, written.policy, by=By("policy.toml"), now=now)
    except PolicyFaults as faults:
        raise Unusable(f"policy.toml: {'; '.join(faults.faults)}") from None
    for address in _by_email(written.people):
        try:
            refuse_barred(session, address, [written.code])
        except Invalid as fault:
            raise Unusable(f"people.csv: {address}: {fault}") from None


@dataclass(slots=True)
class Replay:
    """The steps of all stories, and the references of the cases that they name."""

    written: Written
    files: Files
    today: date
    named: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def in_order(self) -> list[Step]:
        """Every story's steps as time had them."""
        steps = [step for story in self.written.stories.values() for step in story]
        return sorted(steps, key=lambda step: (step.on, step.at))

    def day(self, working_days: int) -> date:
        """The working day so many before or after today."""
        return england_calendar().step(self.today, working_days)

    def morning(self, working_days: int) -> datetime:
        """When the first mails of that day go."""
        return datetime.combine(self.day(working_days), MORNING, LONDON).astimezone(UTC)

    def announce(self, session: Session, when: Callable[[int], bool]) -> None:
        """Declares the days off, and says who is away, that were announced on such a day."""
        code = self.written.code
        for off in (off for off in self.written.days_off if when(off.on)):
            try:
                calendars.declare(
                    session, code, self.day(off.day).isoformat(), off.name, by="demo", now=self.morning(off.on)
                )
            except CasekeeperError as fault:
                raise off.place.fault(str(fault)) from fault
        for away in (away for away in self.written.away if when(away.on)):
            today = self.day(away.on)
            person = directory.doer_by_email(session, away.person, code, today)
            first, last = self.day(away.first), self.day(away.last)
            try:
                say_away(session, code, person, first, last, deputy=away.deputy, today=today, said_by=person)
            except CasekeeperError as fault:
                raise away.place.fault(str(fault)) from fault

    def moment(self, step: Step) -> datetime:
        """When a step was entered."""
        return datetime.combine(self.day(step.on), step.at, LONDON).astimezone(UTC)

    def make(self, session: Session, step: Step) -> None:
        """Makes one step through the engine; ``Unusable`` with its place where it is refused."""
        try:
            self._make(session, step)
        except DeclareFirst as first:
            declare_free(self._act(session, step), first.reference)
            self.make(session, step)
        except Unusable:
            raise
        except CasekeeperError as fault:
            what = step.opens or step.takes_on or step.move or "evidence"
            raise step.place.fault(f"{what} of {step.name} by {step.by}: {fault}") from fault

    def _act(self, session: Session, step: Step) -> Act:
        code = self.written.code
        return Act.begun(
            session,
            code,
            directory.doer_by_email(session, step.by, code, self.day(step.on)),
            self.moment(step),
            recorded_for=step.recorded_for or None,
            received=Received(step.received),
            happened_on=self.day(step.happened) if step.happened is not None else None,
        )

    def _make(self, session: Session, step: Step) -> None:
        act = self._act(session, step)
        if step.opens or step.takes_on:
            case = self._begin(act, step)
            self.named[step.place.file, step.name] = (case.reference, case.kind)
            return
        reference, kind = self._reference(step, step.name)
        if step.evidence:
            answers = self._read(step, EVIDENCE_ASKS, step.answers or {})
            with self.files.coming(step.evidence, BytesIO(self._file(step, step.evidence))) as coming:
                attach(act, reference, answers, coming)
            return
        move = machines()[kind].move(step.move)
        answers = self._read(step, move.asks if move else (), step.answers or {})
        before = session.execute(_NEWEST).scalar_one()
        fire(self._with_document(act, reference, step), reference, step.move, answers)
        if step.children:
            several = any(opens.each for opens in move.opens) if move else False
            self._name_children(session, step, before, several=several)

    def _begin(self, act: Act, step: Step) -> Casework:
        below = self._reference(step, step.below)[0] if step.below else None
        machine = machines().get(step.opens or step.takes_on)
        if step.takes_on:
            asks = taking_on.asks(machine) if machine else ()
            return take_on(act, step.takes_on, self._read(step, asks, step.answers or {}), parent=below)
        asks = machine.opening.asks if machine else ()
        return open_case(act, step.opens, self._read(step, asks, step.answers or {}), parent=below)

    def _name_children(self, session: Session, step: Step, before: int, *, several: bool) -> None:
        """What the step opened, below its case or beside it, gets the names by which later steps call it."""
        for child in session.execute(_OPENED, {"before": before}):
            name = f"{step.children}.{child.owner_agency}" if several else step.children
            self.named[step.place.file, name] = (child.reference, child.kind)

    def _reference(self, step: Step, name: str) -> tuple[str, str]:
        return self.case_called(step.place, name)

    def case_called(self, place: Place, name: str) -> tuple[str, str]:
        """The reference and kind of a case that the place's file calls so, or another, as "file/name"."""
        elsewhere, slash, there = name.rpartition("/")
        file, called = (f"cases/{elsewhere}.toml", there) if slash else (place.file, name)
        found = self.named.get((file, called))
        if found is None:
            where, known = "there" if slash else "here", [one for at, one in self.named if at == file]
            raise place.fault(f"no case is called {called} {where} yet; there are: {', '.join(known) or 'none'}")
        return found

    def _with_document(self, act: Act, reference: str, step: Step) -> Act:
        """The act with the document that it is recorded by: what is on the case already, or kept there first."""
        if act.recorded_for is None:
            return act
        case = seen(act.session, reference, act.actor.person, act.today)
        kept = next((one.id for one in pieces(act.session, case) if one.name == step.document), None)
        if kept is None:
            told = {"kind": "correspondence", "shows": RECORD, "effect_on": act.happened_on.isoformat()}
            with self.files.coming(step.document, BytesIO(self._file(step, step.document))) as coming:
                kept = attach(replace(act, recorded_for=None), reference, told, coming).id
        return replace(act, received=Received(step.received, kept))

    def _file(self, step: Step, name: str) -> bytes:
        try:
            return (self.written.files / name).read_bytes()
        except OSError as fault:
            raise step.place.fault(f"files/{name} can't be read: {fault.strerror}") from None

    def _read(self, step: Step, asks: Sequence[Ask], answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers in full: days written as a number of working days or as TOML's dates, cases by their names."""
        types = {ask.key: ask for ask in asks}
        return {key: self._one(step, types[key], value) if key in types else value for key, value in answers.items()}

    def _one(self, step: Step, ask: Ask, value: Any) -> Any:
        if ask.type == "day" and isinstance(value, int) and not isinstance(value, bool):
            return self.day(value).isoformat()
        if ask.type == "day" and isinstance(value, date):
            return value.isoformat()
        if ask.type == "case" and isinstance(value, str):
            return self._reference(step, value)[0]
        if ask.columns and isinstance(value, list):
            return [self._read(step, ask.columns, row) if isinstance(row, dict) else row for row in value]
        return value


def _by_email(people: Iterable[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for held in people:
        found.setdefault(held.email, []).append(held)
    return found
