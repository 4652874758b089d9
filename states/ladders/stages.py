"""What a stage of a partnership's ladder brings to a disagreement: how it is come to, its clock, its owners.

Knows the policy's ``Ladder`` only; the machine that is made of it is ``kinds/disagreement.py``'s.
"""

from __future__ import annotations

from dataclasses import replace

from states import roles
from states.asks import Ask
from states.clocks import Basis, Clock, on_state
from states.conditions import Guard
from states.guards import answered
from states.ladders.ladder import SIDED, Ladder, Stage
from states.language import Move, Tell
from states.moves.common import RECORDERS

POLICY = Basis("The partnership's escalation policy")
DISSENT = "dissent"
"""Where a disagreement enters that a dissent from a decision opened: the policy says at which stage, and how fast."""
LEADERS = (roles.EXECUTIVE, roles.LEAD_PARTNER)
CHAIRS = (roles.REVIEW_CHAIR, roles.BOARD_CHAIR)
RAISERS = tuple(roles.at_owner(role) for role in SIDED)
PARTIES = tuple(roles.at_party(role) for role in SIDED)
SAFETY = Ask(key="safety_now", label="What keeps the child or adult safe meanwhile", type="text")
SIDES = ("opener", "agency_lead@answering", "delegated_partner@answering")
"""Who hears that it climbs though the stage isn't theirs: nobody's own disagreement goes over their head unheard."""
STAGE_OUTCOME = Ask(
    key="stage_outcome", label="What was discussed and decided at the stage it leaves", type="text", kept_in_case=False
)


def named(key: str, stage: Stage) -> str:
    """The stage with its number, as people know it: "Stage 3: Heads of service"."""
    return f"Stage {key.removeprefix('stage_')}: {stage.name}"


def within(key: str, stage: Stage) -> str:
    """The same within a sentence: "stage 3: Heads of service"."""
    return f"s{named(key, stage)[1:]}"


def leading(stage: Stage) -> tuple[str, ...]:
    """The leaders whose stage it is: lead partners are the executive, who act for the partnership, on no side."""
    return LEADERS if any(role in LEADERS for role in stage.owners) else ()


def admitted(stage: Stage) -> tuple[str, ...]:
    """Who sees that disagreement from this stage on, besides the agencies that take part: leaders, chairs."""
    return (*leading(stage), *(role for role in stage.owners if role in CHAIRS))


def doers_at(stage: Stage) -> tuple[str, ...]:
    """A stage's owners as doers: at the agencies that take part, where the role is held at one and is no leader's."""
    own = (role for role in stage.owners if role not in LEADERS)
    return (*(roles.at_party(role) if role in SIDED else role for role in own), *leading(stage))


def audiences_of(stage: Stage) -> tuple[str, ...]:
    """A stage's owners as audiences: on the side that raised it and on the other."""
    sides = ((stage.raised_by, "owner"), (stage.answered_by, "answering"))
    return tuple(dict.fromkeys(f"{role}@{place}" if role in SIDED else role for role, place in sides))


def raised(key: str, stage: Stage) -> tuple[Tell, ...]:
    """Who hears that a disagreement was raised, where it enters at this stage."""
    return _at(key, stage, f"A disagreement was raised at {within(key, stage)}", Guard("state_is", "", (key,)))


def entering(key: str, stage: Stage) -> tuple[Tell, ...]:
    """Who hears that a disagreement has come to this stage."""
    return _at(key, stage, f"A disagreement has come to {within(key, stage)}", sides=SIDES)


def _at(key: str, stage: Stage, says: str, when: Guard | None = None, sides: tuple[str, ...] = ()) -> tuple[Tell, ...]:
    """Its owners, leaders where it is theirs, and of each of them the scrutineer: nobody can switch that off."""
    # Leaders have a letter of their own, with the figures: not this one as well.
    owners = (to for to in audiences_of(stage) if to.partition("@")[0] not in LEADERS)
    tells = [
        Tell(f"at_{key}", says, (*owners, *sides, "business_manager"), at_once=True, when=when),
        Tell(f"scrutineer_at_{key}", says, ("scrutineer",), at_once=stage.formal, when=when),
    ]
    if leading(stage):
        leaders = ("executive", "lead_partners")
        tells.append(Tell(f"leaders_at_{key}", says, leaders, at_once=True, when=when, template="summary"))
    return tuple(tells)


def climb(below: str, key: str, stage: Stage) -> Move:
    """The next stage, offered to the side that raised it and to the business unit; it never climbs in silence."""
    return Move(
        f"to_{key}",
        f"Take it to {within(key, stage)}",
        (below,),
        key,
        by=(*RAISERS, *RECORDERS),
        asks=(STAGE_OUTCOME,),
        tells=entering(key, stage),
    )


def skip(below: tuple[str, ...], key: str, stage: Stage) -> Move:
    """Immediate harm doesn't wait for stages between: straight to the one that the policy names."""
    return Move(
        "skip_for_harm",
        f"Immediate harm: straight to {within(key, stage)}",
        below,
        key,
        by=(*PARTIES, *RECORDERS),
        asks=(Ask(key="harm", label="What harm is feared now", type="text", kept_in_case=False), SAFETY),
        tells=entering(key, stage),
    )


def for_owners(key: str, stage: Stage) -> Guard:
    """At a stage its owners say what came of it; or the business unit, with what it was told."""
    says = f"That is for the owners of {within(key, stage)}, or for the business unit"
    return Guard("at_state_one_of", says, (key, *doers_at(stage), *RECORDERS), ("doer", "parties", "owner", "policy"))


def clocks_of(ladder: Ladder, key: str, stage: Stage, elsewhere: tuple[str, ...]) -> tuple[Clock, ...]:
    """The stage's time, which stops ``elsewhere``; another for a dissent, since the law's own clock doesn't wait.

    The dissent's is there even where it is as long: a case moved to newer rules finds its clock in any ladder.
    """
    own = Clock(
        key=key,
        label=f"Disagreement at {within(key, stage)}",
        lasts=stage.within,
        starts=on_state(key),
        stops=tuple(state for state in elsewhere if state != key),
        chase="stage",
        chased=audiences_of(stage),
        basis=POLICY,
    )
    shorter = dict(ladder.dissent_within).get(stage.key, stage.within)
    other = Guard("answer_is_not", "", ("enters_at", DISSENT), ("answers",))
    dissent = answered("enters_at", DISSENT)
    label = f"{own.label} (dissent)"
    return replace(own, when=other), replace(own, key=f"{key}_dissent", label=label, lasts=shorter, when=dissent)
