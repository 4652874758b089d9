"""A guard as data, and the register of the predicates that guards name. Knows no particular rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from states.facts import PARTS, Facts

Predicate = Callable[..., bool]
PREDICATES: dict[str, Predicate] = {}


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition: the predicate's key, the sentence said where it doesn't hold, its arguments, what it reads.

    A predicate whose meaning changes gets a new key: cases in flight keep the rules they began with.
    """

    key: str
    says: str
    args: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def needs_answers(self) -> bool:
        """Whether it can only be judged once the move's answers are given."""
        return "given" in self.reads or "happened_on" in self.reads


def predicate(key: str) -> Callable[[Predicate], Predicate]:
    """Registers a function of (facts, *args) under ``key``; a key is given once only."""

    def register(function: Predicate) -> Predicate:
        if PREDICATES.get(key, function).__qualname__ != function.__qualname__:
            raise ValueError(f"two predicates are called {key}")
        PREDICATES[key] = function
        return function

    return register


def holds(guard: Guard, facts: Facts) -> bool:
    """Whether the guard's predicate is true of the facts."""
    return PREDICATES[guard.key](facts, *guard.args)


def faults_of(guard: Guard) -> list[str]:
    """What is wrong with a guard: an unknown predicate, or a part of the facts that doesn't exist."""
    faults = [] if guard.key in PREDICATES else [f"guard {guard.key} has no predicate"]
    return faults + [
        f"guard {guard.key} reads {part}, which no facts have" for part in guard.reads if part not in PARTS
    ]
