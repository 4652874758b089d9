"""Time passes: day for day the worker wakes; in between people do what they meant to, and mean the next thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from api.simulation.acting import Actors
from api.simulation.agenda import ANY_TURN, Agenda, Event, Intent, Look, Opening, Thing
from api.simulation.casebook import Case, Casebook, Possible
from api.simulation.habits import FOLLOWS, OPENED_ALONE, SELDOM_ALONE, TAKEN_ON, USUAL, answer_at, office_hour, weight
from api.simulation.happenings import come_about, happenings
from api.simulation.partnership import People
from api.simulation.span import TICKS, Span, instant
from api.simulation.worker import wake
from states import roles
from states.calendar import Calendar, civil_day
from states.facts import Doer
from states.kinds import machines

FIRST_OF_ALL = "incident"
"""The kind that ``--cases`` counts."""
SETTLING_IN, LAST_DAYS = 30, 5
PATIENCE = 12
"""How often a case that nothing can be done to is looked at again before people forget it."""
OWNS, NAMED = 6, 12
BESIDE, BELOW, AFTER_THE_END = 0.3, 0.07, 0.15
"""How often something is done beside what the case waits for; a case is opened below it; an ended one is taken up."""


@dataclass(slots=True)
class Time:
    """The whole simulated time."""

    span: Span
    people: People
    actors: Actors
    random: Random
    agenda: Agenda
    book: Casebook
    now: datetime
    calendar: Calendar

    def pass_by(self) -> None:
        """From the first day to the last."""
        self._put_down_what_comes()
        for day in self.span.all_days():
            self.people.dawn(day)
            for tick in TICKS:
                end, something = instant(day, tick), tick == TICKS[0]
                while (found := self.agenda.until(end)) is not None:
                    self.now, thing = found
                    self._happen(thing)
                    something = True
                # Nothing comes of waking where no day began and nobody did anything.
                if something:
                    wake(self.people.database, end)

    def _put_down_what_comes(self) -> None:
        # Early enough that the last of them falls on a day on which people still work.
        first, days = instant(self.span.first, time()), max(self.span.days - LAST_DAYS, 1)
        for kind, often in self._openings():
            for _ in range(often):
                day = self.span.first + timedelta(days=self.random.randrange(days))
                self.agenda.put(office_hour(day, first, self.calendar, self.random), Opening(kind))
        for kind in TAKEN_ON if self.span.cases else ():
            day = self.span.first + timedelta(days=self.random.randrange(min(SETTLING_IN, days)))
            self.agenda.put(office_hour(day, first, self.calendar, self.random), Opening(kind, taken_on=True))
        for at, event in happenings(self.people, self.span, self.random):
            self.agenda.put(at, event)

    def _openings(self) -> list[tuple[str, int]]:
        """Kinds that begin by themselves: as many incidents as asked for, of each other a part of that."""
        alone = [key for key, machine in machines().items() if machine.opening.by and machine.opening.alone]
        often = {key: round(self.span.cases * OPENED_ALONE.get(key, SELDOM_ALONE)) for key in alone}
        return [(key, number if key == FIRST_OF_ALL else max(number, 1)) for key, number in often.items()]

    def _happen(self, thing: Thing) -> None:
        match thing:
            case Opening(kind, parent, taken_on):
                below, today = self.book.cases[parent].row.reference if parent else "", civil_day(self.now)
                opened = self.actors.take_on(kind, self.now, today) if taken_on else None
                root = opened if taken_on else self.actors.open(kind, below, self.now, today)
                if root is not None:
                    self._take_up(root)
                elif not parent:
                    self.agenda.put(office_hour(civil_day(self.now), self.now, self.calendar, self.random), thing)
            case Intent():
                self._try(thing)
            case Look(case, turn):
                if self.book.cases[case].turn == turn:
                    self._mean_something(self.book.cases[case])
            case Event():
                come_about(thing, self.people, self.now, civil_day(self.now))
                self.calendar = self.people.calendar()

    def _try(self, intent: Intent) -> None:
        case = self.book.cases[intent.case]
        move = self.book.machine(case).move(intent.move)
        if intent.turn not in (ANY_TURN, case.turn) or move is None or case.row.state not in move.sources:
            return
        if (until := self.people.away.get(intent.person)) is not None:
            back = office_hour(until + timedelta(days=1), self.now, self.calendar, self.random)
            self.agenda.put(back, intent)
            return
        doer = next((one for one in self.people.all if one.person == intent.person), None)
        done = self.actors.move(case, doer, move, self.now, civil_day(self.now)) if doer is not None else None
        if done is None:
            case.failures += intent.onward
        elif doer is not None and done.recorder is not None:
            self._may_dispute(case, doer)
        changed = self._take_up(case.row.root) if done is not None else []
        if done is not None and move.key in FOLLOWS:
            self._mean(case, [one for one in self.book.possible(case, self.now) if one.move.key == FOLLOWS[move.key]])
        if any(one is case for one in changed):
            return
        if intent.onward and case.failures <= PATIENCE:
            later = timedelta(days=self.random.randint(0, 9) if done is None else 0)
            at = office_hour(civil_day(self.now) + later, self.now, self.calendar, self.random)
            self.agenda.put(at, Look(case.row.id, case.turn))

    def _take_up(self, root: int) -> list[Case]:
        changed = self.book.changed(root)
        for case in changed:
            self._mean_something(case)
        return changed

    def _may_dispute(self, case: Case, doer: Doer) -> None:
        """Somebody reads what was recorded for them, and mostly says that it is so."""
        ways = [move for move in self.book.machine(case).moves if roles.RECORDED_FOR in move.by]
        if ways and self.random.random() < 0.6:
            move = self.random.choices(ways, [USUAL / (1 + 4 * number) for number in range(len(ways))])[0]
            at = self._when(doer, None)
            self.agenda.put(at, Intent(case.row.id, ANY_TURN, doer.person, move.key))

    def _mean_something(self, case: Case) -> None:
        """What people mean to do next to a case that came to another turn."""
        possible = self.book.possible(case, self.now)
        if case.row.final:
            if self.random.random() < AFTER_THE_END:
                self._mean(case, possible)
            return
        self._mean(case, [one for one in possible if one.onward and not one.each], onward=True)
        self._mean_to_sign(case, [one for one in possible if one.each])
        for one in possible:
            if one.duty is not None and not one.each:
                self._put(case, one, onward=False, due=True)
        if self.random.random() < BESIDE:
            self._mean(case, [one for one in possible if not one.onward and not one.each])
        below = [
            key
            for key, machine in machines().items()
            if machine.opening.by and case.row.kind in machine.opening.parents
        ]
        if below and self.random.random() < BELOW:
            self.agenda.put(self._soon(), Opening(self.random.choice(below), case.row.id))

    def _mean(self, case: Case, possible: list[Possible], *, onward: bool = False) -> None:
        if possible:
            weights = [weight(case.row.kind, one.move.key) / (1 + 9 * case.done[one.move.key]) for one in possible]
            self._put(case, self.random.choices(possible, weights)[0], onward=onward, due=onward)

    def _mean_to_sign(self, case: Case, signing: list[Possible]) -> None:
        """Each of those who sign, once, for one of the positions that they may take."""
        for person in dict.fromkeys(doer.person for one in signing for doer in one.doers):
            ways = [one for one in signing if any(doer.person == person for doer in one.doers)]
            weights = [weight(case.row.kind, one.move.key) for one in ways]
            chosen = self.random.choices(ways, weights)[0]
            doer = next(doer for doer in chosen.doers if doer.person == person)
            at = self._when(doer, case.row.due_on, self.book.steps(case))
            self.agenda.put(at, Intent(case.row.id, case.turn, person, chosen.move.key))

    def _put(self, case: Case, one: Possible, *, onward: bool, due: bool) -> None:
        doer = self.random.choices(one.doers, [self._likely(case, doer) for doer in one.doers])[0]
        steps = self.book.steps(case) if onward and due else 1
        at = self._when(doer, (one.duty or case.row.due_on) if due else None, steps)
        self.agenda.put(at, Intent(case.row.id, case.turn, doer.person, one.move.key, onward))

    def _likely(self, case: Case, doer: Doer) -> int:
        """How much likelier somebody is to come to it: whose case it is, or whom it names."""
        if self.people.email_of(doer.person) in case.row.facts:
            return NAMED
        return OWNS if doer.person == case.row.owner_person else 1

    def _when(self, doer: Doer, due_on: date | None, steps: int = 1) -> datetime:
        """When the person comes to it: in their part of the time that is left for so many steps."""
        habit = self.people.habits[doer.person].in_steps(steps)
        return answer_at(habit, self.now, civil_day(self.now), due_on, self.calendar, self.random)

    def _soon(self) -> datetime:
        day = civil_day(self.now) + timedelta(days=self.random.randint(1, 14))
        return office_hour(day, self.now, self.calendar, self.random)
