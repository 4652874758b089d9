"""docs/asvs.csv: each requirement of OWASP ASVS 5.0.0 at levels 1 and 2, once, and what it names is there."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.figures import Figure
from tests.house.tree import ROOT

Row = dict[str, str]
COLUMNS = ["requirement", "level", "subject", "status", "how", "shown_by"]
STATUSES = {"met", "not applicable", "open"}
TWO_LINES = 240
FILE = re.compile(r"(?:[\w.-]+/)+(?:[\w.-]+\.\w+)?|\b[\w-]+\.(?:txt|json|md|toml)\b|\bMakefile\b")


def read(path: str) -> list[Row]:
    """The rows of a CSV file."""
    with (ROOT / path).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


ROWS = read("docs/asvs.csv")


@cache
def named_in(path: Path) -> frozenset[str]:
    """The names of the tests in a file, without running it."""
    syntax = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(syntax) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def faults_of(row: Row) -> list[str]:
    """What a row names that isn't there, or says that it mustn't."""
    found = [f"{column} is empty" for column in COLUMNS if not row[column].strip()]
    found += [f"{column} is longer than two lines" for column in ("subject", "how") if len(row[column]) > TWO_LINES]
    if row["status"] not in STATUSES:
        found.append(f"no such status: {row['status']}")
    found += [f"no such file: {one}" for one in FILE.findall(row["how"]) if not (ROOT / one).exists()]
    if row["status"] == "met":
        found += [f"no such test: {node}" for node in row["shown_by"].split() if not is_test(node)]
        if not FILE.search(row["how"]) and not re.search("[Nn]o |There is none", row["how"]):
            found.append("names no file")
    elif len(row["shown_by"]) > TWO_LINES:
        found.append("shown_by is longer than two lines")
    return found


def is_test(node: str) -> bool:
    """Whether there is a test of that path."""
    path, _, name = node.partition("::")
    return name.startswith("test_") and (ROOT / path).is_file() and name in named_in(ROOT / path)


def test_each_requirement_stands_once_with_its_level(figure: Figure) -> None:
    """70 of level 1 and 183 of level 2, in the standard's order; how many are met is printed."""
    levels = [(row["requirement"], row["level"]) for row in read("tests/house/asvs_levels.csv")]
    assert {"1": 70, "2": 183} == Counter(level for _, level in levels)
    assert levels == [(row["requirement"], row["level"]) for row in ROWS]
    assert COLUMNS == list(ROWS[0])
    for level in ("1", "2"):
        counted = Counter(row["status"] for row in ROWS if row["level"] == level)
        figure(f"ASVS level {level}", ", ".join(f"{counted[one]} {one}" for one in sorted(STATUSES)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["requirement"])
def test_what_it_names_is_there(row: Row) -> None:
    """Its status is one of three, its files and tests exist, and nothing is longer than two lines."""
    assert [] == faults_of(row)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "done"}, "no such status"),
        ({"how": "It does (api/nowhere.py)."}, "no such file"),
        ({"how": "It does."}, "names no file"),
        ({"shown_by": "tests/house/test_asvs.py::test_nothing"}, "no such test"),
        ({"shown_by": "tests/house/test_nothing.py::test_x"}, "no such test"),
        ({"subject": "x" * 300}, "longer than two lines"),
        ({"subject": " "}, "is empty"),
    ],
)
def test_what_isnt_there_is_found(change: Row, says: str) -> None:
    """A row that names what was renamed, or says too much, is a fault."""
    right = dict.fromkeys(COLUMNS, "this") | {
        "status": "met",
        "how": "It does (tests/house/tree.py).",
        "shown_by": "tests/house/test_asvs.py::test_what_isnt_there_is_found",
    }
    assert [] == faults_of(right)
    assert any(says in one for one in faults_of(right | change))
