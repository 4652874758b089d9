"""What a move opens: cases below this one or beside it, each with the answers that the declaration hands down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import bindparam, select

from states.asks import Answer
from states.conditions import holds
from states.facts import Facts
from states.judgement import unmet
from states.language import Machine, Move, Opens
from workflow.engine import handing_on, inherited, joint_scrutiny, links
from workflow.engine.act import Act
from workflow.engine.answers import Answers, given, read_answers
from workflow.engine.casework import Casework
from workflow.engine.opening import as_opened, open_with, opening_facts
from workflow.engine.recorded_days import last_day_of
from workflow.errors import Refused
from workflow.tables.rows import SIGNATURE

_SIGNED_FOR = select(SIGNATURE.c.agency).where(
    SIGNATURE.c.case_id == bindparam("case_id"), SIGNATURE.c.seq == bindparam("seq")
)


def open_children(act: Act, case: Casework, move: Move, answers: Answers, facts: Facts) -> list[Casework]:
    """Opens what a move opens: one child, or one for each agency or row that its answer names."""
    opened = []
    for opens in move.opens:
        if opens.when is not None and not holds(opens.when, facts):
            continue
        machine = as_opened(act, opens.kind)
        given_too = {key: _found(act, case, move, answers, value) for key, value in opens.gives}
        for carried in _carried(act, opens, machine, answers, case):
            read = read_answers(machine.opening.asks, carried | given_too, act.known())
            above = None if opens.beside else case
            reasons = unmet(machine.opening.needs, opening_facts(act, machine, above, given(read)))
            if reasons:
                raise Refused(reasons)
            child = open_with(act, machine, read, above=above, beside=None if above else case)
            if opens.beside:
                _join(act, case, child, opens.beside)
            handing_on.hand_on(act, case, child, opens.lists)
            opened.append(child)
    return opened


def _join(act: Act, case: Casework, child: Casework, kind: str) -> None:
    """A case that stands below none is joined to the one that opened it, as that one's last entry says."""
    links.say(act.session, case, child, kind, act.happened_on)
    if kind == links.JOINT:
        joint_scrutiny.share(act, case, child)


def _carried(act: Act, opens: Opens, machine: Machine, answers: Answers, case: Casework) -> Iterator[dict[str, object]]:
    common = {key: _raw(answers.values[key]) for key in opens.carries if key in answers.values}
    asked = (*opens.carries, *(machine.opening.inherits if not opens.beside else ()))
    common |= inherited.held(act.session, case, [key for key in asked if key not in common])
    if not opens.each:
        yield common
        return
    for one in answers.values.get(opens.each, ()):  # type: ignore[attr-defined]
        own = {key: _raw(cell) for key, cell in one.items()} if isinstance(one, dict) else {machine.agency_from: one}
        yield common | own


def _found(act: Act, case: Casework, move: Move, answers: Answers, value: str) -> object:
    """A value that a declaration gives a child, looked up where it says so (``language.GIVEN``)."""
    if value.startswith("@answer:"):
        return _raw(answers.values.get(value.removeprefix("@answer:")))
    if value.startswith("@kept:"):
        key = value.removeprefix("@kept:")
        return inherited.held(act.session, case, [key]).get(key)
    if value.startswith("@day_of:"):
        return (last_day_of(act.session, case, value.removeprefix("@day_of:")) or act.happened_on).isoformat()
    partners = act.policy.statutory
    match value:
        case "@happened_on":
            return act.happened_on.isoformat()
        case "@reference":
            return case.reference
        case "@statutory":
            return list(partners)
        case "@agency":
            return _agency_of(act, case, move)
        case "@other_partners":
            mine = _agency_of(act, case, move)
            return [agency for agency in partners if agency != mine]
        case _:
            return value


def _agency_of(act: Act, case: Casework, move: Move) -> str:
    """The agency that whoever made the move acted for: the one it was signed for, else a statutory partner's first."""
    signed = act.session.execute(_SIGNED_FOR, {"case_id": case.id, "seq": case.seq}).scalar_one_or_none()
    if signed is not None:
        return str(signed)
    asked = {doer.partition("@")[0] for doer in move.by}
    held = sorted(agency for role, agency in act.doer.roles if role in asked and agency)
    return next((agency for agency in held if agency in act.policy.statutory), held[0] if held else "")


def _raw(value: Answer | None) -> object:
    return value.isoformat() if isinstance(value, date) else value
