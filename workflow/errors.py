"""The few ways in which an act can fail.

    CasekeeperError
    ├── NotFound        there is no such thing, or it isn't yours to see: the same answer for both
    ├── NotOffered      the case's state doesn't offer this move
    ├── NotPermitted    this person may not do it
    │   ├── DeclareFirst  a scrutineer hasn't said yet whether they have a conflict in this case
    │   └── PurposeFirst  a police user hasn't said yet what they read this case for
    ├── Refused         guards don't hold; ``reasons`` has every sentence
    ├── Invalid         answers can't be read; ``errors`` has a sentence by ask
    │   ├── Unasked       fields that nobody asked for
    │   └── Infected      a virus was found in a file that was sent; nothing of it is kept
    ├── Stale           the case moved on since it was read; ``changes`` says how
    ├── TooMuch         more within a minute than one person may ask for; ``seconds`` until they may again
    ├── Clash           the same request is still running, or its key was used for another
    └── Unusable        this installation can't be used as it stands: database, files, settings

They know nothing of HTTP: each door turns them into its own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class CasekeeperError(Exception):
    """Anything that Casekeeper refuses to do, said in a sentence for the person who tried."""


def of_nearest(table: Mapping[type[CasekeeperError], T], fault: CasekeeperError) -> T:
    """What a table that has ``CasekeeperError`` says of a fault: by its own class, or the nearest one above that."""
    return next(table[one] for one in type(fault).__mro__ if one in table)


class NotFound(CasekeeperError):
    """There is no such thing, or it isn't this person's to see."""

    def __init__(self, what: str = "There is nothing here under that reference.") -> None:
        super().__init__(what)


class NotOffered(CasekeeperError):
    """The case's state doesn't offer this move."""


class NotPermitted(CasekeeperError):
    """This person may not do this."""


class DeclareFirst(NotPermitted):
    """A scrutineer says whether they have a conflict of interest before they first read a case."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"Say first whether you have a conflict of interest in {reference}: you haven't read it yet.")
        self.reference = reference


class PurposeFirst(NotPermitted):
    """Who works for a police force says what they read a case for (Data Protection Act 2018 s62)."""

    def __init__(self, reference: str, *, by_token: bool = False) -> None:
        says = f"Say first what you read {reference} for: the law wants it noted for a police force."
        how = " A token says so when it is made: make one with a purpose on your account's page, or ask for one."
        super().__init__(says + (how if by_token else ""))
        self.reference = reference


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


class Unasked(Invalid):
    """Answers with fields in them that nobody asked for: no form of ours, and no description, has them."""


class Infected(Invalid):
    """A virus was found in a file; ``virus`` is what the scanner calls it, ``sha256`` the digest of the bytes."""

    def __init__(self, virus: str, sha256: str) -> None:
        super().__init__({"file": "A virus was found in this file, so it wasn't kept. Tell your IT support"})
        self.virus, self.sha256 = virus, sha256


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


class TooMuch(CasekeeperError):
    """More within a minute than one person may ask for; they may go on in ``seconds``."""

    def __init__(self, what: str, most: int, seconds: int) -> None:
        super().__init__(f"That is more {what} within a minute than one person may ask for: {most}. "
                         f"Wait {seconds} seconds, then go on.")  # fmt: skip
        self.seconds = seconds


class Unusable(CasekeeperError):
    """This installation can't be used as it stands; the sentence says what to do."""
