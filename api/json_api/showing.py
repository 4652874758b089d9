"""A case, and a list of them, as the API tells them to one viewer."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from api.json_api.shapes import (
    CaseShown,
    ClockShown,
    EvidenceShown,
    ListedShown,
    OfferShown,
    PersonShown,
    RelativeShown,
    SignatureShown,
)
from workflow import directory
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.engine.offers import offers
from workflow.evidence import may_attach
from workflow.queries import case_view
from workflow.queries.case_list import Listed
from workflow.tables.rows import PERSON

_NAME = select(PERSON.c.name).where(PERSON.c.id == bindparam("person"))


def case_shown(act: Act, case: Casework, base_url: str) -> CaseShown:
    """The case with all that hangs on it, as whoever acts sees it."""
    above, below = case_view.relatives(act.session, case, act.actor.person, act.today)
    return CaseShown(
        reference=case.reference,
        kind=case.kind,
        kind_title=case.machine.title,
        title=case.title,
        state=case.state,
        state_label=case.state_now.label,
        final=case.final,
        revision=case.revision,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        due_on=case.due_on,
        facts=case_view.facts_told(act.session, case),
        clocks=[ClockShown.model_validate(one) for one in case_view.clock_views(act, case)],
        offers=[
            OfferShown(
                move=one.move.key,
                label=one.move.label,
                permitted=one.permitted,
                for_another=one.for_another,
                blockers=list(one.blockers),
            )
            for one in offers(act, case)
        ],
        parent=RelativeShown.model_validate(above) if above else None,
        children=[RelativeShown.model_validate(one) for one in below],
        people=people_shown(act, case),
        evidence=[evidence_shown(case.reference, row) for row in case_view.evidence_of(act.session, case)],
        signatures=[
            SignatureShown.model_validate(one)
            for one in case_view.signatures_of(act.session, case, directory.agencies(act.session, case.partnership))
        ],
        takes_evidence=may_attach(act, case),
        link=f"{base_url}/cases/{case.reference}",
    )


def people_shown(act: Act, case: Casework) -> list[PersonShown]:
    """Whose case it is, and who opened it."""
    agency, person = case_view.owner_words(act.session, case)
    found = [PersonShown(part="owner", name=person, agency=agency)]
    opener = act.session.execute(_NAME, {"person": case.opener}).scalar() if case.opener else None
    if opener:
        found.append(PersonShown(part="opener", name=opener, agency=""))
    return found


def evidence_shown(reference: str, row: Any) -> EvidenceShown:
    """A row of evidence with the address of its bytes."""
    return EvidenceShown.model_validate({**row._asdict(), "link": evidence_path(reference, row.id)})


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
        link=f"{base_url}/cases/{one.reference}",
    )
