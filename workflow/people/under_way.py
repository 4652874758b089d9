"""What somebody has under way: acts go on side by side; what ends their rights waits for these and stops later ones.

An act joins before it asks whether its session or token still counts. So nothing of theirs is saved after the commit
that ended it: what asked before it is saved before, what asks later is refused.
"""

from __future__ import annotations

from sqlmodel import Session

from workflow.database.storage import queue_on, share


def joined(session: Session, person: int) -> None:
    """An act of the person begins; ``Clash`` where their rights are being ended for longer than 5 seconds."""
    share(session, _name(person))


def waited_for(session: Session, person: int) -> None:
    """Nothing of the person's is under way until this transaction ends; ``Clash`` where it takes over 5 seconds."""
    queue_on(session, _name(person))


def _name(person: int) -> str:
    return f"under way/{person}"
