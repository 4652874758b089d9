"""The world of the access matrix: one person for each role, and a case in each relation that they can stand in."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, select

from api.app import create_app
from api.installation import Installation
from api.settings import Settings
from api.signing_in import sessions, tokens
from tests.answers import PDF
from tests.clocks import WorldClock
from tests.workflow import situations
from tests.world import SINCE, World
from workflow.access.verbs import can
from workflow.people.directory import doer
from workflow.tables import (
    Agency,
    Conflict,
    Declaration,
    Evidence,
    Exclusion,
    Mail,
    Partnership,
    Person,
    RoleHeld,
    WebSession,
)
from workflow.tables.moments import database_now
from workflow.tables.rows import CASEFILE, DECLARATION, MEMBER, READING
from workflow.uploads.files import Files

PEOPLE = {
    "review_officer": "officer",
    "business_manager": "manager",
    "delegated_partner": "dsp_council",
    "lead_partner": "lead_partner",
    "agency_lead": "lead_school",
    "agency_user": "user_school",
    "panel_member": "panel_member",
    "review_chair": "chair",
    "board_chair": "board_chair",
    "scrutineer": "scrutineer",
    "lay_scrutineer": "lay_scrutineer",
    "independent_reviewer": "reviewer",
    "legal_adviser": "legal",
    "executive": "executive",
    "auditor": "auditor",
    "administrator": "administrator",
}
OPENER, NEWCOMER = "colleague", "newcomer"
MORE = (
    (OPENER, "unit", "review_officer"),
    ("lead_partner", "council", "lead_partner"),
    ("lay_scrutineer", "", "lay_scrutineer"),
    (NEWCOMER, "council", "agency_user"),
)
BEFORE = "2026-11-20"


@dataclass(frozen=True, slots=True)
class Places:
    """What the matrix is tried on: the application, a cookie and a token for each role, a case for each relation."""

    app: Any
    cookies: dict[str, str]
    csrf: dict[str, str]
    tokens: dict[str, str]
    cases: dict[str, str]
    kinds: dict[str, str]
    evidence: dict[str, int]
    mail: int
    person: int
    role_held: int


def laid_out(world: World, folder: Path) -> Places:
    """Everybody and everything, written once; each relation's case stands in a family of its own."""
    with world.database.writing() as session:
        for who, agency, role in MORE:
            person = Person(email=f"{who}@northmoor.example", name=who.replace("_", " ").title())
            session.add(person)
            session.flush()
            world.ids[who] = person.id or 0
            session.add(RoleHeld(person=person.id or 0, partnership="NM", agency=agency, role=role, from_on=SINCE))
    opened = Opened(world)
    cases = opened.all()
    files = Files(folder)
    settings = Settings(demo=True, files=folder, base_url="http://127.0.0.1:8000", secret_key="", now="")
    app = create_app(Installation(settings, world.database, files, WorldClock(world)))
    with world.database.writing() as session:
        cookies = {role: sessions.begin(session, world.ids[who], how="demo") for role, who in PEOPLE.items()}
        bearer = {role: tokens.issue(session, world.ids[who]) for role, who in PEOPLE.items()}
        words = {one.person: one.csrf for one in session.exec(select(WebSession))}
        evidence = {relation: shown(session, world, files, reference) for relation, reference in cases.items()}
        mail = waiting_mail(session, world)
        held = session.exec(select(RoleHeld.id).where(RoleHeld.person == world.ids[NEWCOMER])).one() or 0
        kinds = dict(session.execute(select(CASEFILE.c.reference, CASEFILE.c.kind)).all())
    csrf = {role: words[world.ids[who]] for role, who in PEOPLE.items()}
    return Places(app, cookies, csrf, bearer, cases, kinds, evidence, mail, world.ids[NEWCOMER], held)


class Opened:
    """Opens the cases, and puts everybody in their relation to each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.everybody = [world.ids[who] for who in PEOPLE.values()]

    def all(self) -> dict[str, str]:
        """A reference for each relation."""
        found = {name: self.review() for name in ("ordinary", "named", "undeclared", "conflicted")}
        found |= {name: self.review() for name in ("excluded", "excluded_agency")}
        found |= {name: self.review() for name in ("restricted", "restricted_named", "ended", "glass", "glass_over")}
        found |= {name: self.review() for name in ("sealed", "sealed_named")}
        found["schools"] = situations.action(self.world, "user_school", "school")
        found["probations"] = situations.action(self.world, "user_probation", "probation")
        with self.world.database.writing() as session:
            self.relate(session, found)
        found["elsewhere"] = self.elsewhere()
        return found

    def review(self) -> str:
        """A rapid review that none of the people opened: who opens a case is named on it."""
        world = self.world
        opened = world.open(OPENER, "incident", situations.incident_answers()).reference
        world.fire(OPENER, opened, "ask_views", {"views_asked_on": "2026-11-23"})
        criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
        world.fire(OPENER, opened, "decide_notifiable", {"criteria": criteria, "rationale": "Both are met"})
        world.fire(OPENER, opened, "notify", {"sin_reference": "SIN-1"})
        return situations.children(world, opened)[0]

    def relate(self, session: Session, found: dict[str, str]) -> None:
        """Restrictions, names, conflicts, exclusions, declarations and leave to read, as rows."""
        case = {relation: situations.row(self.world, reference) for relation, reference in found.items()}
        classes = {"restricted": "restricted", "restricted_named": "restricted", "ended": "restricted"}
        classes |= {"glass": "restricted", "glass_over": "restricted", "sealed": "sealed", "sealed_named": "sealed"}
        for relation, restriction in classes.items():
            family = CASEFILE.c.root == case[relation].root
            session.execute(update(CASEFILE).where(family).values(restriction=restriction))
        for person in self.everybody:
            for relation in ("named", "restricted_named", "sealed_named"):
                session.execute(insert(MEMBER).values(case_id=case[relation].id, person=person, from_on=SINCE))
            until = {"from_on": SINCE, "to_on": self.world.now.date()}
            session.execute(insert(MEMBER).values(case_id=case["ended"].id, person=person, **until))
            said = {"person": person, "seq": 1}
            at = case["conflicted"]
            session.add(Conflict(root=at.root, case_id=at.root, **said))
            at = case["excluded"]
            session.add(Exclusion(root=at.root, case_id=at.root, from_on=SINCE, **said))
            self.leave(session, case["glass"].id, person, "+")
            self.leave(session, case["glass_over"].id, person, "-")
        at = case["excluded_agency"]
        for one in session.exec(select(Agency)).all():
            session.add(Exclusion(root=at.root, case_id=at.root, from_on=SINCE, agency=one.key, seq=1))
        self.declare(session, [one.root for relation, one in case.items() if relation != "undeclared"])

    def declare(self, session: Session, roots: list[int]) -> None:
        """The scrutineer has said of these families that they are free, whatever was said before."""
        scrutineer = self.world.ids["scrutineer"]
        session.flush()
        session.execute(DECLARATION.delete().where(DECLARATION.c.person == scrutineer))
        for root in sorted(set(roots)):
            session.add(Declaration(root=root, person=scrutineer, case_id=root, seq=1))

    def leave(self, session: Session, case_id: int, person: int, sign: str) -> None:
        """Leave to read for those whose role can have it: under broken glass, or the auditor's with a reason."""
        held = doer(session, person, "NM", self.world.now.date())
        if not (can(held, "break_glass") or can(held, "audit")):
            return
        why = "audit" if can(held, "audit") else "break_glass"
        now = database_now(session)
        span = {"made_at": now.replace(year=2020), "ends_at": now.replace(year=2099 if sign == "+" else 2021)}
        review = None if why == "audit" else self.world.now.date()
        row = {"case_id": case_id, "person": person, "why": why, "reason": "R", "seq": 1, "review_due_on": review}
        session.execute(insert(READING).values(**row, **span))

    def elsewhere(self) -> str:
        """A rapid review that was moved, with its family, into another partnership."""
        reference = self.review()
        root = situations.row(self.world, reference).root
        with self.world.database.writing() as session:
            ours = session.get_one(Partnership, "NM")
            session.add(Partnership(code="SM", name="Southmoor", policy=ours.policy, calendar=ours.calendar))
            session.flush()
            session.execute(update(CASEFILE).where(CASEFILE.c.root == root).values(partnership="SM"))
        return reference


def shown(session: Session, world: World, files: Files, reference: str) -> int:
    """A file on the case; its id."""
    case = situations.row(world, reference)
    with files.coming("minutes.pdf", BytesIO(PDF)) as coming:
        kept = {"name": "minutes.pdf", "media_type": "application/pdf", "size": coming.size, "sha256": coming.sha256}
        coming.stay()
    attached = Evidence(
        case_id=case.id,
        seq=1,
        kind="minutes",
        shows="output",
        effect_on=SINCE,
        by_agency="",
        by_person=world.ids[OPENER],
        **kept,
    )
    session.add(attached)
    session.flush()
    return attached.id or 0


def waiting_mail(session: Session, world: World) -> int:
    """A mail to somebody, refused; its id."""
    mail = Mail(
        key="digest/1/2026-11-23",
        message_id="<one@northmoor.example>",
        person=world.ids[NEWCOMER],
        address=f"{NEWCOMER}@northmoor.example",
        template="digest",
        day=world.now.date(),
        status="refused",
        made_at=world.now,
        next_at=world.now,
    )
    session.add(mail)
    session.flush()
    return mail.id or 0
