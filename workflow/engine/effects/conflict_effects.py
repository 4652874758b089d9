"""What the moves about a scrutineer's conflict do, beyond their entries."""

from __future__ import annotations

from collections.abc import Mapping

from states.moves.chairing import FOR_OPINION, PANEL, PANEL_CHAIR, in_chair
from states.moves.conflict_moves import DECLARE, END, NAME
from workflow.chasing import conflicts
from workflow.engine import chairing, joint_scrutiny
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect, Prepare
from workflow.engine.substitutes import reasons_against
from workflow.errors import Refused
from workflow.people import directory


def declare_conflict(act: Act, case: Casework, answers: Answers) -> Effect:
    """From now on somebody else hears and acts as scrutineer, in the whole family of the case and those joint to it."""
    person = act.doer.person
    if person in conflicts.in_family(act.session, case.family).declared:
        raise Refused(["A conflict in this case is declared already"])

    def follow(act: Act, case: Casework) -> None:
        for root in joint_scrutiny.families(act, case):
            if person not in conflicts.in_family(act.session, root).declared:
                joint_scrutiny.declare(act, root, person, case)
        joint_scrutiny.tell_joint(act, case, DECLARE)

    return Effect(follow=follow)


def name_substitute(act: Act, case: Casework, answers: Answers) -> Effect:
    """The substitute acts as scrutineer in the case's family and those joint to it, and sees them by name.

    Where the scrutineer chaired, and has no conflict, they give the opinion on what was decided in this case alone.
    ``Refused`` with every reason why that person can't: in any of these families.
    """
    person = directory.doer_by_email(act.session, str(answers.values["substitute"]), act.partnership, act.today)
    in_conflict = bool(conflicts.in_family(act.session, case.family).declared)
    families = joint_scrutiny.families(act, case) if in_conflict else [case.family]
    against = dict.fromkeys(reason for root in families for reason in reasons_against(act, root, person))
    if person.person in in_chair(case.facts):
        against[f"{person.name} chaired where this was decided: name somebody else"] = None
    if against:
        raise Refused(list(against))

    def follow(act: Act, case: Casework) -> None:
        if in_chair(case.facts):
            before = case.facts.get(FOR_OPINION)
            case.learn({FOR_OPINION: person.person})
            if before is not None and not in_conflict:
                joint_scrutiny.leave(act, case.family, frozenset({before}))
        for root in families:
            joint_scrutiny.name(act, root, person.person)
        if in_conflict:
            joint_scrutiny.tell_joint(act, case, NAME)

    return Effect(follow=follow)


def end_conflict(act: Act, case: Casework, answers: Answers) -> Effect:
    """The scrutineer hears and acts again."""

    def follow(act: Act, case: Casework) -> None:
        for root in joint_scrutiny.families(act, case):
            joint_scrutiny.end(act, root)
        joint_scrutiny.tell_joint(act, case, END)

    return Effect(follow=follow)


def panel_chaired(act: Act, case: Casework, answers: Answers) -> Effect:
    """A scrutineer who chaired the panel's meeting gives no opinion on what it came to: the next entry says so."""
    named = answers.values.get(PANEL_CHAIR.key)
    chair = directory.doer_by_email(act.session, str(named), act.partnership, act.today) if named else None

    def after(act: Act, case: Casework) -> None:
        if chairing.keep(case, PANEL, chair):
            chairing.say(act, case, case)

    return Effect(after=after)


EFFECTS: Mapping[str, Prepare] = {
    DECLARE: declare_conflict,
    NAME: name_substitute,
    END: end_conflict,
    PANEL: panel_chaired,
}
