"""Whether a case that an answer names is there to be seen: one that isn't and one that doesn't exist answer alike.

What it means that it is named, the move's effect knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from states.asks import REFERENCE, Ask
from workflow.engine import links
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.errors import Invalid


def require_seen(act: Act, asks: Iterable[Ask], answers: Answers) -> None:
    """``Invalid``, by ask, for every answer that names no case that whoever acts sees."""
    named = {ask.key: str(answers.values[ask.key]) for ask in asks if ask.type == "case" and ask.key in answers.values}
    wrong = {
        key: f"{reference} isn't the reference of a case that you see"
        for key, reference in named.items()
        if links.named(act.session, reference, act.partnership, act.actor.person, act.today) is None
    }
    if wrong:
        raise Invalid(wrong)


def sent(act: Act, partnership: str, raw: object) -> Any | None:
    """Id and root of the case that an answer names as it was sent; None where it names none that whoever acts sees."""
    reference = raw.strip().upper() if isinstance(raw, str) else ""
    if not REFERENCE.fullmatch(reference):
        return None
    return links.named(act.session, reference, partnership, act.actor.person, act.today)
