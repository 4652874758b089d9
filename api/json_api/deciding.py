"""A case's decisions, as the API tells them to one viewer."""

from __future__ import annotations

from api.json_api.decision_shapes import (
    DecisionAsPut,
    DecisionsShown,
    OpenedByShown,
    PaperShown,
    PositionShown,
    ReconsideredShown,
)
from workflow.engine.act import Act
from workflow.engine.casework import Casework
from workflow.queries import case_view
from workflow.queries.decisions import Decision, decisions, opened_by
from workflow.queries.trail_view import entries_told


def decisions_shown(act: Act, case: Casework) -> DecisionsShown:
    """The case's decisions as they were put, and the one that opened it where whoever acts sees that."""
    viewer = act.actor.person
    above, _ = case_view.relatives(act.session, case, viewer, act.today)
    first = opened_by(act, case, above)
    entries = entries_told(act, case)
    return DecisionsShown(
        reference=case.reference,
        items=[decision_shown(one) for one in decisions(act.session, case, entries, viewer, act.today)],
        opened_by=OpenedByShown(
            reference=above.reference,
            seq=first.entry.seq,
            hash=first.entry.hash,
            label=first.entry.label,
            happened_on=first.entry.happened_on,
        )
        if above is not None and first is not None
        else None,
    )


def decision_shown(made: Decision) -> DecisionAsPut:
    """A decision, with the entries around it by their numbers."""
    entry = made.entry
    return DecisionAsPut(
        seq=entry.seq,
        hash=entry.hash,
        move=entry.move,
        label=entry.label,
        by=entry.by,
        recorded_for=entry.recorded_for,
        happened_on=entry.happened_on,
        at=entry.at,
        answers=entry.answers,
        stood=made.stood,
        documents=[PaperShown.model_validate(one) for one in made.papers],
        positions=[PositionShown.model_validate(one) for one in made.positions],
        current=made.current,
        followed_in=made.followed.seq if made.followed is not None else None,
        withdrawn_in=made.withdrawn.seq if made.withdrawn is not None else None,
        reconsiders=ReconsideredShown(**made.reconsiders) if made.reconsiders is not None else None,
        reconsidered_in=made.reconsidered_in,
    )
