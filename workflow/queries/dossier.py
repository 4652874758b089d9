"""A case with all that a document about it draws on: what was said, who signed, what stands above and below it.

Holds only what its reader may see, and hints at nothing else. Knows no document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from states.language import Machine
from states.policy import Policy
from workflow.access.sight import visible_to
from workflow.engine.act import Act
from workflow.engine.casework import Casework, seen
from workflow.engine.subjects import track_by_law
from workflow.people import directory
from workflow.people.directory import names_by_address
from workflow.queries import case_view, links
from workflow.queries.case_view import ClockView, EntryView
from workflow.queries.chronology import Happened, chronology
from workflow.queries.meetings import Decided, OnAgenda, agenda_of, decisions_of
from workflow.queries.trail_view import entries_told
from workflow.tables import Partnership
from workflow.tables.rows import CASEFILE, PERSON, SIGNATURE

C = CASEFILE.c
_ABOVE = select(C.reference).where(C.id == bindparam("case_id"), visible_to())
_BELOW = select(C.reference).where(C.parent == bindparam("case_id"), visible_to()).order_by(C.id)
_SIGNED = (
    select(SIGNATURE.c.seq, SIGNATURE.c.purpose, SIGNATURE.c.position, SIGNATURE.c.agency, PERSON.c.name)
    .join(PERSON, PERSON.c.id == SIGNATURE.c.person)
    .where(SIGNATURE.c.case_id == bindparam("case_id"), SIGNATURE.c.signs_seq == bindparam("signs_seq"))
    .order_by(SIGNATURE.c.seq)
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature on what is proposed now; ``said`` is what its move was answered with."""

    purpose: str
    position: str
    agency: str
    by: str
    on: date
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One case in full: answers and entries have their narrative in place. ``owner``: the owning agency's key."""

    reference: str
    title: str
    state: str
    machine: Machine
    owner: str
    answers: Mapping[str, Any]
    entries: tuple[EntryView, ...]
    clocks: Mapping[str, ClockView]
    signed: tuple[Signed, ...]

    def made(self, *moves: str) -> EntryView | None:
        """The last entry that one of these moves made."""
        return next((one for one in reversed(self.entries) if one.move in moves), None)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case, those above it, the nearest first, and those right below.

    ``track``: child or adult, whichever law it is under. ``chronology``: of all returns around it. ``agenda`` and
    ``decided``: a meeting's items, and what it decided of which case.
    """

    case: Told
    above: tuple[Told, ...]
    below: tuple[Told, ...]
    track: str
    partnership: str
    policy: Policy
    agencies: Mapping[str, str]
    people: Mapping[str, str]
    today: date
    reader: str
    chronology: tuple[Happened, ...]
    agenda: tuple[OnAgenda, ...]
    decided: tuple[Decided, ...]


def dossier(act: Act, case: Casework) -> Dossier:
    """All of it, as whoever acts sees it; the case is one that they see."""
    session, viewer = act.session, act.actor.person
    bound = {"viewer": viewer, "today": act.today}
    above, parent = list[Told](), case.parent
    while parent is not None:
        found = session.execute(_ABOVE, bound | {"case_id": parent}).scalar()
        if found is None:
            break
        one = seen(session, found, viewer, act.today)
        above.append(_told(act, one))
        parent = one.parent
    below = [
        seen(session, one, viewer, act.today) for one in session.execute(_BELOW, bound | {"case_id": case.id}).scalars()
    ]
    return Dossier(
        case=_told(act, case),
        above=tuple(above),
        below=tuple(_told(act, one) for one in below),
        track=track_by_law(session, case.id),
        partnership=session.get_one(Partnership, act.partnership).name,
        policy=act.policy,
        agencies=directory.agencies(session, act.partnership),
        people=names_by_address(session, act.partnership, act.today),
        today=act.today,
        reader=act.actor.name,
        chronology=tuple(chronology(session, case, viewer, act.today)),
        agenda=tuple(agenda_of(session, case, viewer, act.today)),
        decided=tuple(decisions_of(session, case, viewer, act.today)),
    )


def _told(act: Act, case: Casework) -> Told:
    entries = entries_told(act, case)
    by_seq = {one.seq: one for one in entries}
    bound = {"case_id": case.id, "signs_seq": case.proposal_seq}
    signed = act.session.execute(_SIGNED, bound).all() if case.proposal_seq is not None else []
    return Told(
        reference=case.reference,
        title=case.title,
        state=case.state_now.label,
        machine=case.machine,
        owner=case.owner_agency,
        answers=links.facts_for(
            act.session, case_view.facts_told(act.session, case), case.machine, act.actor.person, act.today
        ),
        entries=tuple(entries),
        clocks={one.key: one for one in case_view.clock_views(act, case)},
        signed=tuple(
            Signed(
                row.purpose, row.position, row.agency, row.name, by_seq[row.seq].happened_on, by_seq[row.seq].answers
            )
            for row in signed
        ),
    )
