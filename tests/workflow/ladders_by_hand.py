"""What each ladder of docs/ladders comes to, worked out by hand from its file and a calendar: never from the code.

Every disagreement here is the police's with the council, raised on Monday 23 November 2026. Working days from then:
0 is the 23rd, 1 the 24th, 2 the 25th, 3 the 26th, 5 the 30th, 10 is 7 December, 15 the 14th, 20 the 21st.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.joining import joins
from tests.world import World

FOLDER = Path(__file__).parents[2] / "docs" / "ladders"
USERS, LEADS = ("user_police", "user_council"), ("lead_police", "lead_council")
PARTNERS, CHIEFS = ("dsp_police", "dsp_council"), ("chief_police", "chief_council")


@dataclass(frozen=True)
class At:
    """One stage: when it is due, who is chased on that day, who may end it, and who sees it and may not."""

    name: str
    due: str
    chased: tuple[str, ...]
    may: str
    may_not: str


@dataclass(frozen=True)
class ByHand:
    """A whole ladder. ``harm`` 1: nothing to skip. ``view_from`` 0: nobody is asked. ``decides``: has the last word."""

    stages: tuple[At, ...]
    informal: int
    mode: str
    harm: int
    view_from: int
    dissent: int
    dissent_due: str
    decides: str
    view_due: str = ""
    decision_due: str = ""


BY_HAND = {
    "croydon-scp": ByHand(
        (
            At("Practitioners", "2026-11-24", USERS, "user_council", "lead_council"),
            At("Line managers", "2026-11-25", LEADS, "lead_police", "user_police"),
            At("Safeguarding leads", "2026-11-26", LEADS, "lead_council", "dsp_council"),
            At("Delegated safeguarding partners", "2026-11-30", PARTNERS, "dsp_council", "lead_police"),
            At("Lead safeguarding partners", "2026-11-30", CHIEFS, "chief_police", "dsp_police"),
        ),
        informal=2,
        mode="advisory",
        harm=5,
        view_from=4,
        dissent=4,
        dissent_due="2026-11-30",
        decides="executive",
        view_due="2026-11-30",
        decision_due="2026-11-30",
    ),
    "sunderland-sab": ByHand(
        (
            At("Equivalent professionals", "2026-11-26", USERS, "user_police", "dsp_council"),
            At("Operational managers", "2026-11-23", LEADS, "lead_council", "user_council"),
        ),
        informal=1,
        mode="none",
        harm=2,
        view_from=0,
        dissent=2,
        dissent_due="2026-11-23",
        decides="lead_council",
    ),
    "cumbria-scp": ByHand(
        (
            At("Level 1, professionals", "2026-11-24", USERS, "user_council", "lead_police"),
            At("Level 2, line managers", "2026-11-25", LEADS, "lead_council", "user_council"),
            At(
                "Level 3, brought together by the business manager", "2026-11-30", ("manager",), "manager", "dsp_police"
            ),
        ),
        informal=1,
        mode="advisory",
        harm=2,
        view_from=3,
        dissent=3,
        dissent_due="2026-11-30",
        decides="executive",
        view_due="2026-11-30",
        decision_due="2026-11-26",
    ),
    "warrington-sab": ByHand(
        (
            At("Practitioners", "2026-11-25", USERS, "user_police", "lead_police"),
            At("Managers", "2026-11-26", LEADS, "lead_council", "user_council"),
            At("Members of the board", "2026-11-30", PARTNERS, "dsp_police", "lead_police"),
            At("Chair of the board", "2026-11-30", ("board_chair",), "board_chair", "dsp_council"),
        ),
        informal=0,
        mode="none",
        harm=3,
        view_from=0,
        dissent=3,
        dissent_due="2026-11-25",
        decides="board_chair",
    ),
    "salford-sab": ByHand(
        (
            At("Practitioners", "2026-11-24", USERS, "user_council", "lead_council"),
            At("Managers", "2026-11-26", LEADS, "lead_police", "dsp_police"),
            At("Statutory agencies", "2026-11-30", PARTNERS, "dsp_council", "user_council"),
        ),
        informal=1,
        mode="mediation",
        harm=3,
        view_from=3,
        dissent=3,
        dissent_due="2026-11-30",
        decides="dsp_council",
        view_due="2026-12-07",
        decision_due="2026-11-30",
    ),
    "warwickshire-scp": ByHand(
        (
            At("Practitioners", "2026-11-24", USERS, "user_police", "dsp_police"),
            At("Line managers", "2026-11-24", LEADS, "lead_council", "user_police"),
            At("Heads of service", "2026-11-30", LEADS, "lead_police", "dsp_council"),
            At("Delegated safeguarding partners", "2026-12-07", PARTNERS, "dsp_police", "lead_council"),
        ),
        informal=2,
        mode="advisory",
        harm=4,
        view_from=4,
        dissent=4,
        dissent_due="2026-12-07",
        decides="chief_council",
        view_due="2026-12-07",
        decision_due="2026-11-30",
    ),
    "same-day": ByHand(
        (
            At("Whoever is on duty", "2026-11-23", USERS, "user_council", "lead_council"),
            At("Managers on call", "2026-11-23", LEADS, "lead_police", "user_police"),
            At("Delegated safeguarding partners", "2026-11-24", PARTNERS, "dsp_council", "lead_council"),
        ),
        informal=1,
        mode="arbiter",
        harm=1,
        view_from=1,
        dissent=2,
        dissent_due="2026-11-23",
        decides="scrutineer",
        view_due="2026-11-24",
    ),
    "two-steps": ByHand(
        (
            At("Business manager", "2026-11-25", ("manager",), "manager", "dsp_council"),
            At("Lead safeguarding partners", "2026-11-30", CHIEFS, "executive", "dsp_police"),
        ),
        informal=0,
        mode="none",
        harm=2,
        view_from=0,
        dissent=1,
        dissent_due="2026-11-23",
        decides="chief_police",
    ),
    "six-stages": ByHand(
        (
            At("Practitioners", "2026-11-24", USERS, "user_police", "dsp_police"),
            At("Supervisors", "2026-11-24", LEADS, "lead_council", "user_council"),
            At("Service managers", "2026-11-26", LEADS, "lead_police", "user_police"),
            At("Chair of the review subgroup", "2026-11-30", ("chair",), "chair", "lead_police"),
            At("Delegated safeguarding partners", "2026-11-30", PARTNERS, "dsp_council", "lead_council"),
            # The police have nobody of the executive: their side's line falls to the business manager.
            At("Executive", "2026-12-07", ("executive", "manager"), "executive", "dsp_council"),
        ),
        informal=3,
        mode="arbiter",
        harm=6,
        view_from=6,
        dissent=5,
        dissent_due="2026-11-24",
        decides="scrutineer",
        view_due="2026-12-14",
    ),
    "unequal-sides": ByHand(
        (
            At(
                "Practitioner and manager", "2026-11-25", ("user_police", "lead_council"), "lead_council", "dsp_council"
            ),
            At("Manager and partner", "2026-11-30", ("lead_police", "dsp_council"), "dsp_council", "user_council"),
            At("Partner and lead partner", "2026-12-07", ("dsp_police", "chief_council"), "dsp_police", "lead_police"),
            At("Chair of the adults board", "2026-12-23", ("board_chair",), "board_chair", "dsp_police"),
            At("Executive", "2026-11-30", ("manager", "chief_council"), "chief_council", "dsp_council"),
        ),
        informal=0,
        mode="mediation",
        harm=4,
        view_from=2,
        dissent=3,
        dissent_due="2026-12-07",
        decides="lead_council",
        view_due="2026-12-21",
        decision_due="2026-12-07",
    ),
}


def ladder_file(name: str) -> str:
    """The file as written."""
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def in_force(world: World, name: str) -> ByHand:
    """Puts that ladder in force, with somebody in every role that may own a stage; what it comes to."""
    for who, agency, role in (
        ("user_police", "police", "agency_user"),
        ("user_council", "council", "agency_user"),
        ("chief_police", "police", "lead_partner"),
        ("chief_council", "council", "lead_partner"),
    ):
        joins(world, who, agency, role)
    world.policy(ladder_file(name))
    return BY_HAND[name]
