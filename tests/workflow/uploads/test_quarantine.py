"""Files that waited for the virus scanner: handed to nobody, then clean or infected, said once on every case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.answers import SHOWN
from tests.clamd import EICAR, VIRUS
from tests.workflow.situations import action
from tests.world import World
from workflow.engine.casework import seen
from workflow.engine.trail import verify
from workflow.errors import Invalid, NotOffered, Refused
from workflow.queries.case_evidence import Piece, pieces
from workflow.uploads.evidence import attach, open_file
from workflow.uploads.files import Files
from workflow.uploads.quarantine import Scanned, scan
from workflow.uploads.scanning import Scanner


class Store:
    """A world's files, taken in while the scanner is away, and asked about once it is back."""

    def __init__(self, world: World, folder: Path, clamd_at: str) -> None:
        self.world = world
        self.away = Files(folder, Scanner(str(folder / "nobody")))
        self.back = Files(folder, Scanner(clamd_at))

    def attach(
        self,
        reference: str,
        content: bytes,
        *,
        name: str = "notes.txt",
        replaces: int | None = None,
        back: bool = False,
    ) -> int:
        """A file of the housing association's user; its id."""
        files = self.back if back else self.away
        with files.coming(name, BytesIO(content)) as coming, self.world.database.writing() as session:
            act = self.world.act(session, "user_housing")
            return attach(act, reference, SHOWN, coming, replaces=replaces).id

    def scan(self, files: Files | None = None, *, everything: bool = False) -> Scanned:
        """One pass."""
        return scan(self.world.database, files or self.back, self.world.now, everything=everything)

    def opened(self, reference: str, number: int) -> bytes:
        """The bytes as the officer gets them."""
        with self.world.database.reading() as session:
            viewer, today = self.world.ids["officer"], self.world.now.date()
            return open_file(session, self.back, reference, number, viewer, today).content

    def pieces(self, reference: str) -> list[Piece]:
        """The case's evidence."""
        with self.world.database.reading() as session:
            return pieces(session, seen(session, reference, self.world.ids["officer"], self.world.now.date()))

    def sql(self, statement: str) -> list[Any]:
        """What the database answers."""
        with self.world.database.reading() as session:
            return list(session.execute(text(statement)))


@pytest.fixture
def store(world: World, tmp_path: Path, clamd_at: str) -> Store:
    """An empty store, on each database in turn."""
    return Store(world, tmp_path / "files", clamd_at)


def test_what_waits_is_handed_to_nobody_until_it_is_clean(store: Store) -> None:
    """409 in a sentence; then the same bytes; a second pass has nothing to do."""
    reference = action(store.world)
    number = store.attach(reference, b"Clean words")
    with pytest.raises(NotOffered, match="being checked for viruses"):
        store.opened(reference, number)
    assert Scanned(clean=1) == store.scan()
    assert b"Clean words" == store.opened(reference, number)
    assert Scanned() == store.scan()


def test_while_the_scanner_is_away_it_goes_on_waiting(store: Store) -> None:
    """The pass ends at the first file, and says why."""
    reference = action(store.world)
    store.attach(reference, b"One")
    store.attach(reference, b"Two")
    done = store.scan(store.away)
    assert (0, 0, 2, 1) == (done.clean, done.infected, done.waiting, len(done.faults))


def test_a_virus_found_later_is_said_on_each_case(store: Store) -> None:
    """Infected on every case that has those bytes, with an entry, a notice to owner and manager; the trail is whole."""
    first, second = action(store.world), action(store.world)
    for reference in (first, first, second):
        store.attach(reference, EICAR)
    assert Scanned(infected=1) == store.scan()
    assert ["infected"] * 2 == [one.scan for one in store.pieces(first)]
    for reference in (first, second):
        with pytest.raises(NotOffered, match="A virus was found"):
            store.opened(reference, store.pieces(reference)[0].id)
    entries = store.sql("SELECT body FROM entry WHERE move = 'evidence_infected'")
    assert (3, True) == (len(entries), all(VIRUS in row.body for row in entries))
    told = store.sql("SELECT DISTINCT person FROM notice WHERE task LIKE 'A virus was found%'")
    assert {store.world.ids[who] for who in ("user_housing", "manager")} == {row.person for row in told}
    with store.world.database.reading() as session:
        assert [] == verify(session)[1]


def test_any_number_of_workers_say_it_once(store: Store) -> None:
    """Eight passes at the same time: an entry for each piece, and no more."""
    reference = action(store.world)
    for _ in range(3):
        store.attach(reference, EICAR)
    store.attach(reference, b"Clean words")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.scan(), range(8)))
    store.scan()
    assert ["infected"] * 3 + ["clean"] == [one.scan for one in store.pieces(reference)]
    assert 3 == store.sql("SELECT count(*) FROM entry WHERE move = 'evidence_infected'")[0][0]


def test_everything_is_asked_about_where_the_scanner_came_late(store: Store) -> None:
    """What was kept without a scanner is looked at too, once somebody asks."""
    reference = action(store.world)
    without = Files(store.back.folder)
    for content in (EICAR, b"Clean words"):
        with without.coming("notes.txt", BytesIO(content)) as coming, store.world.database.writing() as session:
            attach(store.world.act(session, "user_housing"), reference, SHOWN, coming)
    assert Scanned() == store.scan()
    assert Scanned(clean=1, infected=1) == store.scan(everything=True)
    assert ["infected", "clean"] == [one.scan for one in store.pieces(reference)]


def test_what_waits_may_be_submitted_and_not_verified(store: Store) -> None:
    """Whoever sent evidence in time isn't late for the scanner's sake; who verifies must have been able to open it."""
    reference = action(store.world)
    store.attach(reference, b"Clean words")
    store.world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    with pytest.raises(Refused, match="still being checked for viruses"):
        store.world.fire("officer", reference, "verify", {"verification": "Seen"})
    store.scan()
    store.world.fire("officer", reference, "verify", {"verification": "Seen"})


def test_nothing_is_verified_on_an_infected_file(store: Store) -> None:
    """It goes back; a clean version takes its place; then it is verified."""
    reference = action(store.world)
    infected = store.attach(reference, EICAR)
    store.world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    store.scan()
    with pytest.raises(Refused, match="found in it"):
        store.world.fire("officer", reference, "verify", {"verification": "Seen"})
    store.world.fire("officer", reference, "send_back", {"reason": "A virus was found"})
    with pytest.raises(Refused, match="Attach at least one"):
        store.world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    store.attach(reference, b"Clean words", replaces=infected, back=True)
    store.world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    store.world.fire("officer", reference, "verify", {"verification": "Seen"})


def test_versions_replace_one_another(store: Store) -> None:
    """Each has its number; each can be opened; only the newest can be replaced, and only by one."""
    reference, other = action(store.world), action(store.world)
    first = store.attach(reference, b"One", back=True)
    second = store.attach(reference, b"Two", replaces=first, back=True)
    third = store.attach(reference, b"Three", replaces=second, back=True)
    found = store.pieces(reference)
    assert [(1, second), (2, third), (3, None)] == [(one.version, one.replaced_by) for one in found]
    assert [b"One", b"Two", b"Three"] == [store.opened(reference, one.id) for one in found]
    strange = store.attach(other, b"Other", back=True)
    for wrong in (first, second, strange, 10**8):
        with pytest.raises(Invalid, match="newest version"):
            store.attach(reference, b"Four", replaces=wrong, back=True)
    assert 3 == len(store.pieces(reference))


def test_who_sent_a_version_that_was_replaced_still_verifies_nothing(store: Store) -> None:
    """An officer who once gave evidence had a hand in it, whatever became of that file."""
    reference = action(store.world)
    with store.back.coming("a.txt", BytesIO(b"One")) as coming, store.world.database.writing() as session:
        first = attach(store.world.act(session, "officer"), reference, SHOWN, coming).id
    store.attach(reference, b"Two", replaces=first, back=True)
    store.world.fire("user_housing", reference, "submit", {"submission": "All were trained"})
    with pytest.raises(Refused, match="somebody who neither owns"):
        store.world.fire("officer", reference, "verify", {"verification": "Seen"})
