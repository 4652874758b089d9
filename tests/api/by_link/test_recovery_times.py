"""Asking to recover an account takes as long where somebody has the address as where nobody has."""

from __future__ import annotations

import asyncio
import http.client
import time
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import event
from starlette.types import Message

from tests.apart import apart
from tests.api.by_link.conftest import Stage
from tests.api.pages.chromium import serving
from tests.api.pages.site import HOME
from tests.figures import Figure
from tests.world import PEOPLE, email

MOST_APART = 0.002
PAIRS = 100


def asked(address: str, typed: str) -> tuple[float, bytes]:
    """Seconds until the answer was there whole, and the answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.connect()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": address}
    begun = time.perf_counter()
    connection.request("POST", "/recover", urlencode({"email": typed}), headers)
    answer = connection.getresponse()
    body, took = answer.read(), time.perf_counter() - begun
    headings = sorted(f"{name}: {value}" for name, value in answer.getheaders() if name.lower() != "date")
    connection.close()
    return took, "\n".join([str(answer.status), *headings]).encode() + body


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_known_and_unknown_addresses_take_as_long(stage: Stage, figure: Figure) -> None:
    """Over a real connection, the median of a hundred pairs' differences is at most 2 ms; the answers are the same."""
    # The two of a pair come right after one another, so that a busy machine slows both down; which comes first
    # alternates, so that neither always follows the other's work.
    known, answers = [email(who) for who, _, _ in PEOPLE], set[bytes]()
    for who, _, _ in PEOPLE:
        stage.can_sign_in(who)
    with serving(replace(stage.site)) as address:

        def difference(number: int) -> float:
            mine, took = known[number % len(known)], dict[bool, float]()
            for here in (True, False) if number % 2 else (False, True):
                took[here], answer = asked(address, mine if here else mine.replace("@", "-@"))
                answers.add(answer)
            return took[True] - took[False]

        asked(address, "first@northmoor.example")
        found = apart(difference, MOST_APART, least=PAIRS, at_most=10 * PAIRS)
    told = f"{found.median * 1000:.2f} ms apart, median of {found.pairs} pairs"
    figure("recovery asked for known and unknown addresses", told)
    assert 1 == len(answers)
    assert not found.surely_by_more_than(MOST_APART), found
    assert len(stage.site.sql("SELECT 1 FROM mail")) >= len(PEOPLE)


async def before_the_answer(stage: Stage, typed: str) -> list[str]:
    """The statements that were run before the last byte of the answer went out."""
    run, before = list[str](), list[str]()
    body = urlencode({"email": typed}).encode()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            before.extend(run)

    def executed(*given: object) -> None:
        run.append(str(given[2]))

    said = {"host": urlsplit(HOME).netloc, "origin": HOME, "content-type": "application/x-www-form-urlencoded"}
    headers = [(name.encode(), value.encode()) for name, value in said.items()]
    scope = {"type": "http", "method": "POST", "path": "/recover", "query_string": b"", "headers": headers}
    scope |= {"scheme": "http", "http_version": "1.1", "raw_path": b"/recover", "root_path": ""}
    event.listen(stage.here.database.engine, "before_cursor_execute", executed)
    await stage.site.app(scope, receive, send)
    event.remove(stage.here.database.engine, "before_cursor_execute", executed)
    assert len(run) > len(before)
    return before


def test_nothing_is_looked_up_before_the_answer_is_out(stage: Stage) -> None:
    """What is done for somebody and for nobody differs once nobody waits for it any more; no clock in this one."""
    stage.can_sign_in("officer")
    nobody, somebody = (asyncio.run(before_the_answer(stage, one)) for one in ("x@y.example", email("officer")))
    assert nobody == somebody
