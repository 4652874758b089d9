"""The moves on a list that a case keeps row by row: add a row, bring it up to date, end it.

What is said of a row is an entry like any other; the case keeps the row as it now stands.
"""

from __future__ import annotations

from dataclasses import replace

from states.asks import Ask
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, Register

ADD, UPDATE, END = "add_row", "update_row", "end_row"
ENDED = "ended_on"
"""Where a row keeps the day on which it ended."""


def add_key(register: Register) -> str:
    """The move that adds a row."""
    return f"add_{register.key}"


def update_key(register: Register) -> str:
    """The move that brings a row up to date."""
    return f"update_{register.key}"


def end_key(register: Register) -> str:
    """The move that ends a row."""
    return f"end_{register.key}"


@predicate("has_rows")
def has_rows(facts: Facts, register: str) -> bool:
    """The register has a row that hasn't ended."""
    return bool(open_rows(facts, register))


@predicate("rows_complete_if")
def rows_complete_if(facts: Facts, register: str, column: str, value: str, *columns: str) -> bool:
    """Every row that hasn't ended and has ``value`` in ``column`` answers each of these columns."""
    theirs = [row for row in open_rows(facts, register) if row.get(column) == value]
    return all(row.get(one) not in (None, "") for row in theirs for one in columns)


@predicate("a_row_holds")
def a_row_holds(facts: Facts, register: str, column: str, value: str) -> bool:
    """A row that hasn't ended has ``value`` among its ``column``."""
    cells = [row.get(column) for row in open_rows(facts, register)]
    return any(isinstance(cell, list | tuple) and value in cell for cell in cells)


@predicate("no_row_holds")
def no_row_holds(facts: Facts, register: str, column: str, value: str) -> bool:
    """No row that hasn't ended has ``value`` among its ``column``."""
    return not a_row_holds(facts, register, column, value)


@predicate("reason_unless_no_row_holds")
def reason_unless_no_row_holds(facts: Facts, register: str, column: str, value: str, reason: str) -> bool:
    """No row that hasn't ended has ``value`` among its ``column``, or this move gives the reason for going on.

    Kept for the rules of cases that were opened before what was agreed had to be said.
    """
    return reason in facts.given or no_row_holds(facts, register, column, value)


def open_rows(facts: Facts, register: str) -> list[dict[str, object]]:
    """The rows of a register that haven't ended, as the case keeps them."""
    rows = facts.answers.get(register)
    return [row for row in rows if not row.get(ENDED)] if isinstance(rows, list) else []


def register_moves(
    register: Register, sources: tuple[str, ...], by: tuple[str, ...], verbs: tuple[str, ...] = ()
) -> tuple[Move, ...]:
    """The three moves on a register, in these states, by these doers; ``verbs`` are their labels."""
    one = register.one
    add, update, end = verbs or (f"Add: {one}", f"Bring up to date: {one}", f"End: {one}")
    which = Ask(key="row", label="Which one", type="row", of=register.key, kept_in_case=False)
    why = Ask(key="reason", label="How it ended, or why it is taken out", type="text", kept_in_case=False)
    asked = tuple(replace(ask, kept_in_case=False) for ask in register.asks)
    # What isn't said again stays as it was.
    again = tuple(replace(ask, required=ask.key == register.check) for ask in asked)
    some = (Guard("has_rows", f"There is none in the list: {register.title}", (register.key,), ("answers",)),)
    return (
        Move(add_key(register), add, sources, by=by, asks=asked, effect=ADD, register=register.key, group="lists"),
        Move(
            update_key(register),
            update,
            sources,
            by=by,
            asks=(which, *again),
            needs=some,
            effect=UPDATE,
            group="lists",
            register=register.key,
        ),
        Move(
            end_key(register),
            end,
            sources,
            by=by,
            asks=(which, why),
            needs=some,
            effect=END,
            register=register.key,
            group="lists",
        ),
    )
