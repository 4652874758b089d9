"""Which kinds of case somebody may open: alone, or below another."""

from __future__ import annotations

from dataclasses import replace

from states.facts import Facts, Owner
from states.judgement import permitted
from states.kinds import machines
from states.language import Machine
from workflow.chasing.conflicts import as_scrutineer
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.policy import rulebooks


def kinds_alone(act: Act) -> list[Machine]:
    """The kinds that the person may open without a parent."""
    return [machine for machine in _as_opened(act) if machine.opening.alone and _may_open(machine, act)]


def kinds_below(act: Act, case: Casework) -> list[Machine]:
    """The kinds that the person may open below this case; none where they only read it."""
    if not case.acts:
        return []
    below = replace(act, actor=as_scrutineer(act.session, act.actor, case.family))
    return [
        machine for machine in _as_opened(act) if case.kind in machine.opening.parents and _may_open(machine, below)
    ]


def kinds_to_take_on(above: Casework | None) -> list[Machine]:
    """The kinds of which a case can be taken on that ran before Casekeeper, alone or below that one."""
    found = [
        machine
        for machine in machines().values()
        if (above is None and (machine.opening.alone or machine.opening.taken_on_alone))
        or (above is not None and above.kind in machine.opening.parents)
    ]
    return sorted(found, key=lambda machine: machine.title)


def _as_opened(act: Act) -> list[Machine]:
    return [rulebooks.resolved(machine, act.policy) for machine in machines().values()]


def _may_open(machine: Machine, act: Act) -> bool:
    facts = Facts(
        kind=machine.key,
        state=machine.starts_in,
        today=act.today,
        happened_on=act.happened_on,
        doer=act.doer,
        owner=Owner(),
        policy=act.policy.facts,
    )
    return permitted(machine.opening.by, facts)
