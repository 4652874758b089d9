"""The project's own files as the house lints read them; knows no rule."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("states", "workflow", "notifications", "api")

Lint = Callable[[str, str], list[str]]
"""Takes a file's path from the root and its text, gives a sentence for each fault."""


def tracked() -> list[str]:
    """Paths from the root of every file that is in git, or would be with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return sorted({path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()})


def sources(*folders: str, ending: str = ".py") -> Iterator[tuple[str, str]]:
    """Path and text of every tracked file below these folders."""
    for path in tracked():
        if path.startswith(tuple(f"{folder}/" for folder in folders)) and path.endswith(ending):
            yield path, (ROOT / path).read_text(encoding="utf-8")


def faults(lint: Lint, *folders: str, ending: str = ".py") -> list[str]:
    """What the lint finds in the whole tree; an empty tree would prove nothing, so it is a fault too."""
    read = list(sources(*folders, ending=ending))
    return [fault for path, text in read for fault in lint(path, text)] if read else [f"nothing in {folders}"]


def words(text: str) -> Iterator[tuple[int, str]]:
    """Line and value of each string in a source that isn't a docstring: where SQL would stand."""
    syntax = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(syntax)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(syntax):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
