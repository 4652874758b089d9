"""An incident that touches several areas: where it happened, who leads, and what to do while another partnership does.

Knows nothing of what follows where we lead: that is the incident's own.
"""

from __future__ import annotations

from states.asks import Ask, Option
from states.clocks import Basis, Clock, months, on_state
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, State, Tell

LED_ELSEWHERE, CONCLUDED = "led_elsewhere", "concluded_elsewhere"
NOT_HERE = ("another_area", "abroad")
STATES = (
    State(LED_ELSEWHERE, "Led by another partnership", aside=True),
    State(CONCLUDED, "Concluded by the partnership that leads", final=True, aside=True),
)
ASKS = (
    Ask(
        key="where",
        label="Which area it happened in",
        type="choice",
        required=False,
        hint="If nothing is said: here",
        options=(
            Option("here", "Here"),
            Option("another_area", "Another area in England"),
            Option("abroad", "Elsewhere, or abroad"),
        ),
    ),
    Ask(key="host_area", label="If not here: the area where it happened", type="line", required=False),
    Ask(key="home_area", label="If not here: the area where the child lives", type="line", required=False),
    Ask(
        key="placing_area",
        label="If not here: the area that placed the child",
        type="line",
        required=False,
        hint="Only where an authority placed the child",
    ),
    Ask(
        key="led_by",
        label="If not here: who leads",
        type="choice",
        required=False,
        options=(Option("us", "This partnership"), Option("another", "Another partnership")),
    ),
    Ask(key="lead_partnership", label="If another leads: which partnership", type="line", required=False),
    Ask(key="contributing", label="If not here: contributing partnerships", type="line", required=False),
)


@predicate("led_here")
def led_here(facts: Facts) -> bool:
    """This partnership leads: from the beginning, since it took the lead, or since the case was reopened here."""
    took = "lead_taken_because" in facts.answers or "aware_again_on" in facts.answers
    return facts.answers.get("led_by") != "another" or took


@predicate("led_here_and")
def led_here_and(facts: Facts, key: str, *values: str) -> bool:
    """This partnership leads, and the answer to ``key``, a set, includes one of ``values``."""
    answer = facts.answers.get(key)
    return led_here(facts) and isinstance(answer, list | tuple) and any(value in answer for value in values)


@predicate("elsewhere_or_none")
def elsewhere_or_none(facts: Facts, where: str, *keys: str) -> bool:
    """It happened elsewhere, or nothing of other areas is said."""
    return facts.answers.get(where) in NOT_HERE or not any(key in facts.given for key in keys)


def told_elsewhere(key: str, says: str) -> Guard:
    """The answer is given where the incident happened elsewhere."""
    return Guard("given_if", says, (key, "where", *NOT_HERE), ("given", "answers"))


NEEDS = (
    told_elsewhere("host_area", "Say in which area it happened"),
    told_elsewhere("home_area", "Say in which area the child lives"),
    told_elsewhere("led_by", "Say which partnership leads: this one, or another"),
    Guard("given_if", "Say which partnership leads", ("lead_partnership", "led_by", "another"), ("given", "answers")),
    Guard(
        "elsewhere_or_none",
        "What happened here is led here: say where it happened, or leave out what is said of other areas",
        ("where", *(ask.key for ask in ASKS if ask.key != "where")),
        ("answers", "given"),
    ),
)
STARTS = (Guard("answer_is", "", ("led_by", "another"), ("answers",)), LED_ELSEWHERE)
WE_LEAD = Guard("led_here", "", (), ("answers",))
OURS_AGAIN = Guard(
    "led_here", "Another partnership led: say when what makes it ours to consider became known", (), ("answers",)
)


def we_lead_and(key: str, *values: str) -> Guard:
    """We lead, and the answer to ``key`` includes one of the values."""
    return Guard("led_here_and", "", (key, *values), ("answers",))


CHECKED_MONTHLY = Clock(
    key="lead_check",
    label="Ask the partnership that leads how it stands",
    lasts=None,
    every=months(1),
    starts=on_state(LED_ELSEWHERE),
    stops=("take_lead", "conclude_elsewhere", "withdraw"),
    restarts=("hear_from_lead",),
    chase="monthly",
    basis=Basis("The partnership's plan for incidents that another area leads"),
    milestone=True,
)


def led_moves(by: tuple[str, ...], told: tuple[str, ...]) -> tuple[Move, ...]:
    """What may be done while another partnership leads; ``told``: who hears how it ends, or that the lead passes."""
    said = Ask(key="lead_said", label="What the partnership that leads told us", type="text", kept_in_case=False)
    why = Ask(key="lead_taken_because", label="Why the lead passes to this partnership", type="text")
    outcome = Ask(key="lead_outcome", label="What the partnership that leads decided, and what came of it", type="text")
    learning = Ask(key="our_learning", label="What there is to learn for our agencies", type="text")
    return (
        Move("hear_from_lead", "Record what the lead partnership told us", (LED_ELSEWHERE,), by=by, asks=(said,)),
        Move(
            "take_lead",
            "Take the lead",
            (LED_ELSEWHERE,),
            "considering",
            by=by,
            asks=(why,),
            tells=(Tell("lead_taken", "A serious incident elsewhere is ours to lead: its time limits run", told),),
        ),
        Move(
            "conclude_elsewhere",
            "Record how it was concluded elsewhere",
            (LED_ELSEWHERE,),
            CONCLUDED,
            by=by,
            asks=(outcome, learning),
            tells=(Tell("concluded_elsewhere", "An incident that another partnership led was concluded", told),),
        ),
    )
