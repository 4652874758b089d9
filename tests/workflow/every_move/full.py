"""Full answers to any move, made from its questions; and by move, what a question's type can't say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from states.asks import Ask
from states.facts import Doer
from states.language import Move
from states.moves.clock_moves import CLOCK_MOVES, RESUME, own_move, why_not
from tests.workflow.situations import PROPOSAL
from tests.world import World, email
from workflow.engine.casework import Casework
from workflow.engine.ticking import Ticking

WORDS = "What was said and done"


@dataclass(frozen=True, slots=True)
class Point:
    """A case where everything is tried: its clocks, another open case of its kind, one it is linked to."""

    world: World
    case: Casework
    clocks: Mapping[str, Ticking]
    other: str
    linked: str
    entries: Mapping[str, int]
    """By person, the entry that was recorded for them."""


def full(point: Point, move: Move, who: str, doer: Doer) -> dict[str, Any]:
    """An answer to each question of the move that has to be answered, and to those that it needs here."""
    kind = point.case.kind
    given = {ask.key: _one(point, move, ask, who, doer) for ask in move.asks if ask.required}
    more = {**MORE.get(move.key, {}), **MORE.get(f"{kind}.{move.key}", {})}
    asked = {ask.key for ask in move.asks}
    if "held_agreed" in asked:
        more = AGREED | more
    return given | {key: one(point) if callable(one) else one for key, one in more.items() if key in asked}


def _one(point: Point, move: Move, ask: Ask, who: str, doer: Doer) -> Any:
    if ask.type == "clock":
        return _clock(point, move, doer)
    if ask.type == "entry":
        return point.entries.get(who, 1)
    if ask.type == "case":
        return point.linked if move.key == "unlink_case" else point.other
    if ask.type == "day" and not ask.past:
        return (point.world.now.date() + timedelta(days=800)).isoformat()
    if ask.type == "day":
        return point.world.now.date().isoformat()
    return BY_TYPE[ask.type](ask)


def _clock(point: Point, move: Move, doer: Doer) -> str:
    machine, wanted = point.case.machine, "paused" if move.key == RESUME else "running"
    for clock in machine.clocks:
        ticking = point.clocks.get(clock.key)
        if ticking is None or ticking.status != wanted or clock.why_fixed or (move.key == "snooze" and not clock.chase):
            continue
        if move.key == "snooze" and ticking.next_rung_on is None:
            continue
        mine = not why_not(machine, clock, doer) if move.key in CLOCK_MOVES and move.key != "ask_extension" else True
        # More time may be asked for a date too that only a move of its own changes.
        if mine and (move.key in ("snooze", "ask_extension") or own_move(machine, clock) is None):
            return clock.key
    return "none of them"


def _rows(ask: Ask) -> list[dict[str, Any]]:
    return [{column.key: BY_TYPE[column.type](column) for column in ask.columns if column.required}]


BY_TYPE: dict[str, Callable[[Ask], Any]] = {
    "line": lambda ask: f"Of {ask.key}"[: ask.most or 200],
    "text": lambda ask: WORDS,
    "whole": lambda ask: 41,
    "day": lambda ask: "2029-06-01",
    "yes_no": lambda ask: True,
    "choice": lambda ask: ask.options[0].value,
    "choices": lambda ask: [option.value for option in ask.options],
    "criteria": lambda ask: {option.value: {"answer": "yes", "reason": WORDS} for option in ask.options},
    "agency": lambda ask: "housing",
    "agencies": lambda ask: ["police"],
    "themes": lambda ask: ["Neglect"],
    "person": lambda ask: email("officer"),
    "dated": lambda ask: "entry:1",
    "row": lambda ask: "1",
    "rows": _rows,
}
NOT_MET = {key: {"answer": "no", "reason": WORDS} for key in ("needs", "concern", "condition_1", "condition_2")}
ALL_CAME = [{"agency": agency, "came": "present"} for agency in ("council", "police", "icb")]
EACH_AGREES = [
    {"agency": agency, "position": "agree", "said_on": "2026-11-23", "said": WORDS}
    for agency in ("council", "police", "icb")
]


def yesterday(point: Point) -> str:
    """The day before the world's today."""
    return (point.world.now.date() - timedelta(days=1)).isoformat()


def his_colleague(point: Point) -> str:
    """Somebody at the agency whose case it is."""
    return email({"unit": "officer", "housing": "colleague_housing"}[point.case.owner_agency])


AGREED = {"held_agreed": WORDS, "held_agreed_on": "2026-11-23"}
"""What lets a move through that proceedings hold up; that they do is shown in ``proceedings/``."""
MORE: dict[str, dict[str, Any]] = {
    "correct_date": {"right_date": yesterday},
    "let_in": {"whom": email("newcomer")},
    "end_membership": {"whom": email("guest")},
    "exclude": {"whom": email("newcomer")},
    "readmit": {"whom": email("shut_out")},
    "restrict": {"named": [{"person": email("manager")}, {"person": email("officer")}]},
    "seal": {"sealed_to_chair": email("chair"), "sealed_to_manager": email("manager")},
    "change_subjects": {"subjects": [{"pseudonym": "A", "age": 41}]},
    "name_substitute": {"substitute": email("substitute")},
    "reassign": {"person": his_colleague},
    "incident.update": {"types": ["died"]},
    "incident.decide_notifiable": {"criteria": {key: {"answer": "yes", "reason": WORDS} for key in "ab"}},
    "incident.decide_not_notifiable": {"criteria": {key: {"answer": "no", "reason": WORDS} for key in "ab"}},
    "rapid_review.draft": {"without_returns": WORDS},
    # Left out when drafting starts, they have to be given with the proposal.
    "rapid_review.propose": {key: PROPOSAL[key] for key in ("agencies_involved", "episodes", "childs_voice")},
    "rapid_review.send": {"without_signature": WORDS, "reason_if_late": WORDS},
    "rapid_review.reconsidered": {"reconsidered_without": WORDS},
    "adult_review.decline": {"criteria_s44": NOT_MET},
    "not_publish": {"positions": EACH_AGREES},
    "practice_review.discontinue": {"positions": EACH_AGREES},
    "adult_review.discontinue": {"positions": EACH_AGREES},
    "put_up": {"no_family": WORDS},
    "commission": {"reviewer": email("reviewer"), "contract_from": yesterday},
    "replace_reviewer": {"contract_from": yesterday},
    "add_proceedings": {"holds": ["publication"]},
    "reword": {"measure": WORDS},
    "link_case": {"as": "related"},
    "refer_adults": {"adults": [{"pseudonym": "Adult P", "age": 34}], "adult_is": "alive"},
    "recommendation.agree": {"response": WORDS},
    "meeting.hold": {"attendance": ALL_CAME, "chaired_by": email("chair")},
    "change_chair": {"chaired_by": email("chair")},
    "outside_request.reply": {"without_returns": WORDS},
    "prepare": {"without_advice": WORDS},
}
