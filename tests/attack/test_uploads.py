"""Hostile files through both doors: refused with a sentence, or kept and handed out so that nothing runs them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.signing_in import tokens
from tests.answers import SHOWN, SHOWN_TYPED
from tests.api.command_line.serving import environment, served_at
from tests.api.pages.site import Site, site_of
from tests.attack.payloads import ATTACKS, INERT, NAMES, PDF
from tests.clamd import EICAR
from tests.figures import Figure
from tests.workflow.situations import action
from tests.world import World, populate
from workflow.database.storage import Database
from workflow.uploads.files import plain_name

SECONDS, MEMORY_MB = 2.0, 200
LATER = "2099-12-14T10:00"
"""When all of it happens: no machine's clock is past it, and none can be put back."""
BOUNDARY = "frontier"


def is_inert(answer: httpx.Response, content: bytes) -> None:
    """The same bytes, as a download that no browser runs, sniffs or keeps."""
    if answer.status_code == 409:  # packed so that a scanner takes its time: until then it is handed to nobody
        assert "being checked for viruses" in answer.text
        return
    assert (200, True) == (answer.status_code, content == answer.content)
    headers = answer.headers
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+", headers["content-disposition"])
    assert ("nosniff", "no-store") == (headers["x-content-type-options"], headers["cache-control"])
    policy = {part.strip() for part in headers["content-security-policy"].split(";")}
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} == policy
    assert not headers["content-type"].startswith(("text/html", "image/svg", "application/xhtml", "text/javascript"))


class Program:
    """A program with a token, at a process of its own that serves."""

    def __init__(self, process: int, port: int, token: str, reference: str) -> None:
        self.process, self.took = process, 0.0
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
        )
        self.case = f"/cases/{reference}"

    def sends(self, **request: Any) -> httpx.Response:
        """Attaches something to the case as it stands."""
        headers = {"If-Match": self.client.get(self.case).headers["etag"]} | request.pop("headers", {})
        began = processor(self.process)
        answer = self.client.post(f"{self.case}/evidence", headers=headers, **request)
        self.took = processor(self.process) - began
        return answer

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def kept(self) -> int:
        """How many pieces of evidence there are."""
        return len(self.client.get(self.case).json()["evidence"])


def processor(process: int) -> float:
    """The processor's time that a process has used, in seconds: what else the machine does is no fault of an upload."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int, which: str) -> float:
    """What a process takes up, in MB: VmRSS now, VmHWM at most so far."""
    said = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith(which))) / 1024


@pytest.mark.timeout(720)
def test_a_process_takes_every_attack_in_its_stride(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path, clamd_at: str, figure: Figure
) -> None:
    """Each is answered within two seconds; in all, the process grows by less than 200 MB. A virus scanner looks on."""
    world = populate(sqlite_database)
    reference = action(world)
    with sqlite_database.writing() as session:
        token = tokens.issue(session, world.ids["user_housing"])
    env = environment(sqlite_url, tmp_path) | {"CASEKEEPER_CLAMD": clamd_at, "CASEKEEPER_NOW": LATER}
    took = dict[str, float]()
    with served_at(env) as (process, port), Program(process.pid, port, token, reference) as program:
        at_first, kept = program.sends(data=SHOWN, files={"file": ("a.pdf", PDF)}), 1
        assert 201 == at_first.status_code, at_first.text
        before = memory(process.pid, "VmRSS")
        for what, sent in ATTACKS.items():
            answer = program.sends(data=SHOWN, files={"file": (sent.name, sent.content, "text/html")})
            took[what] = program.took
            if sent.says == INERT:
                assert 201 == answer.status_code, (what, answer.text)
                is_inert(program.client.get(answer.headers["location"].removeprefix("/api/v1")), sent.content)
                kept += 1
            else:
                assert 422 == answer.status_code, (what, answer.text)
                assert sent.says in answer.json()["errors"]["file"], what
        for name, content in {"eicar.txt": EICAR, "eicar.csv": EICAR}.items():
            answer = program.sends(data=SHOWN, files={"file": (name, content)})
            assert (422, True) == (answer.status_code, "A virus was found" in answer.text)
        assert kept == program.kept()
        grown = memory(process.pid, "VmHWM") - before
    slowest = max(took, key=lambda one: took[one])
    says = f"{len(took)} attacks, the slowest {slowest}: {took[slowest]:.2f} s; grown by {grown:.0f} MB at most"
    figure("uploads that attack", says)
    assert (True, True) == (took[slowest] < SECONDS, grown < MEMORY_MB), says


def part(head: str, content: bytes = PDF) -> bytes:
    """A part of a form, as raw bytes."""
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def whole(*parts: bytes) -> bytes:
    """A form of these parts, with what is asked of the file."""
    asked = [part(f'name="{name}"', value.encode()) for name, value in SHOWN.items()]
    return b"".join([*asked, *parts, f"--{BOUNDARY}--\r\n".encode()])


FORMS: dict[str, tuple[int, str, bytes]] = {
    "a name in two ways": (201, "", whole(part('name="file"; filename="a.pdf"; filename*=UTF-8\'\'b.exe'))),
    "a name in the second way alone": (422, "", whole(part("name=\"file\"; filename*=UTF-8''a.pdf"))),
    "a name twice": (422, "", whole(part('name="file"; filename="a.pdf"; filename="../b.exe"'))),
    "two files": (422, "", whole(part('name="file"; filename="a.pdf"'), part('name="file"; filename="b.pdf"'))),
    "a thousand parts": (422, "", whole(*(part(f'name="x{number}"', b"x") for number in range(1000)))),
    "a thousand files": (422, "", whole(*(part(f'name="x{n}"; filename="{n}.pdf"', b"x") for n in range(1000)))),
    "a field of a megabyte and more": (422, "", whole(part('name="shows"', b"x" * 1_200_000))),
    "a header of a megabyte": (422, "", whole(part('name="file"; filename="' + "a" * 1_000_000 + '.pdf"'))),
    "no end": (422, "", whole(part('name="file"; filename="a.pdf"'))[:-8]),
    "no boundary": (422, "multipart/form-data", whole(part('name="file"; filename="a.pdf"'))),
    "another boundary": (422, "multipart/form-data; boundary=other", whole(part('name="file"; filename="a.pdf"'))),
    "an endless boundary": (422, "multipart/form-data; boundary=" + "x" * 20_000, whole()),
    "no form": (415, "application/pdf", PDF),
}
"""The status expected, another content type than the usual, the body."""


@pytest.mark.timeout(600)
def test_bent_forms_are_refused_in_a_sentence(sqlite_database: Database, sqlite_url: str, tmp_path: Path) -> None:
    """Never a 500, never a second file, and what is taken has the name that a form's plain field gives it."""
    world = populate(sqlite_database)
    reference = action(world)
    with sqlite_database.writing() as session:
        token = tokens.issue(session, world.ids["user_housing"])
    env = environment(sqlite_url, tmp_path) | {"CASEKEEPER_NOW": LATER}
    with served_at(env) as (process, port), Program(process.pid, port, token, reference) as program:
        for what, (status, media, content) in FORMS.items():
            headers = {"Content-Type": media or f"multipart/form-data; boundary={BOUNDARY}"}
            answer = program.sends(content=content, headers=headers)
            assert program.took < SECONDS, what
            assert status == answer.status_code, (what, answer.text)
            assert answer.headers["content-type"].startswith("application/"), what
        assert 415 == program.sends(content=PDF, headers={"X-Long": "x" * 10_000}).status_code
        # How much comes in one read decides who refuses a longer one, the server or the route; or it hangs up.
        with suppress(httpx.TransportError):
            assert program.sends(content=PDF, headers={"X-Long": "x" * 200_000}).is_client_error
        names = [one["name"] for one in program.client.get(program.case).json()["evidence"]]
    assert {"a.pdf"} == set(names)


@pytest.fixture
def scanned(sqlite_database: Database, tmp_path: Path, clamd_at: str) -> Site:
    """The pages of a partnership with a virus scanner."""
    return site_of(populate(sqlite_database), tmp_path / "files", clamd=clamd_at)


@pytest.mark.timeout(720)
def test_the_pages_answer_each_attack_as_the_programs_door_does(scanned: Site) -> None:
    """The sentence at the file's field with all the rest of the form, or a download that nothing runs."""
    reference, visit = action(world_of(scanned)), scanned.visit("user_housing")
    for what, sent in ATTACKS.items():
        form = visit.at(f"/cases/{reference}/evidence")
        page = visit.sends(form, SHOWN_TYPED, {"document": (sent.name, sent.content)})
        if sent.says == INERT:
            assert f"/cases/{reference}?saved=evidence" == page.path, (what, page.text)
            newest = scanned.sql("SELECT max(id) FROM evidence")[0][0]
            is_inert(visit.get(f"/cases/{reference}/evidence/{newest}"), sent.content)
        else:
            assert (422, True) == (page.status, sent.says in page.text), (what, page.text)
            assert 'href="#document"' in page.html


def test_a_virus_leaves_an_account_and_no_file(scanned: Site) -> None:
    """Refused on the page; an auditor may ask who sent it, on what case, and what it was; never what it was called."""
    reference, visit = action(world_of(scanned)), scanned.visit("user_housing")
    page = visit.sends(visit.at(f"/cases/{reference}/evidence"), SHOWN_TYPED, {"document": ("Child A.txt", EICAR)})
    assert (422, True) == (page.status, "A virus was found in this file" in page.text)
    assert [] == [path for path in scanned.here.files.folder.rglob("*") if path.is_file()]
    events = scanned.sql("SELECT person, partnership, detail FROM account_event WHERE what = 'infected_file_refused'")
    assert [(world_of(scanned).ids["user_housing"], "NM")] == [tuple(one)[:2] for one in events]
    assert [True, True] == [word in events[0].detail for word in (reference, "Test.Eicar")]
    assert "Child" not in events[0].detail


@pytest.mark.parametrize("what", NAMES)
def test_a_name_can_do_nothing(scanned: Site, what: str) -> None:
    """No folder, no header, no tag, nothing unseen; the file's ending is the last that is seen."""
    sent, kept = NAMES[what]
    assert kept == plain_name(sent)
    if not kept.endswith(".pdf"):
        return
    reference, visit = action(world_of(scanned)), scanned.visit("user_housing")
    with scanned.here.files.coming(sent, BytesIO(PDF)) as coming:
        assert kept == coming.name
        assert scanned.here.files.folder in coming.lies_at.parents
    page = visit.sends(visit.at(f"/cases/{reference}/evidence"), SHOWN_TYPED, {"document": (kept, PDF)})
    assert f"/cases/{reference}?saved=evidence" == page.path


def test_the_same_bytes_are_one_file_and_two_rows(scanned: Site) -> None:
    """Each with its name and its entry."""
    reference, visit = action(world_of(scanned)), scanned.visit("user_housing")
    for name in ("one.pdf", "two.pdf"):
        visit.sends(visit.at(f"/cases/{reference}/evidence"), SHOWN_TYPED, {"document": (name, PDF)})
    rows = scanned.sql("SELECT name, sha256, seq FROM evidence ORDER BY id")
    assert (["one.pdf", "two.pdf"], 1, 2) == (
        [row.name for row in rows], len({row.sha256 for row in rows}), len({row.seq for row in rows}),
    )  # fmt: skip
    assert 1 == len([path for path in scanned.here.files.folder.rglob("*") if path.is_file()])


def world_of(site: Site) -> World:
    """The site's world."""
    assert site.world is not None
    return site.world
