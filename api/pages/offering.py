"""How what can be done to a case is laid out on its page: what carries it on first, the rest by subject under "More".

What belongs to which subject its declaration says. Judges nothing: what is permitted comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from states.kinds import machines
from states.language import GROUPS
from states.roles import doer_title
from workflow.engine.casework import Casework
from workflow.engine.offers import Offer


@dataclass(frozen=True, slots=True)
class Offering:
    """A case's offers for one person. ``blocked``: on the way, with what is missing first. ``main``: the buttons,
    those named in ``forward`` the more prominent. ``beside``: links. ``more``: what every case has, by heading.
    ``for_another``: what they may record for whoever it is, ``seldom_for_another`` what of that is gathered by subject.
    ``for_others``: on the way, and whose it is.
    """

    blocked: tuple[Offer, ...]
    main: tuple[Offer, ...]
    forward: frozenset[str]
    beside: tuple[Offer, ...]
    more: tuple[tuple[str, tuple[Offer, ...]], ...]
    for_another: tuple[Offer, ...]
    seldom_for_another: tuple[Offer, ...]
    for_others: tuple[tuple[Offer, tuple[str, ...]], ...]

    @property
    def empty(self) -> bool:
        """Whether this person has nothing to do here."""
        return not (
            self.blocked or self.main or self.beside or self.more or self.for_another or self.seldom_for_another
        )


def laid_out(case: Casework, offered: Sequence[Offer]) -> Offering:
    """The offers where each belongs; of what every case has, only what could be done now."""
    own = [offer for offer in offered if not group_of(case, offer)]
    mine = sorted(
        (offer for offer in own if offer.permitted and leads_on(case, offer)),
        key=lambda offer: not leads_forward(case, offer),
    )
    free = [offer for offer in offered if offer.permitted and not offer.blockers]
    gathered = (
        (heading, tuple(offer for offer in free if group_of(case, offer) == key and not of_a_row(offer)))
        for key, heading in GROUPS.items()
    )
    for_another = [offer for offer in offered if not offer.permitted and offer.for_another and not offer.blockers]
    return Offering(
        blocked=tuple(offer for offer in mine if offer.blockers),
        main=tuple(offer for offer in mine if not offer.blockers),
        forward=frozenset(offer.move.key for offer in mine if leads_forward(case, offer)),
        beside=tuple(offer for offer in own if offer in free and not leads_on(case, offer)),
        more=tuple((heading, found) for heading, found in gathered if found),
        for_another=tuple(offer for offer in for_another if not group_of(case, offer)),
        seldom_for_another=tuple(offer for offer in for_another if group_of(case, offer)),
        for_others=tuple(
            (offer, tuple(doer_title(doer) for doer in offer.move.by))
            for offer in own
            if not offer.permitted and leads_on(case, offer)
        ),
    )


def group_of(case: Casework, offer: Offer) -> str:
    """The subject that a move is gathered under, as declared today: a page's order is no rule that a case keeps."""
    kind = machines().get(case.kind)
    declared = kind.move(offer.move.key) if kind is not None else None
    return (declared or offer.move).group


def of_a_row(offer: Offer) -> bool:
    """Whether a move is about one row of a list: it is offered beside that row."""
    return any(ask.type == "row" for ask in offer.move.asks)


def leads_on(case: Casework, offer: Offer) -> bool:
    """Whether a move is part of the case's own work: it signs, answers, or leads to a state that isn't an end aside."""
    move = offer.move
    if move.quiet or move.reopens or group_of(case, offer):
        return False
    if move.target is None:
        return True
    target = case.machine.state(move.target)
    return not (target.aside and target.final)


def leads_forward(case: Casework, offer: Offer) -> bool:
    """Whether a move signs, or leads to a state further along the usual way, or back to it from aside."""
    order = [state.key for state in case.machine.states]
    target = offer.move.target
    if offer.move.back:
        return True
    if target is None or offer.move.reopens:
        return offer.move.signs is not None
    if case.machine.state(target).aside:
        return False
    return case.state_now.aside or order.index(target) > order.index(case.state)
