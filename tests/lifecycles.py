"""Reads the tables of ``states/lifecycles``: what each kind's moves should be, and whose, as somebody wrote by hand.

Knows nothing of the declarations: only the words of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "states" / "lifecycles"
ELSEWHERE = ("merged_into", "transferred", "opened_in_error")
STAYS, BACK, OF_ITSELF, RECORDED_FOR = "stays", "where it was", "of itself", "whoever it was recorded for"
BESIDES = frozenset(
    {"in person", "another person", "not of the owner", "the chair for the unit's own"}
    | {"whoever chaired", "not whoever chaired", "as it is said", "not the author", "not who redacted"}
    | {"not who recommended"}
)
PLACES = ("of the owner", "of a party", "of a statutory partner", "of the local authority")

Doer = tuple[str, str]
"""A role's key, and one of ``PLACES`` or "" for anywhere."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a move from these states, by these doers; ``besides``: what else must be true of them."""

    move: str
    sources: frozenset[str]
    target: str
    who: frozenset[Doer]
    besides: frozenset[str]

    @property
    def of_itself(self) -> bool:
        """Whether nobody makes it."""
        return (OF_ITSELF, "") in self.who


@dataclass(frozen=True, slots=True)
class Table:
    """A kind's lifecycle by hand."""

    states: tuple[str, ...]
    ends: frozenset[str]
    opened_by: frozenset[Doer]
    below: frozenset[str]
    lines: tuple[Line, ...]

    @property
    def moves(self) -> frozenset[str]:
        """Keys of the moves."""
        return frozenset(line.move for line in self.lines)

    def lines_of(self, move: str) -> tuple[Line, ...]:
        """The lines of one move: several where it is another's in another state."""
        return tuple(line for line in self.lines if line.move == move)

    def line(self, move: str, state: str) -> Line | None:
        """The line by which a move is made in a state; None where it can't be."""
        return next((line for line in self.lines_of(move) if state in line.sources), None)


@cache
def table(name: str) -> Table:
    """The table in the file of that name; ValueError with the line that can't be read."""
    said, own = _parts(name)
    states = tuple(state.strip("*") for state in _list(said["states"]))
    ends = frozenset(state.strip("*") for state in _list(said["states"]) if state.endswith("*")) | set(ELSEWHERE)
    everywhere = (*states, *ELSEWHERE)
    shared = _sections(_text("common"))
    sets = [one for one in _list(said["sets"]) if one != "report"]
    common = [*(_text("report") if "report" in said["sets"] else ()), *(one for key in sets for one in shared[key])]
    read: dict[str, list[Line]] = {}
    for block in (own, common):
        found = [_line(_filled(one, said), everywhere, ends) for one in block if " -> " in one]
        before = set(read)  # a kind's own line comes before the common one
        for line in found:
            if line.move not in before:
                read.setdefault(line.move, []).append(line)
    below = frozenset(() if said["below"] == "nothing" else _list(said["below"]))
    by = frozenset(() if said["opened by"] == "nobody" else doers(said["opened by"]))
    return Table(everywhere, ends, by, below, tuple(line for some in read.values() for line in some))


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Each word of the tables for those who act, with the roles that it means."""
    found: dict[str, tuple[str, ...]] = {}
    for one in _text("words"):
        word, _, meant = one.partition(": ")
        found[word] = tuple(role for part in _list(meant) for role in found.get(part, (part,)))
    return found


@cache
def doers(said: str) -> frozenset[Doer]:
    """Those whom a list of words means."""
    found = set()
    for part in _list(said):
        if part in (OF_ITSELF, RECORDED_FOR):
            found.add((part, ""))
            continue
        place = next((place for place in PLACES if part.endswith(place)), "")
        found |= {(role, place) for role in words()[part.removesuffix(place).strip()]}
    return frozenset(found)


def kinds() -> tuple[str, ...]:
    """The names of the kinds' tables."""
    others = ("words", "common", "report")
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt") if path.stem not in others))


def _parts(name: str) -> tuple[dict[str, str], list[str]]:
    """What a kind's file says before its moves, and its moves; with those of the file that it is ``as``."""
    text = _text(name)
    said = dict(one.split(": ", 1) for one in text if " -> " not in one)
    own = [one for one in text if " -> " in one]
    if "as" not in said:
        return said, own
    like, theirs = _parts(said["as"])
    mine = {one.partition(":")[0] for one in own}
    return like | said, own + [one for one in theirs if one.partition(":")[0] not in mine]


def _filled(one: str, said: dict[str, str]) -> str:
    return re.sub(r"\{([^}]+)\}", lambda found: said[found.group(1)], one)


def _line(one: str, everywhere: tuple[str, ...], ends: frozenset[str]) -> Line:
    move, _, rest = one.partition(": ")
    if rest.count("|") != 2:
        raise ValueError(f"{one}: a line has two bars")
    way, who, besides = (part.strip() for part in rest.split("|"))
    sources, target = (part.strip() for part in way.split(" -> "))
    named = {
        "anywhere": everywhere,
        "any end": tuple(ends),
        "any open state": tuple(state for state in everywhere if state not in ends),
        "anywhere but opened_in_error": tuple(state for state in everywhere if state != "opened_in_error"),
    }
    listed = named.get(sources) or tuple(state for state in _list(sources) if state != "nothing")
    flags = frozenset(_list(besides)) - {"nothing"}
    wrong = {state for state in (*listed, target) if state not in (*everywhere, STAYS, BACK)} | (flags - BESIDES)
    if wrong:
        raise ValueError(f"{one}: {', '.join(sorted(wrong))}")
    return Line(move, frozenset(listed), target, doers(who), flags)


def _list(said: str) -> list[str]:
    return [part.strip() for part in said.split(",") if part.strip()]


def _sections(text: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in text:
        if one.startswith("["):
            found[one.strip("[]")] = []
        else:
            found[next(reversed(found))].append(one)
    return found


def _text(name: str) -> list[str]:
    return list(_kept((FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


def _kept(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
