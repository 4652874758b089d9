"""Invented contents for each mail template, to be looked at before anybody is mailed. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from notifications.letters import Item, Letter

HELP_LINE = "Ring the business unit if something isn't clear."


@dataclass(frozen=True, slots=True)
class Sample:
    """A template with contents. ``goes`` says when such a mail goes, and to whom."""

    key: str
    title: str
    goes: str
    letter: Letter


def samples(today: date, base_url: str) -> tuple[Sample, ...]:
    """One of each template, as it would look today."""
    late = _item(base_url, "0147", "Action due", today - timedelta(days=7), "you own it", late_by=5)
    due = _item(base_url, "0203", "Agency return due", today, "you are the lead of the agency that owns it")
    soon = _item(base_url, "0211", "Rapid review due to the Panel", today + timedelta(days=6), "you own it")
    told = _item(base_url, "0215", "Your signature is asked", None, "you are a delegated safeguarding partner")
    digest = Letter(today, (due, told), (late, soon), 3, (HELP_LINE,), f"{base_url}/")
    notice = Letter(today, (told,), (), 0, (HELP_LINE,), f"{base_url}/")
    return (
        Sample("digest", "Digest", "Once a working day, to whoever has something new.", digest),
        Sample("notice", "Notice", "At once, for what can't wait for the next digest.", notice),
    )


def _item(base_url: str, number: str, task: str, due_on: date | None, why: str, late_by: int = 0) -> Item:
    reference = f"XX-2026-{number}"
    return Item(reference, task, due_on, late_by > 0, late_by, why, f"{base_url}/cases/{reference}")
