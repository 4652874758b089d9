"""Reads the tables ``[ladder]`` and ``[last_word]`` of a policy. Every fault names the key, what was found and what is
allowed; nothing is taken for granted that a partnership has to say itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from states.clocks import Lasts, working_days
from states.ladders.ladder import MODES, OWNERS, Ladder, LastWord, Stage
from states.roles import DELEGATED_PARTNER

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_STAGES = 9
STAGE_KEYS = ("key", "name", "within", "raised_by", "answered_by", "formal", "notes")
LADDER_KEYS = ("stages", "immediate_harm_to", "view_from", "learning_within", "dissent")
DISSENT_KEYS = ("enters_at", "within")
WORD_KEYS = ("mode", "view_within", "decided_within", "managed", "reported_to")
LENGTH = 'a length such as "2 working days"; "0 working days" is the same day'
LINE = "one line of text, 300 characters at most"
MOST_LINE = 300
Fault = Callable[[str, object, str], None]


def is_line(found: object) -> bool:
    """Whether it is one line that pages, mails and databases can keep: what nobody can see isn't text."""
    if not isinstance(found, str) or not found.strip() or len(found) > MOST_LINE:
        return False
    return found.replace("\u00a0", " ").isprintable()


def _unread(key: str) -> Stage:
    """Stands for a stage that can't be read, so that what names it isn't a second fault."""
    return Stage(key, key, working_days(1), OWNERS[0], OWNERS[0])


class LadderReading:
    """One reading: ``fault`` takes the key, what was found and what is allowed; ``lasts`` reads a length of time."""

    def __init__(self, fault: Fault, lasts: Callable[[str], Lasts]) -> None:
        self.fault, self._lasts = fault, lasts

    def ladder(self, found: object, last_word: object) -> Ladder:
        """The ladder with its last word; one that holds faults is never used."""
        table = self._table("ladder", found, LADDER_KEYS)
        stages = self._stages(table.get("stages")) if isinstance(found, dict) else (_unread("ladder.stages"),)
        keys = [stage.key for stage in stages]
        # The delegated partners' stage, where nothing else is said: the first at which partners speak for agencies.
        partners = next((stage.key for stage in stages if DELEGATED_PARTNER in stage.owners), keys[-1])
        dissent = self._table("ladder.dissent", table.get("dissent", {}), DISSENT_KEYS)
        word = self._last_word(last_word)
        return Ladder(
            stages=stages,
            immediate_harm_to=self._stage("ladder.immediate_harm_to", table.get("immediate_harm_to", keys[-1]), keys),
            dissent_enters_at=self._stage("ladder.dissent.enters_at", dissent.get("enters_at", partners), keys),
            dissent_within=self._times("ladder.dissent.within", dissent.get("within", {}), keys),
            learning_within=self._length("ladder.learning_within", table.get("learning_within", "20 working days")),
            last_word=word,
            view_from=self._view_from(table.get("view_from"), partners, keys, word),
        )

    def _stages(self, found: object) -> tuple[Stage, ...]:
        if not isinstance(found, list) or not 1 <= len(found) <= MOST_STAGES:
            self.fault("ladder.stages", found, f"a list of one to {MOST_STAGES} stages, each [[ladder.stages]]")
            return (_unread("ladder.stages"),)
        stages = tuple(self._one(f"ladder.stages[{number}]", stage) for number, stage in enumerate(found))
        keys = [stage.key for stage in stages]
        if len(set(keys)) != len(keys):
            self.fault("ladder.stages", keys, "stages with a key of their own each")
        return stages

    def _one(self, key: str, found: object) -> Stage:
        table = self._table(key, found, STAGE_KEYS)
        missing = [name for name in ("key", "name", "within", "raised_by") if name not in table]
        if missing and isinstance(found, dict):
            self.fault(key, sorted(table), f"a stage with {', '.join(missing)} too")
        own = table.get("key", key)
        if "key" in table and not (isinstance(own, str) and KEY.fullmatch(own)):
            self.fault(f"{key}.key", own, "a word of small letters, digits and _, such as heads_of_service")
            own = key
        if missing:
            return _unread(str(own))
        formal = table.get("formal", True)
        if not isinstance(formal, bool):
            self.fault(f"{key}.formal", formal, "true or false")
        raised_by = self._role(f"{key}.raised_by", table["raised_by"])
        return Stage(
            own,
            self._line(f"{key}.name", table["name"]),
            self._length(f"{key}.within", table["within"]),
            raised_by,
            self._role(f"{key}.answered_by", table["answered_by"]) if "answered_by" in table else raised_by,
            formal=formal is True,
            notes=self._line(f"{key}.notes", table["notes"]) if "notes" in table else "",
        )

    def _last_word(self, found: object) -> LastWord:
        table = self._table("last_word", found, WORD_KEYS)
        mode = table.get("mode", "none")
        if mode not in tuple(MODES):  # whatever was found: a list can't be looked up among keys
            self.fault("last_word.mode", mode, ", ".join(MODES))
        if mode == "arbiter":
            # Who lets one person end it must have said beforehand how, to whom it is reported, and in what time.
            for name in ("managed", "reported_to", "view_within"):
                if not table.get(name):
                    self.fault(f"last_word.{name}", table.get(name, ""), "an answer, where the mode is arbiter")
        words = {
            name: self._line(f"last_word.{name}", table[name]) for name in ("managed", "reported_to") if table.get(name)
        }
        return LastWord(
            str(mode),
            self._length("last_word.view_within", table.get("view_within", "5 working days")),
            self._length("last_word.decided_within", table.get("decided_within", "5 working days")),
            **words,
        )

    def _view_from(self, found: object, partners: str, keys: Sequence[str], word: LastWord) -> str:
        if word.mode != "none":
            return self._stage("ladder.view_from", partners if found is None else found, keys)
        if found:
            self.fault("ladder.view_from", found, "nothing, as last_word.mode is none: there is nobody to be asked")
        return ""

    def _times(self, key: str, found: object, keys: Sequence[str]) -> tuple[tuple[str, Lasts], ...]:
        if not isinstance(found, dict):
            self.fault(key, found, 'a table such as {delegated_partners = "1 working day"}')
            return ()
        return tuple(
            (self._stage(key, stage, keys), self._length(f"{key}.{stage}", words)) for stage, words in found.items()
        )

    def _stage(self, key: str, found: object, keys: Sequence[str]) -> str:
        if found not in keys:
            self.fault(key, found, f"the key of a stage: {', '.join(keys)}")
            return keys[0]
        return str(found)

    def _role(self, key: str, found: object) -> str:
        if found not in OWNERS:
            self.fault(key, found, f"one of {', '.join(OWNERS)}")
            return OWNERS[0]
        return str(found)

    def _length(self, key: str, found: object) -> Lasts:
        try:
            return self._lasts(str(found))
        except ValueError:
            self.fault(key, found, LENGTH)
            return working_days(1)

    def _line(self, key: str, found: object) -> str:
        if not is_line(found):
            self.fault(key, found, LINE)
        return str(found)

    def _table(self, key: str, found: object, allowed: Sequence[str]) -> Mapping[str, Any]:
        if not isinstance(found, dict):
            self.fault(key, found, "a table")
            return {}
        for name in found:
            if name not in allowed:
                self.fault(f"{key}.{name}", found[name], f"one of the keys {', '.join(allowed)}")
        return found
