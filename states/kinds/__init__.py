"""The kinds of case: one file each, found by being here. A file holds one ``Machine`` in a module-level name, and
where its states follow the partnership's policy a function ``shape(policy)`` that makes it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from types import ModuleType

from states.language import Machine
from states.policy import Policy


@cache
def machines() -> dict[str, Machine]:
    """Every kind by key, in the order of their keys; ValueError where two files declare the same."""
    found: dict[str, Machine] = {}
    for module in _files():
        for machine in (value for value in vars(module).values() if isinstance(value, Machine)):
            if found.setdefault(machine.key, machine) is not machine:
                raise ValueError(f"two kinds are called {machine.key}")
    return found


@cache
def shapes() -> dict[str, Callable[[Policy], Machine]]:
    """Of the kinds whose states follow the policy: what makes the machine, by key."""
    found = ((module, getattr(module, "shape", None)) for module in _files())
    return {
        machine.key: shape
        for module, shape in found
        if shape is not None
        for machine in vars(module).values()
        if isinstance(machine, Machine)
    }


def shaped(machine: Machine, policy: Policy) -> Machine:
    """The kind as this policy shapes it; most stay as they are declared."""
    shape = shapes().get(machine.key)
    return machine if shape is None else shape(policy)


def is_early(kind: str, state: str, came_from: str = "") -> bool:
    """Whether nothing is recommended yet from a case of this kind in this state, as the kind is declared now.

    A case at rest is as far as it was in the state that it ``came_from``.
    """
    machine = machines()[kind]
    reached = came_from if came_from and machine.goes_back(state) else state
    return any(one.early for one in machine.states if one.key == reached)


@cache
def _files() -> tuple[ModuleType, ...]:
    found = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in found)
