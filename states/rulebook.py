"""A machine resolved with a policy's edition: the rules one case keeps from its opening to its end.

It round-trips through JSON and has a digest; a field at its default is left out, so that rulebooks written before
the language grew still read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any

from states import asks, clocks, conditions, language
from states.audiences import WHOSE_TURN
from states.canonical import canonical, digest
from states.clocks import Chase, Rung
from states.kinds import shaped
from states.language import Machine
from states.policy import Policy


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of one case: its kind's machine with the policy's durations, chases, sign-off exceptions, quorum."""

    machine: Machine
    chases: tuple[Chase, ...]
    policy_edition: str
    waives_low_risk: bool = False
    opinion_before_send: bool = False
    quorum: int = 0

    def chase(self, key: str) -> Chase:
        """The ladder of that key; KeyError where the policy has none."""
        for chase in self.chases:
            if chase.key == key:
                return chase
        raise KeyError(key)


TAGGED = {
    kind.__name__: kind
    for kind in (Rulebook, Chase, Rung, clocks.Basis, clocks.Lasts, clocks.Starts, clocks.Clock, conditions.Guard)
    + (asks.Ask, asks.Option, language.State, language.Tell, language.Opens, language.Signs, language.Opening)
    + (language.Evidence, language.Register, language.Document, language.Move, language.Machine)
}


def resolve(machine: Machine, policy: Policy) -> Rulebook:
    """The machine with the shape, the durations and the chases of this policy."""
    machine = shaped(machine, policy)
    resolved = tuple(clock.lasting(policy.durations.get(f"{machine.key}.{clock.key}")) for clock in machine.clocks)
    ladders = {chase.key: chase for chase in policy.chases}
    chases: dict[str, Chase] = {}
    chased = []
    for clock in resolved:
        chase = ladders.get(clock.chase)
        if chase is not None:
            chase = _chased(chase, clock.chased) if clock.chased else chase
            chases[chase.key] = chase
        chased.append(clock if chase is None else replace(clock, chase=chase.key))
    return Rulebook(
        replace(machine, clocks=tuple(chased)),
        tuple(chases.values()),
        policy.edition,
        policy.waives_low_risk,
        policy.opinion_before_send,
        policy.quorum,
    )


def _chased(chase: Chase, owners: tuple[str, ...]) -> Chase:
    """The ladder of rungs with these audiences where it says ``whose_turn``."""

    def named(to: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for key in to for one in (owners if key == WHOSE_TURN else (key,))))

    rungs = tuple(replace(rung, to=named(rung.to)) for rung in chase.rungs)
    return replace(chase, key="/".join((chase.key, *owners)), rungs=rungs, then_to=named(chase.then_to))


def to_json(rulebook: Rulebook) -> str:
    """The rulebook as canonical JSON."""
    return canonical(_plain(rulebook))


def digest_of(rulebook: Rulebook) -> str:
    """The rulebook's name: SHA-256 of its canonical JSON."""
    return digest(to_json(rulebook))


def from_json(text: str) -> Rulebook:
    """The rulebook that ``to_json`` wrote; ValueError where a word isn't in the language."""
    rulebook = _frozen(json.loads(text))
    if not isinstance(rulebook, Rulebook):
        raise ValueError("this isn't a rulebook")
    return rulebook


@cache
def _defaults(kind: type[Any]) -> Mapping[str, object]:
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if not is_dataclass(value):
        return value
    kind: Any = type(value)
    kept = {field.name: getattr(value, field.name) for field in fields(kind)}
    told = {name: part for name, part in kept.items() if name not in _defaults(kind) or part != _defaults(kind)[name]}
    return {"is": kind.__name__, **{name: _plain(part) for name, part in told.items()}}


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    if not isinstance(value, dict):
        return value
    name = value.pop("is", None)
    if name not in TAGGED:
        raise ValueError(f"the language has no {name}")
    try:
        return TAGGED[name](**{key: _frozen(part) for key, part in value.items()})
    except TypeError as fault:
        raise ValueError(f"{name}: {fault}") from None
