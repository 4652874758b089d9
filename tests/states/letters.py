"""A small sound kind of case, and ways to break it; tests of faults share it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from states.asks import Ask
from states.checks.faults import faults
from states.clocks import Basis, Clock, on_opening, working_days
from states.language import Evidence, Machine, Move, Opening, State, Tell
from states.roles import TITLES

OFFICER = "review_officer"
DAY = Ask(key="day", label="Day", type="day")
LIMIT = Clock(
    key="limit", label="Limit", lasts=working_days(5), starts=on_opening(), stops=("closed",), basis=Basis("A rule")
)
SOUND = Machine(
    key="letter",
    title="Letter",
    plural="Letters",
    starts_in="written",
    opening=Opening(by=(OFFICER,), asks=(DAY, Ask(key="who", label="Agency", type="agency"))),
    states=(State("written", "Written"), State("sent", "Sent"), State("closed", "Closed", final=True)),
    moves=(
        Move("send", "Send", ("written",), "sent", by=(OFFICER,), proposes=True),
        Move("close", "Close", ("sent",), "closed", by=(OFFICER,)),
    ),
    clocks=(LIMIT,),
    evidence=Evidence(("written",), (OFFICER,)),
    agency_from="who",
    about="A letter goes out.",
    group="requests",
)
SEND, CLOSE = SOUND.moves
CHILD = replace(
    SOUND,
    key="reply",
    opening=Opening(by=(), asks=(DAY, Ask(key="who", label="Agency", type="agency")), parents=("letter",)),
)


def found(machine: Machine, *others: Machine) -> list[str]:
    """The faults of a machine, less its key, beside these other kinds."""
    kinds = {kind.key: kind for kind in (machine, *others)}
    said = faults(machine, {"notice"}, TITLES, kinds, chases={"ordinary"})
    assert all(fault.startswith(f"{machine.key}: ") for fault in said)
    return [fault.partition(": ")[2] for fault in said]


def agencies() -> Ask:
    """A question for agencies."""
    return Ask(key="asked", label="Agencies", type="agencies")


def sound(**changed: Any) -> Machine:
    """The sound machine with something changed."""
    return replace(SOUND, **changed)


def sending(**changed: Any) -> Machine:
    """The sound machine with its first move changed."""
    return sound(moves=(replace(SEND, **changed), CLOSE))


def moving(*moves: Move) -> Machine:
    """The sound machine with moves added."""
    return sound(moves=(SEND, CLOSE, *moves))


def timing(**changed: Any) -> Machine:
    """The sound machine with its clock changed."""
    return sound(clocks=(replace(LIMIT, **changed),))


def asking(ask: Ask) -> Machine:
    """The sound machine with a question added to its first move."""
    return sending(asks=(ask,))


def opening(**changed: Any) -> Machine:
    """The sound machine with its opening changed."""
    return sound(opening=replace(SOUND.opening, **changed))


def automatic(key: str, source: str, target: str | None) -> Move:
    """A move that happens of itself."""
    return Move(key, key, (source,), target, of_itself=True)


def telling(**changed: Any) -> Machine:
    """The sound machine with a notice of its first move, changed."""
    return sending(tells=(replace(Tell("gone", "A letter has gone", ("owner",)), **changed),))


Broken = dict[str, tuple[Callable[[], Machine], str]]
"""By name of the fault: what makes a machine that has it, and how the sentence begins that says so."""
