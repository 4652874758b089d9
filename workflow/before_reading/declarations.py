"""What a scrutineer declares: their independence, for the appointment; whether they are free, before a first read.

Whoever lists a case may declare for its family, and is shown nothing of it. What follows from it is ``access/``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session

from states import roles
from states.asks import Ask, Known
from states.moves.conflict_moves import DECLARE, NATURE, WANTED
from workflow.access import standing
from workflow.chasing import conflicts
from workflow.engine import telling
from workflow.engine.act import Act
from workflow.engine.answers import read_answers
from workflow.engine.casework import Casework, by_id, locked
from workflow.engine.effects import conflict_effects
from workflow.engine.firing import fire
from workflow.engine.gathering import gather
from workflow.engine.trail import append
from workflow.errors import NotOffered, NotPermitted
from workflow.people import account_events, directory
from workflow.tables.rows import INDEPENDENCE

FREE = "declared_free"
TO_MEMBER = "Are you related to an elected member, or the like, of one of the partners?"
TO_OFFICER = "Are you related to an officer of a partner in a role relevant to safeguarding?"
"""Bexley's two questions, Independent Scrutineer's role description; the answer to both must be no."""
RELATED = Ask(key="detail", label="To whom, and how", type="line")
NOT_YOURS = "Only who acts as scrutineer in a case declares whether they have a conflict in it."
I = INDEPENDENCE.c  # noqa: E741 - as the other tables' columns are named
_LAST = (
    select(I.to_member, I.to_officer, I.detail, I.said_at, I.id, I.ran_out_at.is_not(None))
    .where(I.partnership == bindparam("partnership"), I.person == bindparam("person"))
    .order_by(I.id.desc())
    .limit(1)
)
_NEW = insert(INDEPENDENCE)


@dataclass(frozen=True, slots=True)
class Independence:
    """What a scrutineer said last for their appointment. ``ran_out``: it counts no more, and is asked anew."""

    to_member: bool
    to_officer: bool
    detail: str
    said_at: datetime
    number: int
    ran_out: bool

    @property
    def related(self) -> bool:
        """Whether they are related to somebody who counts."""
        return self.to_member or self.to_officer

    @property
    def stands(self) -> bool:
        """Whether they may read as scrutineer by it."""
        return not (self.related or self.ran_out)


def independence_of(session: Session, partnership: str, person: int) -> Independence | None:
    """What the person said last for their appointment there; None if nothing yet."""
    row = session.execute(_LAST, {"partnership": partnership, "person": person}).first()
    return None if row is None else Independence(*row)


def scrutineers_related(session: Session, partnership: str, today: date) -> list[tuple[str, Independence]]:
    """The scrutineers of today, by name, who said last that they aren't independent: they read no case as such."""
    held = [one for one in directory.people(session, partnership, today) if one.holds(roles.SCRUTINEER)]
    said = [(one.name, independence_of(session, partnership, one.person)) for one in held]
    return [(name, last) for name, last in said if last is not None and last.related]


def declare_independence(act: Act, *, to_member: bool, to_officer: bool, detail: str = "") -> None:
    """Keeps the answers to the two questions; who is related must say to whom (``Invalid``).

    ``NotPermitted`` for whoever is no scrutineer there. Said anew at any time: the newest counts.
    """
    if not act.actor.holds(roles.SCRUTINEER):
        raise NotPermitted("Only a scrutineer declares their independence.")
    said = ""
    if to_member or to_officer:
        said = str(read_answers((RELATED,), {"detail": detail}, Known(today=act.today)).values["detail"])
    # By the civil clock: it counts for so many months, as dates do.
    row = {"partnership": act.partnership, "person": act.actor.person, "detail": said, "said_at": act.now}
    act.session.connection().execute(_NEW, row | {"to_member": to_member, "to_officer": to_officer})
    related = [words for words, yes in (("to a member", to_member), ("to an officer", to_officer)) if yes]
    account_events.note(
        act.session,
        "independence_declared",
        person=act.actor.person,
        by=act.actor.person,
        partnership=act.partnership,
        detail=f"related {' and '.join(related)}" if related else "related to nobody",
    )


def declare_free(act: Act, reference: str) -> None:
    """Says that the actor has no conflict in the case's family, as an entry of its root; once is enough.

    ``NotFound`` for who doesn't list the case, ``NotPermitted`` for who is no scrutineer there or has declared a
    conflict.
    """
    case = locked(act.session, reference, act.actor, act.today, unread=True)
    person, found = act.actor.person, conflicts.in_family(act.session, case.family)
    if person in found.declared:
        raise NotPermitted(standing.CONFLICTED)
    if not act.actor.holds(roles.SCRUTINEER):
        raise NotPermitted(NOT_YOURS)
    if conflicts.said_free(act.session, case.family, person):
        return
    root = case if case.id == case.family else by_id(act.session, case.family)
    seq = append(act, root, FREE, came_from=root.state, raises=False)
    root.save(act.session)
    conflicts.declare_free(act.session, root.id, person, root.id, seq)


def declare_conflict(act: Act, reference: str, nature: str) -> Casework:
    """Says that the actor has a conflict in the case's family: its move where that is offered, else an entry alone.

    Raises as ``fire`` does; ``Invalid`` without a word of its nature.
    """
    answers = {NATURE.key: nature}
    try:
        return fire(act, reference, DECLARE, answers, unread=True)
    except NotOffered:
        return _declare_where_over(act, reference, answers)


def _declare_where_over(act: Act, reference: str, answers: dict[str, str]) -> Casework:
    """In a case that has ended there is no move to make, and whoever has a conflict still reads nothing of it."""
    case = locked(act.session, reference, act.actor, act.today, unread=True)
    if not conflicts.as_scrutineer(act.session, act.actor, case.family).holds(roles.SCRUTINEER):
        raise NotPermitted(NOT_YOURS)
    read = read_answers((NATURE,), answers, Known(today=act.today))
    effect = conflict_effects.declare_conflict(act, case, read)
    append(act, case, conflicts.WHERE_OVER, came_from=case.state, answers=read, raises=False)
    effect.follow(act, case)
    case.save(act.session)
    telling.tell(act, case, (WANTED,), gather(act, case, frozenset()))
    return case
