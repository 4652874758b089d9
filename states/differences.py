"""What one policy, or one case's rules, has otherwise than another: key, before, after. Knows no database.

It walks whatever a policy is made of, so that a table which a policy gains is compared without a line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from states.clocks import Chase, Lasts
from states.language import Machine
from states.policy import WEEKDAYS, Policy
from states.policy_file import FIELDS, TABLES
from states.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Difference:
    """A key that isn't the same in two policies; None where one of them doesn't have it."""

    key: str
    before: str | None
    after: str | None

    @property
    def says(self) -> str:
        """The difference in a few words: added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def policy_differences(before: Policy, after: Policy) -> list[Difference]:
    """Every key of the resolved policies that differs, by the names that a policy's file has for them."""
    return list(_compared(policy_words(before), policy_words(after)))


def policy_words(policy: Policy) -> dict[str, str]:
    """The whole policy as words by key, in the order of its fields."""
    return dict(words for name in _names(Policy) for words in _flat(FILE_KEYS.get(name, name), getattr(policy, name)))


def rulebook_differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """What a case would gain or lose by other rules: states, moves, limits, chases, exceptions; each by its name."""
    changed = list(_compared(_rulebook_words(before), _rulebook_words(after)))
    old = {move.key: move for move in before.machine.moves}
    same = [move for move in after.machine.moves if move.key in old and move != old[move.key]]
    return changed + [Difference(f"move {move.label}", "as it was", "changed") for move in same]


def chase_words(chase: Chase) -> list[tuple[str, str]]:
    """A ladder of rungs in words: when, and who is reached."""
    rungs = [(when(rung.at), reaches(rung.to, at_once=rung.at_once)) for rung in chase.rungs]
    return [*rungs, (f"then every {Lasts(chase.then_every, 'working days')}", reaches(chase.then_to))]


def when(at: int) -> str:
    """A rung's day in words."""
    if at == 0:
        return "on the day"
    return f"{Lasts(abs(at), 'working days')} {'before' if at < 0 else 'late'}"


def reaches(to: tuple[str, ...], *, at_once: bool = False) -> str:
    """Audiences in words."""
    return ", ".join(key.replace("_", " ") for key in to) + (", at once" if at_once else "")


def _compared(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    """Table by table, in each what there is afterwards first, in its order; what was removed stands last."""
    keys = list(dict.fromkeys((*after, *before)))
    tables = {table: place for place, table in enumerate(dict.fromkeys(key.partition(" ")[0] for key in keys))}
    for key in sorted(keys, key=lambda key: tables[key.partition(" ")[0]]):
        if before.get(key) != after.get(key):
            yield Difference(key, before.get(key), after.get(key))


def _rulebook_words(rulebook: Rulebook) -> dict[str, str]:
    apart = ("machine", "policy_edition")
    others = [
        words
        for name in _names(Rulebook)
        if name not in apart
        for words in _flat(FILE_KEYS.get(name, name), getattr(rulebook, name))
    ]
    return dict([*_machine_words(rulebook.machine), *others])


def _machine_words(machine: Machine) -> Iterable[tuple[str, str]]:
    yield from ((f"state {state.label}", "ends the case" if state.final else "open") for state in machine.states)
    yield from ((f"move {move.label}", _goes(machine, move.target)) for move in machine.moves)
    for clock in machine.clocks:
        yield f"limit {clock.label}", str(clock.lasts) if clock.lasts else "a date that is agreed"
        yield f"start of {clock.label}", str(clock.starts)
        yield f"chase of {clock.label}", clock.chase or "none"


def _goes(machine: Machine, target: str | None) -> str:
    return f"leads to {machine.state(target).label}" if target else "stays where it is"


def _flat(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """A value as words by key: tables and lists of tables key by key, everything else as one line."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _flat(f'{key}."{name}"' if "." in name else f"{key}.{name}", one)
    elif isinstance(value, Chase):
        yield from ((f"{key} {day}", whom) for day, whom in chase_words(value))
    elif is_dataclass(value) and type(value).__str__ is object.__str__:
        for name in _names(type(value)):
            if name == "key":
                continue  # it stands in the name of what it belongs to
            yield from _flat(f"{key}.{FILE_KEYS.get(name, name)}", getattr(value, name))
    elif isinstance(value, tuple) and any(is_dataclass(one) or isinstance(one, tuple) for one in value):
        for number, one in enumerate(value, 1):
            yield from _flat(*_named(key, number, one))
    else:
        yield key, _line(key, value)


def _named(key: str, number: int, one: Any) -> tuple[str, Any]:
    """An item of a list by its own name where it has one, so that one more doesn't shift the others."""
    if isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str):
        return f"{key}.{one[0]}", one[1]
    name = getattr(one, "key", None)
    return f"{key}.{name}" if name else f"{key}[{number}]", one


def _line(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and key == "digest.summary_weekday":
        return WEEKDAYS[value]
    if key == "meetings.quorum" and value == 0:
        return "all"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value in ("", None) else str(value)


def _names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]


def _file_keys(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of a policy's field and the key that its file has for it."""
    for name, inner in tables.items():
        key = f"{prefix}{name}"
        if isinstance(inner, Mapping):
            yield from _file_keys(inner, f"{key}.")
        else:
            yield FIELDS.get(key, name), key


FILE_KEYS = dict(_file_keys(TABLES))
