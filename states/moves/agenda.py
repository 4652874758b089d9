"""The move that puts a case on the agenda of the next meeting, on every kind; a meeting takes what is flagged."""

from __future__ import annotations

from states import roles
from states.asks import Ask, Option
from states.language import Machine, Move

FLAG = "flag_for_meeting"
WANTED = Ask(
    key="wanted_of_meeting",
    label="What the meeting is asked for",
    type="choice",
    kept_in_case=False,
    options=(
        Option("decision", "A decision"),
        Option("discussion", "Discussion"),
        Option("information", "To be informed"),
    ),
)
ITEM = Ask(key="agenda_note", label="The question for the meeting", type="text", kept_in_case=False)
BY = (roles.REVIEW_OFFICER, roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR, roles.DELEGATED_PARTNER, roles.SCRUTINEER)


def agenda_moves(machine: Machine) -> tuple[Move, ...]:
    """The move for a kind, while a case of it is open."""
    running = tuple(state.key for state in machine.states if not state.final)
    return (
        Move(
            FLAG,
            "Put on the next meeting's agenda",
            running,
            by=BY,
            asks=(WANTED, ITEM),
            quiet=True,
            effect=FLAG,
            group="elsewhere",
        ),
    )
