"""The few ways in which an act can fail.

    CasekeeperError
    ├── NotFound        there is no such thing, or it isn't yours to see: the same answer for both
    ├── NotOffered      the case's state doesn't offer this move
    ├── NotPermitted    this person may not do it
    ├── Refused         guards don't hold; ``reasons`` has every sentence
    ├── Invalid         answers can't be read; ``errors`` has a sentence by ask
    ├── Stale           the case moved on since it was read; ``changes`` says how
    ├── Clash           the same request is still running, or its key was used for another
    └── Unusable        this installation can't be used as it stands: database, files, settings

They know nothing of HTTP: each door turns them into its own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class CasekeeperError(Exception):
    """Anything that Casekeeper refuses to do, said in a sentence for the person who tried."""


class NotFound(CasekeeperError):
    """There is no such thing, or it isn't this person's to see."""

    def __init__(self, what: str = "There is nothing here under that reference.") -> None:
        super().__init__(what)


class NotOffered(CasekeeperError):
    """The case's state doesn't offer this move."""


class NotPermitted(CasekeeperError):
    """This person may not do this."""


class Refused(CasekeeperError):
    """Guards don't hold; every unmet one has its sentence."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(". ".join(reason.rstrip(".") for reason in reasons))
        self.reasons = tuple(reasons)


class Invalid(CasekeeperError):
    """Answers that can't be read, a sentence for each by the ask's key."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that somebody else made meanwhile."""

    seq: int
    label: str
    by: str
    at: str


class Stale(CasekeeperError):
    """The case moved on since it was read; nothing was written."""

    def __init__(self, revision: int, changes: Sequence[Change]) -> None:
        super().__init__("The case has changed since you opened it. Look at what changed, then try again.")
        self.revision = revision
        self.changes = tuple(changes)


class Clash(CasekeeperError):
    """The same request is still running (``reused`` False), or its key stands for a different one (True)."""

    def __init__(self, says: str, *, reused: bool) -> None:
        super().__init__(says)
        self.reused = reused


class Unusable(CasekeeperError):
    """This installation can't be used as it stands; the sentence says what to do."""
