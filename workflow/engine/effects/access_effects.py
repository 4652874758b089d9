"""What the moves about who sees a case do: its class, memberships by name, exclusions; and whom they cut off unheard.

Class and exclusions hold for the whole family, and for none that it is joined to; a membership where it is said, and
below. What is still owed to whoever may no longer know of a case is taken back in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states import roles
from states.facts import Doer
from states.moves.access_moves import (
    AGENCY,
    CHAIR,
    END,
    EXCLUDE,
    FROM,
    KEEPERS,
    LET_IN,
    LIFT,
    MANAGER,
    NAMED,
    OWNER_EXCLUDED,
    PERSON,
    READMIT,
    RESTRICT,
    SEAL,
    TOLD_LET_IN,
    TOLD_NAMED,
    UNTIL,
)
from workflow.access import keeping, said, sight
from workflow.chasing import conflicts
from workflow.chasing.owed import withdraw_unlisted
from workflow.engine import telling
from workflow.engine.access_set_aside import give_back, set_aside
from workflow.engine.act import Act
from workflow.engine.answers import Answers
from workflow.engine.casework import Casework
from workflow.engine.effects.effect import Effect, Prepare
from workflow.engine.gathering import gather
from workflow.errors import Invalid, Refused
from workflow.people import account_events, directory
from workflow.tables.rows import CASEFILE

WHY_LET_IN = "you were let in by name"
NOBODY_LEFT = (
    "Nobody would be left who may change this again: a business manager or chair must go on reading the matter"
)
ONLY_A_PART = "This is for the whole matter, and you take part in some of it only: ask the business manager"
_OWNED = (
    select(CASEFILE.c.reference)
    .where(CASEFILE.c.root == bindparam("root"), CASEFILE.c.final.is_(False))
    .where((CASEFILE.c.owner_person == bindparam("person")) | (CASEFILE.c.owner_agency == bindparam("agency")))
    .order_by(CASEFILE.c.id)
)


@dataclass(frozen=True, slots=True)
class Whom:
    """The person or agency that a move is about."""

    person: Doer | None
    agency: str | None

    @property
    def key(self) -> tuple[int | None, str | None]:
        """As rows keep it."""
        return (self.person.person if self.person else None, self.agency)


def restrict(act: Act, case: Casework, answers: Answers) -> Effect:
    """From now on those named read the family, and nobody else."""
    rows = answers.values[NAMED.key]
    people = [_person(act, str(row["person"])) for row in rows]  # type: ignore[attr-defined]
    return _narrow(act, case, people, "restricted")


def seal(act: Act, case: Casework, answers: Answers) -> Effect:
    """From now on one chair and one manager read the family; nobody else, manager or not, so much as lists it."""
    chair, manager = _person(act, str(answers.values[CHAIR.key])), _person(act, str(answers.values[MANAGER.key]))
    wrong = {}
    if not (chair.holds(roles.REVIEW_CHAIR) or chair.holds(roles.BOARD_CHAIR)):
        wrong[CHAIR.key] = f"{chair.name} is no chair here: name the review subgroup's or the adults board's"
    if not manager.holds(roles.BUSINESS_MANAGER):
        wrong[MANAGER.key] = f"{manager.name} is no business manager here: name one"
    if wrong:
        raise Invalid(wrong)
    if {chair.person, manager.person} == {chair.person}:
        raise Invalid({MANAGER.key: "Name two people: one chair, and one manager besides"})
    return _narrow(act, case, [chair, manager], "sealed")


def _narrow(act: Act, case: Casework, people: list[Doer], to_class: str) -> Effect:
    _require_whole(act, case)
    out = [one.name for one in people if _kept_out(act, case, one)]
    if out:
        raise Refused([f"{', '.join(out)}: excluded, in conflict, or of a role that reads no case. Name others"])
    named = {one.person: one for one in people}

    def follow(act: Act, case: Casework) -> None:
        session, root, narrowed = act.session, case.family, case.restriction != "standard"
        rows = said.named_in_family(session, root, act.today)
        gone = [row for row in rows if row.person not in named]
        set_aside(act, case, [row for row in gone if row.role != said.NAMED and row.seq is None])
        said.end_memberships(session, gone, act.today)
        there = {row.person for row in rows if row.case_id == root and (row.to_on is None or narrowed)}
        # Who restricts it once more, and was let in until a day, doesn't let themselves in for longer.
        new = [person for person in named if person not in there and not (narrowed and person == act.actor.person)]
        row = {"case_id": root, "role": said.NAMED, "from_on": act.today, "seq": case.seq}
        said.let_in(session, [row | {"person": person} for person in new])
        _of_class(act, case, to_class)
        for person in new:
            account_events.note(
                session,
                "member_added",
                person=person,
                by=act.actor.person,
                partnership=case.partnership,
                detail=case.reference,
            )
            telling.tell_person(act, case, TOLD_NAMED, person, WHY_LET_IN)
        _settle(act, case)

    return Effect(follow=follow)


def lift_restriction(act: Act, case: Casework, answers: Answers) -> Effect:
    """The family is read by its members again; who was named for the restriction alone isn't any more."""
    _require_whole(act, case)

    def follow(act: Act, case: Casework) -> None:
        rows = said.named_in_family(act.session, case.family, act.today)
        said.end_memberships(act.session, [row for row in rows if row.role == said.NAMED], act.today)
        give_back(act, case)
        _of_class(act, case, "standard")
        _settle(act, case)

    return Effect(follow=follow)


def let_in(act: Act, case: Casework, answers: Answers) -> Effect:
    """A person, or everybody of an agency, reads the case and what is below it between two days."""
    whom = _whom(act, answers)
    from_on, to_on = _days(act, answers)
    _require_may_let_in(act, case, whom)
    if whom.person is not None and _kept_out(act, case, whom.person):
        raise Refused([f"{whom.person.name} is excluded, in conflict, or of a role that reads no case"])
    if whom.key in [(row.person, row.agency) for row in said.let_in_by_name(act.session, case.id, act.today)]:
        raise Refused(["They are let in already: end that first, to say other days"])

    def follow(act: Act, case: Casework) -> None:
        person, agency = whom.key
        row = {"case_id": case.id, "person": person, "agency": agency, "from_on": from_on, "to_on": to_on}
        said.let_in(act.session, [row | {"seq": case.seq}])
        _note(act, case, "member_added", whom)
        if from_on == act.today:
            told = (
                [person]
                if person is not None
                else directory.answering_for(act.session, act.partnership, agency or "", act.today)
            )
            for one in told:
                telling.tell_person(act, case, TOLD_LET_IN, one, WHY_LET_IN)

    return Effect(follow=follow)


def end_membership(act: Act, case: Casework, answers: Answers) -> Effect:
    """Who was let in to this case by name reads it no longer."""
    whom = _whom(act, answers)
    rows = said.let_in_by_name(act.session, case.id, act.today)
    rows = [row for row in rows if (row.person, row.agency) == whom.key]
    if not rows:
        raise Refused(["They weren't let in to this case by name: what they are by their role or agency stays"])
    _require_own(act, whom, "send off")
    if case.restriction != "standard" and not _keeps(act):
        raise Refused(["Who reads a restricted case is for a business manager or chair to say"])

    def follow(act: Act, case: Casework) -> None:
        said.end_memberships(act.session, rows, act.today)
        _note(act, case, "member_ended", whom)
        _settle(act, case)

    return Effect(follow=follow)


def exclude(act: Act, case: Casework, answers: Answers) -> Effect:
    """A person, or everybody of an agency, knows nothing of the family between two days, whatever else they are in it.

    What they own in it is named in the entry, and the business manager told: it isn't handed over by this.
    """
    whom = _whom(act, answers)
    from_on, to_on = _days(act, answers)
    _require_whole(act, case)
    _require_own(act, whom, "exclude")
    _refuse_scrutineer(act, case, whom)
    if whom.key in [(row.person, row.agency) for row in said.excluded_from(act.session, case.family, act.today)]:
        raise Refused(["They are excluded already: end that first, to say other days"])
    person, agency = whom.key
    owns = act.session.execute(_OWNED, {"root": case.family, "person": person, "agency": agency}).scalars().all()

    def follow(act: Act, case: Casework) -> None:
        row = {"root": case.family, "person": person, "agency": agency, "from_on": from_on, "to_on": to_on}
        said.exclude(act.session, row | {"case_id": case.id, "seq": case.seq})
        _note(act, case, "excluded", whom)
        if owns:
            telling.tell(act, case, (OWNER_EXCLUDED,), gather(act, case, frozenset()))
        _settle(act, case)

    return Effect({"owns": list(owns)} if owns else {}, follow)


def readmit(act: Act, case: Casework, answers: Answers) -> Effect:
    """An exclusion ends; nobody ends their own, and a delegated partner ends only what they themselves said."""
    whom = _whom(act, answers)
    _require_whole(act, case)
    person, agency = whom.key
    if person == act.actor.person or agency in act.actor.agencies:
        raise Refused(["Nobody readmits themselves or the agency that they work for: ask another"])
    rows = [r for r in said.excluded_from(act.session, case.family, act.today) if (r.person, r.agency) == whom.key]
    if not rows:
        raise Refused(["They aren't excluded from this case"])
    if not _keeps(act) and any(row.actor != act.actor.person for row in rows):
        raise Refused(["Another excluded them: ask the business manager or a chair to readmit them"])

    def follow(act: Act, case: Casework) -> None:
        said.end_exclusions(act.session, rows, act.today)
        _note(act, case, "readmitted", whom)

    return Effect(follow=follow)


def _require_whole(act: Act, case: Casework) -> None:
    if case.id != case.family and not keeping.takes_part(act.session, act.actor.person, case.family, act.today):
        raise Refused([ONLY_A_PART])


def _require_may_let_in(act: Act, case: Casework, whom: Whom) -> None:
    person, agency = whom.key
    if person == act.actor.person:
        raise Refused(["Nobody lets themselves in: another person names you"])
    if agency is not None and agency in act.actor.agencies:
        raise Refused(["You work for this agency: let its people in one by one, by name"])
    if agency is not None and case.restriction != "standard":
        raise Refused(["A restricted case is read by people named on it: let people in, not an agency"])
    if case.restriction != "standard" and not _keeps(act):
        raise Refused(["Who reads a restricted case is for a business manager or chair to say"])
    excluded = {row.agency for row in said.excluded_from(act.session, case.family, act.today)} - {None}
    if agency in excluded:
        raise Refused(["This agency is excluded from the matter: end that first"])
    _require_own(act, whom, "let in")


def _require_own(act: Act, whom: Whom, what: str) -> None:
    """A delegated partner decides for people of their own agency, and for none who works for another as well."""
    if _keeps(act):
        return
    mine = {agency for role, agency in act.actor.roles if role == roles.DELEGATED_PARTNER}
    theirs = {whom.agency} if whom.person is None else set(whom.person.agencies)
    if not theirs or not theirs <= mine:
        raise Refused([f"As a delegated partner you {what} people of your own agency alone: ask the business manager"])


def _refuse_scrutineer(act: Act, case: Casework, whom: Whom) -> None:
    # Nobody can keep the scrutineer from hearing: they step aside themselves, and somebody is named in their place.
    if whom.person is None:
        return
    if whom.person.holds(roles.SCRUTINEER):
        raise Refused(["A scrutineer isn't excluded: they declare a conflict themselves, and a substitute is named"])


def _keeps(act: Act) -> bool:
    return any(act.actor.holds(role) for role in KEEPERS)


def _kept_out(act: Act, case: Casework, person: Doer) -> bool:
    rows = said.excluded_from(act.session, case.family, act.today)
    excluded = any(row.person == person.person or row.agency in person.agencies for row in rows)
    in_conflict = person.person in conflicts.in_family(act.session, case.family).declared
    return excluded or in_conflict or sight.takes_no_part(person)


def _whom(act: Act, answers: Answers) -> Whom:
    person, agency = answers.values.get(PERSON.key), answers.values.get(AGENCY.key)
    return Whom(_person(act, str(person)) if person else None, str(agency) if agency else None)


def _person(act: Act, address: str) -> Doer:
    return directory.doer_by_email(act.session, address, act.partnership, act.today)


def _days(act: Act, answers: Answers) -> tuple[date, date | None]:
    """The first day, and the one after the last."""
    first, last = answers.values.get(FROM.key) or act.today, answers.values.get(UNTIL.key)
    assert isinstance(first, date)
    if first < act.today:
        raise Invalid({FROM.key: "From which day must be today or later: who saw the case before stays as it was"})
    if not isinstance(last, date):
        return first, None
    if last < first:
        raise Invalid({UNTIL.key: "The last day can't be before the first"})
    return first, last + timedelta(days=1)


def _of_class(act: Act, case: Casework, to_class: str) -> None:
    said.change_class(act.session, case.family, to_class)
    case.restriction = to_class
    detail = f"{case.reference}: {to_class}"
    account_events.note(
        act.session, "restricted", person=None, by=act.actor.person, partnership=case.partnership, detail=detail
    )


def _note(act: Act, case: Casework, what: str, whom: Whom) -> None:
    person, agency = whom.key
    detail = f"{case.reference}: {agency}" if agency else case.reference
    account_events.note(
        act.session, what, person=person, by=act.actor.person, partnership=case.partnership, detail=detail
    )


def _settle(act: Act, case: Casework) -> None:
    """Nobody who may no longer know of it hears of it, and somebody is left who may manage it."""
    session: Session = act.session
    keeping.of_keepers(session, case.partnership)
    if not keeping.is_kept(session, case.family, act.today):
        raise Refused([NOBODY_LEFT])
    withdraw_unlisted(session, case.family, act.today)


EFFECTS: Mapping[str, Prepare] = {
    RESTRICT: restrict,
    SEAL: seal,
    LIFT: lift_restriction,
    LET_IN: let_in,
    END: end_membership,
    EXCLUDE: exclude,
    READMIT: readmit,
}
