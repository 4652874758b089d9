"""A sign-in on its way: once, soon, and to the browser that began it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from api.signing_in import steps
from api.signing_in.keys import Keys
from api.signing_in.steps import Step
from tests.api.signing_in.clock import older
from workflow.database.storage import Database
from workflow.tables.rows import SIGN_IN_STEP

KEYS = Keys("a secret of these tests")


def begun(database: Database, browser: str = "mine") -> str:
    """A step's word."""
    with database.writing() as session:
        return steps.begin(session, browser, "code", {"challenge": "c"})


def taken(database: Database, word: str, browser: str = "mine", kind: str = "code") -> Step | None:
    """What taking it gives."""
    with database.writing() as session:
        return steps.take(session, browser, kind, word)


def test_a_step_is_taken_once(database: Database) -> None:
    """Looked at it stays; of eight that take it, one has it."""
    word = begun(database)
    with database.reading() as session:
        assert Step(None, {"challenge": "c"}) == steps.look(session, "mine", "code", word)
    with ThreadPoolExecutor(8) as hands:
        assert 1 == sum(one is not None for one in hands.map(lambda _: taken(database, word), range(8)))


def test_a_step_is_its_browsers_and_its_kinds(database: Database) -> None:
    """Another browser's cookie, another word, another purpose: nothing."""
    word = begun(database)
    assert taken(database, word, "another") is None
    assert taken(database, word, "") is None
    assert taken(database, "another") is None
    assert taken(database, word, kind="passkey") is None
    assert taken(database, word) is not None


def test_a_step_lasts_five_minutes(database: Database) -> None:
    """Then one begins anew."""
    word = begun(database)
    older(database, SIGN_IN_STEP, "made_at", timedelta(minutes=4, seconds=50))
    with database.reading() as session:
        assert steps.look(session, "mine", "code", word) is not None
    older(database, SIGN_IN_STEP, "made_at", timedelta(seconds=11))
    assert taken(database, word) is None


def offered(database: Database) -> str:
    """The word of a challenge on a page that anybody may open."""
    with database.reading() as session:
        return steps.offer(session, KEYS, "mine", "passkey", "cHc")


def accepted(database: Database, word: str, browser: str = "mine", kind: str = "passkey") -> str | None:
    """The challenge, for who comes with the word."""
    with database.writing() as session:
        return steps.accept(session, KEYS, browser, kind, word)


def test_an_offered_challenge_is_kept_nowhere_and_taken_once(database: Database) -> None:
    """However often the page is opened nothing is written; of eight that come with its word, one has it."""
    words = [offered(database) for _ in range(3)]
    with database.reading() as session:
        assert [] == session.execute(SIGN_IN_STEP.select()).all()
    with ThreadPoolExecutor(8) as hands:
        took = list(hands.map(lambda _: accepted(database, words[0]), range(8)))
    assert ["cHc"] == [one for one in took if one is not None]
    older(database, SIGN_IN_STEP, "made_at", timedelta(minutes=4))
    assert accepted(database, words[0]) is None


def test_an_offered_challenge_is_its_browsers_and_soon(database: Database) -> None:
    """No other browser's, no other kind's, none that is altered, none of another secret, and none that is old."""
    word = offered(database)
    at, challenge, mac = word.split(".")
    assert accepted(database, word, "another") is None
    assert accepted(database, word, "") is None
    assert accepted(database, word, kind="code") is None
    for altered in (
        f"{int(at) + 1}.{challenge}.{mac}",
        f"{at}.{challenge}A.{mac}",
        f"{at}.{challenge}.",
        "",
        "..",
        "é",
    ):
        assert accepted(database, altered) is None
    with database.reading() as session:
        assert steps.accept(session, Keys("another"), "mine", "passkey", word) is None
    old = str(int(at) - int(steps.LASTS.total_seconds()))
    assert accepted(database, f"{old}.cHc.{KEYS.mac('offered', 'mine', 'passkey', old, 'cHc')}") is None
    assert "cHc" == accepted(database, word)
