"""What users read: links lead somewhere, commands exist, the test command is as the build reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.testing

from api.command_line.main import app

ROOT = Path(__file__).parents[3]
READ = [ROOT / "README.md", ROOT / "docs/running.md", *sorted((ROOT / "docs/using").glob("*.md"))]


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Each relative link and picture is a file of this repository."""
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_commands_exist() -> None:
    """Each `casekeeper …` that a page names is a command with help."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in READ)
    named = set(re.findall(r"casekeeper ((?:calendar|policy|people|agency|partnership) [a-z]+|[a-z]+)\b", text))
    missing = [words for words in named if typer.testing.CliRunner().invoke(app, [*words.split(), "--help"]).exit_code]
    assert ["backup"] == missing  # named as what arrives later


def test_the_build_finds_the_test_command() -> None:
    """The README has one block opened by `sh test`, holding `make test` alone."""
    blocks = re.findall(
        r"^```sh test\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert ["make test\n"] == blocks
