"""What waits for a meeting, and what a meeting has taken: rows of the agenda, for those who see their cases.

What a move means by them is its effect's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, or_, select, tuple_, update

from states.kinds import machines
from states.moves.agenda import WANTED
from states.moves.meetings import TAKE, TAKEN, WAITING
from workflow.access.sight import visible_to
from workflow.engine.act import Act
from workflow.engine.answers import TOLD, Answers
from workflow.engine.casework import Casework
from workflow.tables.rows import AGENDA_ITEM, CASEFILE

PUT_DOWN, PUT_ON, COME_TO = "put_down_for_the_next_meeting", "put_on_the_agenda", "come_to"
MOVED_ON, LET_GO = "moved_on_to_the_next_meeting", "taken_off_the_agenda"
CHANGES = (PUT_DOWN, PUT_ON, COME_TO, MOVED_ON, LET_GO)
"""What may become of items, as a meeting's entries have it: of each, which."""
WANTED_OF = {option.value: option.label for option in WANTED.options}
ITEM, MEETING = AGENDA_ITEM.c, CASEFILE.alias("meeting")
_CALLED_OFF = select(MEETING.c.id).where(MEETING.c.id == ITEM.meeting, MEETING.c.final).exists()
WAITS: ColumnElement[bool] = and_(
    ITEM.reached.is_(False),
    CASEFILE.c.final.is_(False),
    # What a meeting took that was then called off, or that it never came to, waits for the next.
    or_(ITEM.meeting.is_(None), _CALLED_OFF.correlate_except(MEETING)),
)
_LISTED = (
    select(ITEM.id, ITEM.wanted, CASEFILE.c.reference, CASEFILE.c.title)
    .join(CASEFILE, CASEFILE.c.id == ITEM.case_id)
    .where(ITEM.partnership == bindparam("partnership"), CASEFILE.c.id != bindparam("meeting"), visible_to())
    .order_by(ITEM.id)
)
_WAITING = _LISTED.where(WAITS)
_TAKEN = _LISTED.where(ITEM.meeting == bindparam("meeting"), ITEM.reached.is_(False))
_CHOSEN: Any = bindparam("chosen", expanding=True)
_HOLD_FAST = select(ITEM.id).where(ITEM.id.in_(_CHOSEN)).order_by(ITEM.id).with_for_update()
_FLAG = insert(AGENDA_ITEM).returning(ITEM.id)
_TAKE = update(AGENDA_ITEM).where(ITEM.id.in_(_CHOSEN)).values(meeting=bindparam("taken_by"))
_REACH = (
    update(AGENDA_ITEM)
    .where(ITEM.meeting == bindparam("held"), ITEM.reached.is_(False), ITEM.id.not_in(_CHOSEN))
    .values(reached=True)
)
_HAS_TAKEN = select(ITEM.id).where(ITEM.meeting == bindparam("held"), ITEM.reached.is_(False))
_NEXT = (
    select(CASEFILE.c.id)
    .where(
        CASEFILE.c.partnership == bindparam("partnership"),
        tuple_(CASEFILE.c.kind, CASEFILE.c.state).in_(bindparam("ahead", expanding=True)),
        CASEFILE.c.id != bindparam("case_id"),
    )
    .order_by(CASEFILE.c.due_on, CASEFILE.c.id)
    .limit(1)
)
_AWAIT_NO_MORE = update(AGENDA_ITEM).where(ITEM.meeting == bindparam("held"), ITEM.id.in_(_CHOSEN)).values(meeting=None)


def flag(act: Act, case: Casework, wanted: str) -> int:
    """The case waits for a meeting, as its last entry says; gives the item's number."""
    row = {"partnership": case.partnership, "case_id": case.id, "seq": case.seq, "wanted": wanted}
    waits = row | {"flagged_on": act.happened_on, "meeting": None, "reached": False}
    return int(act.session.execute(_FLAG, waits).scalar_one())


def next_meeting(act: Act, partnership: str, case_id: int) -> int | None:
    """The meeting that meets first of those whose papers aren't out, another than that case; None where none is."""
    bound = {"partnership": partnership, "case_id": case_id, "ahead": sorted(_ahead())}
    found: int | None = act.session.execute(_NEXT, bound).scalar()
    return found


def told(changed: Mapping[str, Collection[int]]) -> Answers:
    """What became of items, as an entry of a meeting keeps it: beside it, as narrative is.

    Not all who see the meeting see each case; so the entry itself says neither which items there were nor how many.
    """
    texts = {key: " ".join(str(one) for one in sorted(items)) for key, items in changed.items() if items}
    return Answers(texts, dict.fromkeys(texts, TOLD), texts)


def taken(act: Act, case: Casework) -> set[int]:
    """The items that the meeting has taken and not come to, whoever sees their cases."""
    return set(act.session.execute(_HAS_TAKEN, {"held": case.id}).scalars())


@cache
def _ahead() -> frozenset[tuple[str, str]]:
    """Kinds and states of meetings whose papers aren't out: what takes items and leaves that state by it."""
    return frozenset(
        (key, source)
        for key, machine in machines().items()
        for move in machine.moves
        if move.effect == TAKE and move.target
        for source in move.sources
    )


def nameable(act: Act, case: Casework) -> dict[str, dict[str, str]]:
    """What may be chosen of each list, by number, in words: only of cases that whoever acts sees."""
    found = {WAITING: waiting(act, case), TAKEN: _rows(act, case, _TAKEN)}
    return {name: {str(row.id): _named(row) for row in rows} for name, rows in found.items()}


def waiting(act: Act, case: Casework) -> list[Any]:
    """The rows that wait for a meeting, for this one to take."""
    return _rows(act, case, _WAITING)


def take(act: Act, case: Casework, chosen: Collection[int]) -> bool:
    """The meeting takes these; False, and nothing is taken, where one of them waits no more."""
    act.session.execute(_HOLD_FAST, {"chosen": sorted(chosen)})
    if not set(chosen) <= {row.id for row in waiting(act, case)}:
        return False
    act.session.execute(_TAKE, {"chosen": sorted(chosen), "taken_by": case.id})
    return True


def come_to(act: Act, case: Casework, unreached: Collection[int]) -> None:
    """The meeting was held: it came to all that it had taken but these, which wait again."""
    act.session.execute(_AWAIT_NO_MORE, {"held": case.id, "chosen": sorted(unreached)})
    act.session.execute(_REACH, {"held": case.id, "chosen": sorted(unreached)})


def _rows(act: Act, case: Casework, listed: Any) -> list[Any]:
    bound = {"partnership": case.partnership, "meeting": case.id, "viewer": act.actor.person, "today": act.today}
    return list(act.session.execute(listed, bound))


def _named(row: Any) -> str:
    return f"{row.reference}{f' {row.title}' if row.title else ''}: {WANTED_OF[row.wanted].lower()}"
