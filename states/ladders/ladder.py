"""The ladder that a partnership's policy has for disagreements: its stages, their times, the last word.

Pure values; ``kinds/disagreement.py`` makes a machine of them, ``ladder_file.py`` reads them from a policy.
"""

from __future__ import annotations

from dataclasses import dataclass

from states import roles
from states.clocks import Lasts

SIDED = (roles.AGENCY_USER, roles.AGENCY_LEAD, roles.DELEGATED_PARTNER, roles.LEAD_PARTNER, roles.EXECUTIVE)
"""Roles held at an agency: a stage's owners are those on the two sides."""

OWNERS = (*SIDED, roles.BUSINESS_MANAGER, roles.REVIEW_CHAIR, roles.BOARD_CHAIR)
"""Roles that a stage may belong to; the last three are the partnership's own, on no side."""

MODES = {
    "none": "there is no independent last word: the owners of the last stage decide",
    "advisory": "the scrutineer gives an independent view, the executive decides",
    "arbiter": "the scrutineer's decision ends it",
    "mediation": "the scrutineer mediates, the agencies decide",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: who owns it on the side that raised the disagreement and on the other, and how long it has.

    ``formal`` False: talks between people, which may be recorded afterwards. ``notes`` is the policy's own text.
    """

    key: str
    name: str
    within: Lasts
    raised_by: str
    answered_by: str
    formal: bool = True
    notes: str = ""

    @property
    def owners(self) -> tuple[str, ...]:
        """The roles that own the stage, each once."""
        return tuple(dict.fromkeys((self.raised_by, self.answered_by)))


@dataclass(frozen=True, slots=True)
class LastWord:
    """What follows the stages: a key of ``MODES``; for an arbiter, how it is managed and to whom it is reported."""

    mode: str
    view_within: Lasts
    decided_within: Lasts
    managed: str = ""
    reported_to: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Stages in their order. ``immediate_harm_to``, ``view_from``, ``dissent_enters_at`` name one of them.

    ``view_from`` "": the scrutineer is never asked. ``dissent_within``: times that a rapid review's dissent has
    instead of the stages' own, since the law's clock goes on.
    """

    stages: tuple[Stage, ...]
    immediate_harm_to: str
    dissent_enters_at: str
    dissent_within: tuple[tuple[str, Lasts], ...]
    learning_within: Lasts
    last_word: LastWord
    view_from: str = ""

    def number(self, key: str) -> int:
        """The stage's number from 1; KeyError where there is none."""
        for number, stage in enumerate(self.stages, 1):
            if stage.key == key:
                return number
        raise KeyError(key)
