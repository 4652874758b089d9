"""The kinds of case as they are declared."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from states.kinds import machines
from states.schema import as_json
from workflow.errors import NotFound

router = APIRouter(tags=["kinds"])


@router.get("/kinds")
def kinds() -> dict[str, Any]:
    """Every kind of case."""
    return {"items": [as_json(machine) for machine in machines().values()]}


@router.get("/kinds/{kind}")
def kind(kind: str) -> dict[str, Any]:
    """One kind: its states, moves, questions as JSON Schema, clocks with the law they stand on."""
    machine = machines().get(kind)
    if machine is None:
        raise NotFound
    return as_json(machine)
