"""What a document is made of: its fields and its blocks, each with where it comes from. A closed list, no expressions.

Knows no Word file: what a template may name is what is declared in these words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.documents.words import NOT_RECORDED, answer, day
from workflow.queries.dossier import Dossier, Told

Text = Callable[[Dossier], str]
Rows = Callable[[Dossier], Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it is, what a preview shows for it, where it comes from in a case.

    ``required``: a template must have it. ``none``: what stands where the case doesn't say; "" for nothing at all.
    """

    name: str
    says: str
    sample: str
    of: Text
    required: bool = False
    none: str = NOT_RECORDED

    def value(self, about: Dossier) -> str:
        """What it says of this case."""
        return self.of(about) or self.none


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a block."""

    name: str
    says: str
    sample: str


@dataclass(frozen=True, slots=True)
class Block:
    """What is repeated for each of several. ``none``: the words that stand in its first field where there is none;
    "" where the block is then left out whole. ``several`` False: there is one at most.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    of: Rows
    required: bool = False
    none: str = ""
    several: bool = True

    def filled(self, about: Dossier) -> list[dict[str, str]]:
        """Its rows; a cell that nothing is said of is empty."""
        return [{one.name: row.get(one.name, "") for one in self.columns} for row in self.of(about)]


@dataclass(frozen=True, slots=True)
class Form:
    """A document: everything that a template of it may name."""

    key: str
    title: str
    fields: tuple[Field, ...]
    blocks: tuple[Block, ...] = ()

    @property
    def field_names(self) -> frozenset[str]:
        """The names that may stand anywhere."""
        return frozenset(one.name for one in self.fields)

    def block(self, name: str) -> Block | None:
        """The block of that name, or None."""
        return next((one for one in self.blocks if one.name == name), None)


def of_case(key: str) -> Text:
    """The case's own answer to an ask."""
    return lambda about: answer(about, about.case, key)


def of_any(*keys: str) -> Text:
    """The first answer to one of these asks, on the case or on those above it."""

    def found(about: Dossier) -> str:
        for told in (about.case, *about.above):
            for key in keys:
                if words := answer(about, told, key):
                    return words
        return ""

    return found


def day_of(*moves: str) -> Text:
    """The day on which the last of these moves happened."""

    def found(about: Dossier) -> str:
        entry = about.case.made(*moves)
        return day(entry.happened_on) if entry is not None else ""

    return found


def due(clock: str, *, first: bool = False) -> Text:
    """The day on which a time limit of the case is due, or first was."""

    def found(about: Dossier) -> str:
        one = about.case.clocks.get(clock)
        return "" if one is None else day(one.first_due_on if first else one.due_on)

    return found


def top(about: Dossier) -> Told:
    """The case that this one stands right below, where its reader sees it; else itself."""
    return about.above[0] if about.above else about.case


COMMON = (
    Field("reference", "The case's reference", "NM-2026-0147", lambda about: about.case.reference, required=True),
    Field("today", "The day on which the document is written", "23 November 2026", lambda about: day(about.today)),
    Field("partnership", "The partnership's name", "Northmoor Safeguarding Partnership",
          lambda about: about.partnership),
    Field("national_body", "The national panel, by its name in your policy", "Child Safeguarding Practice Review Panel",
          lambda about: about.policy.national_body),
    Field("help_line", "Whom to ask, from your policy", "Ring the partnership's business unit",
          lambda about: about.policy.help_line),
    Field("written_by", "Who wrote the document", "Hannah Whitlock", lambda about: about.reader),
)  # fmt: skip
"""What every document may name."""
