"""The questions as JSON Schema: it takes what ``Ask.read`` takes."""

import json
from datetime import date

import pytest

from states.asks import READERS, Ask, Known, Option
from states.kinds import machines
from states.moves.reviews.holding import as_review
from states.schema import DIALECT, SHAPES, as_json, json_schema
from tests.states.letters import SOUND

OPTIONS = (Option("a", "Alpha"), Option("b", "Beta"))
EVERY_TYPE = {
    "line": Ask(key="line", label="Title", type="line", hint="No names"),
    "text": Ask(key="text", label="Account", type="text", most=500, required=False),
    "day": Ask(key="day", label="Day", type="day", past=True),
    "whole": Ask(key="whole", label="How many", type="whole"),
    "choice": Ask(key="choice", label="Which", type="choice", options=OPTIONS),
    "choices": Ask(key="choices", label="Which of them", type="choices", options=OPTIONS),
    "yes_no": Ask(key="yes_no", label="Urgent", type="yes_no"),
    "criteria": Ask(key="criteria", label="Criteria", type="criteria", options=OPTIONS),
    "agency": Ask(key="agency", label="Agency", type="agency"),
    "agencies": Ask(key="agencies", label="Agencies", type="agencies", required=False),
    "themes": Ask(key="themes", label="Themes", type="themes", required=False),
    "person": Ask(key="person", label="Person", type="person"),
    "dated": Ask(key="dated", label="Date", type="dated"),
    "entry": Ask(key="entry", label="Entry", type="entry"),
    "clock": Ask(key="clock", label="Time limit", type="clock"),
    "case": Ask(key="case", label="Case", type="case"),
    "row": Ask(key="row", label="Row", type="row", of="proceedings"),
    "items": Ask(key="items", label="Items", type="items", of="waiting", required=False),
    "rows": Ask(key="rows", label="Rows", type="rows", columns=(Ask(key="n", label="N", type="whole"),), most=3),
}


def test_every_type_has_a_shape() -> None:
    """What can be read can be described, and nothing else."""
    assert set(READERS) == set(SHAPES) == set(EVERY_TYPE)


def test_the_answers_are_an_object_that_takes_nothing_else() -> None:
    """In the dialect of 2020-12, with what must be answered, and each question's words."""
    schema = json_schema(EVERY_TYPE.values())
    assert (DIALECT, "object", False) == (schema["$schema"], schema["type"], schema["additionalProperties"])
    assert set(EVERY_TYPE) - {"text", "agencies", "themes", "items"} == set(schema["required"])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("line", {"title": "Title", "description": "No names", "type": "string", "maxLength": 200, "pattern": r"\S"}),
        ("text", {"title": "Account", "type": "string", "maxLength": 500}),
        ("day", {"title": "Day", "description": "Not in the future", "type": "string", "format": "date"}),
        (
            "whole",
            {
                "title": "How many",
                "type": "integer",
                "exclusiveMinimum": -1_000_000_000,
                "exclusiveMaximum": 1_000_000_000,
            },
        ),
        (
            "choice",
            {
                "title": "Which",
                "type": "string",
                "oneOf": [{"const": "a", "title": "Alpha"}, {"const": "b", "title": "Beta"}],
            },
        ),
        ("yes_no", {"title": "Urgent", "type": "boolean"}),
        ("agency", {"title": "Agency", "type": "string", "minLength": 1}),
        ("agencies", {"title": "Agencies", "type": "array", "items": {"type": "string"}, "uniqueItems": True}),
        ("themes", {"title": "Themes", "type": "array", "items": {"type": "string"}, "uniqueItems": True}),
        ("case", {"title": "Case", "type": "string", "pattern": r"^[A-Z][A-Z0-9]{0,7}-[0-9]{4}-[0-9]{4,9}$"}),
        ("row", {"title": "Row", "type": "string", "minLength": 1}),
        (
            "rows",
            {
                "title": "Rows",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "n": {
                            "title": "N",
                            "type": "integer",
                            "exclusiveMinimum": -1_000_000_000,
                            "exclusiveMaximum": 1_000_000_000,
                        }
                    },
                    "required": ["n"],
                    "additionalProperties": False,
                },
                "maxItems": 3,
                "minItems": 1,
            },
        ),
    ],
)
def test_a_question_has_its_schema(kind: str, expected: dict[str, object]) -> None:
    """Label, hint, type and limits stand in the schema."""
    assert {kind: expected} == json_schema([EVERY_TYPE[kind]])["properties"]


def test_criteria_ask_for_an_answer_and_a_reason_each() -> None:
    """No criterion may be left out, and none goes without reasoning."""
    criteria = json_schema([EVERY_TYPE["criteria"]])["properties"]["criteria"]
    assert ["a", "b"] == criteria["required"]
    assert ["answer", "reason"] == criteria["properties"]["a"]["required"]
    values = [one["const"] for one in criteria["properties"]["a"]["properties"]["answer"]["oneOf"]]
    assert ["yes", "no", "not_known"] == values
    reasoned = {key: {"answer": "yes", "reason": "It was so."} for key in criteria["required"]}
    assert reasoned == EVERY_TYPE["criteria"].read(reasoned, Known(date(2026, 11, 23)))


def test_a_kind_is_plain_json() -> None:
    """Every shipped kind round-trips through JSON, with all of its states, moves and clocks."""
    for machine in machines().values():
        told = json.loads(json.dumps(as_json(machine), allow_nan=False))
        assert told == as_json(machine)
        assert [state.key for state in machine.states] == [state["key"] for state in told["states"]]
        assert [move.key for move in machine.moves] == [move["key"] for move in told["moves"]]
        assert [clock.key for clock in machine.clocks] == [clock["key"] for clock in told["clocks"]]
        assert [register.key for register in machine.registers] == [one["key"] for one in told["registers"]]
        assert [document.key for document in machine.documents] == [one["key"] for one in told["documents"]]
        assert (machine.track or None) == told["track"]


def test_a_list_says_what_is_kept_of_a_row() -> None:
    """Its columns as JSON Schema, what names a row, the day on which it is looked at; its moves say which list."""
    told = as_json(as_review(SOUND))
    (proceedings,) = told["registers"]
    assert ("proceedings", ["proceeding"], "next_check_on") == (
        proceedings["key"],
        proceedings["named_by"],
        proceedings["check"],
    )
    assert {"proceeding", "proceeding_effect", "next_check_on"} == set(proceedings["row"]["required"])
    update = next(move for move in told["moves"] if move["key"] == "update_proceedings")
    assert ("proceedings", "lists") == (update["register"], update["group"])


def test_a_move_and_a_clock_say_what_a_client_needs() -> None:
    """Who, from where to where, the sentences of refusal, the basis in law."""
    told = as_json(machines()["incident"])
    notify = next(move for move in told["moves"] if move["key"] == "notify")
    assert (["notifiable"], "notified", None) == (notify["from"], notify["to"], notify["signs"])
    assert [{"kind": "rapid_review", "each": None}] == notify["opens"]
    assert "The notification is after its due date: say why" in notify["needs"]
    assert ["sin_reference"] == notify["answers"]["required"]
    clock = next(clock for clock in told["clocks"] if clock["key"] == "notify_panel")
    assert ("5 working days", "nobody", "Children Act 2004") == (
        clock["lasts"],
        clock["extended_by"],
        clock["basis"]["document"],
    )
