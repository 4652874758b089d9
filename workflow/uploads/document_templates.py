"""Editions of a document's template: put in force by one person, kept for ever with who did it and when.

Knows nothing of Word: whether a file can be a template is judged before it comes here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from states.facts import Doer
from workflow.access import verbs
from workflow.errors import NotFound, NotPermitted, Refused
from workflow.policy.editions import By
from workflow.tables import DocumentTemplate, Partnership, Person
from workflow.tables.rows import DOCUMENT_TEMPLATE
from workflow.uploads.files import Coming

FOR_MANAGERS = "Letters and documents are for business managers and administrators to change."
TOLD_FOR = 14
"""How many days the other managers read of a change on what needs them."""
_T = DOCUMENT_TEMPLATE.c
_EDITIONS = (
    select(DocumentTemplate)
    .where(_T.partnership == bindparam("partnership"), _T.key == bindparam("key"))
    .order_by(_T.edition.desc())
)
_SINCE = (
    select(DocumentTemplate)
    .where(_T.partnership == bindparam("partnership"), _T.applied_at >= bindparam("since"))
    .order_by(_T.applied_at.desc(), _T.key)
)


def person(session: Session, doer: Doer) -> By:
    """Somebody who may change templates; ``NotPermitted`` otherwise."""
    if not verbs.can(doer, "change_documents"):
        raise NotPermitted(FOR_MANAGERS)
    found = session.get(Person, doer.person)
    return By(found.email if found is not None else doer.name, doer.person)


def put_in_force(
    session: Session,
    partnership: str,
    key: str,
    coming: Coming | None,
    *,
    by: By,
    now: datetime,
    instead_of: int | None = None,
) -> DocumentTemplate:
    """Puts a template in force from now on; ``coming`` None: the default again.

    ``instead_of``: the edition that whoever does it saw in force; ``Refused`` where another came since. What is in
    force already is given back as it stands.
    """
    if session.get(Partnership, partnership, with_for_update=True, populate_existing=True) is None:
        raise NotFound(f"There is no partnership {partnership}.")
    last = in_force(session, partnership, key)
    number, sha256 = last.edition if last is not None else 0, coming.sha256 if coming is not None else ""
    if instead_of is not None and instead_of != number:
        assert last is not None
        says = f"{last.applied_by} changed this template meanwhile (edition {number})"
        raise Refused([f"{says}: look at theirs before you put yours in its place"])
    if last is not None and last.sha256 == sha256:
        return last
    if last is None and coming is None:
        raise Refused(["The default is in force already"])
    row = DocumentTemplate(
        partnership=partnership,
        key=key,
        edition=number + 1,
        sha256=sha256,
        name=coming.name if coming is not None else "",
        applied_by=by.name,
        applied_person=by.person,
        applied_at=now,
    )
    session.add(row)
    session.flush()
    if coming is not None:
        coming.stay()
    return row


def editions(session: Session, partnership: str, key: str) -> list[DocumentTemplate]:
    """Every edition there ever was, the latest first."""
    return list(session.execute(_EDITIONS, {"partnership": partnership, "key": key}).scalars())


def in_force(session: Session, partnership: str, key: str) -> DocumentTemplate | None:
    """The latest edition, which may say that the default counts again; None where there never was one."""
    return session.execute(_EDITIONS.limit(1), {"partnership": partnership, "key": key}).scalar_one_or_none()


def edition(session: Session, partnership: str, key: str, number: int) -> DocumentTemplate:
    """The edition of that number; ``NotFound`` where there is none."""
    found = session.get(DocumentTemplate, (partnership, key, number))
    if found is None:
        raise NotFound(f"{partnership} has no edition {number} of that template.")
    return found


def changed_lately(session: Session, partnership: str, now: datetime) -> list[DocumentTemplate]:
    """What was changed in the last days, the latest first: the other managers are told of it."""
    since = now - timedelta(days=TOLD_FOR)
    return list(session.execute(_SINCE, {"partnership": partnership, "since": since}).scalars())
