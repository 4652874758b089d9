"""Who may stand in for a scrutineer in a matter: another scrutineer, independent, with no part in it.

*The scrutineer's role asks for somebody who is neither of the agencies nor has a hand in what is scrutinised; lay
scrutineers, auditors and administrators see no case's content, named or not.* Knows nothing of conflicts' rows.
"""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, or_, select

from states import roles
from states.facts import Doer
from states.kinds import machines
from workflow.access import members
from workflow.access.sight import NO_CASES, excluded, independent
from workflow.chasing import conflicts
from workflow.database.statements import Statement
from workflow.engine.act import Act
from workflow.people import directory
from workflow.tables.rows import CASEFILE, ENTRY

INVITE = "Where there is none, invite one first, under People: a neighbouring partnership's scrutineer may stand in"
_VIEWER = bindparam("viewer", type_=Integer)
_STANDING = Statement(
    select(
        excluded(_VIEWER).label("excluded"), independent(_VIEWER, CASEFILE.c.partnership).label("independent")
    ).where(CASEFILE.c.id == bindparam("root"))
)
_OF_FAMILY = CASEFILE.c.root == bindparam("root")
_MOVED = Statement(
    select(CASEFILE.c.kind, ENTRY.c.move)
    .join_from(ENTRY, CASEFILE, CASEFILE.c.id == ENTRY.c.case_id)
    .where(_OF_FAMILY, or_(ENTRY.c.actor == _VIEWER, ENTRY.c.recorded_for == _VIEWER))
    .distinct()
)


def reasons_against(act: Act, root: int, person: Doer) -> list[str]:
    """Every reason, as a sentence, why the person can't stand in as scrutineer in the family; empty if they can."""
    found, name = [], person.name
    standing = _STANDING.one(act.session, {"root": root, "viewer": person.person, "today": act.today})
    if person.person in conflicts.in_family(act.session, root).declared:
        found.append(f"{name} has declared a conflict in this case: name somebody else")
    if person.person == act.actor.person:
        found.append("You can't name yourself: the scrutineer's substitute is named by another person")
    if person.agencies:
        found.append(f"{name} works for an agency here: name somebody independent of all of them")
    blind = [roles.TITLES[role].lower() for role in NO_CASES if person.holds(role)]
    if blind:
        found.append(f"{name} is {' and '.join(blind)} here, and so reads no case: name somebody else")
    if not person.holds(roles.SCRUTINEER):
        found.append(f"{name} isn't a scrutineer here: only another scrutineer stands in. {INVITE}")
    elif not standing.independent:
        found.append(f"{name} hasn't declared that they are independent, as every scrutineer does: ask them to first")
    if standing.excluded:
        found.append(f"{name} is excluded from this case: name somebody else")
    elif _has_part(act, root, person):
        found.append(f"{name} has a part in this case, or had one, besides scrutinising it: name somebody else")
    return found


def others(act: Act, declared: frozenset[int]) -> list[Doer]:
    """The partnership's scrutineers of today but those in conflict, or of a role that reads none."""
    here = directory.people(act.session, act.partnership, act.today)
    may = [one for one in here if one.holds(roles.SCRUTINEER) and not any(one.holds(role) for role in NO_CASES)]
    return [one for one in may if one.person not in declared]


def _has_part(act: Act, root: int, person: Doer) -> bool:
    """Whether they see the family by another role, are or were its reviewer, or made a move that isn't a scrutineer's.

    Whoever decided, proposed or signed in it is so found.
    """
    held = {role for role, _ in person.roles} - {roles.SCRUTINEER}
    if roles.BUSINESS_MANAGER in held:
        return True
    let_in, named_for = members.roles_in_family(act.session, root, person.person)
    if held & let_in or named_for - {roles.SCRUTINEER}:
        return True
    return any(
        _is_others(row.kind, row.move) for row in _MOVED.all(act.session, {"root": root, "viewer": person.person})
    )


def _is_others(kind: str, key: str) -> bool:
    """Whether only others than scrutineers make the move."""
    move = machines()[kind].move(key)
    by = set(move.by) - {roles.RECORDED_FOR} if move is not None else set()
    return bool(by) and roles.SCRUTINEER not in by
