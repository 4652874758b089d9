"""Keeps by which words a case is found again: written with the case, changed with its answers, forgotten when erased.

Only what must be found is kept: the answers that the kind names in ``recalled_by``, for a recommendation what it asks
for and what about. It is narrative all the same: erasing a case's narrative ends here too, with ``forget``, and a
backup keeps its words until it is itself replaced. Knows no viewer: who finds what is ``queries/recall.py``'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from states.kinds import machines
from workflow.database.full_text import WIPING, bare
from workflow.tables.rows import CASEFILE, RECALL, TEXT

_TEXTS = select(TEXT.c.seq, TEXT.c.ask, TEXT.c.body).where(
    TEXT.c.case_id == bindparam("case_id"),
    TEXT.c.ask.in_(bindparam("asks", expanding=True)),
    TEXT.c.erased_on.is_(None),
)
_REMOVE = delete(RECALL).where(RECALL.c.case_id == bindparam("of_case"))
_ALL = select(CASEFILE.c.id, CASEFILE.c.kind, CASEFILE.c.facts).where(
    CASEFILE.c.kind.in_(bindparam("kinds", expanding=True))
)


def remember(connection: Connection, case_id: int, kind: str, facts: Mapping[str, Any]) -> None:
    """Keeps the words of a case as its answers now are; a case that has none is found by nothing."""
    words = _words(connection, case_id, kind, facts)
    connection.execute(_REMOVE, {"of_case": case_id})
    if words:
        connection.execute(insert(RECALL), {"case_id": case_id, "words": words})


def concerns(kind: str, asked: Mapping[str, object]) -> bool:
    """Whether answers to these questions change by what a case of the kind is found."""
    return any(key in asked for key in machines()[kind].recalled_by)


def forget(connection: Connection, case_id: int) -> None:
    """Takes a case's words away, out of the index too: it is found no more. Part of erasing its narrative."""
    connection.execute(_REMOVE, {"of_case": case_id})
    for statement in WIPING[connection.dialect.name]:
        connection.execute(text(statement))


def rebuild(connection: Connection) -> int:
    """Keeps the words of every case anew, from its answers; how many there are."""
    connection.execute(delete(RECALL))
    kinds = [key for key, machine in machines().items() if machine.recalled_by]
    found = connection.execute(_ALL, {"kinds": kinds}).all()
    for row in found:
        remember(connection, row.id, row.kind, json.loads(row.facts))
    return len(found)


def _words(connection: Connection, case_id: int, kind: str, facts: Mapping[str, Any]) -> str:
    # As the kind is declared now: how it is found again is no rule that a case keeps.
    asks = machines()[kind].recalled_by
    rows = connection.execute(_TEXTS, {"case_id": case_id, "asks": list(asks)})
    texts = {(row.seq, row.ask): row.body for row in rows}
    return " ".join(word for ask in asks for said in _said(facts.get(ask), ask, texts) for word in bare(said))


def _said(value: Any, ask: str, texts: Mapping[tuple[int, str], str]) -> Iterator[str]:
    match value:
        case {"text": seq}:
            yield texts.get((seq, ask), "")
        case str():
            yield value
        case list():
            yield from (one for one in value if isinstance(one, str))
