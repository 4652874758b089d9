"""What the demo shows of access beside the cases: who looked, a glass that was broken, somebody who is invited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from api.demo.reading import Newcomer, Place, Reader, Written
from states.calendar import civil_day
from workflow.access import read_log, standing
from workflow.accounts import granting, invitations
from workflow.before_reading import readings
from workflow.engine.act import Act
from workflow.errors import CasekeeperError
from workflow.people import account_events, directory

CaseCalled = Callable[[Place, str], tuple[str, str]]
"""The reference and kind of a case, by the name that a place calls it."""
ROUTE = "GET /cases/{reference}"


def watch(session: Session, written: Written, case_called: CaseCalled, now: datetime) -> None:
    """All of it at ``now``; ``Unusable`` with its place where something is refused."""
    for reader in written.readers:
        try:
            _read(session, written.code, reader, case_called(reader.place, reader.case)[0], now)
        except CasekeeperError as fault:
            raise reader.place.fault(str(fault)) from fault
    for newcomer in written.newcomers:
        try:
            _invite(session, written.code, newcomer, now)
        except CasekeeperError as fault:
            raise newcomer.place.fault(str(fault)) from fault


def _read(session: Session, partnership: str, reader: Reader, reference: str, now: datetime) -> None:
    today = civil_day(now)
    doer = directory.doer_by_email(session, reader.person, partnership, today)
    if reader.reason:
        through = readings.door(session, {partnership: doer}, doer.person, reference, today)
        readings.begin(Act.begun(session, partnership, doer, now), through, {"reason": reader.reason})
    stands = standing.find(session, doer.person, reference, today)
    stands.require("read")
    read_log.note(
        session,
        read_log.Looked(
            doer.person, "case", ROUTE, partnership, stands.case_id, purpose=reader.purpose, reading=stands.leave
        ),
    )


def _invite(session: Session, partnership: str, one: Newcomer, now: datetime) -> None:
    today = civil_day(now)
    by = directory.doer_by_email(session, one.by, partnership, today)
    person = granting.give(
        session, partnership, one.email, by=by, name=one.name, agency=one.agency, role=one.role, from_on=today,
        today=today,
    )  # fmt: skip
    session.flush()
    # No mail: in the demo nobody needs a way to sign in.
    invitations.write(session, person.id or 0, invitations.INVITED, by=by.person)
    account_events.note(session, "invited", person=person.id, by=by.person, partnership=partnership)
