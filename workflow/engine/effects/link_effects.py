"""What the moves do by which cases meet: merged into another, linked, unlinked, and apart again when reopened.

A case that can't be seen is answered as one that doesn't exist. Which cases are locked with this one stands here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.language import Move
from states.moves import conflict_moves
from states.moves.elsewhere import INTO, LINK, MERGE, OTHER, UNLINK
from workflow.access import sight
from workflow.engine import joint_scrutiny, links, named_cases, subjects
from workflow.engine.act import Act
from workflow.engine.answers import NONE, Answers
from workflow.engine.casework import Casework, by_id
from workflow.engine.effects.effect import Effect, Prepare
from workflow.engine.trail import append
from workflow.errors import Invalid
from workflow.tables.rows import CASEFILE

_ABOVE = select(CASEFILE.c.parent).where(CASEFILE.c.id == bindparam("case_id"))


def merge(act: Act, case: Casework, answers: Answers) -> Effect:
    """The case ends here and goes on in another, of the same kind; what stands below it stays and is shown there."""
    other = _named(act, case, answers, INTO.key)
    if other.kind != case.kind:
        raise Invalid({INTO.key: f"{other.reference} is of another kind: a case is merged into one of its own kind"})
    if other.final:
        raise Invalid({INTO.key: f"{other.reference} has ended: a case is merged into one that is open"})
    if other.id in _line(act.session, case.id) or case.id in _line(act.session, other.id):
        raise Invalid({INTO.key: f"{other.reference} stands above or below this case: it can't be merged into it"})
    if kept_out := sight.kept_out_readers(act.session, case.id, other.id, act.today):
        people = "person who reads" if kept_out == 1 else "people who read"
        raise Invalid(
            {INTO.key: f"{kept_out} {people} {other.reference} may not read this case: see to that there first"}
        )
    more = subjects.missing_there(act, case, other)

    def follow(act: Act, case: Casework) -> None:
        links.say(act.session, case, other, links.MERGED, act.happened_on)
        _enter(act, other, case, "merged_from", answers=more)

    return Effect(follow=follow)


def link_case(act: Act, case: Casework, answers: Answers) -> Effect:
    """Two cases belong together from now on; a joint pair shares its scrutineer too."""
    other, kind = _named(act, case, answers, OTHER.key), str(answers.values["as"])
    if links.between(act.session, case.id, other.id, (kind,)):
        raise Invalid({OTHER.key: f"{other.reference} is linked to this case so already"})
    if kind == links.JOINT and not _of_two_tracks(act.session, case, other):
        says = "A joint case joins one about children with one about adults: link these two as related"
        raise Invalid({"as": says})

    def follow(act: Act, case: Casework) -> None:
        links.say(act.session, case, other, kind, act.happened_on)
        _enter(act, other, case, "linked", more={"as": kind})
        if kind == links.JOINT:
            joint_scrutiny.share(act, case, other)

    return Effect(follow=follow)


def unlink_case(act: Act, case: Casework, answers: Answers) -> Effect:
    """Two cases don't belong together any more; nor does a conflict count that was declared in the other alone."""
    other = _named(act, case, answers, OTHER.key)
    found = links.between(act.session, case.id, other.id, links.SAID_BY_PEOPLE)
    if not found:
        raise Invalid({OTHER.key: f"{other.reference} has no link to this case that can be taken away"})

    def follow(act: Act, case: Casework) -> None:
        links.end(act.session, found, act.happened_on)
        _enter(act, other, case, "unlinked", more={"as": [link.kind for link in found]})
        if any(link.kind == links.JOINT for link in found):
            joint_scrutiny.part(act, case, other)

    return Effect({"as": [link.kind for link in found]}, follow)


def go_on_alone(act: Act, case: Casework) -> None:
    """A case that was merged into another and is reopened goes on by itself; the other's people read that it does."""
    found = links.said_by(act.session, case.id, links.MERGED)
    links.end(act.session, found, act.happened_on)
    for link in found:
        _enter(act, by_id(act.session, link.other_id), case, "unmerged")
    case.forget(INTO.key)


def touched(act: Act, row: Any, move: Move, answers: object) -> set[int] | None:
    """The cases of other families that a move on the case of that row writes to, with their roots; None: none ever."""
    session, root = act.session, row.root or row.id
    if move.effect in ASKED:
        raw = answers.get(ASKED[move.effect]) if isinstance(answers, Mapping) else None
        found = named_cases.sent(act, row.partnership, raw)
        if found is None:
            return set()
        return {found.id, found.root} | _joined(session, root) | _joined(session, found.root)
    if move.effect in (conflict_moves.DECLARE, conflict_moves.NAME, conflict_moves.END):
        return _joined(session, root)
    if move.reopens:
        return links.with_roots(session, [link.other_id for link in links.said_by(session, row.id, links.MERGED)])
    return None


def _joined(session: Session, root: int) -> set[int]:
    families = links.joint_families(session, root)
    return {*families, *(one for cases in families.values() for one in cases)}


def _named(act: Act, case: Casework, answers: Answers, key: str) -> Casework:
    """The other case, locked; ``Invalid``, in the same words, where there is none and where it may not be seen."""
    reference = str(answers.values[key])
    if reference == case.reference:
        raise Invalid({key: "Name another case: this is the reference of this one"})
    found = links.named(act.session, reference, case.partnership, act.actor.person, act.today)
    if found is None or not sight.can_see(act.session, act.doer.person, found.id, act.today):
        raise Invalid({key: f"There is no case {reference} that you can see here"})
    return by_id(act.session, found.id)


def _enter(
    act: Act,
    other: Casework,
    case: Casework,
    move: str,
    *,
    answers: Answers = NONE,
    more: Mapping[str, object] | None = None,
) -> None:
    """What was said on a case, as an entry of the other; its revision stays, unless whom it is about changes."""
    cause = {"cause": {"case": case.reference, "seq": case.seq}}
    raises = bool(answers.values)
    told = {**cause, **(more or {})}
    seq = append(act, other, move, came_from=other.state, answers=answers, raises=raises, of_itself=True, more=told)
    subjects.add(act, other, answers, seq)
    other.save(act.session)


def _of_two_tracks(session: Session, one: Casework, other: Casework) -> bool:
    mine, theirs = subjects.tracks_of(session, one), subjects.tracks_of(session, other)
    return bool(mine and theirs) and mine | theirs == subjects.TRACKS


def _line(session: Session, case_id: int) -> set[int]:
    """The ids of the cases above one, and its own."""
    line, above = set[int](), case_id
    while above:
        line.add(above)
        above = session.execute(_ABOVE, {"case_id": above}).scalar_one()
    return line


ASKED = {MERGE: INTO.key, LINK: OTHER.key, UNLINK: OTHER.key}
"""Where each of these moves is told the other case."""
EFFECTS: Mapping[str, Prepare] = {MERGE: merge, LINK: link_case, UNLINK: unlink_case}
