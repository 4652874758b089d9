"""A partnership's policy as people look at it: its limits, its editions, and which of them a case is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from states.differences import Difference, policy_differences, rulebook_differences
from states.kinds import machines
from states.policy import Policy, PolicyFaults
from states.rulebook import resolve
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.people import directory
from workflow.policy import editions, policies, rulebooks
from workflow.tables import Partnership, PolicyEdition


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition with the people who put it forward, confirmed it or took it back, by name."""

    edition: PolicyEdition
    status: str
    applied_by: str
    confirmed_by: str
    withdrawn_by: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of a kind under a policy, in words; ``national`` where the national defaults have another."""

    kind: str
    label: str
    lasts: str
    basis: str
    national: str = ""


@dataclass(frozen=True, slots=True)
class CaseRules:
    """The edition that a case is on; ``newer`` names the one in force where that is another, with what it changes."""

    edition: str
    newer: str = ""
    differences: tuple[Difference, ...] = ()


def edition_views(session: Session, partnership: str, today: date) -> list[EditionView]:
    """Every edition, the latest first."""
    of, names = session.get_one(Partnership, partnership), directory.addresses(session, partnership, today)
    return [
        EditionView(
            one,
            editions.status(of, one),
            *(names.get(who, who) for who in (one.applied_by, one.confirmed_by, one.withdrawn_by)),
        )
        for one in editions.every(session, partnership)
    ]


def differences_between(session: Session, partnership: str, before: str, after: str) -> list[Difference]:
    """What ``after`` changes of ``before``, each named as ``text_named`` has it; ``NotFound``, ``PolicyFaults``."""
    texts = [editions.text_named(session, partnership, name) for name in (before, after)]
    return policy_differences(*(policies.read(text) for text in texts))


def changes_of(edition: PolicyEdition, before: str) -> list[Difference]:
    """What an edition changes of the text that it is to replace; empty where either can't be read any more."""
    try:
        return policy_differences(policies.read(before), policies.read(edition.body))
    except PolicyFaults:
        return []


def limits(policy: Policy) -> list[Limit]:
    """Every limit that has a length, kind by kind, with the law it stands on."""
    national = policies.read("")
    found = list[Limit]()
    for machine in machines().values():
        usual = {one.key: str(one.length) for one in resolve(machine, national).machine.clocks}
        for clock in resolve(machine, policy).machine.clocks:
            if clock.length is not None:
                lasts = str(clock.length)
                other = usual.get(clock.key, lasts)
                differs = other if other != lasts else ""
                found.append(Limit(machine.title, clock.label, lasts, str(clock.basis), differs))
    return list(dict.fromkeys(found))  # a kind may have two clocks of one name, from two beginnings


def case_rules(act: Act, case: Casework) -> CaseRules:
    """Which edition a case is on, and what the rules in force would change for it; nothing for a case at its end."""
    mine = case.running.rulebook
    if case.final or rulebooks.in_force(case.kind, act.policy) == case.running.digest:
        return CaseRules(mine.policy_edition)
    now = resolve(machines()[case.kind], act.policy)
    return CaseRules(mine.policy_edition, now.policy_edition, tuple(rulebook_differences(mine, now)))


def review_has_come(policy: Policy, today: date) -> date | None:
    """The day on which the policy was to be looked at again, where it has come."""
    if not policy.review_on:
        return None
    day = date.fromisoformat(policy.review_on)
    return day if day <= today else None
