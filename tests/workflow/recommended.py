"""Recommendations as partnerships write them, for tests that look for them again. All made up."""

from __future__ import annotations

from tests.world import World

SAID = {
    "supervision": ("Line managers give supervising staff protected time to reflect on long cases", "Drift is noticed"),
    "training_fgm": ("All schools train their designated leads on female genital mutilation", "Girls are asked"),
    "bruising": ("A pathway for bruising in babies who don't yet move", "A paediatrician sees each the same day"),
    "sleep": ("Midwives and health visitors talk about safer sleeping with both parents", "Fewer babies share a sofa"),
    "fathers": ("Assessments include fathers and other men in the household", "Nobody in the home is unknown"),
    "interpreters": (
        "Professional interpreters are used, never family members",
        "People say in their words what happened",
    ),
    "hoarding": ("A multi-agency protocol for hoarding and self-neglect", "A plan before the fire service is called"),
    "capacity": ("Mental capacity assessments are recorded decision by decision", "Executive function is looked at"),
    "strategy": ("Strategy meetings have a note within two working days", "Everybody knows what they have to do"),
    "transition": ("Plans for young people turning eighteen begin at sixteen", "Nobody falls between two services"),
    "missing": ("A return interview within three days of each missing episode", "Exploitation is seen early"),
    "county_lines": (
        "Schools and police share what they know of county lines",
        "Fewer children are criminally exploited",
    ),
    "exclusions": ("No permanent exclusion of a child on a plan without a meeting first", "Children stay in school"),
    "dentists": ("Dental practices know how to refer a worry about neglect", "Missed appointments are followed up"),
    "was_not_brought": (
        "Practices record “was not brought” in place of “did not attend”",
        "Repeat absence is acted on",
    ),
    "medication": ("Care homes audit covert medication each quarter", "Residents' rights are kept"),
    "pressure": ("Community nurses photograph pressure ulcers at each visit", "Harm is prevented"),
    "advocacy": ("Advocates are offered at the first contact of an enquiry", "The adult's wishes steer it"),
    "finance": ("Banks and social workers agree how to report financial abuse", "Money is protected within a day"),
    "alcohol": ("Drug and alcohol workers ask who looks after the children", "Young carers are found"),
    "domestic": ("Health staff ask about domestic abuse alone with each patient", "Survivors are heard"),
    "perpetrators": ("Offer programmes to those who harm their partners", "Violence stops"),
    "school_moves": ("Safeguarding files follow a pupil to the new school within five days", "Nothing is lost"),
    "elective": ("Home-educated children are seen by a professional each year", "They aren't invisible"),
    "suicide": (
        "After a suicide attempt a plan is agreed before discharge from hospital",
        "Nobody leaves without help",
    ),
    "autism": ("Reasonable adjustments for autistic adults are recorded and used", "They can take part"),
    "placements": ("Tell the host authority before a child is placed out of area", "The new area can protect them"),
    "providers": ("Commissioners visit each provider unannounced once a year", "Poor care is found"),
    "escalation": ("Practitioners use the escalation policy when they disagree", "Disputes are resolved in days"),
    "chronology": ("Each agency keeps a chronology that can be merged", "Patterns are seen"),
    "housing": ("Housing officers join child protection conferences", "Evictions don't undo a plan"),
}


def answers(name: str, **others: object) -> dict[str, object]:
    """What is asked when one of these is opened."""
    what, wanted = SAID[name]
    return {
        "what": what,
        "source": "audit",
        "level": "multi_agency",
        "finding": "Found in a sample of twenty files",
        "outcome_wanted": wanted,
        "measure": "Asked again in a year",
    } | others


def recommend(world: World, name: str, who: str = "officer", **others: object) -> str:
    """One of these, proposed; its reference."""
    return world.open(who, "recommendation", answers(name, **others)).reference


def recommend_all(world: World) -> dict[str, str]:
    """All of these; references by name."""
    return {name: recommend(world, name) for name in SAID}
