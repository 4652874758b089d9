"""Schemathesis asks the API with a token of each role, as the committed schemathesis.toml says: it finds nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.installation import Installation, files_of
from api.settings import Settings
from api.signing_in import tokens
from states import roles
from tests.api.json.door import PURPOSE
from tests.api.schema.seeding import BY_ROLE, seed
from tests.api.schema.serving import served
from tests.clocks import Standing
from tests.figures import CAMPAIGN, Figure
from workflow.database.storage import Database

ROOT = Path(__file__).parents[3]
NOT_FUZZED = ("POST /cases/{reference}/evidence", "GET /recommendations/similar")
"""Operations whose phase of fuzzing schemathesis.toml leaves out."""
WHOLE = ("business_manager", "scrutineer")
"""Roles for which all phases are run each time; a campaign runs them for every role."""
COMMAND = Path(sys.executable).with_name("schemathesis")
OPERATIONS = 27
READ_BY_ALL = ("GET /cases/{reference}", "GET /cases/{reference}/documents/{key}", "GET /work", "GET /calendar/due")


@dataclass(frozen=True, slots=True)
class Seeded:
    """The partnership as every run begins with it, and who is who."""

    folder: Path
    ids: dict[str, int]


def here(folder: Path) -> Installation:
    """The installation whose database and files lie in this folder."""
    settings = Settings(demo=True, files=folder / "files", base_url="http://127.0.0.1:8000")
    return Installation(settings, Database(f"sqlite:///{folder / 'casekeeper.db'}"), files_of(settings), Standing())


@pytest.fixture(scope="session")
def seeded(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    """Written once, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copy(migrated_sqlite, folder / "casekeeper.db")
    opened = here(folder)
    ids = seed(opened.database, opened.files).ids
    opened.database.close()
    return Seeded(folder, ids)


def reported(address: str, token: str, folder: Path, *, whole: bool) -> dict[str, Any]:
    """What Schemathesis reports; "said" is all that it printed. Unless ``whole``, its phase of coverage is left out."""
    report = folder / "report.json"
    command = [COMMAND, "--config-file", ROOT / "schemathesis.toml", "run", f"{address}/openapi.json", "--no-color"]
    command += [] if whole else ["--phases", "examples,fuzzing"]
    ran = subprocess.run(
        [*command, "--report", "json", "--report-json-path", report],
        env=os.environ | {"CASEKEEPER_TOKEN": token},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), ran.stdout + ran.stderr
    return {**json.loads(report.read_text()), "said": ran.stdout, "exit": ran.returncode}


def test_somebody_stands_for_every_role() -> None:
    """A role that is added is asked for too."""
    assert set(roles.TITLES) == set(BY_ROLE)


@pytest.mark.campaign
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", BY_ROLE)
def test_schemathesis_finds_nothing(seeded: Seeded, tmp_path: Path, figure: Figure, role: str) -> None:
    """0 failures, 0 warnings; whoever is named on a case was answered what they asked of it."""
    shutil.copytree(seeded.folder, tmp_path / "here")
    installation = here(tmp_path / "here")
    with installation.database.writing() as session:
        token = tokens.issue(session, seeded.ids[BY_ROLE[role]], purpose=PURPOSE)

    with served(installation) as address:
        whole = CAMPAIGN or role in WHOLE
        found = reported(address, token, tmp_path, whole=whole)
    installation.database.close()

    warned = {kind: where for kind, where in found["warnings"].items() if where}
    assert ([], [], {}, 0) == (found["failures"], found["errors"], warned, found["exit"]), found["said"]
    tested = OPERATIONS if whole else OPERATIONS - len(NOT_FUZZED)
    assert (OPERATIONS, tested) == (found["operations"]["total"], found["operations"]["tested"])
    phase = "coverage" if whole else "fuzzing"
    assert [] == [one for one in READ_BY_ALL if not found["valid_rates"][one][phase]["accepted"]]
    figure(f"Schemathesis as {role}", f"{OPERATIONS} operations, {found['test_cases']['generated']} cases, 0 failures")
