"""Opens a case with its answers: its row, its first entry, its clocks.

Whom it lets in is ``admitting.py``'s; what a move opens, ``children.py``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, insert, text, update

from states.conditions import holds
from states.facts import Facts, Owner, Relative
from states.judgement import judge_opening
from states.kinds import is_early, machines
from states.language import Machine
from states.roles import SCRUTINEER
from workflow import recalling
from workflow.access import said
from workflow.chasing import conflicts
from workflow.chasing.conflicts import as_scrutineer
from workflow.engine import below, clocks, subjects, telling
from workflow.engine.act import Act
from workflow.engine.admitting import admit, admit_to_state
from workflow.engine.answers import Answers, given, read_answers
from workflow.engine.casework import CAME_FROM, Casework, locked
from workflow.engine.named_cases import require_seen
from workflow.engine.receiving import NOTHING, Told, how_received
from workflow.engine.trail import append
from workflow.errors import Invalid, NotFound, NotPermitted, Refused
from workflow.people import directory
from workflow.policy import rulebooks
from workflow.tables.rows import CASEFILE

_NUMBER = text(
    """
    INSERT INTO numbering (partnership, year, last) VALUES (:partnership, :year, 1)
    ON CONFLICT (partnership, year) DO UPDATE SET last = numbering.last + 1
    RETURNING last
    """
)
_NEW = insert(CASEFILE).returning(CASEFILE.c.id)
_ROOTED = update(CASEFILE).where(CASEFILE.c.id == bindparam("case_id")).values(root=bindparam("root"))


def open_case(act: Act, kind: str, answers: object, *, parent: str | None = None) -> Casework:
    """Opens a case of ``kind`` as ``act`` has it, below the case ``parent`` names if any.

    Raises NotFound for an unknown kind or parent, NotPermitted, Invalid, Refused; writes nothing then.
    """
    machine = as_opened(act, kind)
    above = above_of(act, parent)
    _refuse_misplaced(machine, above)
    if above is not None:
        act = _as_in_family(act, machine, above)
    facts = opening_facts(act, machine, above, {})
    if not judge_opening(machine.opening, facts).permitted:
        raise NotPermitted(f"Your roles don't let you open a case of this kind ({machine.title.lower()}).")
    wrong, came_in = how_received(act)
    read = read_answers(machine.opening.asks, answers, act.known(), beside=wrong)
    require_seen(act, machine.opening.asks, read)
    judgement = judge_opening(machine.opening, opening_facts(act, machine, above, given(read)))
    if judgement.reasons:
        raise Refused(judgement.reasons)
    case = open_with(act, machine, read, above=above, told=came_in)
    below.begun_below(act, case, above)
    return case


def above_of(act: Act, parent: str | None) -> Casework | None:
    """The case below which another is to stand, locked; ``Invalid`` where it is another partnership's.

    Else a family would be two partnerships', each with its own roles and its own rules.
    """
    above = locked(act.session, parent, act.actor, act.today) if parent else None
    if above is not None and above.partnership != act.partnership:
        raise Invalid({"parent": f"{above.reference} is another partnership's: open this there, or below none"})
    return above


def _as_in_family(act: Act, machine: Machine, above: Casework) -> Act:
    """The act of somebody as they may act in this family: who has a conflict there opens nothing as scrutineer."""
    if SCRUTINEER not in machine.opening.by:
        return act
    root = above.family
    if act.recorded_for is not None:
        return replace(act, recorded_for=as_scrutineer(act.session, act.recorded_for, root))
    return replace(act, actor=as_scrutineer(act.session, act.actor, root))


def as_opened(act: Act, kind: str) -> Machine:
    """The kind as a case of it opened now would keep it; NotFound where there is none."""
    machine = machines().get(kind)
    if machine is None:
        raise NotFound(f"There is no kind of case called {kind}. There are: {', '.join(sorted(machines()))}.")
    return rulebooks.resolved(machine, act.policy)


def open_with(
    act: Act,
    machine: Machine,
    answers: Answers,
    *,
    above: Casework | None,
    beside: Casework | None = None,
    told: Told = NOTHING,
) -> Casework:
    """A case with these answers, below ``above`` or beside the case that opens it; whether it may be was judged.

    ``told``: how what was recorded for somebody came in.
    """
    case = new_case(act, machine, answers, above=above, state=starts_in(act, machine, above, answers), beside=beside)
    cause = {"cause": {"case": beside.reference, "seq": beside.seq}} if beside else {}
    more = {**placed(machine, above), **cause, **told}
    seq = append(act, case, "opened", came_from="", answers=answers, more=more)
    case.learn(answers.facts(seq, machine.opening.asks))
    settle(act, machine, case, answers)
    if beside is not None:
        near = {beside.id, beside.parent or beside.id, beside.family}
        said.hand_on(act.session, beside.family, near, case.id, seq, act.today)
    facts = replace(opening_facts(act, machine, above, given(answers)), state=case.state)
    clocks.wind(act, case, None, "", facts)
    case.save(act.session)
    if above is None and act.recorded_for is None and act.actor.holds(SCRUTINEER):
        # Nobody has written there before them: to open it is to say that they are free to.
        conflicts.declare_free(act.session, case.id, act.actor.person, case.id, seq)
    telling.tell(act, case, machine.opening.tells, facts)
    return case


def new_case(
    act: Act,
    machine: Machine,
    answers: Answers,
    *,
    above: Casework | None,
    state: str,
    beside: Casework | None = None,
    opened_by_above: bool = True,
) -> Casework:
    """The case's row, numbered and rooted, with no entry yet: whoever asks for it writes the first.

    ``beside``: the case that opens it where it stands below none; who may see it is as narrow. ``opened_by_above``
    False: its beginning is no act of the case above it, and doesn't follow that one's dates.
    """
    session, connection, opener = act.session, act.session.connection(), above or beside
    running = rulebooks.store(session, machines()[machine.key], act.policy)
    number = connection.execute(_NUMBER, {"partnership": act.partnership, "year": act.today.year}).scalar_one()
    agency, person = _owner(act, machine, answers)
    row: dict[str, Any] = {
        "partnership": act.partnership,
        "reference": f"{act.partnership}-{act.today.year}-{number:04d}",
        "kind": machine.key,
        "state": state,
        "final": False,
        "revision": 0,
        "seq": 0,
        "head": "",
        "root": above.root if above else None,
        "parent": above.id if above else None,
        "opened_by_seq": above.seq if above and opened_by_above else None,
        "proposal_seq": None,
        "restriction": opener.restriction if opener else "standard",
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
    return case


def placed(machine: Machine, above: Casework | None) -> dict[str, object]:
    """What a first entry says besides its answers: the kind, and below which entry of which case it stands."""
    return {"kind": machine.key} | ({"below": above.reference, "below_seq": above.seq} if above else {})


def settle(act: Act, machine: Machine, case: Casework, answers: Answers) -> None:
    """Who sees a new case, whom it is about, and by which words it is found again."""
    admit(act, machine, case)
    subjects.write(act.session, machine, case, answers)
    if recalling.concerns(case.kind, answers.values):
        recalling.remember(act.session.connection(), case.id, case.kind, case.facts)
    admit_to_state(act, case, "")


def starts_in(act: Act, machine: Machine, above: Casework | None, answers: Answers) -> str:
    """The state in which a case with these answers begins."""
    if not machine.starts:
        return machine.starts_in
    facts = opening_facts(act, machine, above, given(answers))
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


def opening_facts(act: Act, machine: Machine, above: Casework | None, answers: Mapping[str, object]) -> Facts:
    """What the guards of an opening may look at."""
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
        parent=_parent(above) if above else None,
        policy=act.policy.facts,
    )


def _parent(above: Casework) -> Relative:
    early = is_early(above.kind, above.state, str(above.facts.get(CAME_FROM, "")))
    return Relative(above.kind, above.state, above.final, above.owner_agency, early)


def _refuse_misplaced(machine: Machine, above: Casework | None) -> None:
    if not machine.opening.by:
        raise NotPermitted(f"A case of this kind ({machine.title.lower()}) is only opened by another case's move.")
    if above is None and not machine.opening.alone:
        raise Invalid({"parent": f"A case of this kind belongs below one of: {', '.join(machine.opening.parents)}"})
    refuse_parent(machine, above)


def refuse_parent(machine: Machine, above: Casework | None) -> None:
    """``Invalid`` where a case of this kind can't stand below that one."""
    if above is not None and above.kind not in machine.opening.parents:
        allowed = ", ".join(machine.opening.parents) or "no other case"
        raise Invalid({"parent": f"A case of this kind can stand below {allowed}, not below {above.reference}"})
