"""What is asked of each piece of evidence, in every kind of case that takes any."""

from __future__ import annotations

from states.asks import Ask, Option

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
        ),
    ),
    Ask(key="effect_on", label="Date from which it has effect", type="day"),
)
