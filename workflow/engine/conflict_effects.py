"""What the moves about a scrutineer's conflict do, beyond their entries."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import insert

from states.roles import SCRUTINEER
from workflow import access, conflicts, directory
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effect import Effect
from workflow.errors import Refused
from workflow.tables.rows import MEMBER


def declare_conflict(act: Act, case: Casework, answers: Answers) -> Effect:
    """From now on somebody else hears and acts as scrutineer, in the whole family of the case."""
    root, person = case.root or case.id, act.doer.person
    if person in conflicts.in_family(act.session, root).declared:
        raise Refused(["A conflict in this case is declared already"])

    def follow(act: Act, case: Casework) -> None:
        _leave(act, root, conflicts.in_family(act.session, root).substitutes & {person})
        conflicts.declare(act.session, root, person, case.id, case.seq)

    return Effect(follow=follow)


def name_substitute(act: Act, case: Casework, answers: Answers) -> Effect:
    """The substitute acts as scrutineer in the case's family, and sees it by name.

    As the scrutineer, they are independent of the agencies: whoever works for one, or names, isn't.
    """
    root, found = case.root or case.id, conflicts.in_family(act.session, case.root or case.id)
    person = directory.doer_by_email(act.session, str(answers.values["substitute"]), act.partnership, act.today)
    if person.person in found.declared:
        raise Refused([f"{person.name} has declared a conflict in this case: name somebody else"])
    if person.person == act.actor.person:
        raise Refused(["You can't name yourself: the scrutineer's substitute is named by another person"])
    if person.agencies:
        raise Refused([f"{person.name} works for an agency here: name somebody independent of all of them"])

    def follow(act: Act, case: Casework) -> None:
        _leave(act, root, found.substitutes)
        conflicts.name_substitute(act.session, root, person.person)
        member = {"case_id": root, "person": person.person, "role": SCRUTINEER, "from_on": act.today}
        act.session.execute(insert(MEMBER), member)

    return Effect(follow=follow)


def end_conflict(act: Act, case: Casework, answers: Answers) -> Effect:
    """The scrutineer hears and acts again."""
    root = case.root or case.id

    def follow(act: Act, case: Casework) -> None:
        substitutes = conflicts.in_family(act.session, root).substitutes
        conflicts.end(act.session, root)
        _leave(act, root, substitutes)

    return Effect(follow=follow)


def _leave(act: Act, root: int, people: frozenset[int]) -> None:
    """Who stood in sees the family no longer."""
    if people:
        access.end_membership(act.session, root, people, SCRUTINEER, act.today)


EFFECTS: dict[str, Callable[[Act, Casework, Answers], Effect]] = {
    "declare_conflict": declare_conflict,
    "name_substitute": name_substitute,
    "end_conflict": end_conflict,
}
