"""Nobody's rights end while they alone keep a restricted or sealed matter: another keeps it first, or in the same act.

Who keeps one, and on which days, is asked of ``workflow/access/keeping.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from states import roles
from states.asks import Ask
from states.moves.access_moves import KEEPERS, TOLD_NAMED
from workflow.access import keeping, said
from workflow.engine import telling
from workflow.engine.act import NOBODY, Act
from workflow.engine.answers import Answers
from workflow.engine.casework import by_id
from workflow.engine.trail import append
from workflow.errors import Invalid
from workflow.people import directory
from workflow.people.account_events import note

HANDED_ON = "keeping_handed_on"
TO = Ask(
    key="keeper",
    label="Who keeps restricted cases instead",
    type="line",
    hint="The address of a business manager or chair. Needed only where nobody else could lift a restriction",
    required=False,
)
WHO = Ask(key="whom", label="Who may lift the restriction now", type="person")
OWN_ASKS = {HANDED_ON: (WHO,)}
WHY = "whoever kept this restricted case leaves, and you were named to keep it"


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose rights are about to end, and the matters on which they are named; they are locked."""

    person: int
    matters: Sequence[Any]


def before(session: Session, person: int, today: date) -> Ending:
    """To be asked before the person's rights end, in the same transaction."""
    return Ending(person, keeping.held_for(session, person, today))


def after(session: Session, ending: Ending, *, to: str, by: int | None, now: datetime, today: date) -> None:
    """Once their rights have ended: what nobody keeps any more is kept by whom ``to`` addresses from today.

    ``Invalid`` at ``keeper``: nobody was named, and what would stay unkept, as far as ``by`` may know of it; or who was
    named can't keep it. The caller's transaction writes nothing then.
    """
    alone = [row for row in ending.matters if not keeping.is_kept(session, row.id, today)]
    address = to.strip().lower()
    if alone and not address:
        raise Invalid({TO.key: _says(session, alone, by, today)})
    for row in alone:
        keeper = _keeper(session, row.partnership, address, ending.person, by, today)
        actor = directory.doer(session, by, row.partnership, today) if by is not None else NOBODY
        _hand_on(Act.begun(session, row.partnership, actor, now), row.id, keeper, address)
        if not keeping.is_kept(session, row.id, today):
            raise Invalid({TO.key: "They are excluded there, or not always in office: name another manager or chair"})


def _keeper(session: Session, partnership: str, address: str, leaver: int, by: int | None, today: date) -> int:
    found = directory.by_address(session, partnership, today).get(address)
    if found is None:
        raise Invalid({TO.key: "Nobody who holds a role here has that address"})
    if found.person == by:
        raise Invalid({TO.key: "Nobody lets themselves in: name another manager or chair"})
    if found.person == leaver or not any(found.holds(role) for role in KEEPERS):
        titles = " or ".join(roles.TITLES[role].lower() for role in KEEPERS)
        raise Invalid({TO.key: f"Name somebody else who stays, a {titles}"})
    return found.person


def _hand_on(act: Act, root: int, keeper: int, address: str) -> None:
    session, by, case = act.session, act.actor.person or None, by_id(act.session, root)
    answers = Answers({WHO.key: address}, {WHO.key: address})
    append(act, case, HANDED_ON, came_from=case.state, answers=answers, raises=False, of_itself=by is None)
    case.save(session)
    new = {"case_id": case.id, "person": keeper, "role": said.NAMED, "from_on": act.today, "seq": case.seq}
    said.let_in(session, [new])
    note(session, "member_added", person=keeper, by=by, partnership=case.partnership, detail=case.reference)
    telling.tell_person(act, case, TOLD_NAMED, keeper, WHY)


def _says(session: Session, alone: Sequence[Any], by: int | None, today: date) -> str:
    known = {row.id for row in alone}
    if by is not None:
        known = keeping.known_to(session, by, sorted(known), today)
    named = [row.reference for row in alone if row.id in known]
    hidden = len(alone) - len(named)
    if hidden:
        named.append(f"{hidden} case{'s' if hidden > 1 else ''} of which you may not know")
    which = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return (
        f"Nobody else may lift the restriction of {which}. Have another business manager or chair named on it "
        "first, or name here who keeps it from now on"
    )
