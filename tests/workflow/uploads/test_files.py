"""Files of evidence: taken in only as what they say they are, given out only as the bytes that came."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from workflow.errors import Invalid, Unusable
from workflow.uploads.files import MOST_BYTES, Files, plain_name

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)


def zipped(*names: str) -> bytes:
    """A zip file that lists these names."""
    content = BytesIO()
    with ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return content.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
TAKEN = {
    "policy.pdf": PDF,
    "minute.docx": DOCX,
    "figures.xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "picture.png": PNG,
    "notes.txt": "Café, naïve".encode(),
    "rota.CSV": b"day,who\n",
}
REFUSED = {
    "tool.exe": (b"MZ", "must be PDF"),
    "page.html": (b"<html>", "must be PDF"),
    "none": (b"x", "must be PDF"),
    "policy.pdf": (b"<html><script>", "content is something else"),
    "minute.docx": (zipped("tool.exe"), "content is something else"),
    "swapped.docx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "content is something else"),
    "notes.txt": (b"\x00\x01", "isn't plain text"),
    "rota.csv": (b"\xff\xfe\x00", "isn't plain text"),
    "empty.pdf": (b"", "is empty"),
    "big.txt": (b"x" * (MOST_BYTES + 1), "smaller than 25 MB"),
}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """An empty folder of files."""
    return Files(tmp_path / "files")


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_comes_back_byte_for_byte(files: Files, name: str) -> None:
    """Under the digest of its bytes, whatever it was called."""
    with files.coming(name, BytesIO(TAKEN[name])) as coming:
        coming.stay()
    assert sha256(TAKEN[name]).hexdigest() == coming.sha256
    assert TAKEN[name] == files.read(coming.sha256)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_nothing(files: Files, name: str) -> None:
    """A sentence, and no file, not even half of one."""
    content, says = REFUSED[name]
    with pytest.raises(Invalid, match=says), files.coming(name, BytesIO(content)):
        pytest.fail("it was taken")
    assert [] == [path for path in files.folder.rglob("*") if path.is_file()]


def test_a_file_whose_case_refused_it_is_gone(files: Files) -> None:
    """What came in belongs to nobody until it stays."""
    with files.coming("policy.pdf", BytesIO(PDF)):
        assert 1 == len(list(files.folder.glob("coming-*")))
    assert [] == [path for path in files.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("at", range(0, len(PDF), 7))
def test_a_flipped_bit_is_found(files: Files, at: int) -> None:
    """Damaged bytes are never given out."""
    with files.coming("policy.pdf", BytesIO(PDF)) as coming:
        coming.stay()
    damaged = bytearray(PDF)
    damaged[at] ^= 1
    files.path(coming.sha256).write_bytes(bytes(damaged))
    with pytest.raises(Unusable, match="damaged"):
        files.read(coming.sha256)


def test_a_missing_file_is_said(files: Files) -> None:
    """In a sentence, for whoever runs the installation."""
    with pytest.raises(Unusable, match="missing from the store"):
        files.read("0" * 64)


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ('a"b\r\nX: y.txt', "abX y.txt"),
        ("x" * 200 + ".pdf", "x" * 60 + "…" + "x" * 55 + ".pdf"),
    ],
)
def test_names_can_trip_nothing_over(called: str, kept: str) -> None:
    """No folders, no quotes, no line ends, no endless names."""
    assert kept == plain_name(called)


def test_a_folder_that_cant_be_written_is_said(tmp_path: Path) -> None:
    """At the start, not at the first upload."""
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(Unusable, match="Files can't be kept"):
        Files(tmp_path / "files")
