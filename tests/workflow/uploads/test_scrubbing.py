"""The store held against the database: what is missing, damaged or unnamed; and what killed uploads leave."""

from __future__ import annotations

import os
import random
from io import BytesIO
from pathlib import Path

import pytest

from tests.answers import SHOWN
from tests.workflow.situations import action
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.errors import Unusable
from workflow.policy.editions import By
from workflow.uploads import document_templates
from workflow.uploads.evidence import attach
from workflow.uploads.files import A_DAY, Files
from workflow.uploads.scrubbing import Wrong, scrub

FLIPS = 200
CONTENT = bytes(random.Random(7).choices(range(97, 123), k=2000))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """An empty store."""
    return Files(tmp_path / "files")


def kept(world: World, files: Files, content: bytes = CONTENT) -> str:
    """The digest of a file that a case has as evidence."""
    reference = action(world)
    with files.coming("a.txt", BytesIO(content)) as coming, world.database.writing() as session:
        attach(world.act(session, "user_housing"), reference, SHOWN, coming)
        return coming.sha256


def test_a_whole_store_has_nothing_wrong(world: World, files: Files) -> None:
    """Each file is read once, however many rows name it."""
    kept(world, files)
    kept(world, files)
    assert (1, []) == scrub(world.database, files)


def test_two_hundred_flipped_bits_are_refused_and_reported(sqlite_database: Database, files: Files) -> None:
    """Wherever the bit is: never handed out, and named by the scrub with its case."""
    digest = kept(populate(sqlite_database), files)
    path = files.path(digest)
    for bit in random.Random(11).sample(range(len(CONTENT) * 8), FLIPS):
        damaged = bytearray(CONTENT)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with pytest.raises(Unusable, match="damaged"):
            files.read(digest)
        read, wrong = scrub(sqlite_database, files)
        assert (1, [(digest, "damaged")]) == (read, [(one.sha256, one.what) for one in wrong])
    path.write_bytes(CONTENT)
    assert (1, []) == scrub(sqlite_database, files)


def test_a_missing_file_is_named_with_its_case(world: World, files: Files) -> None:
    """So that it can be asked for again, or restored."""
    digest = kept(world, files)
    files.path(digest).unlink()
    _, wrong = scrub(world.database, files)
    assert [(digest, "missing")] == [(one.sha256, one.what) for one in wrong]
    assert "evidence 1" in wrong[0].of


def test_templates_are_read_too(world: World, files: Files) -> None:
    """Every edition of a partnership's own, but for those that go back to the default."""
    with files.coming("a.txt", BytesIO(b"A template")) as coming, world.database.writing() as session:
        by = By("test")
        document_templates.put_in_force(session, "NM", "letter", coming, by=by, now=world.now)
        document_templates.put_in_force(session, "NM", "letter", None, by=by, now=world.now)
        digest = coming.sha256
    files.path(digest).write_bytes(b"Another")
    assert (1, [Wrong(digest, "damaged", "NM, template letter, edition 1")]) == scrub(world.database, files)


def test_a_file_without_a_row_is_named_and_stays(world: World, files: Files) -> None:
    """A commit that failed leaves one: whoever runs the installation decides."""
    with files.coming("a.txt", BytesIO(b"Nobody's")) as coming:
        coming.stay()
    assert (0, [Wrong(coming.sha256, "unnamed")]) == scrub(world.database, files)
    assert files.path(coming.sha256).exists()


def test_what_killed_uploads_left_goes_after_a_day(files: Files) -> None:
    """At the next start, by the folder's own clock; what came within the day may still be under way."""
    old, new, other = (files.folder / name for name in ("coming-old", "coming-new", "ab"))
    for path in (old, new, other):
        path.write_bytes(b"Half of a file")
    yesterday = new.stat().st_mtime - A_DAY - 60
    for path in (old, other):
        os.utime(path, (yesterday, yesterday))
    Files(files.folder)
    assert [False, True, True] == [path.exists() for path in (old, new, other)]
