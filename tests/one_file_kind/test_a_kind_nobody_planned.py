"""A kind of case that nobody planned is one file: added to a copy of the project, it works at every door."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDED = Path(__file__).with_name("section_11_audit.py")
FOLDERS = ("states", "workflow", "notifications", "api", "tests")
MOST_LINES = 120


def test_the_kind_is_one_short_file() -> None:
    """At most 120 lines, as the house formats them."""
    lines = ADDED.read_text(encoding="utf-8").splitlines()
    assert MOST_LINES >= len(lines)
    assert MOST_LINES >= max(map(len, lines))
    ruff = [sys.executable, "-m", "ruff"]
    for arguments in (["format", "--check"], ["check"]):
        done = subprocess.run([*ruff, *arguments, str(ADDED)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_one_file_makes_a_kind_that_works_at_every_door(tmp_path: Path) -> None:
    """JSON, pages, chasing and documentation know the kind once its file is there, and no other file was touched."""
    tree = tmp_path / "project"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    before = _files(tree)
    shutil.copy(ADDED, tree / "states" / "kinds")

    inside = [sys.executable, "-m", "pytest", "-q", str(tree / "tests" / "one_file_kind" / "the_kind.py")]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(inside, cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=850)

    assert 0 == done.returncode, done.stdout + done.stderr
    ran = re.search(r"(\d+) passed", done.stdout)
    assert ran, done.stdout
    assert 8 == int(ran[1]), "three journeys on two databases, and two tests without one"
    after = _files(tree)
    assert {"states/kinds/section_11_audit.py"} == set(after) - set(before)
    changed = {name for name in before if after.get(name) != before[name]}
    assert {"states/README.md"} == changed, "the page of kinds is drawn anew; nothing else"


def _files(tree: Path) -> dict[str, str]:
    """Digests of the tree's files, less what Python and the tests leave lying about."""
    return {
        path.relative_to(tree).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in tree.rglob("*")
        if path.is_file() and path.relative_to(tree).parts[0] in FOLDERS and "__pycache__" not in path.parts
    }
