"""A Word file as a package: refused where it is anything but text and pictures, opened, and packed again.

Looks before any library opens it: sizes, what hangs in it, what it points to. Knows no field.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_XML = 8 * 1024 * 1024
MOST_PARTS, DEEPEST, MOST_ELEMENTS = 400, 100, 60_000
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HANGS_IN_IT = frozenset(
    {
        "officeDocument",
        "styles",
        "stylesWithEffects",
        "numbering",
        "settings",
        "webSettings",
        "fontTable",
        "font",
        "theme",
    }
    | {"header", "footer", "footnotes", "endnotes", "image", "thumbnail", "customXml", "customXmlProps", "people"}
    | {
        "core-properties",
        "extended-properties",
        "custom-properties",
        "glossaryDocument",
        "hdphoto",
        "classificationlabels",
    }
)
"""The last words of the relationships that a template may have: text, its looks, pictures."""
SAYS = {
    "vbaProject": "It has macros. Save it as a Word document (.docx), which holds none.",
    "oleObject": "It has an embedded object, such as a spreadsheet. Take it out, or paste it as a picture.",
    "package": "It has an embedded file. Take it out.",
    "control": "It has an ActiveX control. Take it out.",
    "aFChunk": "It has another document in it. Paste its text instead.",
    "subDocument": "It has another document in it. Paste its text instead.",
    **dict.fromkeys(
        ("comments", "commentsExtended", "commentsIds", "commentsExtensible"),
        "It has comments. Delete them: they would go out with every letter.",
    ),
    "attachedTemplate": "It hangs on another template, which Word would load each time. In Word: Developer, Document "
    "Template, choose Normal.",
    "hyperlink": "It has a link to {target}. Right-click it, Remove Hyperlink: the address may stay as text.",
    "image": "It has a picture that is loaded from {target}. Insert the picture itself instead.",
}
LINKED = "It points outside itself, to {target}. Take that out."
STRANGE = "It has a part of a kind that letters don't need ({what}). Copy the text into a new document."
TRACKED = "It has tracked changes. Accept or reject them all first: they would go out with every letter."
BROKEN = "It can't be read as a Word document. Open it in Word and save it again as .docx."
LARGE = f"It is too large: at most {MOST_BYTES // 1024 // 1024} MB. Make its pictures smaller."
BOMB = "What is packed in it is too large. Make its pictures smaller, or begin again from the default."
NO_TEXT = "A «field» stands where no text goes, such as the description of a picture. Take it out."
CONTENT_TYPES = "[Content_Types].xml"
PLAIN = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|odttf)$", re.IGNORECASE)
"""Parts that aren't XML: pictures and fonts."""
MACRO = re.compile("macroEnabled|vbaProject|vbaData|activeX|oleObject|ms-office.activeX", re.IGNORECASE)
CODES = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "TITLE", "SUBJECT", "AUTHOR", "FILENAME", "TOC"}
    | {"PAGEREF", "REF", "SEQ", "STYLEREF"}
)
"""Word's own field codes that a template may have: none of them loads, runs or asks for anything."""


class Unfit(ValueError):
    """A file that can't be a template; ``faults`` has a sentence for each reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def opened(content: bytes) -> Document:
    """The Word file, looked through; ``Unfit`` where it is none, or holds more than a template may."""
    look_through(content)
    try:
        document = docx.Document(io.BytesIO(content))
        if str(document.part.partname) != "/word/document.xml":
            raise Unfit(BROKEN)
        return document
    except Unfit:
        raise
    except (OpcError, KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError, OSError):
        raise Unfit(BROKEN) from None


def look_through(content: bytes) -> None:
    """``Unfit``, with every reason found, where the file is none of ours to open."""
    if len(content) > MOST_BYTES:
        raise Unfit(LARGE)
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            _refuse_bomb(packed)
            elements = count(1)
            faults = dict.fromkeys(fault for name in packed.namelist() for fault in _faults(packed, name, elements))
            if not {CONTENT_TYPES, "word/document.xml"} <= set(packed.namelist()):
                raise Unfit(BROKEN)
    except (BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, RuntimeError, UnicodeError):
        raise Unfit(BROKEN) from None
    if faults:
        raise Unfit(*faults)


def packed(document: Document, title: str, author: str, now: datetime) -> bytes:
    """The file's bytes, the same whenever they are made of the same; no name of whoever made the template."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.language, properties.revision = "en-GB", 1
    properties.created = properties.modified = now.replace(tzinfo=None, microsecond=0)
    saved = io.BytesIO()
    document.save(saved)
    return repacked(saved.getvalue(), ZIP_DEFLATED)


def repacked(content: bytes, way: int = ZIP_STORED) -> bytes:
    """The same parts without the moment at which they were packed."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(out, "w") as after:
        for name in before.namelist():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = way
            after.writestr(info, before.read(name))
    return out.getvalue()


def _refuse_bomb(packed: ZipFile) -> None:
    infos = packed.infolist()
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
        raise Unfit(BOMB)
    if any(one.file_size > MOST_XML for one in infos if _is_xml(one.filename)):
        raise Unfit(BOMB)
    if len({one.filename.casefold() for one in infos}) != len(infos):
        raise Unfit(BROKEN)
    if any(one.flag_bits & 1 or one.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for one in infos):
        raise Unfit("It is protected by a password. Take the password off.")


def _faults(packed: ZipFile, name: str, elements: Iterator[int]) -> Iterator[str]:
    if not _is_xml(name):
        if not name.endswith("/") and not PLAIN.search(name):
            yield SAYS["vbaProject"] if "vba" in name.casefold() else STRANGE.format(what=name[:60])
        return
    look = _Look(name, elements)
    look.read(packed.read(name))
    yield from look.faults


def _is_xml(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels"))


class _Look:
    """Reads one part without building anything of it; ``Unfit`` at a document type, which only an attack needs.

    ``elements`` counts those of the whole package: a few kilobytes pack half a million empty paragraphs.
    """

    def __init__(self, name: str, elements: Iterator[int]) -> None:
        self.name, self.depth, self.faults, self.elements = name, 0, list[str](), elements
        self.code: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> None:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError:
            raise Unfit(BROKEN) from None
        self._code_read()

    def _doctype(self, *_: Any) -> None:
        raise Unfit("It has a document type declaration, which no Word document has.")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").casefold() not in ("utf-8", "utf-16", "us-ascii", "ascii"):
            raise Unfit(BROKEN)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST or next(self.elements) > MOST_ELEMENTS:
            raise Unfit(BOMB)
        said = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        match tag.rpartition(" ")[2]:
            case "Relationship" if self.name.endswith(".rels"):
                self._relationship(said)
            case "Override" | "Default" if self.name == CONTENT_TYPES:
                self._content_type(said)
            case "ins" | "del" | "moveFrom" | "moveTo":
                self.faults.append(TRACKED)
            case "fldSimple":
                self._refuse_code(said.get("instr", ""))
            case "fldChar":
                # One of Word's own fields: its code may come in several pieces, until its result begins.
                self._code_read()
                self.code = [] if said.get("fldCharType") == "begin" else None
            case "instrText":
                self.code = self.code or []
        if any("«" in value for value in said.values()):
            self.faults.append(NO_TEXT)

    def _end(self, _tag: str) -> None:
        self.depth -= 1

    def _text(self, text: str) -> None:
        if self.code is not None:
            self.code.append(text)

    def _code_read(self) -> None:
        if self.code is not None:
            self._refuse_code("".join(self.code))
        self.code = None

    def _refuse_code(self, code: str) -> None:
        word = (code.split() or [""])[0].upper()
        within = word == "HYPERLINK" and "\\l" in code and "/" not in code
        if word and ((word not in CODES and not within) or "«" in code):
            self.faults.append(f"It has a field code of Word's own that could load or run something ({word[:40]}).")

    def _relationship(self, said: dict[str, str]) -> None:
        media = said.get("Type", "").rpartition("/")[2]
        target = said.get("Target", "")[:100]
        if said.get("TargetMode", "").casefold() == "external" or ":" in target.partition("/")[0]:
            self.faults.append(SAYS.get(media, LINKED).format(target=target))
        elif media not in HANGS_IN_IT:
            self.faults.append(SAYS.get(media, STRANGE.format(what=media[:40])))

    def _content_type(self, said: dict[str, str]) -> None:
        media, part = said.get("ContentType", ""), said.get("PartName") or "." + said.get("Extension", "")
        if MACRO.search(media):
            self.faults.append(SAYS["vbaProject"])
        elif part == "/word/document.xml" and media != MAIN:
            self.faults.append("It isn't an ordinary Word document. Save it as Word Document (.docx).")
        elif media.endswith("xml") and not _is_xml(part):
            self.faults.append(BROKEN)
