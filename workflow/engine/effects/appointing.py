"""An independent reviewer sees the case that they review, from the first day of their contract to the last."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import insert

from states.calendar import in_words
from states.roles import INDEPENDENT_REVIEWER
from workflow.access import members
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect
from workflow.errors import Invalid
from workflow.people import directory
from workflow.tables.rows import MEMBER

REVIEWER = "_reviewer"
"""Where a case's facts keep who reviews it: no answer, so nothing shows it."""
DECLARATION = ("reviewer_conflict", "reviewer_conflict_text", "conflict_managed")


def appoint_reviewer(act: Act, case: Casework, answers: Answers) -> Effect:
    """The reviewer named, where they sign in, is a member of the case while under contract; the one before is no more.

    ``Invalid`` where that person isn't an independent reviewer here.
    """
    named = answers.values.get("reviewer")
    person = _reviewer(act, str(named)) if named else None

    def follow(act: Act, case: Casework) -> None:
        before = case.facts.get(REVIEWER)
        if before is not None:
            members.end_membership(act.session, case.id, [before], INDEPENDENT_REVIEWER, act.today)
        # Another reviewer declares for themselves; what the same one declared stays true.
        if person is None or person != before:
            for key in DECLARATION:
                case.forget(key)
        case.learn({REVIEWER: person})
        if person is not None:
            act.session.connection().execute(insert(MEMBER), _membership(case, person, answers))

    return Effect(follow=follow)


def extend_contract(act: Act, case: Casework, answers: Answers) -> Effect:
    """The same reviewer sees the case for longer, from today on where the contract had ended meanwhile.

    ``Invalid`` where that is no later day than the contract's own.
    """
    ends = answers.values["contract_to"]
    assert isinstance(ends, date)
    before = case.facts.get("contract_to", "")
    if ends.isoformat() <= before:
        until = in_words(date.fromisoformat(before))
        raise Invalid({"contract_to": f"The contract runs until {until} already: enter a later day"})
    person = case.facts.get(REVIEWER)

    def follow(act: Act, case: Casework) -> None:
        if person is not None and not members.lengthen(
            act.session, case.id, person, INDEPENDENT_REVIEWER, ends + timedelta(days=1), act.today
        ):
            act.session.connection().execute(insert(MEMBER), _member(case, person, act.today, ends))

    return Effect(follow=follow)


def _membership(case: Casework, person: int, answers: Answers) -> dict[str, object]:
    begins, ends = answers.values["contract_from"], answers.values["contract_to"]
    assert isinstance(begins, date)
    assert isinstance(ends, date)
    return _member(case, person, begins, ends)


def _member(case: Casework, person: int, begins: date, ends: date) -> dict[str, object]:
    return {
        "case_id": case.id,
        "person": person,
        "agency": None,
        "role": INDEPENDENT_REVIEWER,
        "from_on": begins,
        "to_on": ends + timedelta(days=1),
    }


def _reviewer(act: Act, email: str) -> int:
    found = directory.doer_by_email(act.session, email, act.partnership, act.today)
    if not found.holds(INDEPENDENT_REVIEWER):
        raise Invalid({"reviewer": f"{found.name} isn't an independent reviewer here: give them that role first"})
    return found.person
