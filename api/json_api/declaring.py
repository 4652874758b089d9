"""A scrutineer's declarations: for the appointment, and for a case before they first read it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ConfigDict, Field

from api.json_api.bodies import Body, reads, takes
from api.json_api.caller import Who
from api.json_api.shapes import Shape
from workflow.before_reading import declarations
from workflow.errors import Invalid
from workflow.queries.declaration import asked_about

router = APIRouter(tags=["declarations"])


def _with(text: str, **said: bool) -> dict[str, Any]:
    """The schema of a body that says so, and says more in words."""
    words = {text: {"type": "string", "pattern": r"\S"}}
    return {"required": [text], "properties": {key: {"const": value} for key, value in said.items()} | words}


class DeclarationBody(Body):
    """Whether there is a conflict of interest, and of what nature."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                _with("nature", conflict=True),
                {"properties": {"conflict": {"const": False}, "nature": {"const": ""}}},
            ]
        }
    )
    conflict: bool
    nature: str = Field("", max_length=20_000, description="what the conflict is; needed where there is one")


class IndependenceBody(Body):
    """The two questions for the appointment."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                _with("detail", to_member=True),
                _with("detail", to_member=False, to_officer=True),
                {"properties": {"to_member": {"const": False}, "to_officer": {"const": False}}},
            ]
        }
    )
    to_member: bool = Field(description=declarations.TO_MEMBER)
    to_officer: bool = Field(description=declarations.TO_OFFICER)
    detail: str = Field("", max_length=200, description="to whom, and how; needed where either is true")
    partnership: str | None = Field(None, max_length=8, description="needed only of people who belong to several")


class Declared(Shape):
    """What was declared: it counts for the case's whole family."""

    reference: str
    conflict: bool


class IndependenceDeclared(Shape):
    """Whether the declaration for the appointment stands for independence."""

    partnership: str
    independent: bool


@router.post("/cases/{reference}/declaration", openapi_extra=takes(DeclarationBody))
def declare(who: Who, reference: str, body: Annotated[DeclarationBody, Depends(reads(DeclarationBody))]) -> Declared:
    """Says whether you have a conflict of interest in the case's family; asked of a scrutineer before they read it."""
    if body.nature and not body.conflict:
        raise Invalid({"nature": "Say what the conflict is only where there is one: conflict is false"})
    with who.writing() as session:
        partnership = asked_about(session, reference, who.person, who.today).partnership
        act = who.act(session, partnership)
        if body.conflict:
            declarations.declare_conflict(act, reference, body.nature)
        else:
            declarations.declare_free(act, reference)
    return Declared(reference=reference, conflict=body.conflict)


@router.post("/independence", openapi_extra=takes(IndependenceBody))
def declare_independence(
    who: Who, body: Annotated[IndependenceBody, Depends(reads(IndependenceBody))]
) -> IndependenceDeclared:
    """Answers the two questions for your appointment as scrutineer; the newest answers count."""
    with who.writing() as session:
        partnership = who.partnership(session, body.partnership)
        act = who.act(session, partnership)
        declarations.declare_independence(act, to_member=body.to_member, to_officer=body.to_officer, detail=body.detail)
    return IndependenceDeclared(partnership=partnership, independent=not (body.to_member or body.to_officer))
