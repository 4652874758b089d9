"""Bodies read strictly: what is ambiguous, endless or unasked is refused in a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, NoReturn, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.json_api.problems import WrongMediaType, unread
from states.asks import Ask, Known, Unreadable
from states.receiving import WORDS, Received
from workflow.errors import Invalid

DEEPEST = 12  # rows in answers are the deepest that anything asks: 3
HAPPENED_ON = Ask(key="happened_on", label="The date it happened", type="day", past=True, required=False)


class Body(BaseModel):
    """A body with these keys and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ReceivedBody(Body):
    """How what somebody else said or sent came in."""

    how: str = Field(max_length=40, description=f"one of {', '.join(WORDS)}")
    document: int | None = Field(
        None, gt=0, lt=2**31, description="id of the piece on this case that shows it; of a move, one must be named"
    )

    def read(self) -> Received:
        """As the engine takes it."""
        return Received(self.how, self.document)


class ActBody(Body):
    """What every act may say beside its answers."""

    answers: dict[str, Any] = Field(description="by question: GET /kinds/{kind} has their JSON Schema")
    happened_on: Any = Field(None, description="the day, such as 2026-11-23; today if left out")
    recorded_for: str | None = Field(None, max_length=320, description="whose act it is, by address, if not yours")
    received: ReceivedBody | None = Field(None, description="with recorded_for: how it came in, and what shows it")

    def came_in(self) -> Received | None:
        """How it came in, if the body says."""
        return self.received.read() if self.received is not None else None

    def day(self, today: date) -> date | None:
        """When it happened, if the body says; ``Invalid`` where that is no day that has come."""
        return read_happened_on(self.happened_on, today)


class MoveBody(ActBody):
    """A move."""


class OpeningBody(ActBody):
    """The opening of a case."""

    kind: str = Field(description="a key of GET /kinds")
    parent: str | None = Field(None, max_length=40, description="reference of the case that it stands below")
    partnership: str | None = Field(None, max_length=8, description="needed only of people who belong to several")
    taken_on: bool = Field(
        False,
        description="it ran before Casekeeper: answers as GET /kinds/{kind} has them under taking_on, no happened_on",
    )


def read_happened_on(raw: object, today: date) -> date | None:
    """A day as ``2026-11-23``, not in the future; ``Invalid`` otherwise."""
    try:
        found = HAPPENED_ON.read(raw, Known(today=today))
    except Unreadable as fault:
        raise Invalid({"happened_on": str(fault)}) from None
    assert found is None or isinstance(found, date)
    return found


async def json_sent(request: Request) -> bytes:
    """The bytes of a JSON body."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WrongMediaType("Send JSON, with “Content-Type: application/json”.")
    return await request.body()


M = TypeVar("M", bound=Body)


def reads(model: type[M]) -> Callable[[bytes], M]:
    """A dependency that gives the body as ``model``."""

    def read(content: Annotated[bytes, Depends(json_sent)]) -> M:
        try:
            return model.model_validate(read_strictly(content))
        except ValidationError as fault:
            raise unread(fault.errors()) from None

    return read


def takes(model: type[Body]) -> dict[str, Any]:
    """What OpenAPI is told of a body that is read strictly, whole in one place: a reference would lead out of it."""
    schema = model.model_json_schema()
    whole = _whole(schema, schema.pop("$defs", {}))
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": whole}}}}


def _whole(part: Any, parts: dict[str, Any]) -> Any:
    """The part of a schema with what it refers to in its place."""
    if isinstance(part, list):
        return [_whole(one, parts) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _whole(parts[part["$ref"].rpartition("/")[2]], parts)
    return {key: _whole(one, parts) for key, one in part.items()}


def read_strictly(content: bytes) -> dict[str, Any]:
    """A JSON object; ``Invalid`` with a sentence for whatever isn't one, and for what JSON readers differ over."""
    try:
        read = json.loads(
            content.decode("utf-8"), parse_constant=_not_a_number, parse_float=_finite, object_pairs_hook=_once_each
        )
    except UnicodeDecodeError:
        raise _refused("The body must be UTF-8.") from None
    except json.JSONDecodeError as fault:
        raise _refused(f"The body isn't JSON: {fault.msg.lower()}, line {fault.lineno} column {fault.colno}.") from None
    except ValueError:
        raise _refused("The body has a number with too many digits.") from None
    except RecursionError:
        raise _refused(f"The body is nested deeper than {DEEPEST} levels.") from None
    if not isinstance(read, dict):
        raise _refused("The body must be an object: {…}.")
    _look_through(read)
    return read


def _look_through(read: dict[str, Any]) -> None:
    level: list[Any] = [read]
    for _ in range(DEEPEST):
        if any(isinstance(one, str) and not _keepable(one) for one in level):
            raise _refused("The body has characters that can't be kept.")
        level = [part for one in level for part in _parts(one)]
        if not level:
            return
    raise _refused(f"The body is nested deeper than {DEEPEST} levels.")


def _parts(one: Any) -> Iterable[Any]:
    if isinstance(one, dict):
        return [*one.keys(), *one.values()]
    return one if isinstance(one, list) else ()


def _keepable(text: str) -> bool:
    """No database takes a NUL, no encoding half a surrogate pair."""
    return "\0" not in text and not any(0xD800 <= ord(c) <= 0xDFFF for c in text)


def _not_a_number(name: str) -> NoReturn:
    raise _refused(f"{name} isn't a value that JSON knows.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _refused("The body has a number that is too large.")
    return number


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _refused(f"The body has {twice[:60]!a} twice.")
    return found


def _refused(says: str) -> Invalid:
    return Invalid({"body": says})
