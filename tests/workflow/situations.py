"""Cases brought to a point by the moves that lead there, for tests that begin at that point."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlmodel import SQLModel

from tests.world import World
from workflow import tables
from workflow.database.storage import Database
from workflow.engine.casework import locked
from workflow.engine.trail import append
from workflow.tables.rows import CASEFILE, CLOCK

REG_11 = {key: {"answer": "no", "reason": "Looked into"} for key in "abcd"}
PROPOSAL: dict[str, object] = {
    "agencies_involved": [{"agency": "police", "involved_from": "2024-09-02", "involved_to": "2025-06-30"}],
    "episodes": [
        {
            "episode": "The visit in March",
            "episode_happened": "Nobody saw the children",
            "episode_analysis": "They had been promised to somebody else",
        }
    ],
    "childs_voice": "Child B drew the house without a door",
    "criteria_reg_11": REG_11,
    "immediate_safety": "The sibling is safe",
    "inequalities": "Considered",
    "outcome": "learning_taken",
    "rationale": "What there is to learn was learnt",
}
PARTNERS = ("dsp_council", "dsp_police", "dsp_icb")


def incident_answers(aware: str = "2026-11-23", **others: object) -> dict[str, object]:
    """What is asked when an incident of serious harm is logged."""
    return {
        "incident_on": "2026-11-20",
        "aware_on": aware,
        "types": ["seriously_harmed"],
        "area": "Northmoor",
        "subjects": [{"pseudonym": "Child A", "age": 4}, {"pseudonym": "Child B", "age": 7}],
        "summary": "What was known on the first day",
    } | others


def incident(world: World, **others: object) -> str:
    """A logged incident; the local authority was aware on Monday 23 November 2026."""
    return world.open("officer", "incident", incident_answers(**others)).reference  # type: ignore[arg-type]


def notifiable(world: World) -> str:
    """An incident decided notifiable, partners having been asked."""
    reference = incident(world)
    world.fire("officer", reference, "ask_views", {"views_asked_on": "2026-11-23"})
    criteria = {key: {"answer": "yes", "reason": "Known"} for key in "ab"}
    world.fire("officer", reference, "decide_notifiable", {"criteria": criteria, "rationale": "Both are met"})
    return reference


def rapid_review(world: World) -> str:
    """A rapid review, opened by an incident's notification today."""
    reference = notifiable(world)
    world.fire("officer", reference, "notify", {"sin_reference": "SIN-1"})
    return children(world, reference)[0]


def proposed(world: World) -> str:
    """A rapid review whose decision the partners are asked to agree to."""
    reference = rapid_review(world)
    world.fire("officer", reference, "meet", {"attended": ["police"], "discussion": "Long"})
    world.fire("officer", reference, "draft")
    world.fire("officer", reference, "propose", PROPOSAL)
    return reference


def dissented(world: World) -> str:
    """A disagreement that the police's dissent from a proposal opened, at the delegated partners."""
    above = proposed(world)
    world.fire("dsp_police", above, "dissent", {"dissent": "The threshold is not met"})
    return children(world, above)[0]


def challenged(world: World) -> str:
    """A challenge that the scrutineer's opinion on a proposal opened."""
    above = proposed(world)
    world.fire("scrutineer", above, "give_opinion", {"opinion": "challenge", "opinion_text": "Not shown"})
    return children(world, above)[0]


def recommendation(world: World, **others: object) -> str:
    """A recommendation of its own, agreed."""
    answers: dict[str, object] = {
        "what": "Teach staff",
        "source": "audit",
        "level": "single_agency",
        "finding": "They did not know",
        "outcome_wanted": "They know",
        "measure": "Asked again",
    } | others
    reference = world.open("officer", "recommendation", answers).reference
    world.fire("manager", reference, "agree")
    return reference


def action(world: World, owner: str | None = "user_housing", agency: str = "housing", due: str = "2027-01-29") -> str:
    """An action of one agency, under a recommendation."""
    above = recommendation(world)
    row = {"agency": agency, "what": "Train everybody", "due_on": due}
    if owner:
        row["person"] = f"{owner}@northmoor.example"
    world.fire("officer", above, "set_actions", {"actions": [row]})
    return children(world, above)[0]


def attach(world: World, reference: str, who: str, agency: str) -> None:
    """A piece of evidence from ``who``, as its entry and row."""
    with world.database.writing() as session:
        act = world.act(session, who)
        case = locked(session, reference, act.actor, act.today)
        seq = append(act, case, "evidence", came_from=case.state)
        row = tables.Evidence(
            case_id=case.id,
            seq=seq,
            kind="training_record",
            shows="output",
            effect_on=act.today,
            by_person=act.doer.person,
            by_agency=agency,
            name="register.pdf",
            media_type="application/pdf",
            size=3,
            sha256="0" * 64,
        )
        session.add(row)
        case.save(session)


def submitted(world: World) -> str:
    """The housing association's action with its evidence, waiting to be verified."""
    reference = action(world)
    attach(world, reference, "user_housing", "housing")
    world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    return reference


def children(world: World, reference: str) -> list[str]:
    """References of the cases that stand directly below one, oldest first."""
    above = select(CASEFILE.c.id).where(CASEFILE.c.reference == reference).scalar_subquery()
    with world.database.reading() as session:
        found = select(CASEFILE.c.reference).where(CASEFILE.c.parent == above).order_by(CASEFILE.c.id)
        return list(session.execute(found).scalars())


def row(world: World, reference: str) -> Any:
    """The case's row as it stands."""
    with world.database.reading() as session:
        return session.execute(select(CASEFILE).where(CASEFILE.c.reference == reference)).one()


def clocks(world: World, reference: str) -> dict[str, Any]:
    """The case's clocks by key."""
    with world.database.reading() as session:
        found = session.execute(select(CLOCK).where(CLOCK.c.case_id == row(world, reference).id))
        return {clock.key: clock for clock in found}


def dump(database: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database.reading() as session:
        return {
            name: sorted(map(repr, session.execute(select(table)).all()))
            for name, table in SQLModel.metadata.tables.items()
        }


def sql(database: Database, statement: str, **values: object) -> list[Any]:
    """Runs one raw statement and commits; rows if it gives any."""
    with database.writing() as session:
        result = session.connection().execute(text(statement), values)
        return list(result.all()) if result.returns_rows else []


def rows(database: Database, statement: str, **values: object) -> list[Any]:
    """The rows of one raw question."""
    with database.reading() as session:
        return list(session.execute(text(statement), values).all())
