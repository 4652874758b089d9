"""What an effect is: what it adds to the entry of its move, and what it does after. Knows no effect in particular."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework


@dataclass(frozen=True, slots=True)
class Effect:
    """What an effect adds to the entry, and what it does once the entry stands.

    ``kept``: what the entry keeps in place of the answers; None keeps them all. ``after``: what is done once the move
    is whole, saved and told, as an entry of its own may be.
    """

    told: Mapping[str, object] = field(default_factory=dict)
    follow: Callable[[Act, Casework], None] = lambda act, case: None
    kept: Answers | None = None
    after: Callable[[Act, Casework], None] = lambda act, case: None


Prepare = Callable[[Act, Casework, Answers], Effect]
"""Makes of a move's answers its effect; raises what the move raises then. Nothing is written yet."""
