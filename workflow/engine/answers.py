"""A move's answers: read against its asks, and parted into plain facts and narrative.

Plain values go into the case's facts and its entry. Narrative goes beside the entry; in the facts stands where,
``{"text": SEQ}``, and in the entry its salted digest, so that it can be erased and the proof stays whole.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from states.asks import Answer, Ask, Known, Unreadable
from workflow.errors import Invalid, Unasked


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: ``values`` typed, ``plain`` as JSON keeps them, ``texts`` the narrative by ask path."""

    values: Mapping[str, Answer] = field(default_factory=dict)
    plain: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def facts(self, seq: int, asks: Sequence[Ask]) -> dict[str, object]:
        """What the case keeps of these answers, given in entry ``seq``."""
        kept = {ask.key for ask in asks if ask.kept_in_case}
        return {key: _placed(value, seq) for key, value in self.plain.items() if key in kept}


class _Told:
    """Marks where narrative stood."""


TOLD = _Told()
NONE = Answers()


def read_answers(
    asks: Sequence[Ask],
    raw: object,
    known: Known,
    defaults: Mapping[str, date] | None = None,
    *,
    beside: Mapping[str, str] | None = None,
) -> Answers:
    """Reads a body's answers; ``defaults`` has due dates by clock key. ``Invalid`` with a sentence for each fault.

    ``beside``: what is wrong with what was said beside the answers, to be told with the rest.

    ``Unasked`` where there are answers among them to what isn't asked.
    """
    if not isinstance(raw, Mapping):
        raise Invalid({"answers": "Answers must be an object with a value for each question"})
    errors = {
        str(key): f"There is no question called {key} here" for key in raw if key not in {ask.key for ask in asks}
    }
    errors |= beside or {}
    values: dict[str, Answer] = {}
    for ask in asks:
        try:
            value = ask.read(raw.get(ask.key), known)
        except Unreadable as fault:
            errors[ask.key] = str(fault)
            continue
        if value is None and ask.default and defaults:
            value = defaults.get(ask.default)
        if value is not None and value != "":  # nothing but spaces is no answer
            values[ask.key] = value
    if errors:
        raise Unasked(errors) if set(raw) - {ask.key for ask in asks} else Invalid(errors)
    plain: dict[str, object] = {}
    texts: dict[str, str] = {}
    for ask in asks:
        if ask.key in values:
            plain[ask.key] = _parted(ask, values[ask.key], ask.key, texts)
    return Answers(values, plain, texts)


def given(answers: Answers) -> dict[str, object]:
    """The answers as guards see them: days as ``2026-11-23``, narrative as present."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in answers.values.items()}


def in_entry(answers: Answers) -> dict[str, object]:
    """The answers as the entry's hashed body keeps them: without narrative."""
    return {key: _untold(value) for key, value in answers.plain.items() if value is not TOLD}


@dataclass(frozen=True, slots=True)
class Salted:
    """A piece of narrative with its salt, and the digest that the entry keeps."""

    ask: str
    salt: str
    body: str

    @property
    def digest(self) -> str:
        """SHA-256 of salt and words."""
        return text_digest(self.salt, self.body)


def beside(seq: int, ask: str) -> dict[str, object]:
    """What facts keep in place of narrative that stands beside entry ``seq`` under another question than their own."""
    return {"text": seq, "ask": ask}


def text_digest(salt: str, body: str) -> str:
    """The digest of a piece of narrative: the salt keeps short words from being guessed once it is erased."""
    return sha256(f"{salt}\n{body}".encode()).hexdigest()


def salted(texts: Mapping[str, str]) -> list[Salted]:
    """The narrative, each piece with a salt of its own."""
    return [Salted(ask, secrets.token_hex(16), body) for ask, body in texts.items()]


def _parted(ask: Ask, value: Answer, path: str, texts: dict[str, str]) -> object:
    match value:
        case str() if ask.narrative:
            texts[path] = value
            return TOLD
        case date():
            return value.isoformat()
        case dict():  # criteria
            for option, one in value.items():
                texts[f"{path}.{option}"] = one["reason"]
            return {option: {"answer": one["answer"]} for option, one in value.items()}
        case tuple() if ask.columns:
            columns = {column.key: column for column in ask.columns}
            return [
                {key: _parted(columns[key], cell, f"{path}.{number}.{key}", texts) for key, cell in row.items()}
                for number, row in enumerate(value)
            ]
        case tuple():
            return list(value)
    return value


def _placed(value: object, seq: int) -> object:
    if value is TOLD:
        return {"text": seq}
    if isinstance(value, list):
        return [_placed(part, seq) for part in value]
    if isinstance(value, dict):
        return {key: _placed(part, seq) for key, part in value.items()} | ({"text": seq} if _is_criteria(value) else {})
    return value


def _untold(value: object) -> object:
    if isinstance(value, list):
        return [_untold(part) for part in value]
    if isinstance(value, dict):
        return {key: _untold(part) for key, part in value.items() if part is not TOLD}
    return value


def _is_criteria(value: dict[str, object]) -> bool:
    return bool(value) and all(isinstance(one, dict) and set(one) == {"answer"} for one in value.values())
