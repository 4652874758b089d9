"""A template that isn't text and pictures alone is refused in sentences, before any library opens it."""

from __future__ import annotations

import io
import struct
import time
import zlib
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from api.documents.checking import check
from api.documents.fields import form
from api.documents.package import MOST_BYTES, Unfit
from api.documents.templates import default
from tests.api.documents.made import LETTER, changed, repacked, template

FINE = template()
RELATIONSHIPS = "word/_rels/document.xml.rels"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = b"http://schemas.microsoft.com/office/2006/relationships/"
BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>"""
)
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
XXE_16 = XXE.decode().replace('1.0"', '1.0" encoding="utf-16"').encode("utf-16")


def pointing(kind: bytes, target: bytes, more: bytes = b"") -> bytes:
    """A letter with one relationship more."""
    one = b'<Relationship Id="rId900" Type="' + kind + b'" Target="' + target + b'"' + more + b"/>"
    return repacked(FINE, {RELATIONSHIPS: lambda old: old.replace(b"</Relationships>", one + b"</Relationships>")})


def outside(kind: bytes, target: bytes = b"https://evil.example/x") -> bytes:
    """A letter that points to something outside itself."""
    return pointing(OFFICE + kind, target, b' TargetMode="External"')


def refused(content: bytes) -> str:
    """Everything that is said against it; it fails where nothing is."""
    began = time.process_time()
    with pytest.raises(Unfit) as fault:
        check(form(LETTER), content)
    assert time.process_time() - began < 2
    return " ".join(fault.value.faults)


def with_xml(xml: str) -> bytes:
    """A letter with a paragraph of this XML in it."""
    element = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
    return changed(lambda document: document.element.body.insert(0, element), FINE)


def test_a_plain_template_is_taken() -> None:
    """What the others are, with one thing added."""
    assert check(form(LETTER), FINE).paragraphs


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "can't be read as a Word document"),
        (b"%PDF-1.4", "can't be read as a Word document"),
        (FINE[: len(FINE) // 2], "can't be read as a Word document"),
        (repacked(FINE, {"word/document.xml": b"<w:document"}), "can't be read as a Word document"),
        (repacked(FINE, {"word/document.xml": BOMB}), "document type declaration"),
        (repacked(FINE, {"word/styles.xml": XXE}), "document type declaration"),
        (repacked(FINE, {"docProps/app.xml": XXE}), "document type declaration"),
        (repacked(FINE, {RELATIONSHIPS: XXE}), "document type declaration"),
        (repacked(FINE, {"word/styles.xml": XXE_16}), "document type declaration"),
        (repacked(FINE, {"word/styles.xml": b'<?xml version="1.0" encoding="utf-7"?><x/>'}), "can't be read"),
        (repacked(FINE, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "It has macros"),
        (repacked(FINE, {"[Content_Types].xml": lambda old: old.replace(
            b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")}), "It has macros"),
        (repacked(FINE, {"[Content_Types].xml": lambda old: old.replace(
            b"document.main+xml", b"template.main+xml")}), "isn't an ordinary Word document"),
        (repacked(FINE, {"[Content_Types].xml": lambda old: old.replace(b"</Types>",
            b'<Override PartName="/word/x.png" '
            b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>')}),
         "can't be read"),
        (repacked(FINE, {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), "a part of a kind"),
        (repacked(FINE, {"word/media/x.svg": b"<svg/>"}), "a part of a kind"),
        (pointing(OFFICE + b"oleObject", b"embeddings/o.xml"), "embedded object"),
        (pointing(OFFICE + b"package", b"embeddings/o.xml"), "embedded file"),
        (pointing(OFFICE + b"control", b"activeX/a.xml"), "ActiveX"),
        (pointing(OFFICE + b"aFChunk", b"chunk.xml"), "another document in it"),
        (pointing(MICROSOFT + b"vbaProject", b"v.xml"), "It has macros"),
        (pointing(OFFICE + b"comments", b"comments.xml"), "It has comments"),
        (pointing(OFFICE + b"somethingNew", b"new.xml"), "(somethingNew)"),
        (pointing(OFFICE + b"image", b"file:///etc/passwd"), "loaded from file:///etc/passwd"),
        (outside(b"attachedTemplate"), "hangs on another template"),
        (outside(b"image"), "a picture that is loaded from https://evil.example/x"),
        (outside(b"hyperlink"), "a link to https://evil.example/x"),
        (outside(b"hyperlink", b"mailto:a@b.example"), "a link to mailto:a@b.example"),
        (outside(b"frame"), "points outside itself"),
        (outside(b"oleObject"), "embedded object"),
        (with_xml('<w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'), "tracked changes"),
        (with_xml('<w:fldSimple w:instr="DDEAUTO c:\\\\cmd.exe"/>'), "(DDEAUTO)"),
        (with_xml('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText></w:r>'
                  '<w:r><w:instrText>TEXT "/etc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'),
         "(INCLUDETEXT)"),
        (with_xml('<w:r><w:instrText>LINK Excel.Sheet</w:instrText></w:r>'), "(LINK)"),
        (with_xml('<w:fldSimple w:instr="PAGE «reference»"/>'), "field"),
        (with_xml('<w:bookmarkStart w:id="1" w:name="«reference»"/>'), "where no text goes"),
    ],
)  # fmt: skip
def test_what_a_letter_doesnt_need_is_refused(content: bytes, says: str) -> None:
    """Macros, objects, links, entities, field codes that load something: each in a sentence that says what to do."""
    assert says in refused(content)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Nobody uploads five times to hear of five faults."""
    content = repacked(outside(b"hyperlink"), {"word/vbaProject.bin": b"x"})
    said = refused(content)
    assert "a link to" in said
    assert "It has macros" in said


def test_a_bomb_isnt_unpacked() -> None:
    """Neither what says its size nor what lies about it, many parts or deep ones: refused at once, in little memory."""
    zeros = io.BytesIO()
    with ZipFile(zeros, "w", ZIP_DEFLATED) as packed:
        for number in range(10):
            packed.writestr(f"word/media/{number}.png", bytes(8 * 1024 * 1024))
    assert "packed in it is too large" in refused(zeros.getvalue())
    assert "too large" in refused(b"x" * (MOST_BYTES + 1))
    many = repacked(FINE, {f"word/media/{number}.png": b"" for number in range(500)})
    assert "packed in it is too large" in refused(many)
    deep = b"<w>" * 5000 + b"</w>" * 5000
    assert "packed in it is too large" in refused(repacked(FINE, {"word/styles.xml": deep}))
    wide = b"<w>" + b"<p/>" * 61_000 + b"</w>"
    assert "packed in it is too large" in refused(repacked(FINE, {"word/styles.xml": wide}))
    assert "packed in it is too large" in refused(repacked(FINE, {"word/styles.xml": b" " * (9 * 1024 * 1024)}))
    assert "can't be read" in refused(lying())


def lying() -> bytes:
    """A package whose directory says that a part is small, though it unpacks to 30 MB."""
    content = bytearray(repacked(FINE, {"word/webSettings.xml": b"<x>" + bytes(30 * 1024 * 1024)}))
    at = content.rindex(b"word/webSettings.xml") - 46  # the entry in the central directory
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(content)


def test_a_hundred_thousand_wrong_marks_are_told_of_by_the_first() -> None:
    """Each is compared with the fields there are, which takes its time: 20 are, and the answer stays a page."""
    runs = "".join(f"<w:r><w:t>«reffered_{number}_on»</w:t></w:r>" for number in range(5_000))
    said = refused(with_xml(runs))
    assert 20 == said.count("isn't a field of this document")
    assert "There are more marks that aren't fields of this document" in said


def test_packages_that_readers_disagree_on_are_refused() -> None:
    """Two parts of one name, another way of packing, a password: what we looked at must be what Word opens."""
    twice = io.BytesIO(FINE)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(twice, "a") as packed:
        packed.writestr("word/document.xml", BOMB)
    assert "can't be read" in refused(twice.getvalue())
    other = io.BytesIO(FINE)
    with ZipFile(other, "a", ZIP_BZIP2) as packed:
        packed.writestr("word/media/x.png", b"x")
    assert "password" in refused(other.getvalue())
    assert zlib.crc32(b"") == 0


def test_word_s_own_page_numbers_and_a_contents_list_are_no_harm() -> None:
    """Codes that load nothing stay; a link within the document too."""
    content = with_xml(
        '<w:fldSimple w:instr=" PAGE "/><w:fldSimple w:instr="TOC \\o"/><w:fldSimple w:instr="HYPERLINK \\l _Toc1"/>'
    )
    assert check(form(LETTER), content).paragraphs


def test_a_picture_in_the_letterhead_is_taken() -> None:
    """The coat of arms goes along."""
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360f8cf0000020101003c4c8e"
        "5f0000000049454e44ae426082"
    )

    def letterhead(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(png))

    assert check(form(LETTER), changed(letterhead, default(LETTER).content)).paragraphs
