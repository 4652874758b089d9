"""How what somebody else said or sent came in, where the business unit records it for them; knows no case."""

from __future__ import annotations

from dataclasses import dataclass

from states.asks import Option

HOW = (
    Option("email", "By email"),
    Option("meeting", "At a meeting", "The document is its minutes or notes"),
    Option("letter", "By letter or on paper"),
    Option("telephone", "By telephone call, confirmed in writing", "The document is what confirms it"),
)
WORDS = {option.value: option.label for option in HOW}
SAY_HOW = "Select how you received it: by email, at a meeting, by letter or on paper, or by a call confirmed in writing"
SAY_WHICH = "Attach the document that shows it, or name one that is already on the case"


@dataclass(frozen=True, slots=True)
class Received:
    """How it came in, a value of ``HOW``, and the id of the piece on the case that shows it; None: not said."""

    how: str = ""
    document: int | None = None
