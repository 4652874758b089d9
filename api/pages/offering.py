"""How what can be done to a case is laid out on its page: what moves it on first, what every case has under "More".

Judges nothing: what is permitted comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from states.moves.chasing_moves import SNOOZE
from states.moves.clock_moves import CLOCK_MOVES
from states.moves.common import OPENED_IN_ERROR
from states.moves.rulebook_moves import NEWER_RULES
from states.roles import doer_title
from workflow.engine.casework import Casework
from workflow.engine.offers import Offer

OF_A_CONFLICT = ("name_substitute", "end_conflict")
"""Means something once a conflict is declared."""

GROUPS = (
    ("Dates and time limits", ("correct_date", *CLOCK_MOVES, SNOOZE)),
    ("The scrutineer’s part", ("declare_conflict", *OF_A_CONFLICT)),
    ("The case as a whole", (NEWER_RULES, "reopen", OPENED_IN_ERROR)),
)
"""What every kind of case has: seldom wanted, and never the next thing to do."""

EVERY_CASE = frozenset(key for _, keys in GROUPS for key in keys)


@dataclass(frozen=True, slots=True)
class Offering:
    """A case's offers for one person. ``blocked``: on the way, with what is missing first. ``main``: the buttons,
    those named in ``forward`` the more prominent. ``beside``: links. ``more``: what every case has, by heading.
    ``for_another``: what they may record for whoever it is. ``for_others``: on the way, and whose it is.
    """

    blocked: tuple[Offer, ...]
    main: tuple[Offer, ...]
    forward: frozenset[str]
    beside: tuple[Offer, ...]
    more: tuple[tuple[str, tuple[Offer, ...]], ...]
    for_another: tuple[Offer, ...]
    for_others: tuple[tuple[Offer, tuple[str, ...]], ...]

    @property
    def empty(self) -> bool:
        """Whether this person has nothing to do here."""
        return not (self.blocked or self.main or self.beside or self.more or self.for_another)


def laid_out(case: Casework, offered: Sequence[Offer], *, conflict: bool) -> Offering:
    """The offers where each belongs; of what every case has, only what could be done now.

    ``conflict``: whether a scrutineer has declared one here.
    """
    offered = [offer for offer in offered if conflict or offer.move.key not in OF_A_CONFLICT]
    own = [offer for offer in offered if offer.move.key not in EVERY_CASE]
    mine = sorted(
        (offer for offer in own if offer.permitted and leads_on(case, offer)),
        key=lambda offer: not leads_forward(case, offer),
    )
    free = {offer.move.key: offer for offer in offered if offer.permitted and not offer.blockers}
    groups = ((heading, tuple(free[key] for key in keys if key in free)) for heading, keys in GROUPS)
    for_another = [offer for offer in offered if not offer.permitted and offer.for_another and not offer.blockers]
    return Offering(
        blocked=tuple(offer for offer in mine if offer.blockers),
        main=tuple(offer for offer in mine if not offer.blockers),
        forward=frozenset(offer.move.key for offer in mine if leads_forward(case, offer)),
        beside=tuple(offer for offer in own if offer.move.key in free and not leads_on(case, offer)),
        more=tuple((heading, found) for heading, found in groups if found),
        for_another=tuple(sorted(for_another, key=lambda offer: offer.move.key in EVERY_CASE)),
        for_others=tuple(
            (offer, tuple(doer_title(doer) for doer in offer.move.by))
            for offer in own
            if not offer.permitted and leads_on(case, offer)
        ),
    )


def leads_on(case: Casework, offer: Offer) -> bool:
    """Whether a move is part of the case's own work: it signs, answers, or leads to a state that isn't an end aside."""
    move = offer.move
    if move.quiet or move.reopens or move.key in EVERY_CASE:
        return False
    if move.target is None:
        return True
    target = case.machine.state(move.target)
    return not (target.aside and target.final)


def leads_forward(case: Casework, offer: Offer) -> bool:
    """Whether a move signs, or leads to a state further along the usual way, or back to it from aside."""
    order = [state.key for state in case.machine.states]
    target = offer.move.target
    if target is None or offer.move.reopens:
        return offer.move.signs is not None
    if case.machine.state(target).aside:
        return False
    return case.state_now.aside or order.index(target) > order.index(case.state)
