"""Parallel proceedings: police, inquest, court … listed in a case, asked after, and what they hold up in it.

What is held is said of each row once, here; a kind says of each of its moves which of these things it does.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask, Option
from states.clocks import Basis, Clock, on_register
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Machine, Move, Register
from states.moves.asked import RECORDERS
from states.moves.registers import no_row_holds, register_moves

HOLDERS = (*RECORDERS, roles.REVIEW_CHAIR)
INTERVIEWS, FAMILY_CONTACT, PUBLICATION = "interviews", "family", "publication"
HELD = {
    INTERVIEWS: "interviews with practitioners",
    FAMILY_CONTACT: "contact with the family",
    PUBLICATION: "publication and sharing of the report",
}
"""What proceedings may hold up, in words."""

PROCEEDINGS = Register(
    key="proceedings",
    title="Parallel proceedings",
    one="Parallel proceedings",
    named_by=("proceeding",),
    check="next_check_on",
    asks=(
        Ask(
            key="proceeding",
            label="What kind",
            type="choice",
            options=(
                Option("police", "Police investigation"),
                Option("cps", "Crown Prosecution Service, or trial"),
                Option("inquest", "Inquest"),
                Option("family_court", "Family court"),
                Option("child_death", "Child death review"),
                Option("domestic_abuse", "Domestic-abuse-related death review"),
                Option("homicide", "Mental-health homicide review"),
                Option("leder", "LeDeR: learning from lives and deaths"),
                Option("patient_safety", "Patient safety investigation"),
                Option("other", "Other"),
            ),
        ),
        Ask(key="proceeding_reference", label="Their reference", type="line", required=False),
        Ask(key="proceeding_contact", label="Whom to ask there", type="line", required=False),
        Ask(
            key="holds",
            label="What it holds up",
            type="choices",
            required=False,
            options=(
                Option("interviews", "Interviews with practitioners"),
                Option("family", "Contact with the family"),
                Option("publication", "Publication, and sharing of the report"),
                Option("nothing", "Nothing at present"),
            ),
        ),
        Ask(key="proceeding_effect", label="What was learnt, and what it means for the review", type="text"),
        Ask(key="next_check_on", label="Ask again on", type="day"),
    ),
)
CHECKED_ON_THEIR_DAY = Clock(
    key="proceedings",
    label="Parallel proceedings: ask again",
    lasts=None,
    starts=on_register(PROCEEDINGS.key),
    stops=(),
    chase="milestone",
    basis=Basis("The partnership's register of parallel proceedings"),
    milestone=True,
)
AGREED = (
    Ask(
        key="held_agreed",
        label="If proceedings hold this up: who there agreed that it goes on, and to what",
        type="text",
        required=False,
        kept_in_case=False,
        hint="The officer in the case, the coroner’s officer, the lawyer: whoever’s word it is",
    ),
    Ask(
        key="held_agreed_on",
        label="If proceedings hold this up: when they agreed",
        type="day",
        past=True,
        required=False,
        kept_in_case=False,
    ),
)


@predicate("free_or_agreed")
def free_or_agreed(facts: Facts, what: str) -> bool:
    """No proceedings that haven't ended hold it up, or this move says who there agreed to it, and when."""
    return all(ask.key in facts.given for ask in AGREED) or no_row_holds(facts, PROCEEDINGS.key, "holds", what)


@predicate("free_or_agreed_if_given")
def free_or_agreed_if_given(facts: Facts, what: str, *asks: str) -> bool:
    """This move answers none of the asks, or what it then does is free or agreed."""
    return not any(ask in facts.given for ask in asks) or free_or_agreed(facts, what)


@predicate("free_or_agreed_unless")
def free_or_agreed_unless(facts: Facts, what: str, ask: str, *values: str) -> bool:
    """This move answers the ask by one of the values, or not at all, or what it then does is free or agreed."""
    return facts.given.get(ask, values[0]) in values or free_or_agreed(facts, what)


def held_says(what: str) -> str:
    """The sentence that refuses a move which does this."""
    return f"Proceedings hold up {HELD[what]}: wait until they end, or enter who there agreed that it goes on, and when"


def unless_held(what: str) -> Guard:
    """Proceedings don't hold it up, or the move, which asks ``AGREED``, says who there agreed, and when."""
    return Guard("free_or_agreed", held_says(what), (what,), ("answers", "given"))


def released(what: str, says: str) -> Guard:
    """No proceedings hold up ``what`` any longer."""
    return Guard("no_row_holds", says, (PROCEEDINGS.key, "holds", what), ("answers",))


def does(move: Move, *what: str) -> Move:
    """The move, which does what proceedings may hold up."""
    return replace(move, asks=(*move.asks, *AGREED), needs=(*move.needs, *(unless_held(one) for one in what)))


def with_proceedings(machine: Machine) -> Machine:
    """The machine with the register of parallel proceedings, in every state that isn't an end.

    Each row's next check is chased; there is nothing to ask again once the case has ended.
    """
    running = tuple(state.key for state in machine.states if not state.final)
    ends = tuple(state.key for state in machine.states if state.final)
    verbs = ("Add parallel proceedings", "Check parallel proceedings", "Parallel proceedings have ended")
    return replace(
        machine,
        moves=(*machine.moves, *register_moves(PROCEEDINGS, running, HOLDERS, verbs)),
        clocks=(*machine.clocks, replace(CHECKED_ON_THEIR_DAY, stops=ends)),
        registers=(*machine.registers, PROCEEDINGS),
    )
