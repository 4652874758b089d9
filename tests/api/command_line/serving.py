"""`casekeeper serve` as a process of its own, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = Path(sys.executable).with_name("casekeeper")


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """What a process finds around it."""
    ours = {"CASEKEEPER_DATABASE_URL": database_url, "CASEKEEPER_FILES": str(folder / "files"), "CASEKEEPER_DEMO": "1"}
    return os.environ | ours


@contextmanager
def served_at(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process and its port, once it says that it serves."""
    process = subprocess.Popen([SCRIPT, "serve", "--port", "0"], env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        yield process, int(process.stderr.readline().strip().rpartition(":")[2])
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
