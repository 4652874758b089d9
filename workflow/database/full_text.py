"""Words looked for in words, as each database does it: FTS5 in SQLite, tsvector in PostgreSQL; English in both.

The one file that knows how they differ here; each one's index was made by the migration 0003. What is looked for is
words alone, split here and alike for both: nothing that somebody types is ever the syntax of a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    TextClause,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    true,
)

from workflow.tables.rows import RECALL

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD, MOST_WORDS = 40, 48
"""Characters of a word that is looked for, and how many different ones: further ones say little that is new."""
_NOTHING = (
    "a about above after again all also am an and any are as at be because been before being below between both "
    "but by can cannot could did do does doing down during each for from further had has have having he her here "
    "hers him his how i if in into is it its itself just may me might more most must my no nor not of off on once "
    "only or other our ours out over own s same shall she should so some such t than that the their theirs them "
    "then there these they this those through to too under until up very was we were what when where which while "
    "who whom why will with would you your yours"
)
SAYING_NOTHING = frozenset(_NOTHING.split())
WIPING = {
    # FTS5 only marks a word as gone until its segments are merged.
    "sqlite": ("INSERT INTO recall_index (recall_index) VALUES ('optimize')",),
    "postgresql": (),
}
"""What takes words that were removed out of the index for good."""


@dataclass(frozen=True, slots=True)
class Looking:
    """How one database looks. ``asked`` makes of words, at least one, the value bound as ``asked``.

    The index gives the best first by itself: only as many rows as are wanted are judged by who may see them.
    """

    index: FromClause
    case_id: ColumnElement[int]
    matches: ColumnElement[bool] | TextClause
    best_first: tuple[ColumnElement[Any], ...]
    asked: Callable[[Sequence[str]], str]


def bare(said: str) -> list[str]:
    """The words of a text in their order, small, without those that say nothing and those no word is as long as."""
    found = (word.casefold() for word in WORD.findall(said))
    return [word for word in found if word not in SAYING_NOTHING and len(word) <= LONGEST_WORD]


def different(words: Sequence[str]) -> list[str]:
    """Each word once, no more of them than a search takes."""
    return list(dict.fromkeys(words))[:MOST_WORDS]


_FTS5 = table("recall_index", column("rowid"), column("rank"))
_ASKED = func.to_tsquery(literal_column("'english'"), bindparam("asked", type_=String))
# 1: a long text isn't the better for its length.
_RANK = func.ts_rank(literal_column("recall.found"), _ASKED, literal_column("1")).label("rank")
_TSVECTOR = (
    select(RECALL.c.case_id, _RANK)
    .where(literal_column("recall.found").op("@@")(_ASKED))
    .order_by(_RANK.desc(), RECALL.c.case_id)
    .subquery("recall_index")
)
LOOKING = {
    "sqlite": Looking(
        _FTS5,
        _FTS5.c.rowid,
        text("recall_index MATCH :asked"),
        (_FTS5.c.rank,),  # bm25, the best the smallest; FTS5 sorts by this column alone
        lambda words: " OR ".join(f'"{word}"' for word in words),
    ),
    "postgresql": Looking(
        _TSVECTOR,
        _TSVECTOR.c.case_id,
        true(),
        (_TSVECTOR.c.rank.desc(), _TSVECTOR.c.case_id),
        lambda words: " | ".join(f"'{word}'" for word in words),
    ),
}
