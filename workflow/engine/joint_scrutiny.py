"""A joint pair shares its scrutineer: who has a conflict in one family of cases, and who acts instead, counts in both.

What a move about a conflict does in its own family is ``conflict_effects.py``'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert

from states.language import Tell
from states.moves.conflict_moves import DECLARE, NAME
from states.roles import SCRUTINEER
from workflow.access import members
from workflow.chasing import conflicts
from workflow.engine import links, telling
from workflow.engine.act import Act
from workflow.engine.casework import Casework, by_id
from workflow.engine.gathering import gather, guards_of, parts_read
from workflow.engine.trail import append
from workflow.tables.rows import MEMBER

FOLLOWS = "scrutiny_shared"
TAKEN_OVER = Tell(
    "conflict_shared",
    "A conflict that you declared counts in another case too, since the two were joined: say if it shouldn't",
    (),
    at_once=True,
    dated=False,
)
NO_LONGER = "scrutiny_parted"
GIVEN_BACK = Tell(
    "conflict_parted",
    "A scrutineer's conflict counts no more in a case, since it was parted from the one where it was declared: declare "
    "it here too if there is one",
    ("scrutineer", "business_manager"),
    at_once=True,
    dated=False,
)
WHY_DECLARED = "you declared a conflict in a case that it was joined to"


def declare(act: Act, root: int, person: int, case: Casework) -> None:
    """The person's conflict, which the case's last entry tells of, stands in the family; who stood in leaves it."""
    leave(act, root, conflicts.in_family(act.session, root).substitutes & {person})
    conflicts.declare(act.session, root, person, case.id, case.seq)


def name(act: Act, root: int, person: int) -> None:
    """From now on the person acts as scrutineer in the family, and sees it by name; who did before leaves."""
    before = conflicts.in_family(act.session, root).substitutes
    leave(act, root, before - {person})
    conflicts.name_substitute(act.session, root, person)
    if person not in before:
        member = {"case_id": root, "person": person, "role": SCRUTINEER, "from_on": act.today}
        act.session.execute(insert(MEMBER), member)


def end(act: Act, root: int) -> None:
    """No conflict stands in the family any more."""
    substitutes = conflicts.in_family(act.session, root).substitutes
    conflicts.end(act.session, root)
    leave(act, root, substitutes)


def leave(act: Act, root: int, people: frozenset[int]) -> None:
    """Who stood in sees the family no longer."""
    if people:
        members.end_membership(act.session, root, people, SCRUTINEER, act.today)


def share(act: Act, case: Casework, other: Casework) -> None:
    """Two cases have become a joint pair: what either family knows of conflicts and substitutes, both know.

    Where both have a substitute, that of the case which says the link acts.
    """
    session = act.session
    own, there = case.family, links.joint_families(act.session, case.family)
    known = {root: conflicts.in_family(session, root) for root in (own, *sorted(there))}
    declared = frozenset(person for one in known.values() for person in one.declared)
    stand_in = [person for one in known.values() for person in sorted(one.substitutes) if person not in declared]
    for root, one in known.items():
        for person in sorted(declared - one.declared):
            declare(act, root, person, case)
        if declared and stand_in and one.substitutes != {stand_in[0]}:
            name(act, root, stand_in[0])
        if conflicts.in_family(session, root) != one:
            joint = [] if root == own else _in_hand(act, there[root], other)
            if root == own:
                _tell(act, case, NAME if stand_in else DECLARE)
            else:
                _follow(act, case, joint, NAME if stand_in else DECLARE)
            # A link is anybody's in the unit to say: whom it takes a case from hears of it.
            for person in sorted(declared - one.declared):
                telling.tell_person(act, joint[0] if joint else case, TAKEN_OVER, person, WHY_DECLARED)


def part(act: Act, case: Casework, other: Casework) -> None:
    """Two cases are a joint pair no more: in each what was declared with it stays, what came from the other ends.

    Nothing, where they are still joined by way of a third.
    """
    sides = {one.id: families(act, one) for one in (case, other)}
    if other.family in sides[case.id]:
        return
    changed = {one.id: _without_the_others(act, sides[one.id]) for one in (case, other)}
    if not any(changed.values()):
        return
    for one in (case, other):
        there = links.joint_families(act.session, one.family)
        beyond = [by_id(act.session, joint) for root in changed[one.id] & set(there) for joint in sorted(there[root])]
        for joint in (one, *beyond):
            cause = {"cause": {"case": case.reference, "seq": case.seq}} if joint is not case else None
            append(act, joint, NO_LONGER, came_from=joint.state, raises=False, of_itself=True, more=cause)
            if joint.family in changed[one.id]:
                telling.tell(act, joint, (GIVEN_BACK,), gather(act, joint, frozenset()))
            if joint is not case:  # which whoever makes the move saves
                joint.save(act.session)


def _without_the_others(act: Act, roots: list[int]) -> set[int]:
    """The families of these in which a conflict ended that was declared in none of them; who stood in leaves then."""
    theirs, changed = conflicts.declared_in(act.session, roots), set[int]()
    for root in roots:
        known = conflicts.in_family(act.session, root)
        gone = known.declared - theirs
        if gone:
            conflicts.end_of(act.session, root, gone)
            changed.add(root)
            if gone == known.declared:
                leave(act, root, known.substitutes)
    return changed


def tell_joint(act: Act, case: Casework, move: str) -> None:
    """The joint cases of other families hear of a move about a conflict, and their people as its declaration says."""
    for cases in links.joint_families(act.session, case.family).values():
        _follow(act, case, [by_id(act.session, one) for one in sorted(cases)], move)


def families(act: Act, case: Casework) -> list[int]:
    """The roots of the families that share the case's scrutineer, its own first."""
    own = case.family
    return [own, *sorted(links.joint_families(act.session, own))]


def _in_hand(act: Act, cases: frozenset[int], other: Casework) -> list[Casework]:
    return [other if one == other.id else by_id(act.session, one) for one in sorted(cases)]


def _follow(act: Act, case: Casework, joint: Iterable[Casework], move: str) -> None:
    cause = {"cause": {"case": case.reference, "seq": case.seq}}
    for other in joint:
        append(act, other, FOLLOWS, came_from=other.state, raises=False, of_itself=True, more=cause)
        other.save(act.session)
        _tell(act, other, move)


def _tell(act: Act, case: Casework, move: str) -> None:
    declared = case.machine.move(move)
    if declared is not None:
        telling.tell(act, case, declared.tells, gather(act, case, parts_read(guards_of(declared))))
