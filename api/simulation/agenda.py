"""What is to happen, in the order of time; what was put down first comes first where the time is the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

ANY_TURN = -1


@dataclass(frozen=True, slots=True)
class Intent:
    """Somebody means to make a move on a case; given up where the case took another turn meanwhile.

    ``onward``: what the case waits for, not something beside it.
    """

    case: int
    turn: int
    person: int
    move: str
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A case is looked at anew: what could be done to it next."""

    case: int
    turn: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opens a case of a kind, below the case of that id if any; or takes on one that began long before."""

    kind: str
    parent: int = 0
    taken_on: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that no move is: its name, and the person it is about if any."""

    name: str
    about: int = 0


Thing = Intent | Look | Opening | Event


@dataclass(slots=True)
class Agenda:
    """A queue by time."""

    queue: list[tuple[datetime, int, Thing]] = field(default_factory=list)
    number: count[int] = field(default_factory=count)

    def put(self, at: datetime, thing: Thing) -> None:
        """Puts it down."""
        heappush(self.queue, (at, next(self.number), thing))

    def until(self, end: datetime) -> tuple[datetime, Thing] | None:
        """The next thing up to that moment, taken off."""
        if self.queue and self.queue[0][0] <= end:
            at, _, thing = heappop(self.queue)
            return at, thing
        return None
