"""A case: where it stands, what is due, what can be done, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.pages.offering import laid_out
from api.pages.rendering import day
from api.pages.visitor import Visiting
from api.pages.way import conflict, said, steps, whose_turn
from api.pages.words import Names, Told, told
from states.asks import Ask
from states.evidence import EVIDENCE_ASKS
from states.language import Machine
from workflow import directory, evidence
from workflow.corrections import former_addresses
from workflow.engine.act import Act
from workflow.engine.casework import Casework, label_of, seen
from workflow.engine.offers import offers
from workflow.queries import case_view, policy_view
from workflow.queries.case_view import EntryView, SignatureView
from workflow.queries.clock_history import days_told
from workflow.queries.opening import kinds_below

router = APIRouter()
LAST_FEW = 5
EVIDENCE_LABELS = {option.value: option.label for ask in EVIDENCE_ASKS for option in ask.options}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the timeline shows it."""

    entry: EntryView
    by: str
    told: list[Told]
    moved: str
    anchor: str


@router.get("/cases/{reference}")
def overview(who: Visiting, reference: str, saved: Annotated[str, Query(max_length=80)] = "") -> HTMLResponse:
    """The case at a glance, with the last things that happened."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        act = who.act(session, case.partnership)
        names = names_in(session, act)
        above, below = case_view.relatives(session, case, who.person, who.today)
        agency, person = case_view.owner_words(session, case)
        entries = case_view.entries(session, case)
        lines = timeline(case, entries, names)
        clocks = sorted(case_view.clock_views(act, case), key=lambda clock: clock.stopped_on is not None)
        signed = case_view.signatures_of(session, case, dict(names.agencies))
        return who.page(
            "case.html.jinja",
            active="cases",
            message=saved_words(case.machine, saved),
            case=case,
            machine=case.machine,
            steps=steps(case.machine, case.state, {entry.to for entry in entries}),
            turn=whose_turn(act, case),
            said=said(case.machine, case.state_now),
            clocks=[clock for clock in clocks if not clock.milestone],
            milestones=[clock for clock in clocks if clock.milestone],
            conflict=(in_conflict := conflict(act, case)),
            offering=laid_out(case, offers(act, case), conflict=bool(in_conflict)),
            opens=kinds_below(act, case),
            may_attach=evidence.may_attach(act, case),
            told=told(case.machine, case_view.facts_told(session, case), names),
            agency=agency,
            person=person,
            above=above,
            below=below,
            agencies=names.agencies,
            evidence=case_view.evidence_of(session, case),
            evidence_labels=EVIDENCE_LABELS,
            came_here=came_here(case, lines),
            signatures=signed,
            waiting_for=waiting_for(act, case, signed, names),
            position_labels=position_labels(case.machine),
            lines=lines[::-1][:LAST_FEW],
            more=max(0, len(lines) - LAST_FEW),
            rules=policy_view.case_rules(act, case),
            today=who.today,
        )


@router.get("/cases/{reference}/timeline")
def whole_timeline(who: Visiting, reference: str) -> HTMLResponse:
    """Everything that happened to the case, the latest first."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        names = names_in(session, who.act(session, case.partnership))
        lines = timeline(case, case_view.entries(session, case), names)
        return who.page("timeline.html.jinja", active="cases", case=case, machine=case.machine, lines=lines[::-1])


def names_in(session: Session, act: Act) -> Names:
    """Names of the partnership's agencies and people; what was said of an address that was corrected keeps its name."""
    people = former_addresses(session, act.partnership) | directory.addresses(session, act.partnership, act.today)
    return Names(directory.agencies(session, act.partnership), people)


def timeline(case: Casework, entries: list[EntryView], names: Names) -> list[Line]:
    """The entries in words, in their order."""
    evidence_asks = {ask.key: ask for ask in EVIDENCE_ASKS}
    lines = []
    for entry in entries:
        by = f"{entry.recorded_for}, recorded by {entry.by}" if entry.recorded_for else entry.by
        moved = " → ".join(entry.moved)
        asks = evidence_asks if entry.move == "evidence" else {}
        lines.append(Line(entry, by, entry_told(case.machine, entry, names, asks), moved, f"entry-{entry.seq}"))
    return lines


def entry_told(machine: Machine, entry: EntryView, names: Names, extra: dict[str, Ask]) -> list[Told]:
    """What was answered, and what the engine noted beside it."""
    answers = dict(entry.answers)
    dated = answers.get("which")
    if isinstance(dated, str) and entry.move == "correct_date":
        answers["which"] = machine.asks[dated].label if dated in machine.asks else dated.replace("entry:", "entry ")
    lines = told(machine, answers, names, extra)
    if "old_date" in entry.body:
        lines.append(Told("Date recorded before", day(date.fromisoformat(entry.body["old_date"]))))
    rules = entry.body.get("rules")
    if rules:
        lines.append(Told("Rules", f"edition {rules['after']['edition']} instead of {rules['before']['edition']}"))
    if entry.body.get("days"):
        lines.append(Told("Days off that changed", days_told(entry.body)))
    cause = entry.body.get("cause")
    if cause:
        lines.append(Told("Because of", f"{cause['case']}, entry {cause['seq']}"))
    return lines


def came_here(case: Casework, lines: list[Line]) -> Line | None:
    """The entry that took the case off its usual way, with the reason: whoever opens the case wants that first."""
    if not case.state_now.aside:
        return None
    return next((line for line in reversed(lines) if line.moved and line.entry.to == case.state), None)


def waiting_for(act: Act, case: Casework, signed: list[SignatureView], names: Names) -> list[str]:
    """The statutory partners that haven't signed what is proposed now, while it can be signed."""
    signing = any(move.signs and case.state in move.sources for move in case.machine.moves)
    if case.final or case.proposal_seq is None or not signing:
        return []
    have = {one.agency for one in signed if one.current}
    partners = [names.agencies.get(key, key) for key in act.policy.statutory]
    return [name for name in partners if name not in have]


def saved_words(machine: Machine, saved: str) -> str:
    """What the banner says after a form was taken; nothing for a word that isn't a move of the kind."""
    if saved == "opened":
        return f"{machine.title} opened"
    if saved == "evidence" or machine.move(saved) is not None:
        return f"Saved: {label_of(machine, saved)}"
    return ""


def position_labels(machine: Machine) -> dict[str, str]:
    """The positions that signatures of this kind take, in words."""
    labels = {"agree": "Agrees", "dissent": "Dissents"}
    for move in machine.moves:
        if move.signs is not None and move.signs.position_from:
            labels |= {option.value: option.label for option in machine.asks[move.signs.position_from].options}
    return labels
