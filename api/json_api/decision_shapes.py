"""What the API answers about decisions: OpenAPI is drawn from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from api.json_api.shapes import Shape


class PositionShown(Shape):
    """A position on a decision. ``words``: what was said with it. ``counts``: it is that agency's last word."""

    seq: int
    purpose: str
    position: str
    by: str
    agency: str
    recorded_by: str
    happened_on: date
    at: datetime
    words: dict[str, Any]
    waiver: str
    counts: bool


class PaperShown(Shape):
    """A file that lay before those who signed."""

    sha256: str
    name: str


class ReconsideredShown(Shape):
    """The decision that another puts anew: its entry's number and hash."""

    seq: int
    hash: str


class DecisionAsPut(Shape):
    """One decision, in entry ``seq``. ``stood``: the facts then. ``current``: signatures are on this one.

    ``followed_in`` and ``withdrawn_in`` are the entries that carried the case on, or took it back.
    """

    seq: int
    hash: str
    move: str
    label: str
    by: str
    recorded_for: str
    happened_on: date
    at: datetime
    answers: dict[str, Any]
    stood: dict[str, Any]
    documents: list[PaperShown]
    positions: list[PositionShown]
    current: bool
    followed_in: int | None
    withdrawn_in: int | None
    reconsiders: ReconsideredShown | None
    reconsidered_in: int | None


class OpenedByShown(Shape):
    """The decision on the case above that opened this one."""

    reference: str
    seq: int
    hash: str
    label: str
    happened_on: date


class DecisionsShown(Shape):
    """A case's decisions in their order, and the one that opened it."""

    reference: str
    items: list[DecisionAsPut]
    opened_by: OpenedByShown | None
