"""Each file of states/kinds/ fits a few screens: its layout is by hand, so that a test has to hold it to size."""

import tomllib

import pytest

from tests.house.tree import ROOT, faults

FOLDER = "states/kinds"
LINES, COLUMNS = 150, 120


def too_long(path: str, text: str) -> list[str]:
    """A file of too many lines, and each line of too many columns."""
    lines = text.splitlines()
    whole = [f"{path} has {len(lines)} lines: name what it shares, in states/moves/"] if len(lines) > LINES else []
    return whole + [f"{path}:{number} is too wide" for number, line in enumerate(lines, 1) if len(line) > COLUMNS]


def test_each_kind_fits() -> None:
    """No kind takes more than 150 lines, nor 120 columns."""
    assert [] == faults(too_long, FOLDER)


def test_only_the_kinds_are_laid_out_by_hand() -> None:
    """The formatter leaves that folder alone and no other."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["format"]
    assert [f"{FOLDER}/*.py"] == said["exclude"]


@pytest.mark.parametrize("text", ["x = 1\n" * 151, f"x = '{'a' * 115}'\n"])
def test_the_lint_finds_what_is_too_long(text: str) -> None:
    """One line too many is found, and one column."""
    assert 1 == len(too_long(f"{FOLDER}/bad.py", text))


def test_the_lint_lets_pass_what_just_fits() -> None:
    """150 lines of 120 columns are no fault."""
    assert [] == too_long(f"{FOLDER}/good.py", f"x = '{'a' * 114}'\n" * LINES)
