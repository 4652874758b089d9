"""A professional disagreement: it climbs the partnership's own ladder, each stage on its clock, to the last word."""

from itertools import pairwise

from states import roles
from states.asks import Ask, Option
from states.clocks import Clock, on_state
from states.conditions import Guard
from states.defaults import england
from states.guards import answered
from states.ladders.ladder import MODES, SIDED, Stage
from states.ladders.last_word import ENDS, last_clocks, last_moves, last_states, outcome
from states.ladders.stages import (
    CHAIRS,
    DISSENT,
    LEADERS,
    PARTIES,
    POLICY,
    RAISERS,
    SAFETY,
    admitted,
    climb,
    clocks_of,
    for_owners,
    named,
    raised,
    skip,
    within,
)
from states.language import Evidence, Machine, Move, Opening, State, Tell
from states.moves.common import REASON, RECORDERS, with_common_moves
from states.policy import Policy

CHILDS_VIEW = Ask(key="childs_view", label="The child's or adult's view", type="text", required=False)
OWN_AGENCY = Guard(
    "for_own_agency", "You can raise a disagreement for your own agency; the business unit records others' for them",
    ("raised_by", *RECORDERS), ("answers", "doer"))
TWO_SIDES = Guard(
    "not_among", "An agency can't disagree with itself: take the one that raises it out of those it is raised with",
    ("raised_by", "with_agencies"), ("answers",))
FROM_A_DECISION = Guard(
    "answer_only_below",
    "A dissent stands below the decision that it is from: say at which stage this enters the ladder",
    ("enters_at", DISSENT, "rapid_review", "practice_review", "adult_review"), ("answers", "parent"))
LEARNING = (Ask(key="learning", label="What was learned", type="text"),
            Ask(key="procedure_changes", label="Must a procedure change", type="yes_no"),
            Ask(key="procedure", label="Which, and who sees to it", type="text", required=False))


def shape(policy: Policy) -> Machine:
    """A disagreement as this policy's ladder and last word have it."""
    ladder, word = policy.ladder, policy.ladder.last_word
    stages = [(f"stage_{number}", stage) for number, stage in enumerate(ladder.stages, 1)]
    keys = tuple(key for key, _ in stages)
    harm_to, views_from = ladder.number(ladder.immediate_harm_to), ladder.view_from
    enters = keys[ladder.number(ladder.dissent_enters_at) - 1]
    after = last_states(word)
    elsewhere = (*keys, *(state.key for state in after), *ENDS)
    asking = keys[ladder.number(views_from) - 1 :] if views_from else ()
    return with_common_moves(Machine(
        key="disagreement", title="Disagreement", plural="Disagreements", starts_in=keys[0],
        starts=(*((answered("enters_at", key), key) for key in keys[1:]), (answered("enters_at", DISSENT), enters)),
        group="differences",
        about="Professionals don’t agree: it climbs stage by stage until it is resolved or decided.",
        titled_by="about", agency_from="raised_by", shared_with="with_agencies", escalates=True, by_ladder=True,
        says=f"If no stage resolves it: {MODES[word.mode]}.", members=(roles.REVIEW_OFFICER, roles.SCRUTINEER),
        opening=_opening(stages, within(enters, stages[keys.index(enters)][1])),
        evidence=Evidence((*keys, *(state.key for state in after)), (*PARTIES, *LEADERS, *CHAIRS, *RECORDERS)),
        states=(*(State(key, named(key, stage), admits=admitted(stage), says=stage.notes) for key, stage in stages),
                *after, State("resolved", "Resolved", final=True), State("decided", "Decided", final=True),
                State("withdrawn", "Withdrawn", final=True, aside=True)),
        moves=(
            *(climb(below, key, stage) for (below, _), (key, stage) in pairwise(stages)),
            *((skip(keys[: harm_to - 1], *stages[harm_to - 1]),) if harm_to > 1 else ()),
            Move("resolve", "Resolved at this stage", keys, "resolved", by=(*PARTIES, *LEADERS, *CHAIRS, *RECORDERS),
                 asks=(Ask(key="outcome", label="What was agreed, by whom and when", type="text"), CHILDS_VIEW),
                 needs=tuple(for_owners(key, stage) for key, stage in stages),
                 tells=(outcome("resolved", "A disagreement was resolved: its outcome is recorded"),)),
            *last_moves(word, asking, stages[-1]),
            Move("withdraw", "Withdraw", (*keys, *(state.key for state in after)), "withdrawn",
                 by=(*RAISERS, *RECORDERS), asks=(REASON,),
                 tells=(outcome("withdrawn", "A disagreement was withdrawn"),)),
            Move("record_learning", "Record what was learned", ("resolved", "decided"),
                 by=(*PARTIES, roles.REVIEW_CHAIR, *RECORDERS), asks=LEARNING,
                 tells=(Tell("learned", "What a disagreement taught is recorded", ("scrutineer", "review_chair")),)),
        ),
        clocks=(
            *(clock for key, stage in stages for clock in clocks_of(ladder, key, stage, elsewhere)),
            *last_clocks(ladder),
            *(_learning(end, policy) for end in ("resolved", "decided")),
        ),
    ), reopens_to=keys[0], doers=(*PARTIES, roles.SCRUTINEER), hear_of_it=("scrutineer",))


def _opening(stages: list[tuple[str, Stage]], enters: str) -> Opening:
    options = tuple(Option(key, named(key, stage), stage.notes) for key, stage in stages)
    informal = tuple(Option(key, named(key, stage)) for key, stage in stages if not stage.formal)
    by_dissent = Option(DISSENT, "As a dissent from a decision that partners sign", f"Enters at {enters}")
    earlier = Ask(key="stages_before", label="Informal stages gone through before", type="rows", required=False,
                  columns=(Ask(key="stage", label="Stage", type="choice", options=informal),
                           Ask(key="on", label="On", type="day", past=True),
                           Ask(key="who", label="Who talked to whom, by role", type="line"),
                           Ask(key="outcome", label="What was discussed and decided", type="text")))
    return Opening(by=(*SIDED, *RECORDERS, roles.REVIEW_CHAIR), often=SIDED,
                   asks=(Ask(key="about", label="About whom or what", type="line",
                             hint="A reference or a pseudonym, never a name"),
                         Ask(key="raised_by", label="Agency that raises it", type="agency"),
                         Ask(key="with_agencies", label="Agencies it is raised with", type="agencies"),
                         Ask(key="disputed", label="What is disagreed with, and why", type="text"),
                         Ask(key="risk", label="What is at risk if it stays unresolved", type="text"), SAFETY,
                         Ask(key="wanted", label="What outcome is wanted", type="text"), CHILDS_VIEW,
                         Ask(key="enters_at", label="Where it enters the ladder", type="choice",
                             options=(*options, by_dissent)),
                         *((earlier,) if informal else ())),
                   needs=(OWN_AGENCY, TWO_SIDES, FROM_A_DECISION),
                   tells=tuple(tell for key, stage in stages for tell in raised(key, stage)),
                   parents=("rapid_review", "practice_review", "adult_review", "incident", "recommendation", "action"))


def _learning(end: str, policy: Policy) -> Clock:
    return Clock(key=f"learning_{end}", label="What was learned, and whether a procedure must change",
                 lasts=policy.ladder.learning_within, starts=on_state(end), stops=("record_learning", "reopen"),
                 outlives=True, chase="unit", basis=POLICY)


DISAGREEMENT = shape(england())
