"""Ten thousand lines owed at once reach 500 people, though workers are killed, overtaken and ended meanwhile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from tests.figures import Figure
from tests.notifications.stage import MONDAY, london
from tests.notifications.ten_thousand.owed import LINES, PEOPLE, lines, mails, populate, read
from tests.notifications.ten_thousand.workers import PATIENCE, Crew, Desk
from tests.notifications.waiting import until
from workflow.database.storage import Database
from workflow.tables.rows import MAIL

SEED = 20261123


@pytest.fixture
def crew(database: Database, database_url: str, tmp_path: Path) -> Iterator[Crew]:
    """Nobody at work yet, a mail server, a clock at twenty to eight."""
    desk = Desk()
    desk.open()
    made = Crew(database, database_url, desk, tmp_path, Random(SEED))
    made.clock(london(MONDAY, 7, 40))
    yield made
    made.dismiss()
    desk.close()


def sweep_them_all(crew: Crew) -> None:
    """Two workers make the lines before the digest's hour; two kills while they do."""
    for _ in range(2):
        crew.start()
    for moment in sorted(crew.chance.sample(range(1, LINES * 9 // 10), 2)):
        until(lambda moment=moment: lines(crew.database, "owed") >= moment, PATIENCE)
        crew.kill()
    until(lambda: lines(crew.database, "owed") == LINES, PATIENCE)
    assert not mails(crew.database)


def send_them_all(crew: Crew) -> None:
    """At eight they gather and send; a kill while they gather, two while they send; one is ended, one overtaken."""
    crew.clock(london(MONDAY, 8))
    moment = crew.chance.randrange(1, PEOPLE * 9 // 10)
    until(lambda: mails(crew.database).total() >= moment, PATIENCE)
    crew.kill()
    moments = sorted(crew.chance.sample(range(1, PEOPLE // 3), 4))
    for moment, befalls in zip(moments, (crew.kill, crew.end, crew.kill, crew.overtake), strict=True):
        until(lambda moment=moment: len(crew.desk.arrived) >= moment, PATIENCE)
        befalls()
        while len(crew.at_work) < 2:
            crew.start()
    until(lambda: crew.all_sent(PEOPLE), PATIENCE)
    for _ in range(2):
        crew.end()


@pytest.mark.timeout(900)
def test_each_person_gets_one_mail_and_each_line_stands_in_one(crew: Crew, figure: Figure) -> None:
    """0 lost, 0 doubled; what a killed worker had handed over may come again: the same mail, counted as unknown."""
    owned = populate(crew.database)
    sweep_them_all(crew)
    send_them_all(crew)
    arrived = crew.desk.arrived

    copies: dict[str, list[bytes]] = defaultdict(list)
    to: dict[str, set[str]] = defaultdict(set)
    for _, address, content in arrived:
        name = str(read(content)[0]["Message-ID"])
        copies[name].append(content)
        to[address].add(name)
    assert dict.fromkeys(owned, 1) == {address: len(names) for address, names in to.items()}
    assert all(len(set(contents)) == 1 for contents in copies.values())

    told = {address: sorted(read(copies[name][0])[1]) for address, (name,) in to.items()}
    assert {address: sorted(references) for address, references in owned.items()} == told
    assert {1} == set(Counter(reference for references in told.values() for reference in references).values())
    assert LINES == sum(map(len, told.values())) == lines(crew.database, "mailed")

    with crew.database.reading() as session:
        unknown = {row.message_id: row.unknown for row in session.execute(select(MAIL.c.message_id, MAIL.c.unknown))}
    again = {name: len(contents) - 1 for name, contents in copies.items() if len(contents) > 1}
    assert all(count <= unknown[name] <= crew.overtaken for name, count in again.items())
    told = f"{LINES} lines in {PEOPLE} mails; {sum(again.values())} copies, {sum(unknown.values())} counted as unknown"
    figure(f"workers stopped and killed, {crew.database.engine.name}", told)
