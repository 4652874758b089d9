"""The facts that guards read: only the parts that they name are looked up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states import roles
from states.calendar import LONDON, Calendar
from states.conditions import Guard
from states.evidence import RECORD
from states.facts import Facts, Owner, PolicyFacts, Relative, Shown, Signed, Ticking
from states.kinds import is_early
from states.language import Move
from states.policy import Policy
from states.rulebook import Rulebook
from workflow.access import said as access_said
from workflow.chasing import conflicts
from workflow.database.statements import Statement
from workflow.engine.act import Act
from workflow.engine.casework import CAME_FROM, FORMER_OWNERS, Casework
from workflow.engine.evidence_standing import came_later, stands
from workflow.engine.recorded_days import days_of_moves
from workflow.people import directory
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE, CLOCK, ENTRY, EVIDENCE, SIGNATURE

CONFIRM_WITHIN = 5  # working days in which a person may confirm or dispute what was recorded for them

_RELATIVE = (CASEFILE.c.kind, CASEFILE.c.state, CASEFILE.c.final, CASEFILE.c.owner_agency)
_PARENT = Statement(select(*_RELATIVE, CASEFILE.c.facts).where(CASEFILE.c.id == bindparam("case_id")))
_CHILDREN = Statement(select(*_RELATIVE).where(CASEFILE.c.parent == bindparam("case_id")))
_SIGNED = Statement(
    select(SIGNATURE.c.purpose, SIGNATURE.c.position, SIGNATURE.c.agency, SIGNATURE.c.person)
    .where(SIGNATURE.c.case_id == bindparam("case_id"), SIGNATURE.c.signs_seq == bindparam("proposal"))
    .order_by(SIGNATURE.c.seq)
)
_SHOWN = Statement(
    select(
        EVIDENCE.c.seq,
        EVIDENCE.c.by_person,
        EVIDENCE.c.by_agency,
        EVIDENCE.c.shows,
        stands(EVIDENCE).label("stands"),
        EVIDENCE.c.recorded_by,
    ).where(EVIDENCE.c.case_id == bindparam("case_id"), EVIDENCE.c.shows != bindparam("record"))
)
_HANDS = Statement(
    select(ENTRY.c.seq, ENTRY.c.move, ENTRY.c.actor, ENTRY.c.recorded_for).where(
        ENTRY.c.case_id == bindparam("case_id")
    )
)
_TICKING = Statement(
    select(CLOCK.c.key, CLOCK.c.due_on, CLOCK.c.status, CLOCK.c.stopped_on).where(
        CLOCK.c.case_id == bindparam("case_id")
    )
)
_RECORDED_FOR = Statement(
    select(ENTRY.c.seq, ENTRY.c.move).where(
        ENTRY.c.case_id == bindparam("case_id"),
        ENTRY.c.recorded_for == bindparam("person"),
        ENTRY.c.at >= bindparam("since"),
    )
)


def parts_read(guards: Iterable[Guard]) -> frozenset[str]:
    """The parts of the facts that these guards look at."""
    return frozenset(part for guard in guards for part in guard.reads)


def guards_of(move: Move) -> tuple[Guard, ...]:
    """Every guard that firing a move judges: its own, its children's and its tells'."""
    return (
        *move.needs,
        *(opens.when for opens in move.opens if opens.when),
        *(tell.when for tell in move.tells if tell.when),
    )


def gather(
    act: Act,
    case: Casework,
    parts: frozenset[str],
    *,
    given: Mapping[str, object] | None = None,
    entries: Mapping[int, str] | None = None,
) -> Facts:
    """The facts of a case in hand as they stand for this act, with the answers given over those it keeps."""
    session = act.session
    given = given or {}
    mine = {"case_id": case.id}
    parent: Relative | None = None
    children: tuple[Relative, ...] = ()
    signatures: tuple[Signed, ...] = ()
    evidence: tuple[Shown, ...] = ()
    clocks: tuple[Ticking, ...] = ()
    proposers: frozenset[int] = frozenset()
    if "parent" in parts and case.parent is not None:
        *above, facts = _PARENT.one(session, {"case_id": case.parent})
        parent = Relative(*above)
        parent = replace(parent, early=is_early(parent.kind, parent.state, json.loads(facts).get(CAME_FROM, "")))
    if "children" in parts:
        children = tuple(Relative(*row) for row in _CHILDREN.all(session, mine))
    if "signatures" in parts and case.proposal_seq is not None:
        rows = _SIGNED.all(session, mine | {"proposal": case.proposal_seq})
        # An agency's last word counts: who dissented may agree later to the same proposal.
        signatures = tuple({(row.purpose, row.agency): Signed(*row) for row in rows}.values())
    if "evidence" in parts:
        pieces = _SHOWN.all(session, mine | {"record": RECORD})
        found = [(one, "later" if came_later(case, one.seq) else one.stands) for one in pieces]
        evidence = tuple(Shown(one.by_person, one.by_agency, one.shows, how) for one, how in found)
        evidence += tuple(Shown(one.recorded_by, "", "", how) for one, how in found if one.recorded_by is not None)
    if "proposers" in parts and case.proposal_seq is not None:
        proposing = {move.key for move in case.machine.moves if move.proposes}
        # What was proposed before a case was taken on stands in the entry that tells of it.
        theirs = (row for row in _HANDS.all(session, mine) if row.move in proposing or row.seq == case.proposal_seq)
        hands = [(row.actor, row.recorded_for) for row in theirs]
        proposers = frozenset(person for pair in hands for person in pair if person is not None)
    if "clocks" in parts:
        clocks = tuple(Ticking(*row) for row in _TICKING.all(session, mine))
    newer_rules = "newer_rules" in parts and rulebooks.in_force(case.kind, act.policy) != case.running.digest
    return Facts(
        kind=case.kind,
        state=case.state,
        today=act.today,
        happened_on=act.happened_on,
        doer=act.doer,
        recorded_by=act.recorded_by,
        parties=frozenset({case.owner_agency, *case.facts.get(case.machine.shared_with, ())} - {""}),
        owner=Owner(case.owner_agency, case.owner_person, frozenset(case.facts.get(FORMER_OWNERS, ()))),
        answers={**case.facts, **given},
        given=given,
        parent=parent,
        children=children,
        signatures=signatures,
        evidence=evidence,
        proposers=proposers,
        clocks=clocks,
        conflicts=_declared(act, case) if "conflicts" in parts else frozenset(),
        policy=pinned(act.policy, case.running.rulebook),
        entries=entries or {},
        newer_rules=newer_rules,
        people=directory.by_address(session, act.partnership, act.today) if "people" in parts else {},
        days=days_of_moves(session, case) if "days" in parts else {},
        made=_made(session, case) if "made" in parts else {},
        access=access_said.words(session, case.id, act.today) if "access" in parts else frozenset(),
    )


def _made(session: Session, case: Casework) -> dict[str, frozenset[int]]:
    made: dict[str, set[int]] = {}
    for row in _HANDS.all(session, {"case_id": case.id}):
        made.setdefault(row.move, set()).update({row.actor, row.recorded_for} - {None})
    return {move: frozenset(hands) for move, hands in made.items()}


def _declared(act: Act, case: Casework) -> frozenset[int]:
    return conflicts.in_family(act.session, case.family).declared


def as_in_case(act: Act, case: Casework, facts: Facts, by: tuple[str, ...]) -> Facts:
    """The facts with whoever acts as they may act in this family: a scrutineer's conflict changes who is one."""
    if roles.SCRUTINEER not in by:
        return facts
    return replace(facts, doer=conflicts.as_scrutineer(act.session, act.doer, case.family))


def pinned(policy: Policy, rulebook: Rulebook) -> PolicyFacts:
    """What guards see of the policy in force, with the exceptions that this case's own rulebook keeps."""
    return _pinned(policy, rulebook.waives_low_risk, rulebook.opinion_before_send, rulebook.quorum)


@lru_cache(maxsize=64)
def _pinned(policy: Policy, waives: bool, opinion: bool, quorum: int) -> PolicyFacts:  # noqa: FBT001 - parts of a key
    return replace(policy.facts, waives_low_risk=waives, opinion_before_send=opinion, quorum=quorum)


def recorded_for(session: Session, case: Casework, person: int, today: date, calendar: Calendar) -> dict[int, str]:
    """The entries that were recorded for the person in the last working days, by number: to the end of the last."""
    first_day = calendar.step(today, -CONFIRM_WITHIN)
    since = datetime.combine(first_day, time(), LONDON)
    rows = _RECORDED_FOR.all(session, {"case_id": case.id, "person": person, "since": since})
    return {row.seq: row.move for row in rows}


def asks_for_entries(move: Move) -> bool:
    """Whether the move is for those whom something was recorded for."""
    return roles.RECORDED_FOR in move.by
