"""Whether a Word, Excel or PowerPoint file may be kept: its directory, its types and its relations are read.

Nothing else in it is ever unpacked, and of those three never more than a few megabytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from workflow.errors import Invalid

TYPES = "[Content_Types].xml"
MAIN = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
MOST_PARTS, MOST_DIRECTORY = 5_000, 2 * 1024 * 1024
MOST_UNPACKED, MOST_RATIO, SMALL = 1024 * 1024 * 1024, 200, 50 * 1024 * 1024
"""Bytes in all that it says it unpacks to; beyond ``SMALL`` also how many times its own size that may be."""
MOST_READ = 4 * 1024 * 1024
"""Bytes of types and relations, unpacked: a million elements, looked through in half a second."""
END, WIDE_END, END_SIZE, LOCAL_SIZE = b"PK\x05\x06", b"PK\x06\x07", 22, 30

OTHER = "The file is called {suffix} but its content is something else"
BOMB = "What is packed in the file is far too large, so it wasn't opened. Save it as PDF and attach that"
LOCKED = "The file is protected by a password. Take the password off, then attach it"
MACROS = "The file has macros. Save it without them, or as PDF, and attach that"
CONTROLS = "The file has ActiveX controls. Save it as PDF and attach that"
PROGRAMS = "The file has another file embedded in it that isn't a Word, Excel or PowerPoint file. Take it out"
LOADS = "The file loads a template or another part from elsewhere when it is opened. Save it as PDF and attach that"

ACTIVE = re.compile("macroEnabled|vbaProject|vbaData", re.IGNORECASE)
CONTROL = re.compile("activeX", re.IGNORECASE)
LOADED = frozenset({"attachedTemplate", "oleObject", "package", "frame", "aFChunk", "subDocument", "control"})
"""What Word and its kin fetch by themselves; links to be clicked and pictures stay as they are."""
ELSEWHERE = re.compile(r"(?!file:///?[a-z]:[\\/])([a-z][a-z0-9+.-]+:|[\\/]{2})", re.IGNORECASE)
UNREADABLE = (
    BadZipFile,
    OSError,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    zlib.error,
    expat.ExpatError,
)


def refuse_unsafe(path: Path, suffix: str) -> None:
    """``Invalid`` where the file isn't the kind its name says, or holds what runs or loads by itself."""
    try:
        _refuse_odd(path)
        with ZipFile(path) as listed:
            _look(listed, path, suffix)
    except UNREADABLE:
        raise _refused(OTHER.format(suffix=suffix)) from None


def _refuse_odd(path: Path) -> None:
    """Only what begins and ends as one plain zip file, nothing before it or after it, with no endless directory.

    Read by hand, as a library makes an object of each of its names before anybody can count them.
    """
    size = path.stat().st_size
    with path.open("rb") as content:
        head = content.read(4)
        content.seek(max(0, size - END_SIZE - 20))
        tail = content.read()
    end = tail[-END_SIZE:]
    if head != b"PK\x03\x04" or not end.startswith(END) or tail.startswith(WIDE_END):
        raise BadZipFile
    length, at, comment = struct.unpack("<IIH", end[12:])
    if comment or at + length + END_SIZE != size:
        raise BadZipFile
    if length > MOST_DIRECTORY:
        raise _refused(BOMB)


def _look(listed: ZipFile, path: Path, suffix: str) -> None:
    infos = listed.infolist()
    names = {info.filename for info in infos}
    if not {MAIN[suffix], TYPES} <= names:
        raise BadZipFile
    if any(info.flag_bits & 1 for info in infos):
        raise _refused(LOCKED)
    _refuse_bomb(infos, path.stat().st_size, listed.start_dir)
    for name in names:
        _refuse_name(name.casefold())
    read = [info for info in infos if info.filename == TYPES or info.filename.casefold().endswith(".rels")]
    packed_oddly = any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in read)
    if packed_oddly or sum(info.file_size for info in read) > MOST_READ:
        raise _refused(BOMB)
    for info in read:
        _refuse_within(listed, info, suffix)


def _refuse_bomb(infos: list[ZipInfo], size: int, directory_at: int) -> None:
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_RATIO * size):
        raise _refused(BOMB)
    if len({info.filename.casefold() for info in infos}) != len(infos):
        raise BadZipFile
    free_from = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < free_from:
            raise _refused(BOMB)  # two parts that share their bytes: only bombs are packed so
        named = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        free_from = info.header_offset + LOCAL_SIZE + len(named) + info.compress_size
    if free_from > directory_at:
        raise BadZipFile


def _refuse_name(name: str) -> None:
    if "vbaproject" in name or "vbadata" in name:
        raise _refused(MACROS)
    if "activex" in name:
        raise _refused(CONTROLS)
    if "embeddings/" in name and not name.endswith((*MAIN, "/", ".rels")):
        raise _refused(PROGRAMS)


def _refuse_tag(tag: str, said: dict[str, str], suffix: str) -> None:
    media, target = said.get("ContentType", ""), said.get("Target", "")
    if ACTIVE.search(media):
        raise _refused(MACROS)
    if CONTROL.search(media):
        raise _refused(CONTROLS)
    part = said.get("PartName", "").lstrip("/")
    if part == MAIN[suffix] and not media.endswith(("document.main+xml", "sheet.main+xml", "presentation.main+xml")):
        raise BadZipFile
    outside = said.get("TargetMode", "").casefold() == "external"
    by_itself = said.get("Type", "").rpartition("/")[2] in LOADED
    if tag == "Relationship" and outside and by_itself and ELSEWHERE.match(target):
        raise _refused(LOADS)


def _refuse_within(listed: ZipFile, info: ZipInfo, suffix: str) -> None:
    """Looks at every element of a small part; a document type, which only an attack needs, is refused."""

    def refuse(*_: object) -> None:
        raise BadZipFile

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, said: _refuse_tag(tag.rpartition(" ")[2], said, suffix)
    with listed.open(info) as content:
        parser.Parse(content.read(MOST_READ + 1), True)


def _refused(sentence: str) -> Invalid:
    return Invalid({"file": sentence})
