"""The last word on a disagreement: the scrutineer's view, decision or mediation, or the owners of the last stage.

Which of them, the partnership's policy says; what follows from it stands here.
"""

from __future__ import annotations

from states import roles
from states.asks import Ask
from states.clocks import Clock, on_state
from states.ladders.ladder import Ladder, LastWord, Stage
from states.ladders.stages import LEADERS, PARTIES, POLICY, STAGE_OUTCOME, doers_at
from states.language import Move, State, Tell
from states.moves.common import RECORDERS

ENDS = ("resolved", "decided", "withdrawn")
RATIONALE = Ask(key="decision_rationale", label="Reasons", type="text")
ASKED = {"advisory": "View requested", "arbiter": "Scrutineer asked to decide", "mediation": "In mediation"}
ASKING = {
    "advisory": "Ask for the scrutineer's view",
    "arbiter": "Ask the scrutineer to decide",
    "mediation": "Ask the scrutineer to mediate",
}


def outcome(key: str, says: str) -> Tell:
    """Word of an end, to both sides. The scrutineer hears of every outcome: nobody can switch that off."""
    to = ("scrutineer", "opener", "owner", "agency_lead@answering", "delegated_partner@answering", "business_manager")
    return Tell(key, says, to, at_once=True)


def last_states(word: LastWord) -> tuple[State, ...]:
    """The states between the stages and the end."""
    if word.mode == "none":
        return ()
    asked = State("view_requested", ASKED[word.mode])
    if word.mode == "arbiter":
        return (asked,)
    return asked, State("view_given", "Mediated" if word.mode == "mediation" else "View given", admits=LEADERS)


def last_moves(word: LastWord, stages: tuple[str, ...], last: tuple[str, Stage]) -> tuple[Move, ...]:
    """Asking, answering, deciding. ``stages``: from which the scrutineer may be asked."""
    if word.mode == "none":
        return (_decide("Decide, as the last stage", last[0], doers_at(last[1])),)
    ask = _ask(word, stages)
    if word.mode == "arbiter":
        # Policy must have said how this is managed and to whom it is reported: it stands where the arbiter writes.
        how = f"{word.managed} Reported to: {word.reported_to}"
        return ask, _decide("Decide as arbiter", "view_requested", (roles.SCRUTINEER,), how, in_person=True)
    mediated = word.mode == "mediation"
    give = Move(
        "give_view",
        "Record what the mediation came to" if mediated else "Give an independent view",
        ("view_requested",),
        "view_given",
        by=(roles.SCRUTINEER,),
        asks=(Ask(key="view", label="What the mediation came to" if mediated else "View, with reasons", type="text"),),
        tells=(
            Tell(
                "decision_wanted",
                "The scrutineer has spoken about a disagreement: a decision is wanted",
                ("delegated_partner@party", "lead_partner@party") if mediated else ("executive", "lead_partners"),
                at_once=True,
            ),
            Tell(
                "view_given", "The scrutineer has spoken about a disagreement", ("opener", "owner", "business_manager")
            ),
        ),
    )
    if mediated:
        # A school or a charity has no partner of its own: there its lead decides.
        agencies = tuple(roles.at_party(role) for role in (roles.DELEGATED_PARTNER, *LEADERS, roles.AGENCY_LEAD))
        return ask, give, _decide("Record the agencies' decision", "view_given", agencies)
    return ask, give, _decide("Decide", "view_given", LEADERS)


def last_clocks(ladder: Ladder) -> tuple[Clock, ...]:
    """The scrutineer's time, and then that of whoever decides."""
    word = ladder.last_word
    if word.mode == "none":
        return ()
    arbiter = word.mode == "arbiter"
    view = Clock(
        key="view",
        label="The scrutineer's decision" if arbiter else "The scrutineer's view",
        lasts=word.view_within,
        starts=on_state("view_requested"),
        stops=ENDS if arbiter else ("view_given", *ENDS),
        chase="scrutiny",
        basis=POLICY,
        extended_by="scrutineer",
    )
    if arbiter:
        return (view,)
    decision = Clock(
        key="decision",
        label="Decision after the scrutineer has spoken",
        lasts=word.decided_within,
        starts=on_state("view_given"),
        stops=ENDS,
        chase="parties" if word.mode == "mediation" else "executive",
        chased=("delegated_partner@party", "agency_lead@party") if word.mode == "mediation" else (),
        basis=POLICY,
    )
    return view, decision


def _ask(word: LastWord, stages: tuple[str, ...]) -> Move:
    return Move(
        "ask_view",
        ASKING[word.mode],
        stages,
        "view_requested",
        by=(*PARTIES, *LEADERS, *RECORDERS),
        asks=(STAGE_OUTCOME, Ask(key="question", label="What the scrutineer is asked", type="text")),
        tells=(
            Tell("view_wanted", "You are asked about a disagreement", ("scrutineer",), at_once=True),
            Tell("view_asked", "The scrutineer is asked about a disagreement", ("opener", "owner", "business_manager")),
        ),
    )


def _decide(label: str, source: str, by: tuple[str, ...], how: str = "", *, in_person: bool = False) -> Move:
    return Move(
        "decide",
        label,
        (source,),
        "decided",
        by=by,
        asks=(Ask(key="decision", label="Decision", type="text", hint=how), RATIONALE),
        for_another=not in_person,
        tells=(outcome("decided", "A disagreement was decided"),),
    )
