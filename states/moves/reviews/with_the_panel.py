"""What a rapid review waits for once it is with the national panel: its reply, our answers to it, our second thoughts.

The panel owes nobody a day: a reply is expected, never in breach. What is prompted is our own side's next step.
"""

from __future__ import annotations

from states.asks import Ask
from states.clocks import Basis, Clock, on_state, working_days
from states.language import Move
from states.moves.asked import RECORDERS
from states.moves.prompts import prompted

ANSWER_PANEL = "answer_panel"
BEGUN_ANEW = "drafting"
"""Where a review that is reopened goes on: nothing is expected of the panel there."""

ANSWERED = Move(
    ANSWER_PANEL,
    "Record our answer to the panel",
    ("further_information",),
    by=RECORDERS,
    asks=(Ask(key="further_answer", label="What was sent to the panel, and by whom", type="text"),),
)


def clocks_with_the_panel() -> tuple[Clock, ...]:
    """From the sending on, until it is closed: in every state somebody is prompted."""
    ends = ("closed", "withdrawn", BEGUN_ANEW)
    return (
        Clock(
            key="panel_reply",
            label="The panel's reply",
            lasts=working_days(10),
            starts=on_state("sent"),
            stops=("replied", *ends),
            restarts=(ANSWER_PANEL,),
            chase="prompt",
            chased=("owner",),
            basis=Basis("Local practice (Kent)"),
            owed_to="partners",
            expectation=True,
        ),
        prompted(
            "further",
            "Answer to the panel's questions",
            5,
            on_state("further_information"),
            (ANSWER_PANEL, "replied", *ends),
        ),
        prompted(
            "after_reply",
            "The panel has replied: close, or reconsider the decision",
            10,
            on_state("replied"),
            ("reconsidering", *ends),
        ),
        prompted(
            "second_decision", "Reconsidered decision: signed, and closed with it", 10, on_state("reconsidering"), ends
        ),
    )
