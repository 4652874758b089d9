"""Files of evidence, kept in a folder by the SHA-256 of their bytes; given out only if they still are those bytes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

import puremagic

from workflow.errors import Invalid, Unusable

MOST_BYTES = 25 * 1024 * 1024
BLOCK = 1024 * 1024
MOST_NAME = 120
ROOM_TO_LEAVE = 200 * 1024 * 1024

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
}
PLAIN = frozenset({".txt", ".csv", ".eml"})
OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
NO_ROOM = "There is too little room left on the disk to take a file. Nothing was saved."
ALLOWED = "PDF, Word, Excel or PowerPoint (docx, xlsx, pptx), PNG, JPEG, plain text, CSV or a saved email (eml)"


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that was taken in and is safely on disk, but belongs to no case yet."""

    name: str
    sha256: str
    size: int
    media_type: str
    lies_at: Path
    goes_to: Path

    def stay(self) -> None:
        """Gives it its place in the store: a rename, so that nobody waits for it."""
        self.lies_at.replace(self.goes_to)
        handle = os.open(self.goes_to.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Files:
    """A folder of files. Nothing in it is named by what anybody called it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as fault:
            raise Unusable(f"Files can't be kept in {folder}: {fault.strerror}. Check CASEKEEPER_FILES.") from None

    @contextmanager
    def coming(self, name: str, content: IO[bytes]) -> Iterator[Coming]:
        """Takes in a file that somebody calls ``name``, before anybody waits for a lock; gone again unless it stays.

        ``Invalid`` where it can't be taken.
        """
        called = plain_name(name)
        suffix = Path(called).suffix.lower()
        if suffix not in MEDIA_TYPES:
            raise Invalid({"file": f"The file must be {ALLOWED}"})
        self._refuse_when_full()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="coming-", delete=False) as coming:
            path = Path(coming.name)
            try:
                digest, size = self._take(content, coming)
                refuse_disguised(path, suffix)
                os.fsync(coming.fileno())
                yield Coming(called, digest, size, MEDIA_TYPES[suffix], path, self.path(digest))
            finally:
                path.unlink(missing_ok=True)

    def read(self, digest: str) -> bytes:
        """The bytes that were kept; ``Unusable`` where they are gone or are no longer those bytes."""
        try:
            content = self.path(digest).read_bytes()
        except OSError:
            raise Unusable("The file is missing from the store. Tell whoever runs this installation.") from None
        if sha256(content).hexdigest() != digest:
            raise Unusable("The file was damaged after it was uploaded, so it isn't shown. Restore it from a backup.")
        return content

    def path(self, digest: str) -> Path:
        """Where a file lies."""
        return self.folder / digest[:2] / digest

    def _take(self, content: IO[bytes], coming: IO[bytes]) -> tuple[str, int]:
        hashed, size = sha256(), 0
        while block := content.read(BLOCK):
            size += len(block)
            if size > MOST_BYTES:
                raise Invalid({"file": f"The file must be smaller than {MOST_BYTES // BLOCK} MB"})
            hashed.update(block)
            try:
                coming.write(block)
            except OSError:
                raise Unusable(NO_ROOM) from None
        if size == 0:
            raise Invalid({"file": "The file is empty"})
        coming.flush()
        self.path(hashed.hexdigest()).parent.mkdir(exist_ok=True)
        return hashed.hexdigest(), size

    def _refuse_when_full(self) -> None:
        found = os.statvfs(self.folder)
        if found.f_bavail * found.f_frsize < ROOM_TO_LEAVE:
            raise Unusable(NO_ROOM)


def refuse_disguised(path: Path, suffix: str) -> None:
    """``Invalid`` where the content isn't what the name's ending says it is."""
    if suffix in PLAIN:
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise Invalid({"file": f"The file is called {suffix} but isn't plain text"})
        return
    if suffix in OFFICE:
        good = {OFFICE[suffix], "[Content_Types].xml"} <= names_inside(path)
    else:
        expected = {".jpg", ".jpeg", ".jfif"} if suffix in (".jpg", ".jpeg") else {suffix}
        good = bool(kinds_of(path) & expected)
    if not good:
        raise Invalid({"file": f"The file is called {suffix} but its content is something else"})


def kinds_of(path: Path) -> set[str]:
    """The endings that the content's first bytes speak for; none where they speak for nothing."""
    try:
        return {match.extension for match in puremagic.magic_file(path)}
    except (puremagic.PureError, ValueError):
        return set()


def names_inside(path: Path) -> set[str]:
    """The names that an Office file lists, read from its directory: nothing is ever unpacked."""
    try:
        with ZipFile(path) as listed:
            return set(listed.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return set()


def plain_name(name: str) -> str:
    """The last part of what a file was called, without anything that a header or a folder could trip over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?').strip(" .")
    if not kept:
        raise Invalid({"file": "The file needs a name"})
    return kept if len(kept) <= MOST_NAME else kept[: MOST_NAME // 2] + "…" + kept[-(MOST_NAME // 2 - 1) :]
