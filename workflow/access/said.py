"""What people said of who sees a case: who is let in by name, who is excluded from its family; read and written.

Whom it then lets see what is ``sight.py``'s; who may say it, the moves' own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from workflow.database.statements import Statement
from workflow.people.directory import TODAY
from workflow.tables import Case
from workflow.tables.rows import AGENCY, CASEFILE, ENTRY, EXCLUSION, MEMBER, PERSON

NAMED = "named"
"""The role of a membership that a restriction made, and that ends with it."""

_MEMBER_STANDS = or_(MEMBER.c.to_on.is_(None), MEMBER.c.to_on > TODAY)
_EXCLUSION_STANDS = or_(EXCLUSION.c.to_on.is_(None), EXCLUSION.c.to_on > TODAY)
_OF_FAMILY = MEMBER.c.case_id.in_(select(CASEFILE.c.id).where(CASEFILE.c.root == bindparam("root")))
_LET_IN = MEMBER.c.case_id == bindparam("case_id"), MEMBER.c.seq.is_not(None), _MEMBER_STANDS
_WORDS = Statement(
    select(
        CASEFILE.c.restriction,
        select(EXCLUSION.c.id).where(EXCLUSION.c.root == CASEFILE.c.root, _EXCLUSION_STANDS).exists().label("excluded"),
        select(MEMBER.c.id).where(*_LET_IN).exists().label("let_in"),
    ).where(CASEFILE.c.id == bindparam("case_id"))
)
_NAMED = select(MEMBER).where(_OF_FAMILY, MEMBER.c.person.is_not(None), _MEMBER_STANDS).order_by(MEMBER.c.id)
_LET_IN_BY_NAME = select(MEMBER).where(*_LET_IN).order_by(MEMBER.c.id)
_EXCLUDED = (
    select(EXCLUSION, PERSON.c.name, AGENCY.c.name.label("agency_name"), ENTRY.c.actor)
    .join(CASEFILE, CASEFILE.c.id == EXCLUSION.c.root)
    .join(ENTRY, (ENTRY.c.case_id == EXCLUSION.c.case_id) & (ENTRY.c.seq == EXCLUSION.c.seq))
    .outerjoin(PERSON, PERSON.c.id == EXCLUSION.c.person)
    .outerjoin(AGENCY, (AGENCY.c.partnership == CASEFILE.c.partnership) & (AGENCY.c.key == EXCLUSION.c.agency))
    .where(EXCLUSION.c.root == bindparam("root"), _EXCLUSION_STANDS)
    .order_by(EXCLUSION.c.id)
)
_BEGUN = (
    select(MEMBER.c.case_id, MEMBER.c.person, MEMBER.c.agency, MEMBER.c.seq, CASEFILE.c.partnership)
    .join(CASEFILE, CASEFILE.c.id == MEMBER.c.case_id)
    .where(MEMBER.c.seq.is_not(None), MEMBER.c.role.is_(None), _MEMBER_STANDS)
    .where(MEMBER.c.from_on > bindparam("after", type_=MEMBER.c.from_on.type), MEMBER.c.from_on <= TODAY)
    .order_by(MEMBER.c.id)
)
_NEW_MEMBER, _NEW_EXCLUSION = insert(MEMBER), insert(EXCLUSION)
_END_MEMBERS = update(MEMBER).where(MEMBER.c.id.in_(bindparam("rows", expanding=True)))
_END_MEMBERS = _END_MEMBERS.values(to_on=bindparam("ended", type_=MEMBER.c.to_on.type))
_END_EXCLUSIONS = update(EXCLUSION).where(EXCLUSION.c.id.in_(bindparam("rows", expanding=True)))
_END_EXCLUSIONS = _END_EXCLUSIONS.values(to_on=bindparam("ended", type_=EXCLUSION.c.to_on.type))
_CLASS = update(CASEFILE).where(CASEFILE.c.root == bindparam("family")).values(restriction=bindparam("to_class"))


def words(session: Session, case_id: int, today: date) -> frozenset[str]:
    """The class of the case where it isn't standard, "excluded" where somebody is, "let_in" where somebody was."""
    row = _WORDS.one(session, {"case_id": case_id, "today": today})
    found = {row.restriction} - {"standard"}
    return frozenset(found | {word for word in ("excluded", "let_in") if getattr(row, word)})


def change_class(session: Session, root: int, restriction: str) -> None:
    """The whole family is of this class from now on: standard, restricted or sealed."""
    session.connection().execute(_CLASS, {"family": root, "to_class": restriction})


def named_in_family(session: Session, root: int, today: date) -> list[Any]:
    """Rows of memberships of people by name in the family that haven't ended."""
    return list(session.execute(_NAMED, {"root": root, "today": today}))


def let_in_by_name(session: Session, case_id: int, today: date) -> list[Any]:
    """Rows of those, people and agencies, whom somebody let in to this very case, and who weren't sent off since."""
    return list(session.execute(_LET_IN_BY_NAME, {"case_id": case_id, "today": today}))


def begun_since(session: Session, after: date, today: date) -> list[Any]:
    """Rows of those whom somebody let in by name and whose first day came after ``after``, up to ``today``.

    Of those that still stand; each with its case, the ``partnership``, and the entry that let them in, ``seq``.
    """
    return list(session.execute(_BEGUN, {"after": after, "today": today}))


def excluded_from(session: Session, root: int, today: date) -> list[Any]:
    """Rows of the family's exclusions that stand or will: ``name``, ``agency_name``, and ``actor``, who said so."""
    return list(session.execute(_EXCLUDED, {"root": root, "today": today}))


def let_in(session: Session, rows: Collection[Mapping[str, object]]) -> None:
    """Adds memberships."""
    every = ("case_id", "person", "agency", "role", "from_on", "to_on", "seq")
    if rows:
        session.connection().execute(_NEW_MEMBER, [{key: row.get(key) for key in every} for row in rows])


def end_memberships(session: Session, rows: Collection[Any], today: date) -> None:
    """These memberships end today: what they let see until now stays true."""
    if rows:
        session.connection().execute(_END_MEMBERS, {"rows": [row.id for row in rows], "ended": today})


def exclude(session: Session, row: Mapping[str, object]) -> None:
    """Adds an exclusion."""
    session.connection().execute(_NEW_EXCLUSION, row)


def end_exclusions(session: Session, rows: Collection[Any], today: date) -> None:
    """These exclusions end today, or never begin."""
    session.connection().execute(_END_EXCLUSIONS, {"rows": [row.id for row in rows], "ended": today})


def hand_on(session: Session, from_root: int, near: Collection[int], case_id: int, seq: int, today: date) -> None:
    """A family that another opens beside itself is as narrow: who is excluded there is here; who is named, too.

    ``near``: the cases on which people are named who see the one that opens it.
    """
    for row in excluded_from(session, from_root, today):
        kept = {key: getattr(row, key) for key in ("person", "agency", "from_on", "to_on", "case_id", "seq")}
        exclude(session, kept | {"root": case_id})
    narrowed = session.get_one(Case, case_id).restriction != "standard"
    people = [row for row in named_in_family(session, from_root, today) if row.case_id in near and narrowed]
    kept_rows = [
        {
            "case_id": case_id,
            "person": row.person,
            "role": NAMED,
            "from_on": row.from_on,
            "to_on": row.to_on,
            "seq": seq,
        }
        for row in people
    ]
    let_in(session, kept_rows)
