"""What an opening's form needn't ask of this person: what is known is filled in, what can't be isn't offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from states import roles
from states.asks import Ask
from states.facts import Doer
from states.language import Machine

BELOW_ONLY = "answer_only_below"
"""The guard by which an answer goes with some kinds of parent only."""


def preset(machine: Machine, doer: Doer, parent: str) -> Mapping[str, object]:
    """Answers to begin with: the one agency that they act for, unless they enter others' cases too; what it is about,
    where the kind stands below another case as something said of it.
    """
    found: dict[str, object] = {}
    asks = {ask.key: ask for ask in machine.opening.asks}
    agency = asks.get(machine.agency_from)
    for_others = any(doer.holds(role) for role in roles.MAY_RECORD_FOR_ANOTHER)
    if agency is not None and agency.type == "agency" and len(doer.agencies) == 1 and not for_others:
        found[agency.key] = next(iter(doer.agencies))
    if parent and machine.escalates and machine.titled_by in asks:
        found[machine.titled_by] = parent
    return found


def asked(machine: Machine, parent_kind: str) -> tuple[Ask, ...]:
    """The opening's questions without the options that could only be refused here; "" is no parent."""
    barred: dict[str, set[str]] = {}
    for guard in machine.opening.needs:
        if guard.key == BELOW_ONLY:
            key, value, *kinds = guard.args
            if parent_kind not in kinds:
                barred.setdefault(str(key), set()).add(str(value))
    return tuple(
        replace(ask, options=tuple(option for option in ask.options if option.value not in barred[ask.key]))
        if ask.key in barred
        else ask
        for ask in machine.opening.asks
    )
