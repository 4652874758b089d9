"""Opens a case: by a person, or as the child of another case's move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlmodel import Session

from states.asks import Answer
from states.conditions import holds
from states.facts import Facts, Owner, Relative
from states.judgement import judge_opening, unmet
from states.kinds import machines
from states.language import Machine, Move, Opens
from states.roles import AGENCY_LEAD, AGENCY_USER, LOCAL_AUTHORITY, SCRUTINEER
from workflow import access, directory, rulebooks
from workflow.conflicts import as_scrutineer
from workflow.engine import clocks, telling
from workflow.engine.act import Act
from workflow.engine.answers import Answers, given, read_answers
from workflow.engine.casework import Casework, locked
from workflow.errors import Invalid, NotFound, NotPermitted, Refused
from workflow.tables.rows import CASEFILE, MEMBER, SIGNATURE, SUBJECT
from workflow.trail import append

_NUMBER = text(
    """
    INSERT INTO numbering (partnership, year, last) VALUES (:partnership, :year, 1)
    ON CONFLICT (partnership, year) DO UPDATE SET last = numbering.last + 1
    RETURNING last
    """
)
_NEW = insert(CASEFILE).returning(CASEFILE.c.id)
_ROOTED = update(CASEFILE).where(CASEFILE.c.id == bindparam("case_id")).values(root=bindparam("root"))
_SIGNED_FOR = select(SIGNATURE.c.agency).where(
    SIGNATURE.c.case_id == bindparam("case_id"), SIGNATURE.c.seq == bindparam("seq")
)


def open_case(act: Act, kind: str, answers: object, *, parent: str | None = None) -> Casework:
    """Opens a case of ``kind`` as ``act`` has it, below the case ``parent`` names if any.

    Raises NotFound for an unknown kind or parent, NotPermitted, Invalid, Refused; writes nothing then.
    """
    machine = as_opened(act, kind)
    above = locked(act.session, parent, act.actor, act.today) if parent else None
    _refuse_misplaced(machine, above)
    if above is not None:
        act = _as_in_family(act, machine, above)
    facts = _opening_facts(act, machine, above, {})
    if not judge_opening(machine.opening, facts).permitted:
        raise NotPermitted(f"Your roles don't let you open a case of this kind ({machine.title.lower()}).")
    read = read_answers(machine.opening.asks, answers, act.known())
    judgement = judge_opening(machine.opening, _opening_facts(act, machine, above, given(read)))
    if judgement.reasons:
        raise Refused(judgement.reasons)
    return _open(act, machine, read, above=above)


def _as_in_family(act: Act, machine: Machine, above: Casework) -> Act:
    """The act of somebody as they may act in this family: who has a conflict there opens nothing as scrutineer."""
    if SCRUTINEER not in machine.opening.by:
        return act
    root = above.root or above.id
    if act.recorded_for is not None:
        return replace(act, recorded_for=as_scrutineer(act.session, act.recorded_for, root))
    return replace(act, actor=as_scrutineer(act.session, act.actor, root))


def as_opened(act: Act, kind: str) -> Machine:
    """The kind as a case of it opened now would keep it; NotFound where there is none."""
    machine = machines().get(kind)
    if machine is None:
        raise NotFound(f"There is no kind of case called {kind}. There are: {', '.join(sorted(machines()))}.")
    return rulebooks.resolved(machine, act.policy)


def open_children(act: Act, case: Casework, move: Move, answers: Answers, facts: Facts) -> list[Casework]:
    """Opens what a move opens: one child, or one for each agency or row that its answer names."""
    opened = []
    for opens in move.opens:
        if opens.when is not None and not holds(opens.when, facts):
            continue
        machine = as_opened(act, opens.kind)
        given_too = {key: _found(act, case, move, answers, value) for key, value in opens.gives}
        for carried in _carried(opens, machine, answers, case):
            read = read_answers(machine.opening.asks, carried | given_too, act.known())
            reasons = unmet(machine.opening.needs, _opening_facts(act, machine, case, given(read)))
            if reasons:
                raise Refused(reasons)
            opened.append(_open(act, machine, read, above=case))
    return opened


def _carried(opens: Opens, machine: Machine, answers: Answers, case: Casework) -> Iterator[dict[str, object]]:
    common = {key: _raw(answers.values[key]) for key in opens.carries if key in answers.values}
    common |= {key: case.facts[key] for key in opens.carries if key not in common and key in case.facts}
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
    partners = act.policy.statutory
    match value:
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


def _open(act: Act, machine: Machine, answers: Answers, *, above: Casework | None) -> Casework:
    session, connection = act.session, act.session.connection()
    running = rulebooks.store(session, machines()[machine.key], act.policy)
    number = connection.execute(_NUMBER, {"partnership": act.partnership, "year": act.today.year}).scalar_one()
    agency, person = _owner(act, machine, answers)
    row: dict[str, Any] = {
        "partnership": act.partnership,
        "reference": f"{act.partnership}-{act.today.year}-{number:04d}",
        "kind": machine.key,
        "state": _starts_in(act, machine, above, answers),
        "final": False,
        "revision": 0,
        "seq": 0,
        "head": "",
        "root": above.root if above else None,
        "parent": above.id if above else None,
        "opened_by_seq": above.seq if above else None,
        "proposal_seq": None,
        "restriction": above.restriction if above else "standard",
        "title": str(answers.values.get(machine.titled_by, "")),
        "owner_agency": agency,
        "owner_person": person,
        "opener": act.doer.person,
        "opened_on": act.happened_on,
        "closed_on": None,
        "due_on": None,
    }
    case_id = connection.execute(_NEW, row | {"facts": "{}", "rulebook": running.digest}).scalar_one()
    case = Casework(id=case_id, **row, facts={}, running=running, seq_before=0)
    if case.root is None:
        case.root = case_id
        connection.execute(_ROOTED, {"case_id": case_id, "root": case_id})
    more = {"kind": machine.key} | ({"below": above.reference, "below_seq": above.seq} if above else {})
    seq = append(act, case, "opened", came_from="", answers=answers, more=more)
    case.learn(answers.facts(seq, machine.opening.asks))
    _admit(act, machine, case)
    _write_subjects(session, machine, case, answers)
    admit_to_state(act, case, "")
    facts = replace(_opening_facts(act, machine, above, given(answers)), state=case.state)
    clocks.wind(act, case, None, "", facts)
    case.save(session)
    telling.tell(act, case, machine.opening.tells, facts)
    return case


def _starts_in(act: Act, machine: Machine, above: Casework | None, answers: Answers) -> str:
    if not machine.starts:
        return machine.starts_in
    facts = _opening_facts(act, machine, above, given(answers))
    return next((state for guard, state in machine.starts if holds(guard, facts)), machine.starts_in)


def _owner(act: Act, machine: Machine, answers: Answers) -> tuple[str, int | None]:
    if not machine.agency_from:
        # Whoever else opens it isn't chased for what only the unit can do.
        unit = act.policy.business_unit
        return unit, act.doer.person if unit in act.doer.agencies else None
    agency = str(answers.values.get(machine.agency_from, ""))
    email = answers.values.get(machine.person_from)
    return agency, person_at(act, agency, str(email)) if email else None


def person_at(act: Act, agency: str, email: str) -> int:
    """The person of that address, who must hold a role at the agency; ``Refused`` otherwise."""
    found = directory.doer_by_email(act.session, email, act.partnership, act.today)
    if agency not in found.agencies:
        raise Refused([f"{found.name} holds no role at the agency that this belongs to"])
    return found.person


def _admit(act: Act, machine: Machine, case: Casework) -> None:
    since = {
        "case_id": case.id,
        "from_on": min(case.opened_on, act.today),
        "person": None,
        "agency": None,
        "role": None,
    }
    rows = [since | {"role": role} for role in machine.members]
    if case.parent is None:
        rows += [since | opener for opener in _opener(act, machine)]
    taking_part = dict.fromkeys((case.owner_agency, *case.facts.get(machine.shared_with, ())))
    rows += [since | {"agency": agency} for agency in taking_part if agency not in ("", act.policy.business_unit)]
    # The duty to notify is the local authority's: whoever there may act must see.
    acting = {doer.partition("@") for move in machine.moves for doer in move.by}
    there = sorted(role for role, _, place in acting if place == LOCAL_AUTHORITY)
    rows += [since | {"role": role, "agency": act.policy.local_authority} for role in there]
    if rows:
        act.session.connection().execute(insert(MEMBER), rows)


def admit_to_state(act: Act, case: Casework, came_from: str) -> None:
    """Lets those in who see the case from this state on; they stay members when it moves on."""
    roles = case.state_now.admits if case.state != came_from else ()
    if not roles:
        return
    there = access.roles_let_in(act.session, case.id)
    row = {"case_id": case.id, "from_on": min(act.happened_on, act.today), "person": None, "agency": None}
    rows = [row | {"role": role} for role in roles if role not in there]
    if rows:
        act.session.connection().execute(insert(MEMBER), rows)


def _opener(act: Act, machine: Machine) -> list[dict[str, object]]:
    """Whoever opened it: by name, and so with all that comes below; an agency's own people by their role there, which
    is never handed down, or they would read every other agency's returns.
    """
    opening = [(role, agency) for role, agency in sorted(act.doer.roles) if role in machine.opening.by]
    if opening and all(role in (AGENCY_LEAD, AGENCY_USER) and agency for role, agency in opening):
        return [{"role": role, "agency": agency} for role, agency in opening]
    return [{"person": act.doer.person}]


def _write_subjects(session: Session, machine: Machine, case: Casework, answers: Answers) -> None:
    told = answers.values.get(machine.subjects_from, ())
    rows = [
        {
            "case_id": case.id,
            "pseudonym": row["pseudonym"],
            "age": row.get("age"),
            "expected_on": row.get("expected_on"),
        }
        for row in told  # type: ignore[attr-defined]
    ]
    if rows:
        session.connection().execute(insert(SUBJECT), rows)


def _opening_facts(act: Act, machine: Machine, above: Casework | None, answers: Mapping[str, object]) -> Facts:
    return Facts(
        kind=machine.key,
        state=machine.starts_in,
        today=act.today,
        happened_on=act.happened_on,
        doer=act.doer,
        recorded_by=act.recorded_by,
        owner=Owner(str(answers.get(machine.agency_from, "")) or act.policy.business_unit),
        answers=answers,
        given=answers,
        parent=Relative(above.kind, above.state, above.final, above.owner_agency) if above else None,
        policy=act.policy.facts,
    )


def _refuse_misplaced(machine: Machine, above: Casework | None) -> None:
    if not machine.opening.by:
        raise NotPermitted(f"A case of this kind ({machine.title.lower()}) is only opened by another case's move.")
    if above is None and not machine.opening.alone:
        raise Invalid({"parent": f"A case of this kind belongs below one of: {', '.join(machine.opening.parents)}"})
    if above is not None and above.kind not in machine.opening.parents:
        allowed = ", ".join(machine.opening.parents) or "no other case"
        raise Invalid({"parent": f"A case of this kind can stand below {allowed}, not below {above.reference}"})
