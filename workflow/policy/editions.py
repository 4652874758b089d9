"""Editions of a policy: put forward by one person, put in force by another, kept for ever with who did which and when.

An edition's text and name stand once in a partnership: nothing that happened to it is ever written over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.canonical import digest
from states.facts import Doer
from states.policy import Policy
from workflow.access import verbs
from workflow.errors import Invalid, NotFound, NotPermitted, Refused
from workflow.people import directory
from workflow.policy import policies
from workflow.tables import Partnership, Person, PolicyEdition
from workflow.tables.rows import POLICY_EDITION

IN_FORCE, NATIONAL = "in-force", "national"
"""Words that name an edition wherever two are compared."""
SHORTEST_DIGEST = 6
_EDITIONS = (
    select(PolicyEdition)
    .where(POLICY_EDITION.c.partnership == bindparam("partnership"))
    .order_by(POLICY_EDITION.c.applied_at.desc(), POLICY_EDITION.c.digest)
)


@dataclass(frozen=True, slots=True)
class By:
    """Who handles a policy: a person whom we know, or with ``person`` None the operator by their login name."""

    name: str
    person: int | None = None


def person(session: Session, doer: Doer) -> By:
    """Somebody who may put policies forward and confirm them; ``NotPermitted`` otherwise."""
    if not verbs.can(doer, "apply_policy"):
        raise NotPermitted("A policy is for business managers and administrators to put forward and to confirm.")
    found = session.get(Person, doer.person)
    return By(found.email if found is not None else doer.name, doer.person)


def put_forward(session: Session, partnership: str, text: str, *, by: By, now: datetime) -> PolicyEdition:
    """Puts a policy forward for a second person to confirm; a partnership's first is in force at once.

    The text that is in force, or waits already, is given back as it stands. Raises ``PolicyFaults`` where it can't be
    taken, ``Invalid`` where it names agencies that aren't there, ``Refused`` for an edition that was used before.
    """
    policy, name = policies.read(text), digest(text)
    of = _locked(session, partnership)
    _refuse_strangers(session, partnership, policy)
    same = session.get(PolicyEdition, (partnership, name))
    if same is not None and status(of, same) in ("in force", "waits"):
        return same
    used = next((one for one in every(session, partnership) if one.edition == policy.edition), None)
    if used is not None:
        raise Refused([_used_before(of, used, same=same is not None)])
    if policy.edition in (IN_FORCE, NATIONAL):
        raise Invalid(
            {"edition": f"edition: found {policy.edition!r}, which has a meaning of its own: name it otherwise"}
        )
    edition = PolicyEdition(
        partnership=partnership,
        digest=name,
        edition=policy.edition,
        body=text,
        instead_of=of.policy,
        applied_by=by.name,
        applied_person=by.person,
        applied_at=now,
    )
    session.add(edition)
    if not of.policy:
        edition.confirmed_at = now
        of.policy = name
        session.add(of)
    session.flush()
    return edition


def confirm(session: Session, partnership: str, name: str, *, by: By, now: datetime) -> PolicyEdition:
    """Puts a waiting edition in force for cases opened from now on.

    ``Refused`` where it doesn't wait, or the person who confirms it put it forward.
    """
    of = _locked(session, partnership)
    edition = named(session, partnership, name)
    _require_waiting(session, of, edition)
    if by.person is None:
        raise NotPermitted("A policy is confirmed by a person whom we know: say who, by their address.")
    if edition.applied_person == by.person:
        raise Refused([f"You put edition {edition.edition} forward: somebody else must confirm it"])
    edition.confirmed_by, edition.confirmed_person, edition.confirmed_at = by.name, by.person, now
    of.policy = edition.digest
    session.add_all([edition, of])
    session.flush()
    return edition


def withdraw(session: Session, partnership: str, name: str, *, by: By, now: datetime) -> PolicyEdition:
    """Takes back what was put forward; ``Refused`` where it doesn't wait."""
    of = _locked(session, partnership)
    edition = named(session, partnership, name)
    _require_waiting(session, of, edition)
    edition.withdrawn_by, edition.withdrawn_at = by.name, now
    session.add(edition)
    session.flush()
    return edition


def every(session: Session, partnership: str) -> list[PolicyEdition]:
    """Every edition that was ever put forward, the latest first."""
    return list(session.execute(_EDITIONS, {"partnership": partnership}).scalars())


def in_force(session: Session, partnership: str) -> PolicyEdition | None:
    """The edition in force; None where the national defaults alone are."""
    of = session.get(Partnership, partnership)
    return session.get(PolicyEdition, (partnership, of.policy)) if of is not None and of.policy else None


def waiting(session: Session, partnership: str) -> list[PolicyEdition]:
    """The editions that wait for a second person, the latest first."""
    of = session.get(Partnership, partnership)
    return [one for one in every(session, partnership) if of is not None and status(of, one) == "waits"]


def status(of: Partnership, edition: PolicyEdition) -> str:
    """Where an edition stands: in force, was in force, waits, withdrawn, or overtaken by one confirmed meanwhile."""
    if edition.digest == of.policy:
        return "in force"
    if edition.confirmed_at is not None:
        return "was in force"
    if edition.withdrawn_at is not None:
        return "withdrawn"
    return "waits" if edition.instead_of == of.policy else "overtaken"


def named(session: Session, partnership: str, name: str) -> PolicyEdition:
    """The edition of that name, or whose digest begins so; ``NotFound`` where there is none, or several."""
    found = every(session, partnership)
    fitting = [one for one in found if one.edition == name]
    if not fitting and len(name) >= SHORTEST_DIGEST:
        fitting = [one for one in found if one.digest.startswith(name.lower())]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(one.edition for one in found) or "none yet"
    says = "Several editions begin so" if fitting else f"{partnership} has no edition {name}"
    raise NotFound(f"{says}. There are: {known}.")


def text_named(session: Session, partnership: str, name: str) -> str:
    """The text of an edition: ``in-force``, ``national``, its name, or the beginning of its digest."""
    if name == NATIONAL:
        return ""
    if name == IN_FORCE:
        found = in_force(session, partnership)
        return found.body if found is not None else ""
    return named(session, partnership, name).body


def _locked(session: Session, partnership: str) -> Partnership:
    """The partnership, its policy held still until this transaction ends."""
    found = session.get(Partnership, partnership, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"There is no partnership {partnership}.")
    return found


def _require_waiting(session: Session, of: Partnership, edition: PolicyEdition) -> None:
    stands = status(of, edition)
    if stands == "waits":
        return
    now = in_force(session, edition.partnership)
    why = {
        "in force": "is in force already",
        "was in force": "was in force before",
        "withdrawn": f"was withdrawn by {edition.withdrawn_by}",
        "overtaken": f"was put forward before edition {now.edition if now else ''} came into force: "
        "put it forward anew, under an edition name of its own",
    }[stands]
    raise Refused([f"Edition {edition.edition} {why}"])


def _used_before(of: Partnership, used: PolicyEdition, *, same: bool) -> str:
    stands = status(of, used)
    if not same:
        return f"There is an edition {used.edition} with other words ({stands}): give this file another edition name"
    why, again = {
        "was in force": ("was in force before", "bring it back"),
        "withdrawn": ("was withdrawn", "put it forward again"),
        "overtaken": ("was put forward before another came into force", "put it forward again"),
    }[stands]
    return f"Edition {used.edition} {why}. To {again}, give its file an edition name of its own"


def _refuse_strangers(session: Session, partnership: str, policy: Policy) -> None:
    """``Invalid`` where the policy names agencies that the partnership doesn't have."""
    providers = (one.key for one in policy.providers_say)
    agencies = {*policy.statutory, policy.local_authority, policy.business_unit, *providers} - {""}
    strangers = sorted(agencies - set(directory.agencies(session, partnership)))
    if strangers:
        says = f"The policy names agencies that {partnership} doesn't have: {', '.join(strangers)}"
        raise Invalid({"partners": f"{says}. Add each: casekeeper agency add KEY NAME"})
