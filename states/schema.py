"""A kind's declaration as plain JSON, its questions as JSON Schema 2020-12: what ``GET /kinds/{kind}`` gives.

Agencies, people, themes, dates, entries and clocks that may be named differ from case to case, or from policy to
policy: the schema says strings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from states.asks import CRITERION_ANSWERS, MOST_LINE, MOST_ROWS, MOST_TEXT, REFERENCE, Ask, Option
from states.clocks import Clock
from states.language import Machine, Move, Opening, Register, Tell
from states.moves import taking_on

Schema = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(asks: Iterable[Ask]) -> Schema:
    """The schema of the ``answers`` that a move or opening takes: what isn't asked is refused."""
    return {"$schema": DIALECT, **_object(asks)}


def properties(asks: Iterable[Ask]) -> dict[str, Schema]:
    """The schema of each answer by itself, for a body that has other fields beside them."""
    return {ask.key: _property(ask) for ask in asks}


def as_json(machine: Machine) -> dict[str, object]:
    """The whole kind: its states, opening, moves with their questions, clocks with the law they stand on."""
    return {
        "key": machine.key,
        "title": machine.title,
        "plural": machine.plural,
        "starts_in": machine.starts_in,
        "states": [
            {
                "key": state.key,
                "label": state.label,
                "final": state.final,
                "aside": state.aside,
                "says": state.says,
                "waits_for": [{"role": role, "move": move, "since": since} for role, move, *since in state.waits_for],
            }
            for state in machine.states
        ],
        "says": machine.says,
        "about": machine.about,
        "group": machine.group or None,
        "track": machine.track or None,
        "registers": [_register(register) for register in machine.registers],
        "documents": [{"key": one.key, "title": one.title, "states": list(one.states)} for one in machine.documents],
        "opening": _opening(machine.opening),
        "taking_on": _taking_on(machine),
        "moves": [_move(move) for move in machine.moves],
        "clocks": [_clock(clock) for clock in machine.clocks],
        "evidence": {"states": list(machine.evidence.states), "by": list(machine.evidence.by)},
    }


def _opening(opening: Opening) -> dict[str, object]:
    return {
        "by": list(opening.by),
        "often": list(opening.often),
        "parents": list(opening.parents),
        "alone": opening.alone,
        "answers": json_schema(opening.asks),
        "needs": [guard.says for guard in opening.needs],
        "tells": _tells(opening.tells),
    }


def _taking_on(machine: Machine) -> dict[str, object]:
    """How a case that ran before Casekeeper is taken on; ``parts`` says which questions belong together."""
    parts = taking_on.parts(machine)
    return {
        "by": list(taking_on.TAKERS),
        "alone": machine.opening.alone or machine.opening.taken_on_alone,
        "parts": [{"title": part.title, "asks": [ask.key for ask in part.asks]} for part in parts],
        "answers": json_schema(taking_on.asks(machine)),
    }


def _move(move: Move) -> dict[str, object]:
    return {
        "key": move.key,
        "label": move.label,
        "from": list(move.sources),
        "to": move.target,
        "by": list(move.by),
        "of_itself": move.of_itself,
        "reopens": move.reopens,
        "for_another": move.for_another,
        "as_said": move.as_said,
        "back": move.back,
        "register": move.register or None,
        "group": move.group or None,
        "proposes": move.proposes,
        "reconsiders": list(move.reconsiders),
        "signs": move.signs.purpose if move.signs else None,
        "answers": json_schema(move.asks),
        "needs": [guard.says for guard in move.needs],
        "opens": [{"kind": opens.kind, "each": opens.each or None} for opens in move.opens],
        "tells": _tells(move.tells),
    }


def _register(register: Register) -> dict[str, object]:
    return {
        "key": register.key,
        "title": register.title,
        "one": register.one,
        "row": json_schema(register.asks),
        "named_by": list(register.named_by),
        "check": register.check or None,
    }


def _tells(tells: tuple[Tell, ...]) -> list[dict[str, object]]:
    return [{"says": tell.says, "to": list(tell.to), "at_once": tell.at_once} for tell in tells]


def _clock(clock: Clock) -> dict[str, object]:
    basis = clock.basis
    return {
        "key": clock.key,
        "label": clock.label,
        "lasts": str(clock.lasts) if clock.lasts else None,
        "every": str(clock.every) if clock.every else None,
        "starts": {"on": clock.starts.on, "key": clock.starts.key or None},
        "stops": list(clock.stops),
        "resumes": list(clock.resumes),
        "restarts": list(clock.restarts),
        "owed_to": clock.owed_to or None,
        "milestone": clock.milestone,
        "expectation": clock.expectation,
        "outlives": clock.outlives,
        "lapses": clock.lapses,
        "extended_by": clock.extended_by,
        "basis": {
            "document": basis.document,
            "edition": basis.edition or None,
            "where": basis.where or None,
            "checked": basis.checked,
        },
    }


def _object(asks: Iterable[Ask]) -> Schema:
    asked = tuple(asks)
    return {
        "type": "object",
        "properties": properties(asked),
        "required": [ask.key for ask in asked if ask.required],
        "additionalProperties": False,
    }


def _property(ask: Ask) -> Schema:
    hints = [ask.hint]
    if ask.past:
        hints.append("Not in the future")
    if ask.default:
        hints.append("If left out, the day this case's plan gives")
    described = ". ".join(hint for hint in hints if hint)
    return {"title": ask.label} | ({"description": described} if described else {}) | SHAPES[ask.type](ask)


def _string(ask: Ask) -> Schema:
    shape: Schema = {"type": "string", "maxLength": ask.most or (MOST_LINE if ask.type == "line" else MOST_TEXT)}
    # One character that isn't blank: an answer of blanks is none.
    return shape | ({"pattern": r"\S"} if ask.required else {})


def _named(ask: Ask) -> Schema:
    return {"type": "string"} | ({"minLength": 1} if ask.required else {})


def _one_of(options: Iterable[Option]) -> Schema:
    return {"type": "string", "oneOf": [{"const": option.value, "title": option.label} for option in options]}


def _list_of(items: Schema, ask: Ask) -> Schema:
    return {"type": "array", "items": items, "uniqueItems": True} | ({"minItems": 1} if ask.required else {})


def _rows(ask: Ask) -> Schema:
    shape: Schema = {"type": "array", "items": _object(ask.columns), "maxItems": ask.most or MOST_ROWS}
    return shape | ({"minItems": 1} if ask.required else {})


def _criteria(ask: Ask) -> Schema:
    return {
        "type": "object",
        "properties": {option.value: {"title": option.label, **_criterion()} for option in ask.options},
        "required": [option.value for option in ask.options],
        "additionalProperties": False,
    }


def _criterion() -> Schema:
    answers = (Option(value, label) for value, label in CRITERION_ANSWERS.items())
    return {
        "type": "object",
        "properties": {
            "answer": _one_of(answers),
            "reason": {"type": "string", "maxLength": MOST_TEXT, "pattern": r"\S"},
        },
        "required": ["answer", "reason"],
        "additionalProperties": False,
    }


SHAPES: Mapping[str, Callable[[Ask], Schema]] = {
    "line": _string,
    "text": _string,
    "day": lambda _: {"type": "string", "format": "date"},
    "whole": lambda _: {"type": "integer", "exclusiveMinimum": -(10**9), "exclusiveMaximum": 10**9},
    "choice": lambda ask: _one_of(ask.options),
    "choices": lambda ask: _list_of(_one_of(ask.options), ask),
    "yes_no": lambda _: {"type": "boolean"},
    "criteria": _criteria,
    "agency": _named,
    "agencies": lambda ask: _list_of({"type": "string"}, ask),
    "themes": lambda ask: _list_of({"type": "string"}, ask),
    "person": _named,
    "dated": _named,
    "entry": _named,
    "clock": _named,
    "case": lambda _: {"type": "string", "pattern": f"^{REFERENCE.pattern}$"},
    "row": _named,
    "items": lambda ask: _list_of({"type": "string"}, ask),
    "rows": _rows,
}
"""How the value of each type of ask looks in JSON; the same keys as ``asks.READERS``."""
