"""What docs/api.md tells integrators to type works as it stands, in its order."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.api.command_line.serving import SCRIPT, environment, served_at
from workflow.database.storage import Database
from workflow.migrations.migrate import migrate

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
EXAMPLES = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_examples_run(tmp_path: Path) -> None:
    """Every example of the page, against a new installation, up to the refusal at its end."""
    env = environment(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)
    database = Database(env["CASEKEEPER_DATABASE_URL"])
    migrate(database)
    database.close()
    with served_at(env) as (_, port):
        env |= {"AT": f"http://127.0.0.1:{port}", "PATH": f"{SCRIPT.parent}:{os.environ['PATH']}"}
        examples = "\n".join(EXAMPLES.findall(PAGE.read_text()))
        script = f"set -euo pipefail\n{examples}"
        done = subprocess.run(  # noqa: PLW1510 - what it says is looked at first
            ["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True
        )
    assert (0, "") == (done.returncode, done.stderr), done.stdout + done.stderr
    assert "2026-12-14\n" in done.stdout
    assert "Staff know how to record a concern" in done.stdout
    assert "Enter: Note" in done.stdout
