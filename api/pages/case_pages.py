"""A case: where it stands, what is due, what can be done, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.pages import look_pages
from api.pages.case_parts import parts
from api.pages.looked import Looked
from api.pages.offering import laid_out
from api.pages.rendering import day
from api.pages.visitor import Visiting
from api.pages.way import conflict, rests_from, said, steps, whose_turn
from api.pages.words import Names, Told, asks_of, by_words, told
from states import receiving
from states.asks import Ask
from states.evidence import EVIDENCE_ASKS
from states.language import Machine
from states.moves.taking_on import TAKEN_ON, own_asks
from workflow.accounts import keepers
from workflow.before_reading import readings
from workflow.engine.act import Act
from workflow.engine.casework import Casework, label_of, seen
from workflow.engine.offers import offers
from workflow.engine.receiving import RECEIVED
from workflow.people import directory
from workflow.people.directory import names_by_address
from workflow.queries import case_view, links, policy_view
from workflow.queries.case_evidence import pieces
from workflow.queries.case_view import EntryView
from workflow.queries.clock_history import days_told
from workflow.queries.opening import kinds_below
from workflow.queries.registers import names_of_rows, registers_of, without_registers
from workflow.queries.told_apart import whom_about
from workflow.queries.trail_view import entries_told
from workflow.uploads import evidence

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
        names = names_in(session, act, case)
        above, below = case_view.relatives(session, case, who.person, who.today)
        agency, person = case_view.owner_words(session, case)
        entries = entries_told(act, case)
        lines = timeline(case, entries, names)
        clocks = sorted(case_view.clock_views(act, case), key=lambda clock: clock.stopped_on is not None)
        offered = offers(act, case)
        facts = case_view.facts_told(session, case)
        facts = links.facts_for(session, facts, case.machine, who.person, who.today)
        return who.page(
            "case.html.jinja",
            active="cases",
            message=saved_words(case.machine, saved),
            case=case,
            about=whom_about(session, who.person, who.today, case.reference),
            machine=case.machine,
            steps=steps(case.machine, case.state, {entry.to for entry in entries}, rests_from(case)),
            turn=whose_turn(act, case),
            said=said(case.machine, case.state_now),
            clocks=[clock for clock in clocks if not clock.milestone],
            milestones=[clock for clock in clocks if clock.milestone],
            conflict=conflict(act, case),
            offering=laid_out(case, offered),
            opens=kinds_below(act, case),
            may_attach=evidence.may_attach(act, case),
            told=told(case.machine, without_registers(case, facts), names),
            agency=agency,
            person=person,
            above=above,
            below=below,
            agencies=names.agencies,
            evidence=pieces(session, case),
            evidence_labels=EVIDENCE_LABELS,
            lines=lines[::-1][:LAST_FEW],
            more=max(0, len(lines) - LAST_FEW),
            rules=policy_view.case_rules(act, case),
            today=who.today,
            **parts(Looked(act, case, above, names, offered, entries)),
        )


@router.get("/cases/{reference}/timeline")
def whole_timeline(who: Visiting, reference: str) -> HTMLResponse:
    """Everything that happened to the case, the latest first."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        act = who.act(session, case.partnership)
        names = names_in(session, act, case)
        entries = entries_told(act, case)
        lines = timeline(case, entries, names)
        return who.page(
            "timeline.html.jinja",
            active="cases",
            case=case,
            about=whom_about(session, who.person, who.today, case.reference),
            machine=case.machine,
            lines=lines[::-1],
            sees_looks=look_pages.sees(act.actor, case),
        )


def names_in(session: Session, act: Act, case: Casework) -> Names:
    """Names of agencies and people, and of the case's rows; what was said of a corrected address keeps its name."""
    people = names_by_address(session, act.partnership, act.today)
    rows = names_of_rows(registers_of(session, case))
    return Names(directory.agencies(session, act.partnership), people, rows)


def timeline(case: Casework, entries: list[EntryView], names: Names) -> list[Line]:
    """The entries in words, in their order."""
    own = {"evidence": EVIDENCE_ASKS, **readings.OWN_ASKS, **keepers.OWN_ASKS}
    of_move = {move: {ask.key: ask for ask in asks} for move, asks in own.items()}
    lines = []
    for entry in entries:
        moved = " → ".join(entry.moved)
        asks = of_move.get(entry.move) or asks_of(entry)
        lines.append(
            Line(entry, by_words(entry), entry_told(case.machine, entry, names, asks), moved, f"entry-{entry.seq}")
        )
    return lines


def entry_told(machine: Machine, entry: EntryView, names: Names, extra: dict[str, Ask]) -> list[Told]:
    """What was answered, and what the engine noted beside it."""
    answers = dict(entry.answers)
    dated = answers.get("which")
    if isinstance(dated, str) and entry.move == "correct_date":
        answers["which"] = dated_words(machine, dated)
    lines = told(machine, answers, names, extra)
    if "old_date" in entry.body:
        lines.append(Told("Date recorded before", day(date.fromisoformat(entry.body["old_date"]))))
    if RECEIVED in entry.body:
        lines.append(Told("Received", received_words(entry.body[RECEIVED])))
    elif entry.recorded_for:
        lines.append(Told("Received", "how, and what shows it, wasn’t said"))
    rules = entry.body.get("rules")
    if rules:
        lines.append(Told("Rules", f"edition {rules['after']['edition']} instead of {rules['before']['edition']}"))
    if entry.body.get("days"):
        lines.append(Told("Days off that changed", days_told(entry.body)))
    if "virus" in entry.body:
        lines.append(Told("Which", f"the evidence of entry {entry.body['evidence']}, {entry.body['virus']}"))
    if entry.move == "evidence" and "replaces" in entry.body:
        lines.append(Told("Replaces", f"the evidence of entry {entry.body['replaces']}"))
    cause = entry.body.get("cause")
    if cause:
        lines.append(Told("Because of", f"{cause['case']}, entry {cause['seq']}"))
    return lines


def received_words(received: dict[str, Any]) -> str:
    """How what was recorded for somebody came in, and where its document is."""
    how = receiving.WORDS[received["how"]]
    return f"{how}; the document is that of entry {received['document']}" if "document" in received else how


def dated_words(machine: Machine, dated: str) -> str:
    """What a date that was put right is called."""
    asks = {**machine.asks, **own_asks(machine)}
    row = dated.replace("earlier:", "What happened before, row ")
    return asks[dated].label if dated in asks else row.replace("entry:", "entry ")


def saved_words(machine: Machine, saved: str) -> str:
    """What the banner says after a form was taken; nothing for a word that isn't a move of the kind."""
    if saved in ("opened", TAKEN_ON):
        return f"{machine.title} {label_of(machine, saved).lower()}"
    if saved == "evidence" or machine.move(saved) is not None:
        return f"Saved: {label_of(machine, saved)}"
    return ""
