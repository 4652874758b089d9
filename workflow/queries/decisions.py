"""What was decided on a case, one decision after the other: as it was proposed, who took which position, what followed.

Read from the trail and the signatures alone, so that it says what was signed, not what the case knows today. Whoever
asks has the case already: no filter by viewer stands here, but for other cases that the facts name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.language import Move
from states.moves.decisions import WITHDRAW
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.narrative import texts_of, with_narrative
from workflow.engine.taken_on_dates import PROPOSED
from workflow.policy import rulebooks
from workflow.queries.case_view import EntryView, Relative
from workflow.queries.links import facts_for
from workflow.queries.trail_view import entries_told
from workflow.tables.rows import AGENCY, ENTRY, EVIDENCE, SIGNATURE

_SIGNED = select(SIGNATURE).where(SIGNATURE.c.case_id == bindparam("case_id")).order_by(SIGNATURE.c.seq)
_OPENED = select(ENTRY.c.move, ENTRY.c.body).where(
    ENTRY.c.case_id == bindparam("case_id"), ENTRY.c.seq == bindparam("seq")
)
_PAPERS = select(EVIDENCE.c.sha256, EVIDENCE.c.name).where(EVIDENCE.c.case_id == bindparam("case_id"))
_AGENCIES = select(AGENCY.c.key, AGENCY.c.name).where(AGENCY.c.partnership == bindparam("partnership"))


@dataclass(frozen=True, slots=True)
class Position:
    """A position on a decision. ``by`` took it, ``recorded_by`` wrote it down ("" where they did so themselves).

    ``words`` is what was answered with it: a dissent, an opinion. ``counts``: it is that agency's last word on it.
    """

    seq: int
    purpose: str
    position: str
    by: str
    agency: str
    recorded_by: str
    happened_on: date
    at: datetime
    words: dict[str, Any]
    waiver: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that lay before those who signed; ``name`` "" where the case has it no more."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it was put: ``entry`` proposes it or answers the criteria, ``stood`` is what was known then.

    ``current``: signatures are on this one. ``withdrawn``: the entry that took it back.
    ``followed``: the entry that carried the case on. ``reconsiders``: entry and hash of the one before it, and
    ``anew`` whether that one had stood; ``reconsidered_in``: the entry of the one after.
    """

    entry: EntryView
    stood: dict[str, Any]
    papers: tuple[Paper, ...]
    positions: tuple[Position, ...]
    current: bool
    withdrawn: EntryView | None
    followed: EntryView | None
    reconsiders: Mapping[str, Any] | None
    anew: bool
    reconsidered_in: int | None


def decisions(
    session: Session, case: Casework, entries: Sequence[EntryView], viewer: int, today: date
) -> list[Decision]:
    """The decisions of a case in their order; ``entries`` are its trail, oldest first, as far as is looked.

    ``viewer``: cases that they may not see aren't named among the facts.
    """
    anchors = list(_anchors(entries))
    if not anchors:
        return []
    texts, bound = texts_of(session, case.id), {"case_id": case.id}
    names = {row.sha256: row.name for row in session.execute(_PAPERS, bound)}
    agencies = {row.key: row.name for row in session.execute(_AGENCIES, {"partnership": case.partnership})}
    by_seq = {entry.seq: entry for entry in entries}
    signed = [row for row in session.execute(_SIGNED, bound) if row.seq in by_seq]
    again = {one.body["reconsiders"]["seq"]: one.seq for one in anchors if "reconsiders" in one.body}
    found: list[Decision] = []
    proposals = [one.seq for one in anchors if _proposes(one)]
    for anchor in anchors:
        until = next((seq for seq in proposals if seq > anchor.seq), entries[-1].seq + 1)
        since = [entry for entry in entries if anchor.seq < entry.seq < until]
        before = anchor.body.get("reconsiders")
        earlier = next((one for one in found if before is not None and one.entry.seq == before["seq"]), None)
        found.append(
            Decision(
                entry=anchor,
                stood=facts_for(
                    session, with_narrative(anchor.body.get("stood", {}), texts), anchor.machine, viewer, today
                ),
                papers=tuple(Paper(one, names.get(one, "")) for one in anchor.body.get("documents", ())),
                positions=_positions([row for row in signed if row.signs_seq == anchor.seq], by_seq, agencies),
                current=anchor.seq == case.proposal_seq,
                withdrawn=next((entry for entry in since if _takes_back(entry)), None),
                followed=next((entry for entry in since if _carries_on(entry)), None),
                reconsiders=before,
                anew=earlier is not None and _stood(earlier),
                reconsidered_in=again.get(anchor.seq),
            )
        )
    return found


def opened_by(act: Act, case: Casework, above: Relative | None) -> Decision | None:
    """The decision on the case above that opened this one; None where none did, or who acts doesn't see it."""
    if above is None or case.opened_by_seq is None:
        return None
    session, viewer, today = act.session, act.actor.person, act.today
    opened = session.execute(_OPENED, {"case_id": case.parent, "seq": case.opened_by_seq}).one()
    parent = seen(session, above.reference, viewer, today)
    move = rulebooks.running(session, json.loads(opened.body)["rulebook"]).machine.move(opened.move)
    if move is None or move.signs is not None or case.kind not in {opens.kind for opens in move.opens}:
        return None
    entries = [entry for entry in entries_told(act, parent) if entry.seq <= case.opened_by_seq]
    # As it stood then: what came later took nothing of this back.
    before = [one for one in decisions(session, parent, entries, viewer, today) if one.withdrawn is None]
    return before[-1] if before else None


def _anchors(entries: Sequence[EntryView]) -> Iterator[EntryView]:
    """Entries that put a decision: proposals, and what answers the criteria without being one."""
    for entry in entries:
        move = _move(entry)
        answered = move is not None and any(ask.type == "criteria" and ask.key in entry.answers for ask in move.asks)
        if _proposes(entry) or answered:
            yield entry


def _move(entry: EntryView) -> Move | None:
    return entry.machine.move(entry.move)


def _proposes(entry: EntryView) -> bool:
    """What was proposed before a case was taken on, its first entry tells."""
    move = _move(entry)
    return bool(entry.body.get(PROPOSED)) if move is None else move.proposes


def _takes_back(entry: EntryView) -> bool:
    """Whether a proposal was given up with it: one that led the case further along its way did its work."""
    move = _move(entry)
    order = [state.key for state in entry.machine.states]
    onward = entry.to in order and not entry.machine.state(entry.to).aside
    further = bool(entry.moved) and onward and order.index(entry.to) > order.index(entry.came_from)
    return move is not None and move.effect == WITHDRAW and (move.reopens or not further)


def _carries_on(entry: EntryView) -> bool:
    """Whether the case went on to another state: resting, coming back and what every case has aren't that."""
    move = _move(entry)
    return bool(entry.moved) and move is not None and not (_takes_back(entry) or move.back or move.group)


def _stood(decision: Decision) -> bool:
    """Whether the case went on with it, and it wasn't taken back then but for a reopening."""
    move = _move(decision.withdrawn) if decision.withdrawn is not None else None
    return decision.followed is not None and (decision.withdrawn is None or (move is not None and move.reopens))


def _positions(
    signed: Sequence[Any], entries: Mapping[int, EntryView], agencies: Mapping[str, str]
) -> tuple[Position, ...]:
    last = {(row.purpose, row.agency): row.seq for row in signed}
    found = []
    for row in signed:
        entry = entries[row.seq]
        move = _move(entry)
        position_from = move.signs.position_from if move is not None and move.signs is not None else ""
        found.append(
            Position(
                seq=row.seq,
                purpose=row.purpose,
                position=row.position,
                by=entry.recorded_for or entry.by,
                agency=agencies.get(row.agency, row.agency),
                recorded_by=entry.by if entry.recorded_for else "",
                happened_on=entry.happened_on,
                at=entry.at,
                words={key: value for key, value in entry.answers.items() if key != position_from},
                waiver=row.waiver or "",
                counts=last[row.purpose, row.agency] == row.seq,
            )
        )
    return tuple(found)
