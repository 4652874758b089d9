"""What needs me: what this person is chased for, or stands in for, what they are to sign or to decide, and what waits
for them in their role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from states.clocks import Chase
from states.kinds import machines
from states.language import Move
from states.moves.decisions import partners_count, partners_sign
from states.moves.meetings import ANOTHER_HAND
from states.moves.reviews.publishing import ANONYMISED
from workflow.access.sight import acted_on_by, listed_to, opens_to, visible_to
from workflow.chasing.absences import stood_for
from workflow.chasing.audience import people
from workflow.chasing.rungs import reached_by
from workflow.chasing.snoozes import snoozed
from workflow.chasing.waiting import Waiting, waiting
from workflow.engine.act import Act
from workflow.engine.casework import COLUMNS, Casework, in_hand
from workflow.engine.offers import offers
from workflow.people import directory
from workflow.policy import rulebooks
from workflow.policy.policies import in_force
from workflow.tables.rows import CASEFILE, CLOCK, SIGNATURE

C = CASEFILE.c
_RUNNING = (
    select(CLOCK.c.case_id, CLOCK.c.label, CLOCK.c.due_on, CLOCK.c.chase, CLOCK.c.next_rung, CLOCK.c.rulebook)
    .add_columns(CLOCK.c.started_by, CLOCK.c.next_rung_on, snoozed(bindparam("viewer")).label("snoozed"))
    .add_columns(C.reference, C.title, C.partnership, visible_to().label("readable"))
    .add_columns(or_(C.restriction == "standard", opens_to()).label("opens"))
    .join(CASEFILE, C.id == CLOCK.c.case_id)
    # Not only of open cases: a notified incident that changes is owed a second notice.
    .where(CLOCK.c.next_rung_on.is_not(None), listed_to())
)
_PROPOSED = select(*COLUMNS).where(C.final.is_(False), C.proposal_seq.is_not(None), acted_on_by())
_SIGNED = select(SIGNATURE.c.purpose, SIGNATURE.c.agency).where(
    SIGNATURE.c.case_id == bindparam("case_id"), SIGNATURE.c.signs_seq == bindparam("proposal")
)

Audiences = tuple[str, ...]
Asked = tuple[int, str]
"""A case, and the entry that proposes, as clocks name what started them."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Something that waits for this person. ``status``: late, today or ahead.

    ``snoozed_until``: the day of its next reminder, where they want none before. ``stands_in``: it is for somebody who
    is away. ``opens``: whether a link to the case leads anywhere. ``waits``: it can be done now, and waits for them: a
    signature, a decision, what the case waits for from their role.
    """

    reference: str
    what: str
    title: str
    kind_title: str
    due_on: date | None
    status: str
    snoozed_until: date | None = None
    stands_in: bool = False
    opens: bool = True
    waits: bool = False


def work_for(session: Session, person: int, now: datetime, today: date) -> list[Needed]:
    """Everything that needs the person, the most pressing first."""
    to_sign = _to_sign(session, person, now, today)
    found = [one for _, one in to_sign] + _chased_for(session, person, today, {asked for asked, _ in to_sign})
    found += [_awaited(one, today) for one in waiting(session, [person], today)]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.reference))


def _chased_for(session: Session, person: int, today: date, to_sign: set[Asked]) -> list[Needed]:
    """Running clocks of which the person hears: whose they are, and whoever a rung has reached already.

    Those of people who are away are their deputy's too, as far as the deputy sees the case. A clock that a proposal
    set going is left out where the person is to sign that very proposal.
    """
    found = session.execute(_RUNNING, {"viewer": person, "today": today}).all()
    rows = [row for row in found if (row.case_id, row.started_by) not in to_sign]
    books = {row.rulebook: rulebooks.running(session, row.rulebook).rulebook for row in rows}
    hears = [(row, reached(books[row.rulebook].chase(row.chase), row.next_rung)) for row in rows]
    mine = _reach(session, person, today, hears)
    return [
        Needed(
            row.reference,
            row.label,
            row.title if row.readable else "",
            books[row.rulebook].machine.title,
            row.due_on,
            _status(row.due_on, today),
            snoozed_until=row.next_rung_on if row.snoozed else None,
            stands_in=not mine[audiences, row.case_id],
            opens=bool(row.opens),
        )
        for row, audiences in hears
        if (audiences, row.case_id) in mine
    ]


def reached(chase: Chase, next_rung: int) -> Audiences:
    """The audiences of a ladder's first rung, and of every rung that has come."""
    return reached_by(chase, 0, max(1, min(next_rung, len(chase.rungs) + 1)) - 1)


def _reach(
    session: Session, person: int, today: date, hears: Sequence[tuple[Any, Audiences]]
) -> dict[tuple[Audiences, int], bool]:
    """Which of these (audiences, case) the person is among, else whom they stand in for: one query for each group.

    The value says whether it is the person themselves.
    """
    groups = defaultdict[tuple[str, Audiences], list[int]](list)
    for row, audiences in hears:
        groups[row.partnership, audiences].append(row.case_id)
    others = stood_for(session, person, today)
    found: dict[tuple[Audiences, int], bool] = {}
    for (partnership, audiences), cases in groups.items():
        statutory = list(in_force(session, partnership).statutory)
        bound = {"cases": cases, "partnership": partnership, "today": today, "statutory": statutory}
        for row in session.execute(people(audiences), bound):
            if row.person == person or (partnership, row.person) in others:
                theirs = found.get((audiences, row.case_id), False)
                found[audiences, row.case_id] = theirs or row.person == person
    return found


def _to_sign(session: Session, person: int, now: datetime, today: date) -> list[tuple[Asked, Needed]]:
    """Proposals on which a signature is the person's to give and their agency has given none, or which they decide."""
    needed, acts = [], dict[str, Act]()
    for row in session.execute(_PROPOSED, {"viewer": person, "today": today}).all():
        case = in_hand(session, row)
        if case.partnership not in acts:
            doer = directory.doer(session, person, case.partnership, today)
            acts[case.partnership] = Act.begun(session, case.partnership, doer, now)
        signing = _signing(acts[case.partnership], case) or _deciding(acts[case.partnership], case)
        if signing:
            what = f"{case.state_now.label}: {' or '.join(signing)}"
            status = _status(case.due_on, today)
            one = Needed(case.reference, what, case.title, case.machine.title, case.due_on, status, waits=True)
            needed.append(((case.id, f"entry:{case.proposal_seq}"), one))
    return needed


def _signing(act: Act, case: Casework) -> list[str]:
    counted = partners_count(case.machine, case.state)
    signing = [
        offer.move
        for offer in offers(act, case)
        if offer.move.signs and offer.permitted and not offer.blockers
        # Who may only say where they stand isn't asked to.
        if not partners_sign(offer.move) or offer.move.signs.purpose in counted
    ]
    if not signing:
        return []
    signed = defaultdict[str, set[str]](set)
    for row in act.session.execute(_SIGNED, {"case_id": case.id, "proposal": case.proposal_seq}):
        signed[row.purpose].add(row.agency)
    mine = act.doer.agencies & set(act.policy.statutory) or act.doer.agencies
    once = {guard.args[0] for move in case.machine.moves for guard in move.needs if guard.key == ANONYMISED.key}
    return [
        move.label.lower()
        for move in signing
        if move.signs
        and not (mine <= signed[move.signs.purpose] or (move.signs.purpose in once and signed[move.signs.purpose]))
    ]


def _deciding(act: Act, case: Casework) -> list[str]:
    """What this person, another than who proposed it, may decide on it."""
    found = [
        offer.move.label
        for offer in offers(act, case)
        if offer.permitted and not offer.blockers and offer.move.target and _for_a_second_person(offer.move)
    ]
    return [label.lower() for label in found] if len(found) < 2 else ["waits for your decision"]


def _for_a_second_person(move: Move) -> bool:
    return any(guard.key == ANOTHER_HAND.key for guard in move.needs)


def _awaited(one: Waiting, today: date) -> Needed:
    """What a case waits for from them in their role."""
    kind = machines()[one.kind].title
    status = _status(one.due_on, today)
    return Needed(one.reference, one.what, one.title, kind, one.due_on, status, stands_in=one.stands_in, waits=True)


def _status(due_on: date | None, today: date) -> str:
    if due_on is None or due_on > today:
        return "ahead"
    return "today" if due_on == today else "late"
