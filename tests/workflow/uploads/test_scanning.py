"""The virus scanner: what clamd says, and what counts as its saying nothing; a real clamd answers."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest

from tests.clamd import EICAR, VIRUS, clamd, hanging
from tests.workflow.uploads.test_files import PDF
from workflow.errors import Infected, Unusable
from workflow.uploads.files import Files
from workflow.uploads.scanning import BEHIND_THE_SCENES, Scanner


@pytest.fixture
def eicar(tmp_path: Path) -> Path:
    """The file that every scanner knows."""
    path = tmp_path / "eicar"
    path.write_bytes(EICAR)
    return path


def test_clamd_finds_what_it_knows(clamd_at: str, eicar: Path) -> None:
    """The virus by its name; nothing in a file that is clean."""
    found = Scanner(clamd_at).look(eicar)
    assert ("infected", VIRUS) == (found.result, found.virus)
    eicar.write_bytes(PDF)
    assert "clean" == Scanner(clamd_at).look(eicar).result


def test_the_largest_file_is_looked_at(clamd_at: str, tmp_path: Path) -> None:
    """25 MB: none of them is above clamd's limit."""
    (tmp_path / "large").write_bytes(b"x" * 25 * 1024 * 1024)
    assert "clean" == Scanner(clamd_at).look(tmp_path / "large", BEHIND_THE_SCENES).result


def test_a_file_above_clamds_own_limit_waits(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It says so, and that clamd did answer."""
    (tmp_path / "large").write_bytes(b"x" * 3 * 1024 * 1024)
    with clamd(tmp_path_factory.mktemp("c"), most="1M") as at:
        found = Scanner(at).look(tmp_path / "large", BEHIND_THE_SCENES)
    assert ("waiting", True) == (found.result, found.reached)
    assert "size limit exceeded" in found.fault


def test_who_isnt_there_says_nothing(tmp_path: Path, eicar: Path) -> None:
    """No socket, and a socket at which nobody listens."""
    for nobody in (str(tmp_path / "none"), "tcp://127.0.0.1:9"):
        found = Scanner(nobody).look(eicar)
        assert ("waiting", False) == (found.result, found.reached)
        assert found.fault


def test_who_hangs_is_waited_for_no_longer_than_said(eicar: Path) -> None:
    """One deadline for all of it, whether little is sent or more than any buffer takes."""
    with hanging() as at:
        for content in (EICAR, b"x" * 25 * 1024 * 1024):
            eicar.write_bytes(content)
            began = monotonic()
            assert "waiting" == Scanner(at).look(eicar, 0.3).result
            assert 10 > monotonic() - began  # what a machine adds that does other work is less; a hundred blocks more


@pytest.mark.parametrize(
    "address", ["clamd.ctl", "tcp://", "tcp://host", "tcp://host:x", "tcp://:3310", "tcp://h:99999"]
)
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    """In a sentence that says what it should be."""
    with pytest.raises(Unusable, match="CASEKEEPER_CLAMD"):
        Scanner(address)


def test_an_infected_file_is_refused_and_nothing_of_it_stays(clamd_at: str, tmp_path: Path) -> None:
    """As text, and packed into a Word document."""
    files = Files(tmp_path / "files", Scanner(clamd_at))
    with pytest.raises(Infected, match="A virus was found"), files.coming("notes.txt", BytesIO(EICAR)):
        pytest.fail("it was taken")
    assert [] == [path for path in files.folder.rglob("*") if path.is_file()]


def test_a_clean_file_says_so_and_one_nobody_scanned_too(clamd_at: str, tmp_path: Path) -> None:
    """Clean with a scanner, waiting where it is away, none without."""
    nobody = Scanner(str(tmp_path / "nobody"))
    for scanner, expected in ((Scanner(clamd_at), "clean"), (nobody, "waiting"), (None, "none")):
        with Files(tmp_path / "files", scanner).coming("a.pdf", BytesIO(PDF)) as coming:
            assert expected == coming.scan
