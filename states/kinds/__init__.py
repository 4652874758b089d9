"""The kinds of case: one file each, found by being here. A file holds one ``Machine`` in a module-level name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from states.language import Machine


@cache
def machines() -> dict[str, Machine]:
    """Every kind by key, in the order of their keys; ValueError where two files declare the same."""
    found: dict[str, Machine] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        declared = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        for machine in (value for value in declared if isinstance(value, Machine)):
            if found.setdefault(machine.key, machine) is not machine:
                raise ValueError(f"two kinds are called {machine.key}")
    return found
