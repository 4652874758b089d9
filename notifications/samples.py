"""Invented contents for each mail template, to be looked at before anybody is mailed. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from notifications.letters import (
    AddressLeft,
    AddressTaken,
    AnyLetter,
    Counted,
    Group,
    Invitation,
    Item,
    Letter,
    Overdue,
    Recovery,
    Summary,
)
from notifications.link_mails import AT

HELP_LINE = "Ring the business unit if something isn't clear."


@dataclass(frozen=True, slots=True)
class Sample:
    """A template with contents. ``goes`` says when such a mail goes, and to whom."""

    key: str
    title: str
    goes: str
    letter: AnyLetter


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
        Sample(
            "summary",
            "Summary",
            "Once a week to the partners' leaders, and when something climbs to them.",
            _summary(today, base_url),
        ),
        Sample(
            "invitation",
            "Invitation",
            "To somebody who is to set up how they sign in. The link works for 14 days.",
            Invitation(**_by_link(today, base_url), until=_noon(today + timedelta(days=14))),
        ),
        Sample(
            "recovery",
            "Recovery",
            "To somebody who asked because they can’t sign in. The link works for an hour.",
            Recovery(**_by_link(today, base_url), until=_noon(today)),
        ),
        Sample(
            "warning",
            "Warning",
            "To the address that somebody had, once another is put in its place.",
            AddressLeft(**_of_address(today)),
        ),
        Sample(
            "correction", "Correction", "To the address that was put in its place.", AddressTaken(**_of_address(today))
        ),
    )


def _of_address(today: date) -> dict[str, Any]:
    partnership = "Northmoor Safeguarding Partnership"
    return {"day": today, "partnership": partnership, "at": _noon(today), "help_lines": (HELP_LINE,)}


def _by_link(today: date, base_url: str) -> dict[str, Any]:
    link = f"{base_url}{AT}made-up"
    return {"day": today, "partnership": "Northmoor Safeguarding Partnership", "link": link, "help_lines": (HELP_LINE,)}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _summary(today: date, base_url: str) -> Summary:
    return Summary(
        day=today,
        partnership="Northmoor Safeguarding Partnership",
        why="you are one of the executive",
        new=(_item(base_url, "0219", "A disagreement has reached you", today, "you are one of the executive"),),
        open=(Group("Rapid reviews", 2, 1, (Counted("Drafting", 1, 12), Counted("Awaiting agreement", 1, 14))),),
        actions=(Group("Housing association", 3, 2, ()),),
        escalated=(Group("Disagreements", 1, None, (Counted("With the lead partners", 1, 2),)),),
        late=3,
        latest=12,
        long_late=(Overdue("XX-2026-0147", "Action due", 12, f"{base_url}/cases/XX-2026-0147"),),
        long_late_more=0,
        undelivered=1,
        help_lines=(HELP_LINE,),
        home=f"{base_url}/",
    )


def _item(base_url: str, number: str, task: str, due_on: date | None, why: str, late_by: int = 0) -> Item:
    reference = f"XX-2026-{number}"
    return Item(reference, task, due_on, late_by > 0, late_by, why, f"{base_url}/cases/{reference}")
