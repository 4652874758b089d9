"""Some libraries are imported in one file each, or one folder; states/ imports the standard library only."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.house.tree import PACKAGES, faults

HOMES = {
    "transitions": "workflow/policy/topology.py",
    "apscheduler": "notifications/waker.py",
    "aiosmtplib": "notifications/smtp.py",
    "holidays": "workflow/days/bank_holidays.py",
    "docx": "api/documents/",
}
"""A file, or a folder by its closing slash."""


def imported(text: str) -> Iterator[tuple[int, str]]:
    """Line and top-level name of everything a source imports, `importlib.import_module("x")` included."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name.split(".")[0]) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module.split(".")[0]
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield node.lineno, module.split(".")[0]


def away_from_home(path: str, text: str) -> list[str]:
    """Imports of a library outside its one file."""
    return [
        f"{path}:{line} imports {library}, whose one place is {HOMES[library]}"
        for line, library in imported(text)
        if not at_home(path, HOMES.get(library, path))
    ]


def at_home(path: str, home: str) -> bool:
    """Whether the file is the library's one place, or lies in it."""
    return path == home or (home.endswith("/") and path.startswith(home))


def beyond_the_standard_library(path: str, text: str) -> list[str]:
    """Imports in states/ of anything but the standard library and states itself."""
    allowed = sys.stdlib_module_names | {"states"}
    return [f"{path}:{line} imports {name}" for line, name in imported(text) if name not in allowed]


def test_each_library_is_imported_in_its_one_file() -> None:
    """transitions, apscheduler, aiosmtplib and holidays in one file each; python-docx in one folder."""
    assert [] == faults(away_from_home, *PACKAGES)


def test_states_imports_the_standard_library_only() -> None:
    """The rules need nothing but Python."""
    assert [] == faults(beyond_the_standard_library, "states")


@pytest.mark.parametrize("library", HOMES)
@pytest.mark.parametrize(
    "wording",
    ["import {0}", "from {0}.part import thing", "def f():\n    import {0} as x", "import_module('{0}.part')"],
)
def test_the_lint_finds_a_library_away_from_home(library: str, wording: str) -> None:
    """Each way of importing it elsewhere is found, and its own file may."""
    text = wording.format(library)
    assert 1 == len(away_from_home("workflow/elsewhere.py", text))
    home = HOMES[library]
    assert [] == away_from_home(f"{home}some.py" if home.endswith("/") else home, text)


def test_the_lint_finds_a_package_in_states() -> None:
    """Third-party packages and our own outer packages are found; the standard library isn't."""
    text = "import pydantic\nfrom workflow.access import can\nimport dataclasses\nfrom states.asks import Ask\n"
    assert ["states/bad.py:1 imports pydantic", "states/bad.py:2 imports workflow"] == beyond_the_standard_library(
        "states/bad.py", text
    )
