"""The partnership that Schemathesis asks: somebody of every role, each on the cases that schemathesis.toml names."""

from __future__ import annotations

from io import BytesIO

from api.documents.writing import offered
from states import roles
from tests.answers import PDF, SHOWN
from tests.workflow import situations
from tests.workflow.breaking import read_for_a_reason
from tests.workflow.referrals import referral
from tests.world import SINCE, World, email, independent, populate
from workflow.chasing.conflicts import declare_free
from workflow.database.storage import Database
from workflow.engine.casework import seen
from workflow.tables import Member, Person, RoleHeld
from workflow.uploads.evidence import attach
from workflow.uploads.files import Files

BY_ROLE = {
    roles.REVIEW_OFFICER: "officer",
    roles.BUSINESS_MANAGER: "manager",
    roles.DELEGATED_PARTNER: "dsp_police",
    roles.LEAD_PARTNER: "lead_partner",
    roles.AGENCY_LEAD: "lead_council",
    roles.AGENCY_USER: "user_housing",
    roles.PANEL_MEMBER: "panel_member",
    roles.REVIEW_CHAIR: "chair",
    roles.BOARD_CHAIR: "board_chair",
    roles.SCRUTINEER: "scrutineer",
    roles.LAY_SCRUTINEER: "lay_scrutineer",
    roles.INDEPENDENT_REVIEWER: "reviewer",
    roles.LEGAL_ADVISER: "legal",
    roles.EXECUTIVE: "executive",
    roles.AUDITOR: "auditor",
    roles.ADMINISTRATOR: "administrator",
}
"""Whose token stands for each role; somebody of the police among them, whose token says what it reads for."""
BREAKER = "lead_probation"
"""Who broke the glass that waits for its review, number 1."""
NOT_IN_WORLD = {"lead_partner": ("council", roles.LEAD_PARTNER), "lay_scrutineer": ("", roles.LAY_SCRUTINEER)}
SUBSTITUTES = (roles.LAY_SCRUTINEER, roles.AUDITOR, roles.ADMINISTRATOR)
"""Roles that let nobody take part in a case: these people are scrutineers besides, and read it as that."""


def seed(database: Database, files: Files) -> World:
    """Writes it into an empty, migrated database; the references are those that schemathesis.toml names."""
    world = populate(database)
    _add_people(world)
    asked_about, to_declare_for, to_attach_to = referral(world), situations.incident(world), referral(world)
    for reference in (asked_about, to_declare_for, to_attach_to):
        _name_everybody(world, reference)
    for reference in (asked_about, to_attach_to):
        _free(world, reference)
    with database.writing() as session, files.coming("audit.pdf", BytesIO(PDF)) as coming:
        act = world.act(session, "officer")
        attached = attach(act, asked_about, SHOWN, coming)
        keys = [one.key for one in offered(act, seen(session, asked_about, act.doer.person, act.today))]
    read_for_a_reason(world, BREAKER, to_declare_for)
    assert ["NM-2026-0001", "NM-2026-0002", "NM-2026-0003"] == [asked_about, to_declare_for, to_attach_to]
    assert (1, ["sar_decision_letter"]) == (attached.id, keys)
    return world


def _add_people(world: World) -> None:
    with world.database.writing() as session:
        for who, (agency, role) in NOT_IN_WORLD.items():
            person = Person(email=email(who), name=who.replace("_", " ").title())
            session.add(person)
            session.flush()
            world.ids[who] = person.id or 0
            session.add(RoleHeld(person=person.id or 0, partnership="NM", agency=agency, role=role, from_on=SINCE))
        for role in SUBSTITUTES:
            person = world.ids[BY_ROLE[role]]
            session.add(RoleHeld(person=person, partnership="NM", agency="", role=roles.SCRUTINEER, from_on=SINCE))
            session.add(independent(person, world.now))


def _name_everybody(world: World, reference: str) -> None:
    case_id = situations.row(world, reference).id
    with world.database.writing() as session:
        for role, who in BY_ROLE.items():
            as_role = roles.SCRUTINEER if role in SUBSTITUTES else None
            session.add(Member(case_id=case_id, person=world.ids[who], role=as_role, from_on=SINCE))


def _free(world: World, reference: str) -> None:
    """Whoever acts as scrutineer has said, of this case alone, that they have no conflict in it."""
    case_id = situations.row(world, reference).id
    with world.database.writing() as session:
        for role in (roles.SCRUTINEER, *SUBSTITUTES):
            declare_free(session, case_id, world.ids[BY_ROLE[role]], case_id, 1)
