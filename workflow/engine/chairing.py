"""Which scrutineer chaired where a case was decided: kept in the case, told, taken back where it wasn't so."""

from __future__ import annotations

from states import roles
from states.facts import Doer
from states.moves.chairing import CHAIRED, IN_CHAIR, NO_MORE, WANTED
from states.moves.conflict_moves import NAME
from workflow.engine import telling
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.gathering import gather
from workflow.engine.trail import append


def keep(case: Casework, where: str, chair: Doer | None) -> bool:
    """Keeps who chaired at ``where``, a meeting's reference or the panel, if it is a scrutineer; True if that is new.

    Nothing of a case on which no scrutineer gives an opinion, or whose rules are from before this was kept.
    """
    substitute = case.machine.move(NAME)
    if substitute is None or CHAIRED not in substitute.wanted_after:
        return False
    before = case.facts.get(IN_CHAIR, {})
    after = {one: person for one, person in before.items() if one != where}
    if chair is not None and chair.holds(roles.SCRUTINEER):
        after[where] = chair.person
    if after == before:
        return False
    case.learn({IN_CHAIR: after})
    return True


def chaired_at(act: Act, case: Casework, meeting: Casework, chair: Doer | None) -> None:
    """A meeting that this person chaired has decided on the case in hand, which is saved if that changes anything."""
    if not keep(case, meeting.reference, chair):
        return
    kept = case.facts[IN_CHAIR]
    if kept and meeting.reference not in kept:  # another meeting's chair is a scrutineer still
        case.save(act.session)
        return
    say(act, case, meeting)


def say(act: Act, case: Casework, at: Casework) -> None:
    """The case's own entry, caused by the last of ``at``, that a scrutineer chaired, which is told, or none did."""
    chaired = bool(case.facts.get(IN_CHAIR))
    more = {"cause": {"case": at.reference, "seq": at.seq}}
    move = CHAIRED if chaired else NO_MORE
    append(act, case, move, came_from=case.state, raises=False, of_itself=True, more=more)
    case.save(act.session)
    if chaired:
        telling.tell(act, case, (WANTED,), gather(act, case, frozenset()))
