"""Calls that turn text into programs or objects, and digests that no longer hold, stand nowhere in the code."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.tree import faults, sources

PACKAGES = ("states", "workflow", "notifications", "api")
MODULES = frozenset(
    {"pickle", "marshal", "shelve", "dill", "yaml", "commands", "pty", "telnetlib", "ctypes", "ldap", "ldap3"}
)
COMMANDS = "api/demo/"
"""Where a process of our own is started, by a list of words, for the demo."""
CALLS = frozenset({"eval", "exec", "compile", "__import__"})
OF_MODULES = frozenset({"os.system", "os.popen", "hashlib.md5", "hashlib.sha1", "hashlib.new"})
LOGS = frozenset({"logging", "syslog"})
QUIETENED = ("api/demo/running.py", "notifications/waker.py")
"""Where a library's own log is turned down; what is logged goes out by structlog alone."""
GUESSABLE = ("api/simulation/", "api/demo/")
"""Where chance is to come out the same each time."""
IN_SCRIPTS = re.compile(
    r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|(?:local|session)Storage|indexedDB|"
    r"document\.cookie|addEventListener\(\s*[\"']message[\"']\s*,[^)]*window|__proto__"
)


def dangerous(path: str, text: str) -> list[str]:
    """Each dangerous import and call."""
    found = []
    for node in ast.walk(ast.parse(text)):
        named: set[str] = set()
        match node:
            case ast.Import(names=names):
                named = {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module), level=0, names=names):
                named = {module.partition(".")[0]} | {
                    one for one in (f"{module}.{alias.name}" for alias in names) if one in OF_MODULES
                }
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                found.append(f"{path}:{node.lineno} calls {name}")
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)) if f"{module}.{name}" in OF_MODULES:
                found.append(f"{path}:{node.lineno} calls {module}.{name}")
            case ast.Call(keywords=words) if any(
                one.arg == "shell" and getattr(one.value, "value", True) for one in words
            ):
                found.append(f"{path}:{node.lineno} starts a shell")
        refused = MODULES | (set() if path.startswith(COMMANDS) else {"subprocess"})
        refused |= set() if path.startswith(GUESSABLE) else {"random"}
        refused |= set() if path in QUIETENED else LOGS
        found += [f"{path} imports {one}" for one in sorted(named & (refused | OF_MODULES))]
    return found


def dangerous_script(path: str, text: str) -> list[str]:
    """What a script of ours makes of text, or leaves behind in a browser."""
    return [f"{path}: {one.group()}" for one in IN_SCRIPTS.finditer(text)]


def test_no_text_becomes_a_program() -> None:
    """No eval, no shell, no unpickling, no MD5 or SHA-1, no guessable chance, no second way of logging."""
    assert [] == faults(dangerous, *PACKAGES)


def test_no_script_makes_markup_or_leaves_anything_behind() -> None:
    """Our scripts write text, never HTML; nothing is kept in the browser, and no message of another window is heard."""
    own = [(path, text) for path, text in sources("assets", ending=".js") if not path.endswith("build.js")]
    assert own
    assert [] == [fault for path, text in own for fault in dangerous_script(path, text)]


@pytest.mark.parametrize(
    "text",
    [
        "eval(typed)", "import pickle", "from yaml import load", "import os\nos.system(typed)", "import subprocess",
        "from hashlib import md5", "import hashlib\nhashlib.sha1(b'')", "run(typed, shell=True)", "import random",
        "__import__(typed)", "from logging import warning",
    ],
)  # fmt: skip
def test_the_lint_finds_what_is_dangerous(text: str) -> None:
    """Each of them, however it is written."""
    assert 1 == len(dangerous("api/bad.py", text))


@pytest.mark.parametrize("text", ["a.innerHTML = said", "localStorage.setItem(1, 2)", "new Function(said)"])
def test_the_lint_finds_a_dangerous_script(text: str) -> None:
    """In scripts too."""
    assert 1 == len(dangerous_script("assets/bad.js", text))
