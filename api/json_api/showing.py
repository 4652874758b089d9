"""A case, and a list of them, as the API tells them to one viewer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from api.json_api.link_shapes import LinkShown, SharedShown, SubjectShown
from api.json_api.shapes import (
    CaseShown,
    ClockShown,
    DecidedShown,
    EvidenceShown,
    ListedShown,
    OfferShown,
    OnAgendaShown,
    PersonShown,
    RelativeShown,
    RowShown,
    SignatureShown,
)
from states.moves.subjects import ABOUT
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.narrative import texts_of
from workflow.engine.offers import offers
from workflow.engine.subjects import subjects_of, told_of
from workflow.engine.taken_on_dates import was_taken_on
from workflow.people import directory
from workflow.queries import case_view, links, meetings
from workflow.queries.case_evidence import Piece, pieces
from workflow.queries.case_list import Listed
from workflow.queries.registers import Row, registers_of, without_registers
from workflow.uploads.evidence import may_attach


def case_shown(act: Act, case: Casework, base_url: str) -> CaseShown:
    """The case with all that hangs on it, as whoever acts sees it."""
    viewer = act.actor.person
    above, below = case_view.relatives(act.session, case, viewer, act.today)
    linked = links.links_of(act.session, case, viewer, act.today)
    facts = case_view.facts_told(act.session, case)
    return CaseShown(
        reference=case.reference,
        kind=case.kind,
        kind_title=case.machine.title,
        title=case.title,
        state=case.state,
        state_label=case.state_now.label,
        final=case.final,
        revision=case.revision,
        restriction=case.restriction,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        due_on=case.due_on,
        taken_on=was_taken_on(case),
        facts=links.facts_for(act.session, without_registers(case, facts), case.machine, viewer, act.today),
        clocks=[ClockShown.model_validate(one) for one in case_view.clock_views(act, case)],
        offers=[
            OfferShown(
                move=one.move.key,
                label=one.move.label,
                group=one.move.group,
                permitted=one.permitted,
                for_another=one.for_another,
                blockers=list(one.blockers),
            )
            for one in offers(act, case)
        ],
        parent=RelativeShown.model_validate(above) if above else None,
        children=[RelativeShown.model_validate(one) for one in below],
        links=[link_shown(one) for one in linked],
        shared=[SharedShown.model_validate(one) for one in links.shared_with(act.session, linked, viewer, act.today)],
        agenda=[OnAgendaShown.model_validate(one) for one in meetings.agenda_of(act.session, case, viewer, act.today)],
        decided=[
            DecidedShown.model_validate(one) for one in meetings.decisions_of(act.session, case, viewer, act.today)
        ],
        subjects=subjects_shown(act, case),
        people=people_shown(act, case),
        evidence=[evidence_shown(case.reference, row) for row in pieces(act.session, case)],
        signatures=[
            SignatureShown.model_validate(one)
            for one in case_view.signatures_of(act.session, case, directory.agencies(act.session, case.partnership))
        ],
        registers={one.register.key: [row_shown(row) for row in one.rows] for one in registers_of(act.session, case)},
        decisions=f"/api/v1/cases/{case.reference}/decisions",
        takes_evidence=may_attach(act, case),
        link=f"{base_url}/cases/{case.reference}",
    )


def link_shown(one: links.Linked) -> LinkShown:
    """A linked case."""
    return LinkShown(
        reference=one.reference,
        kind=one.kind,
        says=one.said,
        title=one.title,
        kind_title=one.kind_title,
        state=one.state,
        state_label=one.state_label,
        direction=one.direction,
        since=one.since,
    )


def row_shown(row: Row) -> RowShown:
    """A register's row with its cells beside its number."""
    return RowShown(**{**row.cells, "number": row.number, "ended_on": row.ended_on})


def subjects_shown(act: Act, case: Casework) -> list[SubjectShown]:
    """Whom the case is about, each with what is known of them."""
    told, keys = told_of(case, texts_of(act.session, case.id)), {ask.key for ask in ABOUT}
    return [
        SubjectShown(
            pseudonym=one.pseudonym,
            age=one.age,
            expected_on=one.expected_on,
            track=one.track,
            **{key: value for key, value in told.get(one.named, {}).items() if key in keys},
        )
        for one in subjects_of(act.session, case.id)
    ]


def people_shown(act: Act, case: Casework) -> list[PersonShown]:
    """Whose case it is, and who opened it."""
    agency, person = case_view.owner_words(act.session, case)
    found = [PersonShown(part="owner", name=person, agency=agency)]
    opener = case_view.opener_name(act.session, case)
    if opener:
        found.append(PersonShown(part="opener", name=opener, agency=""))
    return found


def evidence_shown(reference: str, row: Piece) -> EvidenceShown:
    """A row of evidence with the address of its bytes."""
    return EvidenceShown.model_validate({**asdict(row), "link": evidence_path(reference, row.id)})


def evidence_path(reference: str, evidence_id: int) -> str:
    """Where the bytes of a piece of evidence are."""
    return f"/api/v1/cases/{reference}/evidence/{evidence_id}"


def listed_shown(one: Listed, today: date, base_url: str) -> ListedShown:
    """A case in a list."""
    return ListedShown(
        reference=one.reference,
        kind=one.kind,
        title=one.title,
        state=one.state,
        final=one.final,
        agency=one.agency,
        agency_name=one.agency_name,
        owner=one.owner,
        opened_on=one.opened_on,
        due_on=one.due_on,
        overdue=not one.final and one.due_on is not None and one.due_on < today,
        restriction=one.restriction,
        link=f"{base_url}/cases/{one.reference}" if one.opens else None,
    )
