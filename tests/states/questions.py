"""A question of each type, and what may be named when it is answered."""

from datetime import date

from states.asks import Ask, Known, Option

OPTIONS = (Option("a", "Alpha"), Option("b", "Beta"), Option("c", "Gamma"))
COLUMNS = (Ask(key="on", label="Date", type="day"), Ask(key="who", label="Agency", type="agency", required=False))
KNOWN = Known(
    today=date(2026, 11, 23),
    agencies={"council": "Council", "police": "Police"},
    themes=("Neglect", "Information sharing"),
    people={"ann@example.org": "Ann"},
    dates={"aware_on": "Date of awareness"},
    entries={"3": "Dissent"},
    clocks={"decide": "Decision", "review": "Review to the Panel"},
    rows={"proceedings": {"1": "1: Inquest", "3": "3: Police"}, "contacts": {"2": "2: Mother"}},
    items={"waiting": {"4": "NM-2026-0001: a decision", "7": "NM-2026-0002: discussion"}},
    fixed={"review": "“Review to the Panel” is owed to the Panel: it can't be moved, only explained."},
)


def ask(kind: str, **more: object) -> Ask:
    """A question of that type called "Thing"."""
    given: dict[str, object] = {"options": OPTIONS if kind in ("choice", "choices", "criteria") else ()}
    given |= {"row": {"of": "proceedings"}, "items": {"of": "waiting"}}.get(kind, {}) | more  # type: ignore[operator]
    return Ask(key="thing", label="Thing", type=kind, columns=COLUMNS if kind == "rows" else (), **given)  # type: ignore[arg-type]
