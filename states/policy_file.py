"""A partnership's policy read from TOML: every fault names the key, what was found and what is allowed.

A partnership's file holds only what differs; what it leaves out stands as in ``england.toml``. Knows no file system.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from states.audiences import AUDIENCES, WHOSE_TURN
from states.clocks import UNITS, Chase, Lasts, Rung
from states.ladders.ladder_file import LINE, LadderReading, is_line
from states.policy import WEEKDAYS, MustSay, Policy, PolicyFaults
from states.roles import TITLES

SAR_DECIDED_BY = ("board_chair", "statutory_partners")
LCSPR_OPENS = ("agreed", "panel_reply")
RAPID_REVIEW_FROM = ("notified", "aware")
DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+")
SAID = re.compile(r"[!-~]{1,200}")
LASTS = re.compile(r"([0-9]{1,4}) (working days?|calendar days?|months?)")
MOST_TEXT, DEEPEST, MOST_SHOWN = 100_000, 10, 200
"""Characters of a file, tables within tables, characters of what was found that a fault repeats."""
FURTHEST = 260
"""Working days, a year's, that a rung may be away from the due date."""
MOST_THEMES, LONGEST_THEME, MOST_SAID = 60, 80, 10
THEMES = (
    f'a list of 1 to {MOST_THEMES} themes such as ["Neglect", "Information sharing"], '
    f"each once and of {LONGEST_THEME} characters at most"
)


def read_policy(text: str, *, defaults: str = "", clocks: Collection[str] = ()) -> Policy:
    """The policy written in ``text`` over ``defaults`` (both TOML).

    ``clocks`` are the names ``kind.clock`` that a duration may be given for. Raises ``PolicyFaults``.
    """
    national = _toml(defaults)
    reading = _Reading(clocks, {name: WHOSE_TURN in repr(ladder) for name, ladder in national.get("chase", {}).items()})
    found = _merged(national, _toml(text))
    values = reading.table("", found, TABLES)
    if not reading.faults:
        missing = sorted(name for name in REQUIRED if name not in values)
        reading.faults += [f"{name} is missing" for name in missing]
    if not reading.faults and values["partners.local_authority"] not in values["partners.statutory"]:
        reading.fault("partners.local_authority", values["partners.local_authority"], "one of partners.statutory")
    if not reading.faults and values.get("meetings.quorum", 0) > len(values["partners.statutory"]):
        reading.fault("meetings.quorum", values["meetings.quorum"], "no more than partners.statutory has")
    ladder = LadderReading(reading.fault, read_lasts).ladder(found.get("ladder"), found.get("last_word", {}))
    if reading.faults:
        raise PolicyFaults(reading.faults)
    values = {name: value for name, value in values.items() if name not in READ_TOGETHER} | {"ladder": ladder}
    return Policy(**{FIELDS.get(name, name.rpartition(".")[2]): value for name, value in values.items()})


def read_lasts(words: str) -> Lasts:
    """ "15 working days", "1 month": a length of time in words; ValueError where it isn't one."""
    match = LASTS.fullmatch(words)
    if match is None:
        raise ValueError(words)
    unit = next(unit for unit, one in UNITS.items() if match[2].rstrip("s") == unit.rstrip("s"))
    return Lasts(int(match[1]), unit)


class _Reading:
    """Reads one file's tables, gathering every fault before it says anything."""

    def __init__(self, clocks: Collection[str], ladders: Mapping[str, bool]) -> None:
        """``ladders``: the national ones of rungs, and whether clocks of that ladder say whose turn it is."""
        self.clocks, self.ladders = clocks, ladders
        self.faults: list[str] = []

    def fault(self, key: str, found: object, allowed: str) -> None:
        words = repr(found)
        shown = words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"
        self.faults.append(f"{key}: found {shown}, allowed is {allowed}")

    def table(self, prefix: str, found: Mapping[str, Any], allowed: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in found.items():
            name = f"{prefix}{key}"
            if key not in allowed:
                close = get_close_matches(key, allowed, 1)
                guess = f"; did you mean {close[0]}?" if close else ""
                self.faults.append(f"{name} isn't a key of a policy{guess} Allowed here: {', '.join(sorted(allowed))}")
            elif isinstance(allowed[key], dict):
                if isinstance(value, dict):
                    values |= self.table(f"{name}.", value, allowed[key])
                else:
                    self.fault(name, value, "a table")
            else:
                values[name] = allowed[key](self, name, value)
        return values

    def line(self, key: str, found: object) -> str:
        if not is_line(found):
            self.fault(key, found, LINE)
        return str(found)

    def day(self, key: str, found: object) -> str:
        if not hasattr(found, "isoformat") or hasattr(found, "hour"):
            self.fault(key, found, "a date such as 2026-11-23, without quotes")
        return str(found)

    def yes_no(self, key: str, found: object) -> bool:
        if not isinstance(found, bool):
            self.fault(key, found, "true or false")
        return bool(found)

    def sar_decider(self, key: str, found: object) -> str:
        return self._one_of(key, found, SAR_DECIDED_BY)

    def lcspr(self, key: str, found: object) -> str:
        return self._one_of(key, found, LCSPR_OPENS)

    def rapid_review(self, key: str, found: object) -> str:
        return self._one_of(key, found, RAPID_REVIEW_FROM)

    def _one_of(self, key: str, found: object, allowed: tuple[str, ...]) -> str:
        if found not in allowed:
            self.fault(key, found, " or ".join(allowed))
            return allowed[0]
        return str(found)

    def hour(self, key: str, found: object) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= 23:
            self.fault(key, found, "an hour of the day from 0 to 23")
            return 0
        return found

    def months(self, key: str, found: object) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= 60:
            self.fault(key, found, "a number of months from 1 to 60")
            return 12
        return found

    def whole(self, key: str, found: object) -> object:
        return found  # read at the end, together with what it hangs together with

    def weekday(self, key: str, found: object) -> int:
        if found not in WEEKDAYS:
            self.fault(key, found, f"one of {', '.join(WEEKDAYS)}")
            return 0
        return WEEKDAYS.index(str(found))

    def quorum(self, key: str, found: object) -> int:
        if found == "all" or (isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= 4):
            return found if isinstance(found, int) else 0
        self.fault(key, found, '"all", or a number of statutory partners from 1 to 4')
        return 0

    def domains(self, key: str, found: object) -> tuple[str, ...]:
        if not isinstance(found, list) or not all(isinstance(one, str) and DOMAIN.fullmatch(one) for one in found):
            self.fault(key, found, 'a list of domains such as ["northmoor.gov.uk", "nhs.net"], empty for any')
            return ()
        return tuple(one.lower() for one in found)

    def roles(self, key: str, found: object) -> tuple[str, ...]:
        named = [one for one in found if isinstance(one, str) and one in TITLES] if isinstance(found, list) else []
        if not isinstance(found, list) or len(set(named)) != len(found):
            self.fault(key, found, f"a list of roles, each once and empty for none: {', '.join(TITLES)}")
            return ()
        return tuple(named)

    def themes(self, key: str, found: object) -> tuple[str, ...]:
        named = found if isinstance(found, list) and len(found) <= MOST_THEMES else []
        taken = [one for one in named if is_line(one) and one == one.strip() and len(one) <= LONGEST_THEME]
        if not named or len(taken) < len(named) or len({one.casefold() for one in taken}) < len(named):
            self.fault(key, found, THEMES)
            return ()
        return tuple(taken)

    def providers(self, key: str, found: object) -> tuple[MustSay, ...]:
        if not isinstance(found, dict):
            self.fault(key, found, "a table by agency")
            return ()
        return tuple(self.must_say(f"{key}.{agency}", agency, one) for agency, one in found.items())

    def must_say(self, key: str, agency: str, found: object) -> MustSay:
        said = found if isinstance(found, dict) and set(found) <= {"acr", "amr"} else {}
        if not said or not all(_is_said(values) for values in said.values()):
            says = 'acr = […] or amr = ["mfa", …], or both: values of which the provider must say one'
            self.fault(key, found, f"{says}, 1 to {MOST_SAID} of them")
            return MustSay(agency)
        return MustSay(agency, **{name: tuple(values) for name, values in said.items()})

    def agencies(self, key: str, found: object) -> tuple[str, ...]:
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found) or len(found) not in (3, 4):
            self.fault(key, found, "a list of three or four agency keys")
            return ()
        if len(set(found)) != len(found):
            self.fault(key, found, "a list without repeats")
        return tuple(found)

    def durations(self, key: str, found: object) -> Mapping[str, Lasts]:
        if not isinstance(found, dict):
            self.fault(key, found, "a table")
            return {}
        values = {}
        for name, words in found.items():
            if self.clocks and name not in self.clocks:
                close = get_close_matches(name, self.clocks, 1)
                self.fault(f'{key}."{name}"', words, f"for a clock such as {close[0] if close else min(self.clocks)}")
                continue
            try:
                values[name] = read_lasts(words)
            except (ValueError, TypeError):
                self.fault(
                    f'{key}."{name}"', words, 'a length such as "15 working days", "10 calendar days" or "6 months"'
                )
        return values

    def chases(self, key: str, found: object) -> tuple[Chase, ...]:
        if not isinstance(found, dict):
            self.fault(key, found, "a table of ladders")
            return ()
        for name in found:
            if self.ladders and name not in self.ladders:
                self.fault(f"{key}.{name}", found[name], f"one of the ladders {', '.join(self.ladders)}")
        return tuple(self.chase(f"{key}.{name}", name, ladder) for name, ladder in found.items())

    def chase(self, key: str, name: str, found: object) -> Chase:
        if not isinstance(found, dict) or set(found) - {"rungs", "then_every", "then_to"}:
            self.fault(key, found, 'rungs = [{at = 0, to = ["owner"]}, …], then_every and then_to')
            return Chase(name, (Rung(0, ("owner",)),))
        if not isinstance(found.get("rungs"), list) or not found["rungs"]:
            self.fault(f"{key}.rungs", found.get("rungs"), "a list of at least one rung")
            return Chase(name, (Rung(0, ("owner",)),))
        turns = self.ladders.get(name, True)
        rungs = tuple(
            self.rung(f"{key}.rungs[{number}]", rung, turns=turns) for number, rung in enumerate(found["rungs"])
        )
        if [rung.at for rung in rungs] != sorted({rung.at for rung in rungs}):
            self.fault(f"{key}.rungs", [rung.at for rung in rungs], "rungs in rising order of at, each once")
        every = found.get("then_every", 5)
        if isinstance(every, bool) or not isinstance(every, int) or not 1 <= every <= 60:
            self.fault(f"{key}.then_every", every, "a number of working days from 1 to 60")
        return Chase(name, rungs, every, self.audiences(f"{key}.then_to", found.get("then_to", ["owner"]), turns=turns))

    def rung(self, key: str, found: object, *, turns: bool) -> Rung:
        if not isinstance(found, dict) or set(found) - {"at", "to", "at_once"} or not isinstance(found.get("at"), int):
            self.fault(
                key, found, 'such as {at = -5, to = ["owner"]}: working days from the due date, before it negative'
            )
            return Rung(0, ("owner",))
        if isinstance(found["at"], bool) or abs(found["at"]) > FURTHEST:
            self.fault(f"{key}.at", found["at"], f"a number of working days from -{FURTHEST} to {FURTHEST}")
            return Rung(0, ("owner",))
        at_once = self.yes_no(f"{key}.at_once", found.get("at_once", False))
        return Rung(found["at"], self.audiences(f"{key}.to", found.get("to"), turns=turns), at_once)

    def audiences(self, key: str, found: object, *, turns: bool) -> tuple[str, ...]:
        allowed = (*AUDIENCES, WHOSE_TURN) if turns else tuple(AUDIENCES)
        if not isinstance(found, list) or not found or any(one not in allowed for one in found):
            self.fault(key, found, f"a list of {', '.join(allowed)}")
            return ("owner",)
        return tuple(found)


Reader = Callable[[_Reading, str, Any], Any]
TABLES: Mapping[str, Any] = {
    "title": _Reading.line,
    "edition": _Reading.line,
    "ratified_by": _Reading.line,
    "ratified_on": _Reading.day,
    "review_on": _Reading.day,
    "themes": _Reading.themes,
    "names": {"national_body": _Reading.line, "help_line": _Reading.line},
    "partners": {"statutory": _Reading.agencies, "local_authority": _Reading.line, "business_unit": _Reading.line},
    "durations": _Reading.durations,
    "ladder": _Reading.whole,
    "last_word": _Reading.whole,
    "chase": _Reading.chases,
    "reviews": {
        "sar_decided_by": _Reading.sar_decider,
        "lcspr_opens": _Reading.lcspr,
        "rapid_review_from": _Reading.rapid_review,
    },
    "sign_off": {"waives_low_risk": _Reading.yes_no},
    "scrutiny": {"opinion_before_send": _Reading.yes_no, "independence_months": _Reading.months},
    "meetings": {"quorum": _Reading.quorum},
    "digest": {"digest_hour": _Reading.hour, "summary_weekday": _Reading.weekday},
    "mail": {"domains": _Reading.domains},
    "sign_in": {"passkeys_for": _Reading.roles, "providers": _Reading.providers},
}
REQUIRED = (
    "title",
    "edition",
    "names.national_body",
    "names.help_line",
    "partners.statutory",
    "partners.local_authority",
) + ("partners.business_unit", "durations", "chase", "sign_off.waives_low_risk", "digest.digest_hour")
WHOLE = {"rungs", "stages", "mode"}
READ_TOGETHER = ("ladder", "last_word")
FIELDS = {"chase": "chases", "mail.domains": "mail_domains", "sign_in.providers": "providers_say"}
TOO_DEEP = f"the file has tables within tables, more than {DEEPEST} deep"


def _toml(text: str) -> dict[str, Any]:
    if len(text) > MOST_TEXT:
        raise PolicyFaults([f"the file has {len(text)} characters; at most {MOST_TEXT} can be taken"])
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PolicyFaults([f"the file isn't TOML: {fault}"]) from None
    except RecursionError:
        raise PolicyFaults([TOO_DEEP]) from None
    except ValueError:
        raise PolicyFaults(["the file has a number with too many digits"]) from None
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        level = [part for one in level for part in _parts(one)]
    if level:
        raise PolicyFaults([TOO_DEEP])
    return found


def _is_said(values: object) -> bool:
    if not isinstance(values, list) or not 0 < len(values) <= MOST_SAID:
        return False
    return all(isinstance(one, str) and SAID.fullmatch(one) for one in values)


def _parts(one: object) -> Collection[Any]:
    if isinstance(one, dict):
        return one.values()
    return one if isinstance(one, list) else ()


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        # A ladder, of rungs or of stages, and a last word are one thing: whoever writes their own takes nothing from
        # another.
        tables = isinstance(below, dict) and isinstance(value, dict) and not WHOLE & set(value)
        merged[key] = _merged(below, value) if tables and isinstance(below, dict) else value
    return merged
