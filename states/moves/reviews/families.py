"""The register of a review's contacts with the family: invited or not, shown the draft, told before publication."""

from __future__ import annotations

from dataclasses import replace

from states.asks import Ask, Option
from states.conditions import Guard, predicate
from states.facts import Facts
from states.language import Move, Register
from states.moves.registers import no_row_holds, open_rows, register_moves
from states.moves.reviews.proceedings import AGREED, FAMILY_CONTACT, PROCEEDINGS, PUBLICATION, held_says

FAMILY = Register(
    key="family",
    title="Contacts with the family",
    one="Family contact",
    named_by=("contact",),
    # Another draft is shown anew, and another publication told of anew.
    anew=("draft_shown_on", "told_on"),
    asks=(
        Ask(key="contact", label="Who it is, such as “mother” or “brother 1”: no name", type="line", most=60),
        Ask(
            key="invitation",
            label="Were they invited to take part",
            type="choice",
            options=(
                Option("invited", "Invited: no answer yet"),
                Option("takes_part", "Takes part"),
                Option("declined", "Declined"),
                Option("not_approached", "Not approached"),
            ),
        ),
        Ask(key="not_approached_why", label="If not approached: why", type="text", required=False),
        Ask(
            key="advocate",
            label="Advocate",
            type="choice",
            required=False,
            options=(
                Option("has_one", "Has one"),
                Option("offered", "Offered"),
                Option("not_wanted", "Offered, not wanted"),
            ),
        ),
        Ask(key="family_comments", label="What they said", type="text", required=False),
        Ask(key="chosen_pseudonym", label="Pseudonym they chose", type="line", required=False, most=60),
        Ask(key="draft_shown_on", label="Draft shown on", type="day", past=True, required=False),
        Ask(key="told_on", label="Told before publication, on", type="day", past=True, required=False),
    ),
)


@predicate("approached_only_if_free")
def approached_only_if_free(facts: Facts, key: str, *values: str) -> bool:
    """No proceedings hold up contact with the family, or this move approaches nobody.

    Kept for the rules of cases that were opened before every form of contact was held.
    """
    return facts.given.get(key) not in values or no_row_holds(facts, PROCEEDINGS.key, "holds", "family")


@predicate("rows_or_reason")
def rows_or_reason(facts: Facts, register: str, reason: str) -> bool:
    """The register has a row that hasn't ended, or this move gives the reason why not."""
    return reason in facts.given or bool(open_rows(facts, register))


@predicate("rows_say_unless")
def rows_say_unless(facts: Facts, register: str, column: str, value: str, *columns: str) -> bool:
    """Every row that hasn't ended answers these columns, but for those with ``value`` in ``column``."""
    others = [row for row in open_rows(facts, register) if row.get(column) != value]
    return all(row.get(one) not in (None, "") for row in others for one in columns)


NO_FAMILY = Ask(key="no_family", label="If nobody of the family is listed: why", type="text", required=False)
FAMILY_LISTED = Guard(
    "rows_or_reason",
    "Record a contact for each of the family, or say why there is none",
    (FAMILY.key, NO_FAMILY.key),
    ("answers", "given"),
)
REASONS_THERE = Guard(
    "rows_complete_if",
    "Say for each of the family who wasn't approached why not",
    (FAMILY.key, "invitation", "not_approached", "not_approached_why"),
    ("answers",),
)
DRAFT_SHOWN = Guard(
    "rows_complete_if",
    "Show the draft to each of the family who takes part, and record the day",
    (FAMILY.key, "invitation", "takes_part", "draft_shown_on"),
    ("answers",),
)
ALL_TOLD = Guard(
    "rows_say_unless",
    "Tell each of the family before publication, and record the day",
    (FAMILY.key, "invitation", "not_approached", "told_on"),
    ("answers",),
)
CONTACT = ("advocate", "family_comments", "chosen_pseudonym", "draft_shown_on", "told_on")
"""What is only known of somebody, or done for them, by contact with them."""
HELD_CONTACT = held_says(FAMILY_CONTACT) + "; or record them as not approached, with the reason"
FREE = (
    Guard(
        "free_or_agreed_unless", HELD_CONTACT, (FAMILY_CONTACT, "invitation", "not_approached"), ("answers", "given")
    ),
    Guard("free_or_agreed_if_given", HELD_CONTACT, (FAMILY_CONTACT, *CONTACT), ("answers", "given")),
    Guard("free_or_agreed_if_given", held_says(PUBLICATION), (PUBLICATION, "draft_shown_on"), ("answers", "given")),
)


def family_moves(sources: tuple[str, ...], by: tuple[str, ...]) -> tuple[Move, ...]:
    """The moves on the register, in these states, by these doers."""
    verbs = ("Add a family contact", "Record contact with the family", "Take out a family contact")
    add, update, end = register_moves(FAMILY, sources, by, verbs)
    add, update = (replace(one, asks=(*one.asks, *AGREED), needs=(*one.needs, *FREE)) for one in (add, update))
    return add, update, end
