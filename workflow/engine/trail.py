"""The trail: each case's entries in a hash chain, written in the act's own transaction, and the proof that it is whole.

Without a checkpoint held elsewhere a chain shows accidents and careless hands, not a determined administrator.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select
from sqlmodel import Session

from states.canonical import canonical, digest
from workflow.database.statements import Statement
from workflow.engine.act import Act
from workflow.engine.answers import NONE, Answers, in_entry, salted, text_digest
from workflow.engine.casework import Casework
from workflow.tables import Entry, Text
from workflow.tables.rows import CASEFILE, ENTRY, TEXT

VERSION = 1
_ENTRY = Statement(
    insert(ENTRY).values(
        {name: bindparam(name) for name in ("case_id", "seq", "partnership", "actor", "recorded_for", "move")}
        | {name: bindparam(name) for name in ("happened_on", "at", "body", "hash")}
    )
)
_TEXT = Statement(insert(TEXT).values({name: bindparam(name) for name in ("case_id", "seq", "ask", "salt", "body")}))


def append(
    act: Act,
    case: Casework,
    move: str,
    *,
    came_from: str,
    answers: Answers = NONE,
    raises: bool = True,
    of_itself: bool = False,
    more: Mapping[str, object] | None = None,
) -> int:
    """Adds an entry to the case in hand and moves its head; gives the entry's number.

    ``raises``: whether the case's revision rises with it. ``of_itself``: the engine did it, no person.
    """
    case.seq += 1
    case.revision += raises
    texts = salted(answers.texts)
    at = act.now.astimezone(UTC)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    body = canonical(
        {
            "v": VERSION,
            "case": case.reference,
            "seq": case.seq,
            "revision": case.revision,
            "prev": case.head,
            "move": move,
            "from": came_from,
            "to": case.state,
            "by": None if of_itself else act.actor.person,
            "for": act.recorded_for.person if act.recorded_for and not of_itself else None,
            "happened_on": act.happened_on.isoformat(),
            "at": at.isoformat(timespec="milliseconds"),
            "rulebook": case.running.digest,
            "answers": in_entry(answers),
            "texts": {text.ask: text.digest for text in texts},
            **(more or {}),
        }
    )
    case.head = digest(body)
    _ENTRY.run(
        act.session,
        {
            "case_id": case.id,
            "seq": case.seq,
            "partnership": case.partnership,
            "actor": None if of_itself else act.actor.person,
            "recorded_for": act.recorded_for.person if act.recorded_for and not of_itself else None,
            "move": move,
            "happened_on": act.happened_on,
            "at": at,
            "body": body,
            "hash": case.head,
        },
    )
    if texts:
        _TEXT.run_each(
            act.session,
            [{"case_id": case.id, "seq": case.seq, "ask": t.ask, "salt": t.salt, "body": t.body} for t in texts],
        )
    return case.seq


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where a case's trail isn't what was written."""

    reference: str
    seq: int
    says: str


def verify(session: Session, reference: str | None = None) -> tuple[int, list[Breach]]:
    """Reads every entry of one case, or of all; gives how many it read and where they aren't what was written."""
    cases = select(
        CASEFILE.c.id, CASEFILE.c.reference, CASEFILE.c.seq, CASEFILE.c.head, CASEFILE.c.state, CASEFILE.c.revision
    ).order_by(CASEFILE.c.id)
    if reference is not None:
        cases = cases.where(CASEFILE.c.reference == reference)
    read, breaches = 0, list[Breach]()
    for case in session.execute(cases).all():
        entries = session.execute(select(Entry).where(ENTRY.c.case_id == case.id).order_by(ENTRY.c.seq)).scalars().all()
        texts = session.execute(select(Text).where(TEXT.c.case_id == case.id)).scalars().all()
        read += len(entries)
        breaches += [Breach(case.reference, seq, says) for seq, says in _breaches(case, entries, texts)]
        session.expunge_all()
    return read, breaches


def _breaches(case: Row[Any], entries: Sequence[Entry], texts: Sequence[Text]) -> Iterator[tuple[int, str]]:
    body: dict[str, Any] = {}
    previous, told = "", dict[tuple[int, str], str]()
    for number, entry in enumerate(entries, 1):
        if entry.seq != number:
            yield number, f"entry {number} is missing"
            return
        if digest(entry.body) != entry.hash:
            yield number, "its words don't match its hash"
        try:
            body = json.loads(entry.body)
        except ValueError:
            yield number, "its words can't be read"
            return
        if body.get("prev") != previous:
            yield number, "it doesn't follow the entry before it"
        copies = _copies(case, entry)
        yield from (
            (number, f"its column {name} was changed") for name, copy in copies.items() if body.get(name) != copy
        )
        told |= {(number, ask): kept for ask, kept in body.get("texts", {}).items()}
        previous = entry.hash
    if (case.seq, case.head) != (len(entries), previous):
        yield len(entries), "the case names another entry as its last"
    if (case.state, case.revision) != (body.get("to"), body.get("revision")):
        yield len(entries), "the case stands otherwise than its last entry says"
    yield from _narrative(told, texts)


def _narrative(told: Mapping[tuple[int, str], str], texts: Sequence[Text]) -> Iterator[tuple[int, str]]:
    """Where narrative isn't what the entries' digests say; what was erased lawfully has none to compare."""
    kept = {(text.seq, text.ask): text for text in texts}
    for place in sorted(told.keys() | kept.keys()):
        text = kept.get(place)
        if text is None or place not in told:
            yield place[0], f"the narrative of {place[1]} was {'removed' if text is None else 'added'}"
        elif text.erased_on is None and text_digest(text.salt, text.body) != told[place]:
            yield place[0], f"the narrative of {place[1]} was changed"


def _copies(case: Row[Any], entry: Entry) -> dict[str, object]:
    """What an entry's columns repeat of its body."""
    return {
        "case": case.reference,
        "seq": entry.seq,
        "move": entry.move,
        "by": entry.actor,
        "for": entry.recorded_for,
        "happened_on": entry.happened_on.isoformat(),
        "at": _at(entry.at),
    }


def _at(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
