"""The kinds of case for people to read: ``states/README.md``, drawn from the declarations themselves.

``python -m states.describe`` writes it; with ``--check`` it only says whether it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from states.audiences import AUDIENCES
from states.kinds import machines
from states.language import Machine
from states.moves.common import OPENED_IN_ERROR
from states.tables import clocks_table, evidence, moves_table, opened, spaced, states_table, table

README = Path(__file__).with_name("README.md")
INTRODUCTION = """\
# What may happen to a case

Casekeeper follows several kinds of case. Each is declared once, in a file of `states/kinds/`. This page is
drawn from those declarations by `python -m states.describe`: to change it, change the declaration.

How to read it:

- **States** are the situations a case can be in. It rests at an *end*; *aside* is off the usual path.
- **Moves** are what somebody does to a case. What isn't listed can't be done. Where "From → to" has no arrow,
  the case stays in its state; "any open state" is every one that isn't an end.
- **Asks** are the questions a move puts. It waits for every answer that isn't called optional. Besides these,
  each move asks when it happened, since officers often record on Monday what was done on Friday.
- **Needs** are the sentences somebody sees who can't go on yet: all that apply, at once.
- **Tells** is who gets word, and the words. Mail adds the reference, a date and a link: nothing of the case.
- **Clocks** count from day 0, the day something happened; day 1 is the next working day. Lengths are the
  national defaults, or ours where nothing national is said: a partnership's policy may give its own. A date
  owed to the national body can be explained, never moved.

The pictures leave out moves that change no state, and reopening and "Opened in error", which every kind has.
"""


def as_mermaid(machine: Machine) -> str:
    """The machine as a Mermaid state diagram, without what every kind has."""
    drawn = [m for m in machine.moves if m.target not in (None, OPENED_IN_ERROR) and not m.reopens]
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in drawn:
        for source in move.sources:
            arrows.setdefault((source, str(move.target)), []).append(_drawable(move.label))
    states = [state for state in machine.states if state.key != OPENED_IN_ERROR]
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.key}' for state in states]
    lines += [f"    [*] --> {machine.starts_in}"]
    lines += [f"    {here} --> {there} : {', '.join(labels)}" for (here, there), labels in arrows.items()]
    lines += [f"    {state.key} --> [*]" for state in states if state.final]
    return "\n".join(lines) + "\n"


def as_markdown(machine: Machine) -> str:
    """The machine as a section: the picture, and tables of its states, moves and clocks."""
    sentences = " ".join(
        part for part in (machine.about, opened(machine.opening), evidence(machine), machine.says) if part
    )
    picture = f"```mermaid\n{as_mermaid(machine)}```\n"
    parts = [f"## {machine.title}\n", f"{sentences}\n", picture, states_table(machine), moves_table(machine)]
    return "\n".join([*parts, clocks_table(machine)] if machine.clocks else parts)


def readme(kinds: Mapping[str, Machine]) -> str:
    """The whole page for these kinds, in order of their titles."""
    ordered = sorted(kinds.values(), key=lambda machine: machine.title)
    listed = "\n".join(
        f"- [{machine.title}](#{machine.title.lower().replace(' ', '-')}): states {len(machine.states)},"
        f" moves {len(machine.moves)}, clocks {len(machine.clocks)}"
        for machine in ordered
    )
    told = table(("Told", "Who that is"), ((spaced(key), words) for key, words in AUDIENCES.items()))
    sections = "\n".join(as_markdown(machine) for machine in ordered)
    return f"{INTRODUCTION}\n{listed}\n\n{sections}\n## Who is told\n\n{told}"


def _drawable(label: str) -> str:
    # A second colon or a semicolon ends a Mermaid label.
    return label.replace(": ", " – ").replace(";", ",")


def main(arguments: list[str]) -> int:
    """Writes the page; with ``--check`` writes nothing and gives 1 where it is stale."""
    drawn = readme(machines())
    if arguments != ["--check"]:
        README.write_text(drawn, encoding="utf-8")
        return 0
    if README.is_file() and README.read_text(encoding="utf-8") == drawn:
        return 0
    sys.stderr.write("states/README.md is stale: draw it anew with `make fix` or `python -m states.describe`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
