"""The letter to the national panel: what was decided, who reviews, why it takes longer, the copies before publication.

Each of these is a block that a case without it leaves out: one template serves a rapid review and a practice review.
"""

from __future__ import annotations

from dataclasses import replace

from api.documents.form import COMMON, Block, Column, Field, Form, of_any, of_case
from api.documents.shared import POSITIONS, positions
from api.documents.words import answer, day, worded
from states.moves.reviews.publishing import COPIES_OWED_TO as OWED
from workflow.queries.dossier import Dossier

DECISIONS = (
    ("reconsidered_outcome", "reconsidered_rationale", "reconsidered_importance", "reconsider"),
    ("outcome", "rationale", "national_importance", "propose"),
)


def decision(about: Dossier) -> list[dict[str, str]]:
    """The last decision of the case."""
    outcome, rationale, _, move = last_decided(about)
    words = answer(about, about.case, outcome)
    if not words:
        return []
    entry = about.case.made(move)
    on = day(entry.happened_on) if entry is not None else ""
    return [{"outcome": words, "rationale": answer(about, about.case, rationale), "decided_on": on}]


def importance(about: Dossier) -> list[dict[str, str]]:
    """The partners' view on national importance, where they gave one with that decision."""
    words = answer(about, about.case, last_decided(about)[2])
    return [{"national_importance": words}] if words else []


def last_decided(about: Dossier) -> tuple[str, str, str, str]:
    """What the last decision's outcome, rationale and view on national importance are kept as, and what proposed it."""
    return next((one for one in DECISIONS if answer(about, about.case, one[0])), DECISIONS[-1])


def reviewers(about: Dossier) -> list[dict[str, str]]:
    """Who writes the review."""
    named = answer(about, about.case, "reviewer_name") or answer(about, about.case, "reviewers_named")
    started = answer(about, about.case, "contract_from")
    return [{"reviewer": named, "contract_from": started or "to be agreed"}] if named else []


def delays(about: Dossier) -> list[dict[str, str]]:
    """Why it takes longer than the six months."""
    words, clock = answer(about, about.case, "delay_reasons"), about.case.clocks.get("practice_review")
    due = {"first_due_on": day(clock.first_due_on), "due_on": day(clock.due_on)} if clock is not None else {}
    return [{"delay_reasons": words, **due}] if words else []


def publications(about: Dossier) -> list[dict[str, str]]:
    """When and where it is to be published, and to whom copies go before."""
    planned = answer(about, about.case, "publish_on")
    if not planned:
        return []
    where = answer(about, about.case, "published_where")
    # The letter goes with the copies: until it is recorded to whom they went, it says to whom they are owed.
    copies = answer(about, about.case, "copies_to") or worded(about, about.case.machine.asks.get("copies_to"), OWED)
    return [{"publish_on": planned, "published_where": where, "copies_to": copies}]


FORM = Form(
    "panel_letter",
    "Letter to the national panel",
    (
        *COMMON,
        Field("sin_reference", "The notification's reference", "SIN-4711", of_any("sin_reference"), required=True),
        Field("panel_reference", "The panel's reference", "CSPRP-1", of_any("panel_reference"), none="not given yet"),
        Field("kind_title", "What the case is", "Rapid review", lambda about: about.case.machine.title),
        Field("stands", "Where it stands", "Sent to the national panel", lambda about: about.case.state),
        Field("dissent_set_out", "The dissent as it was sent", "", of_case("dissent_set_out"), none=""),
        Field("without_signature", "Why it was sent without the word of a partner who hasn't signed", "",
              of_case("without_signature"), none=""),
    ),
    (
        Block("decision", "The decision, where the case has one", (
            Column("outcome", "The outcome", "Local child safeguarding practice review"),
            Column("rationale", "The rationale", "Two agencies' work together raises questions that need more time."),
            Column("decided_on", "When it was proposed", "10 December 2026"),
        ), decision, required=True, several=False),
        Block("importance", "The view on national importance, where the decision gives one", (
            Column("national_importance", "The view, with its reasons",
                   "We suggest a national review: the same gap was found in three areas this year."),
        ), importance, several=False),
        replace(POSITIONS, of=lambda about: positions(about) if decision(about) else ()),
        Block("reviewer", "Who reviews, once appointed", (
            Column("reviewer", "The reviewer's name", "Dr Jane Ferris"), Column("contract_from", "From when",
                   "4 January 2027"),
        ), reviewers, required=True, several=False),
        Block("delay", "The reasons for a delay, where there is one", (
            Column("delay_reasons", "Why, and until when",
                   "The inquest was put off to May. We expect to publish in July."),
            Column("first_due_on", "The first date", "10 June 2027"), Column("due_on", "The date now", "30 July 2027"),
        ), delays, required=True, several=False),
        Block("publication", "The publication, once planned", (
            Column("publish_on", "When", "30 July 2027"), Column("published_where", "Where",
                   "The partnership's website"),
            Column("copies_to", "To whom copies go, or went", "The national panel, The Secretary of State"),
        ), publications, required=True, several=False),
    ),
)  # fmt: skip
