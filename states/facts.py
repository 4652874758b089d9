"""What a guard may look at: the facts of a case as they stand, frozen. Knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

PARTS = frozenset(
    {"today", "happened_on", "answers", "given", "doer", "recorded_by", "owner", "parties", "parent", "children"}
    | {"conflicts", "signatures", "evidence", "proposers", "clocks", "policy", "entries", "newer_rules"}
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
    """A parent or child case as guards see it."""

    kind: str
    state: str
    final: bool
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature on the case's current proposal."""

    purpose: str
    position: str
    agency: str
    person: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence: who sent it in, for which agency, and whether it shows output or impact."""

    person: int
    agency: str
    shows: str


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock of the case."""

    key: str
    due_on: date
    status: str


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What guards need of the partnership's policy: agency keys, and the sign-off exceptions."""

    statutory: tuple[str, ...] = ()
    local_authority: str = ""
    business_unit: str = ""
    waives_low_risk: bool = False
    opinion_before_send: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A case as it stands when somebody wants to act on it; parts nobody asked for keep their empty default.

    ``signatures`` holds each agency's last word on the current proposal; ``proposers`` whose
    hands are in it or in an earlier one; ``parties`` the agencies that take part.
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

    @property
    def hands(self) -> tuple[Doer, ...]:
        """Everybody whose hand is in this act: the one it is by, and the one who records it for them."""
        return (self.doer,) if self.recorded_by is None else (self.doer, self.recorded_by)
