"""Files of evidence, kept in a folder by the SHA-256 of their bytes; given out only if they still are those bytes."""

from __future__ import annotations

import os
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import puremagic

from workflow.errors import Infected, Invalid, Unusable
from workflow.uploads import office_files
from workflow.uploads.scanning import Scanner

MOST_BYTES = 25 * 1024 * 1024
BLOCK = 1024 * 1024
MOST_NAME = 120
ROOM_TO_LEAVE = 200 * 1024 * 1024
COMING = "coming-"
A_DAY = 24 * 60 * 60

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
BEGINS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
RESERVED = frozenset({"CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)})
"""Names that no file may have on Windows, whatever its ending."""
NO_ROOM = "There is too little room left on the disk to take a file. Nothing was saved."
ALLOWED = "PDF, Word, Excel or PowerPoint (docx, xlsx, pptx), PNG, JPEG, plain text, CSV or a saved email (eml)"


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that was taken in and is safely on disk, but belongs to no case yet.

    ``scan``: none (there is no scanner), clean, or waiting: the scanner didn't answer in time.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    lies_at: Path
    goes_to: Path
    scan: str = "none"

    def stay(self) -> None:
        """Gives it its place in the store: a rename, so that nobody waits for it."""
        self.lies_at.replace(self.goes_to)
        handle = os.open(self.goes_to.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Files:
    """A folder of files. Nothing in it is named by what anybody called it. ``scanner`` None: none is looked at."""

    def __init__(self, folder: Path, scanner: Scanner | None = None) -> None:
        self.folder, self.scanner = folder, scanner
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as probe:
                self._clear_left_behind(os.fstat(probe.fileno()).st_mtime - A_DAY)
        except OSError as fault:
            raise Unusable(f"Files can't be kept in {folder}: {fault.strerror}. Check CASEKEEPER_FILES.") from None

    @contextmanager
    def coming(self, name: str, content: IO[bytes]) -> Iterator[Coming]:
        """Takes in a file that somebody calls ``name``, before anybody waits for a lock; gone again unless it stays.

        ``Invalid`` where it can't be taken, ``Infected`` where a virus is in it.
        """
        called = plain_name(name)
        suffix = Path(called).suffix.lower()
        if suffix not in MEDIA_TYPES:
            raise Invalid({"file": f"The file must be {ALLOWED}"})
        self._refuse_when_full()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=COMING, delete=False) as coming:
            path = Path(coming.name)
            try:
                digest, size = self._take(content, coming)
                refuse_disguised(path, suffix)
                os.fsync(coming.fileno())
                scan = self._scanned(path, digest)
                yield Coming(called, digest, size, MEDIA_TYPES[suffix], path, self.path(digest), scan)
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

    def kept(self) -> Iterator[str]:
        """The digests of all that lies in the store, in their order."""
        yield from sorted(path.name for path in self.folder.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64)

    def fault_of(self, digest: str) -> str:
        """``missing`` or ``damaged`` where a file isn't what was kept, "" where it is; never all of it in memory."""
        try:
            with self.path(digest).open("rb") as content:
                hashed = sha256()
                while block := content.read(BLOCK):
                    hashed.update(block)
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "damaged"
        return "" if hashed.hexdigest() == digest else "damaged"

    def _scanned(self, path: Path, digest: str) -> str:
        if self.scanner is None:
            return "none"
        verdict = self.scanner.look(path)
        if verdict.result == "infected":
            raise Infected(verdict.virus, digest)
        return verdict.result

    def _clear_left_behind(self, before: float) -> None:
        """What a killed upload left, by the folder's own clock: nothing that came within the last day."""
        for path in self.folder.glob(f"{COMING}*"):
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
            except FileNotFoundError:
                continue  # another process was quicker

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
    """``Invalid`` where the content isn't what the name's ending says it is, or runs or loads by itself."""
    if suffix in office_files.MAIN:
        office_files.refuse_unsafe(path, suffix)
    elif suffix in PLAIN:
        if not is_text(path):
            raise Invalid({"file": f"The file is called {suffix} but isn't plain text"})
    else:
        expected = {".jpg", ".jpeg", ".jfif"} if suffix in (".jpg", ".jpeg") else {suffix}
        with path.open("rb") as content:
            begins = content.read(8).startswith(BEGINS[suffix])
        if not begins or not kinds_of(path) & expected:
            raise Invalid({"file": f"The file is called {suffix} but its content is something else"})


def is_text(path: Path) -> bool:
    """Whether all of it is text in UTF-8; read block by block, as text may take four times its bytes in memory."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as content:
            while block := content.read(BLOCK):
                if b"\0" in block:
                    return False
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def kinds_of(path: Path) -> set[str]:
    """The endings that the content's first bytes speak for; none where they speak for nothing."""
    try:
        return {match.extension for match in puremagic.magic_file(path)}
    except (puremagic.PureError, ValueError):
        return set()


def plain_name(name: str) -> str:
    """The last part of what a file was called, without anything that a header or a folder could trip over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?').strip(" .")
    if not kept:
        raise Invalid({"file": "The file needs a name"})
    if kept.partition(".")[0].strip().upper() in RESERVED:
        kept = f"_{kept}"
    return kept if len(kept) <= MOST_NAME else kept[: MOST_NAME // 2] + "…" + kept[-(MOST_NAME // 2 - 1) :]
