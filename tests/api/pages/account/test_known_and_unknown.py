"""Whether somebody has an account is told by nothing: not by words, status, headers or time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from time import process_time

import httpx
import pytest
from sqlalchemy import event

from api.signing_in.guesses import account_of
from api.signing_in.keys import keys_of
from tests.apart import apart
from tests.api.pages.account.people import Somebody
from tests.api.pages.site import OWN
from workflow.tables.moments import NOW
from workflow.tables.rows import GUESS

Comes = Callable[[str], Somebody]
ADDRESSES = ("officer@northmoor.example", "manager@northmoor.example", "nobody@elsewhere.example")
"""With a password, without one, and nobody's."""
OWN_WORDS, WAITS = re.compile(r"[\w.-]{22,}"), re.compile(r"Wait \d+ seconds")
"""What differs from answer to answer for anybody: challenges, and how long one has waited already."""
MOST_APART, PAIRS = 2.0, 60


def seen(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """What a stranger can tell of an answer."""
    headers = {name: one for name, one in answer.headers.items() if name not in ("set-cookie", "content-length")}
    return answer.status_code, OWN_WORDS.sub("…", answer.text), headers


def tried(who: Somebody, address: str) -> httpx.Response:
    """A wrong password for an address."""
    typed = {"address": address, "password": "not the right one", "next": "/"}
    return who.client.post("/sign-in", data=typed, headers=OWN)


def test_the_answers_are_the_same(comes_on_each: Comes) -> None:
    """For who has a password, who has none, and who isn't there; likewise where the next try has to wait."""
    officer = comes_on_each("officer").set_up()
    for stopped in (False, True):
        answers = []
        for address in ADDRESSES:
            if stopped:
                stop(officer, address)
            status, words, headers = seen(tried(officer, address))
            headers.pop("retry-after", None)
            answers.append((status, WAITS.sub("…", words.replace(address, "…")), headers))
        assert (429 if stopped else 422) == answers[0][0]
        assert answers[0] == answers[1] == answers[2]


def stop(who: Somebody, address: str) -> None:
    """Ten guesses at the address were made just now."""
    account = account_of(keys_of(who.site.here.settings), address)
    with who.site.database.writing() as session:
        session.connection().execute(GUESS.insert().values(account=account, at=NOW), [{}] * 10)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_time_is_the_same(comes: Comes) -> None:
    """The median of sixty pairs' differences is at most two milliseconds of the processor's time."""
    # What is measured is the time that this process, browser, pages and database in one, works for an answer: other
    # processes disturb it little. What it leaves out is waiting, for which there is nothing but the database's
    # commits, and those are as many (the test below).
    officer = comes("officer").set_up()

    def difference(number: int) -> float:
        pair = (ADDRESSES[0], ADDRESSES[2])
        took = {address: milliseconds(officer, address) for address in sorted(pair, reverse=number % 2 == 1)}
        return took[pair[0]] - took[pair[1]]

    found = apart(difference, MOST_APART, least=PAIRS, at_most=8 * PAIRS)
    told = f"{abs(found.median):.2f} ms apart, median of {found.pairs} pairs"
    os.write(2, f"\nsigning in with a wrong password, known and unknown: {told}\n".encode())
    assert not found.surely_by_more_than(MOST_APART), found


def milliseconds(who: Somebody, address: str) -> float:
    """How long the processor works for the answer to a wrong password, none having been tried before."""
    with who.site.database.writing() as session:
        session.connection().execute(GUESS.delete())
    began = process_time()
    answer = tried(who, address)
    took = (process_time() - began) * 1000
    assert 422 == answer.status_code
    return took


def test_what_is_written_is_as_much(comes_on_each: Comes) -> None:
    """As many transactions are committed, each with a row or none, for who is there and who isn't; on each database."""
    officer, commits = comes_on_each("officer").set_up(), list[bool]()
    engine, wrote = officer.site.database.engine, list[bool]()

    def executed(*given: object) -> None:
        wrote.append(str(given[2]).startswith("INSERT"))

    def committed(_: object) -> None:
        commits.append(any(wrote))
        wrote.clear()

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
    seen_of = dict[str, list[bool]]()
    for address in (ADDRESSES[2], *ADDRESSES):  # the first of nobody's in an hour is noted as well
        wrote.clear()
        commits.clear()
        tried(officer, address)
        seen_of[address] = list(commits)
    assert [2, 2, 2] == [sum(one) for one in seen_of.values()]
    assert seen_of[ADDRESSES[0]] == seen_of[ADDRESSES[1]] == seen_of[ADDRESSES[2]]


@pytest.mark.parametrize("address", ["", "no address", "a" * 5000 + "@x.example", "ʼ@northmoor.example"])
def test_what_is_no_address_is_answered_likewise(comes: Comes, address: str) -> None:
    """Nothing that is typed makes a fault."""
    assert 422 == tried(comes("officer"), address).status_code
