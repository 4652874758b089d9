"""What is asked of each piece of evidence, in every kind of case that takes any."""

from __future__ import annotations

from states.asks import Ask, Option
from states.language import Machine

RECORD = "record"
"""What a document shows on which only something recorded for somebody rests: it is evidence of nothing done."""

EVIDENCE_ASKS = (
    Ask(
        key="kind",
        label="What kind of evidence it is",
        type="choice",
        options=(
            Option("procedure", "Policy or procedure, new version"),
            Option("training", "Training record"),
            Option("audit", "Audit result"),
            Option("data", "Data extract"),
            Option("minute", "Minute of a meeting"),
            Option("commissioning", "Commissioning or contract change"),
            Option("system", "System change"),
            Option("practitioners", "Feedback from practitioners"),
            Option("families", "Feedback from children, adults or families"),
            Option("regulator", "Regulator's letter"),
            Option("observation", "Observation of practice"),
            Option("correspondence", "Letter or email"),
        ),
    ),
    Ask(
        key="shows",
        label="What it shows",
        type="choice",
        options=(
            Option("output", "Output", "Something was done or produced"),
            Option("impact", "Impact", "Something changed for children, adults or families"),
            Option(RECORD, "Neither", "An email, letter or minute on which something recorded for somebody rests"),
        ),
    ),
    Ask(key="effect_on", label="Date from which it has effect", type="day"),
)


def is_signed_on(machine: Machine) -> bool:
    """Whether a signature of the kind is on evidence that was put up for it: what comes later is no part of that."""
    signing = (guard for move in machine.moves if move.signs is not None for guard in move.needs)
    return any("evidence" in guard.reads for guard in signing)
