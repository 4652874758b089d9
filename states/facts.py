"""What a guard may look at: the facts of a case as they stand, frozen. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

PARTS = frozenset(
    {"today", "happened_on", "answers", "given", "doer", "recorded_by", "owner", "parties", "parent", "children"}
    | {"conflicts", "signatures", "evidence", "proposers", "clocks", "policy", "entries", "newer_rules", "people"}
    | {"days", "access", "made"}
)
"""Names that a guard's ``reads`` may list; only what is listed is gathered."""


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who acts: the person, and each role they hold today with the agency they hold it at ("" for none)."""

    person: int
    name: str
    roles: frozenset[tuple[str, str]]

    @property
    def agencies(self) -> frozenset[str]:
        """Keys of the agencies they act for."""
        return frozenset(agency for _, agency in self.roles if agency)

    def holds(self, role: str) -> bool:
        """Whether they hold ``role`` at any agency."""
        return any(held == role for held, _ in self.roles)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose case it is: agency key and person, either may be missing; ``former``: who owned it before."""

    agency: str = ""
    person: int | None = None
    former: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or child case as guards see it. ``early``: of a parent, whether its state is declared so."""

    kind: str
    state: str
    final: bool
    agency: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature on the case's current proposal."""

    purpose: str
    position: str
    agency: str
    person: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence: who sent it in, for which agency, and whether it shows output or impact.

    ``stands``: checked (nothing is known against it), waiting to be checked for viruses, infected, replaced by a newer
    version, or later than what was put up for signature, and no part of it. Whoever sent it in had a hand in it,
    however it stands.
    """

    person: int
    agency: str
    shows: str
    stands: str = "checked"


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock of the case; ``stopped_on`` None while it runs or is paused."""

    key: str
    due_on: date
    status: str
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What guards need of the partnership's policy: agency keys, the sign-off exceptions, a meeting's quorum.

    ``quorum``: how many statutory partners must be represented; 0 is all of them.
    """

    statutory: tuple[str, ...] = ()
    local_authority: str = ""
    business_unit: str = ""
    waives_low_risk: bool = False
    opinion_before_send: bool = False
    quorum: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """A case as it stands when somebody wants to act on it; parts nobody asked for keep their empty default.

    ``signatures`` holds each agency's last word on the current proposal; ``proposers`` whose
    hands are in it or in an earlier one; ``parties`` the agencies that take part; ``people`` who holds a
    role here, by address; ``days`` the day on which each move last happened, by its key; ``made`` who ever made each
    move or recorded it for another; ``access`` what is said of who sees it: "restricted" or "sealed", "excluded" and
    "let_in" where somebody is.
    """

    kind: str
    state: str
    today: date
    happened_on: date
    doer: Doer
    recorded_by: Doer | None = None
    owner: Owner = Owner()
    parties: frozenset[str] = frozenset()
    answers: Mapping[str, object] = field(default_factory=dict)
    given: Mapping[str, object] = field(default_factory=dict)
    parent: Relative | None = None
    children: tuple[Relative, ...] = ()
    signatures: tuple[Signed, ...] = ()
    evidence: tuple[Shown, ...] = ()
    proposers: frozenset[int] = frozenset()
    clocks: tuple[Ticking, ...] = ()
    conflicts: frozenset[int] = frozenset()
    policy: PolicyFacts = PolicyFacts()
    entries: Mapping[int, str] = field(default_factory=dict)
    newer_rules: bool = False
    people: Mapping[str, Doer] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    access: frozenset[str] = frozenset()
    made: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def hands(self) -> tuple[Doer, ...]:
        """Everybody whose hand is in this act: the one it is by, and the one who records it for them."""
        return (self.doer,) if self.recorded_by is None else (self.doer, self.recorded_by)
