"""A partnership's way of working, as a value. How it is read from a file is ``policy_file.py``'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from states.clocks import Chase, Lasts
from states.facts import PolicyFacts
from states.ladders.ladder import Ladder

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class PolicyFaults(ValueError):
    """A policy file that can't be taken; ``faults`` has a sentence for each thing wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class MustSay:
    """What the provider of an agency (``key``) has to say of how somebody signed in there, to be believed.

    One of ``acr`` where any are named, and one of ``amr`` (OpenID Connect Core 1.0, 2).
    """

    key: str
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In words: ``acr gold and amr mfa or otp``."""
        asked = (("acr", self.acr), ("amr", self.amr))
        return " and ".join(f"{name} {' or '.join(values)}" for name, values in asked if values)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A partnership's way of working. What judges is pinned per case: durations, chases, ladder, sign-off, quorum, who
    decides a safeguarding adults review, when a practice review opens and from when a rapid review counts. The rest
    is live. ``mail_domains`` empty: mail may go anywhere. ``themes``: what recommendations may be about, by name.
    ``summary_weekday``: the executive's, 0 for Monday to 4 for Friday. ``quorum``: how many statutory partners a
    meeting needs; 0 is all. ``passkeys_for``: the roles whose holders sign in with a passkey.
    ``independence_months``: how long a scrutineer's declaration of independence counts.
    ``providers_say``: what agencies' own providers must say; of those not named, nothing is asked.
    """

    title: str
    edition: str
    national_body: str
    statutory: tuple[str, ...]
    local_authority: str
    business_unit: str
    durations: Mapping[str, Lasts]
    chases: tuple[Chase, ...]
    waives_low_risk: bool
    digest_hour: int
    help_line: str
    ladder: Ladder
    sar_decided_by: str = "board_chair"
    lcspr_opens: str = "agreed"
    rapid_review_from: str = "notified"
    mail_domains: tuple[str, ...] = ()
    summary_weekday: int = 0
    opinion_before_send: bool = False
    independence_months: int = 12
    quorum: int = 0
    themes: tuple[str, ...] = ()
    passkeys_for: tuple[str, ...] = ()
    providers_say: tuple[MustSay, ...] = ()
    ratified_by: str = ""
    ratified_on: str = ""
    review_on: str = ""

    @property
    def facts(self) -> PolicyFacts:
        """What guards may look at."""
        return PolicyFacts(
            *(self.statutory, self.local_authority, self.business_unit, self.waives_low_risk, self.opinion_before_send),
            quorum=self.quorum,
        )
