"""Reads a partnership from its folder: policy, agencies, people, and cases as the moves that made them.

Every fault is a sentence with the file, the place in it and what is allowed. Knows no database.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from states.roles import TITLES
from workflow.errors import Invalid, Unusable
from workflow.people.addresses import read_address


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: a file and a place in it."""

    file: str
    where: str = ""

    def fault(self, says: str) -> Unusable:
        """The error that names this place."""
        return Unusable(f"{self.file}{', ' if self.where else ''}{self.where}: {says}")


@dataclass(frozen=True, slots=True)
class Held:
    """A row of people.csv: somebody's role at an agency, or at none."""

    email: str
    name: str
    employer: str
    agency: str
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did with a case. Days are working days before (-12) or after (4) today.

    ``opens`` a kind of case, or ``takes_on`` one that ran before Casekeeper, and calls it ``name``; else ``move`` or
    ``evidence`` is about the case of that name.
    ``recorded_for`` somebody: ``received`` says how it came in, ``document`` which file shows it; the file is kept on
    the case first unless it is there.
    ``children`` names what the move opens: one case "review", several "return.school", "return.police".
    """

    place: Place
    by: str
    on: int
    at: time
    name: str
    opens: str = ""
    takes_on: str = ""
    move: str = ""
    below: str = ""
    children: str = ""
    evidence: str = ""
    recorded_for: str = ""
    received: str = ""
    document: str = ""
    happened: int | None = None
    answers: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off that the partnership declared, as working days from today: said on ``on``, off on ``day``."""

    place: Place
    on: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody said on ``on`` that they are away, both days included, and who stands in; days as in ``Step``."""

    place: Place
    person: str
    on: int
    first: int
    last: int
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who read a case lately; with a ``reason``, by breaking the glass. ``purpose``: of the police."""

    place: Place
    person: str
    case: str
    reason: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom ``by`` gave a role today and invited, and who hasn't come yet."""

    place: Place
    by: str
    email: str
    name: str
    agency: str
    role: str


@dataclass(frozen=True, slots=True)
class Written:
    """A whole partnership as its folder has it."""

    code: str
    name: str
    policy: str
    agencies: Mapping[str, str]
    police: frozenset[str]
    people: tuple[Held, ...]
    stories: Mapping[str, tuple[Step, ...]]
    files: Path
    days_off: tuple[DayOff, ...] = ()
    away: tuple[Away, ...] = ()
    readers: tuple[Reader, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()


DONE = ("opens", "takes_on", "move", "evidence")
RECORDED = ("recorded_for", "received", "document")
ALLOWED = ("by", *RECORDED, "on", "at", "happened", "case", *DONE, "below", "children", "answers")
FIRST, BETWEEN, LAST = 9 * 60 + 20, 37, 17 * 60 + 20


def read_folder(folder: Path) -> Written:
    """The partnership written in ``folder``; ``Unusable`` with a sentence for the first thing that can't be read."""
    about = _toml(folder / "partnership.toml", folder)
    place = Place("partnership.toml")
    _refuse_unknown(place, about, ("code", "name", "day_off", "away", "reader", "newcomer"))
    for key in ("code", "name"):
        if not isinstance(about.get(key), str):
            raise place.fault(f"{key} is missing")
    agencies, police = _agencies(folder / "agencies.csv")
    people = _people(folder / "people.csv", agencies)
    addresses = {held.email.partition("@")[0]: held.email for held in people}
    stories = {path.stem: read_story(path, folder, addresses) for path in sorted((folder / "cases").glob("*.toml"))}
    policy = _text(folder / "policy.toml")
    return Written(
        about["code"],
        about["name"],
        policy,
        agencies,
        police,
        people,
        stories,
        folder / "files",
        tuple(_day_off(number, raw) for number, raw in enumerate(about.get("day_off", []), 1)),
        tuple(_away(number, raw, addresses) for number, raw in enumerate(about.get("away", []), 1)),
        tuple(_reader(number, raw, addresses) for number, raw in enumerate(about.get("reader", []), 1)),
        tuple(_newcomer(number, raw, addresses) for number, raw in enumerate(about.get("newcomer", []), 1)),
    )


def read_story(path: Path, folder: Path, people: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps of one file, in its order; ``people`` has addresses by what stands before the @."""
    found = _toml(path, folder)
    file = str(path.relative_to(folder))
    _refuse_unknown(Place(file), found, ("about", "step"))
    steps: list[Step] = []
    minutes: dict[int, int] = {}
    for number, raw in enumerate(found.get("step", []), 1):
        place = Place(file, f"step {number}")
        step = _step(place, raw, people, minutes)
        if steps and (step.on, step.at) < (steps[-1].on, steps[-1].at):
            raise place.fault(f"on: {step.on} is before the step above it, which is on {steps[-1].on}")
        steps.append(step)
    return tuple(steps)


def _day_off(number: int, raw: Mapping[str, Any]) -> DayOff:
    place = Place("partnership.toml", f"day_off {number}")
    _refuse_unknown(place, raw, ("on", "day", "name"))
    if not isinstance(raw.get("name"), str):
        raise place.fault("name is missing: what the day is called")
    return DayOff(place, _days(place, "on", raw.get("on"), -1), _days(place, "day", raw.get("day")), raw["name"])


def _away(number: int, raw: Mapping[str, Any], people: Mapping[str, str]) -> Away:
    place = Place("partnership.toml", f"away {number}")
    _refuse_unknown(place, raw, ("person", "on", "first", "last", "deputy"))
    first, last = _days(place, "first", raw.get("first")), _days(place, "last", raw.get("last"))
    deputy = _person(place, "deputy", raw["deputy"], people) if "deputy" in raw else ""
    person = _person(place, "person", raw.get("person"), people)
    return Away(place, person, _days(place, "on", raw.get("on"), -1), first, last, deputy)


def _reader(number: int, raw: Mapping[str, Any], people: Mapping[str, str]) -> Reader:
    place = Place("partnership.toml", f"reader {number}")
    _refuse_unknown(place, raw, ("person", "case", "reason", "purpose"))
    person = _person(place, "person", raw.get("person"), people)
    return Reader(place, person, *(str(raw.get(key, "")) for key in ("case", "reason", "purpose")))


def _newcomer(number: int, raw: Mapping[str, Any], people: Mapping[str, str]) -> Newcomer:
    place = Place("partnership.toml", f"newcomer {number}")
    _refuse_unknown(place, raw, ("by", "email", "name", "agency", "role"))
    by = _person(place, "by", raw.get("by"), people)
    return Newcomer(place, by, *(str(raw.get(key, "")) for key in ("email", "name", "agency", "role")))


def _days(place: Place, key: str, found: object, most: int = 250) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or found > most:
        allowed = "before today, such as -3" if most < 0 else "before or after today, such as -3 or 8"
        raise place.fault(f"{key}: found {found!r}, allowed is a number of working days {allowed}")
    return found


def _step(place: Place, raw: Mapping[str, Any], people: Mapping[str, str], minutes: dict[int, int]) -> Step:
    _refuse_unknown(place, raw, ALLOWED)
    on = raw.get("on")
    if isinstance(on, bool) or not isinstance(on, int) or on >= 0:
        raise place.fault(f"on: found {on!r}, allowed is a number of working days before today, such as -12")
    happened = raw.get("happened")
    if happened is not None and (isinstance(happened, bool) or not isinstance(happened, int) or happened > on):
        raise place.fault(f"happened: found {happened!r}, allowed is a working day up to the one it was recorded on")
    done = [key for key in DONE if key in raw]
    if len(done) != 1:
        raise place.fault(f"one of {', '.join(DONE)} must be there; found {', '.join(done) or 'none'}")
    if not isinstance(raw.get("case"), str):
        raise place.fault("case is missing: the name that this file gives the case")
    answers = raw.get("answers", {})
    if not isinstance(answers, dict):
        raise place.fault(f"answers: found {answers!r}, allowed is a table")
    minute = minutes.get(on, FIRST)
    at = raw.get("at", time(*divmod(minute, 60)))
    if not isinstance(at, time):
        raise place.fault(f"at: found {at!r}, allowed is a time of day such as 14:05:00, without quotes")
    minutes[on] = min(max(minute, at.hour * 60 + at.minute) + BETWEEN, LAST)
    words = {key: str(raw[key]) for key in (*DONE, "below", "children", "received", "document") if key in raw}
    return Step(
        place=place,
        by=_person(place, "by", raw.get("by"), people),
        recorded_for=_person(place, "recorded_for", raw["recorded_for"], people) if "recorded_for" in raw else "",
        on=on,
        at=at,
        name=raw["case"],
        happened=happened,
        answers=answers,
        **words,
    )


def _person(place: Place, key: str, found: object, people: Mapping[str, str]) -> str:
    if not isinstance(found, str) or found not in people:
        close = get_close_matches(str(found), people, 1)
        raise place.fault(f"{key}: nobody in people.csv is {found!r}{f'; did you mean {close[0]}?' if close else ''}")
    return people[found]


def _agencies(path: Path) -> tuple[dict[str, str], frozenset[str]]:
    """Names by key, and the keys of those that are police forces."""
    names, police = dict[str, str](), set[str]()
    for place, row in _rows(path, ("key", "name", "police"), required=("key", "name")):
        if row["police"] not in ("", "yes"):
            raise place.fault(f"police: found {row['police']!r}, allowed is yes or nothing")
        names[row["key"]] = row["name"]
        police |= {row["key"]} if row["police"] else set()
    return names, frozenset(police)


def _people(path: Path, agencies: Collection[str]) -> tuple[Held, ...]:
    held = []
    columns = ("email", "name", "employer", "agency", "role", "since")
    for place, row in _rows(path, columns, required=("email", "name", "role", "since")):
        for key, allowed in (("role", tuple(TITLES)), ("agency", ("", *agencies))):
            if row[key] not in allowed:
                close = get_close_matches(row[key], allowed, 1)
                guess = f"did you mean {close[0]}? " if close else ""
                raise place.fault(f"{key}: found {row[key]!r}, {guess}Allowed: {', '.join(filter(None, allowed))}")
        try:
            since = date.fromisoformat(row["since"])
        except ValueError:
            raise place.fault(f"since: found {row['since']!r}, allowed is a date such as 2024-04-01") from None
        try:
            email = read_address(row["email"])
        except Invalid as fault:
            raise place.fault(f"email: {fault}") from None
        held.append(Held(email, row["name"], row["employer"], row["agency"], row["role"], since))
    return tuple(held)


def _rows(path: Path, columns: tuple[str, ...], required: tuple[str, ...]) -> list[tuple[Place, dict[str, str]]]:
    reader = csv.DictReader(_text(path).splitlines())
    if tuple(reader.fieldnames or ()) != columns:
        found = ", ".join(reader.fieldnames or ())
        raise Place(path.name, "line 1").fault(
            f"the columns are {found or 'missing'}; they must be {', '.join(columns)}"
        )
    rows = []
    for row in reader:
        place = Place(path.name, f"line {reader.line_num}")
        if None in row or None in row.values():
            raise place.fault(f"it must have {len(columns)} columns: {', '.join(columns)}")
        trimmed = {key: value.strip() for key, value in row.items()}
        empty = [key for key in required if not trimmed[key]]
        if empty:
            raise place.fault(f"{empty[0]} is missing")
        rows.append((place, trimmed))
    return rows


def _toml(path: Path, folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as fault:
        raise Place(str(path.relative_to(folder))).fault(f"it isn't TOML: {fault}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise Unusable(f"{path.name} can't be read: {fault.strerror}") from None


def _refuse_unknown(place: Place, found: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in found:
        if key not in allowed:
            close = get_close_matches(key, allowed, 1)
            guess = f"did you mean {close[0]}? " if close else ""
            raise place.fault(f"{key} isn't a key here; {guess}Allowed: {', '.join(allowed)}")
