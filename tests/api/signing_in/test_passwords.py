"""Passwords: which are taken, how they are kept."""

from __future__ import annotations

import time

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from api.signing_in import passwords
from tests.world import World
from workflow.errors import Invalid

ABOUT = ("Hannah Whitlock", "hannah.whitlock@northmoor.example", "Northmoor Safeguarding Partnership")
GOOD = [
    "otter lamp seventeen",
    "  spaces around it  ",
    "ünïcödé pässwörter",
    "x7#kQ!vv09Lm",
    "日本語のながいパスワードです",
]


LONGEST = (
    "a tangerine lamp, seventeen otters and one lighthouse keeper went down the river "
    "under the stairs to see whom they might find th"
)


@pytest.mark.parametrize("password", [*GOOD, LONGEST])
def test_long_ones_are_taken(password: str) -> None:
    """From 12 to 128 characters, of whatever signs: no rule of composition."""
    assert len(password) <= 128
    passwords.require_good(password, ABOUT)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "at least 12"),
        ("otter lamp1", "at least 12"),
        ("x" * 3 + "otter lamp " * 12, "at most 128"),
        ("password1234", "first that others try"),
        ("P@ssw0rd!!!2026", "first that others try"),
        ("Liverpool2026!", "first that others try"),
        ("correct horse battery staple", "first that others try"),
        ("123456789012", "first that others try"),
        ("aaaaaaaaaaaa", "first that others try"),
        ("abcabcabcabcab", "first that others try"),
        ("QWERTYUIOPAS", "first that others try"),
        ("zyxwvutsrqponm", "first that others try"),
        ("unbelievable", "first that others try"),
        ("tangerine-lamp", "first that others try"),
        ("tangerine-" * 12, "first that others try"),
        ("a" * 4 + "bottle" * 3, "first that others try"),
        ("chickenwing101", "first that others try"),
        ("HannahWhitlock1", "your name"),
        ("northmoor-hannah", "your name"),
        ("Casekeeper 2026", "first that others try"),
        ("Northmoor Partnership 1", "your name"),
    ],
)
def test_those_that_others_try_first_are_not(password: str, sentence: str) -> None:
    """Short, too long, common, a pattern, or made of what everybody knows of its person."""
    with pytest.raises(Invalid, match=sentence):
        passwords.require_good(password, ABOUT)


def test_what_lists_of_common_ones_hold_is_not_taken() -> None:
    """Every entry of 12 characters or more in zxcvbn's lists of passwords, words and names: some 4,000."""
    long_enough = {one for each in FREQUENCY_LISTS.values() for one in each if len(one) >= passwords.LEAST}
    assert len(long_enough) > 3_000
    assert [] == [one for one in long_enough if not passwords.fault_of(one, ())]


@pytest.mark.parametrize("more", ["2026!!!!!!!", "12345678901", "!1!1!1!1!1!"])
def test_a_common_one_made_longer_is_not_taken(more: str) -> None:
    """The 500 commonest passwords of all, filled up with what people fill up with."""
    longer = [one + more[: max(4, passwords.LEAST - len(one))] for one in FREQUENCY_LISTS["passwords"][:500]]
    assert [] == [one for one in longer if not passwords.fault_of(one, ())]


def test_the_longest_is_judged_in_time() -> None:
    """128 signs that each may stand for a letter are judged by their beginning: zxcvbn would take seconds."""
    awkward = ("4@8({[<369!1|0$5+7%2abcegilost" * 5)[: passwords.MOST]
    began = time.process_time()
    passwords.fault_of(awkward, ())
    assert time.process_time() - began < 2


def test_a_password_is_kept_as_argon2id_made_it(world: World) -> None:
    """It matches again, with accents however composed, and nothing else does: not even without its spaces."""
    person = world.ids["officer"]
    with world.database.writing() as session:
        passwords.put(session, person, "first one that was")
        passwords.put(session, person, "  caf\u00e9 and otters ")
    with world.database.reading() as session:
        kept = passwords.kept_of(session, person)
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (True, None) == passwords.matches("  cafe\u0301 and otters ", kept)
    for wrong in ("café and otters", "first one that was", "", "  CAFÉ and otters ", "x" * 100_000):
        assert (False, None) == passwords.matches(wrong, kept)
    assert (False, None) == passwords.matches("otter", None)


def test_an_older_cost_is_raised(world: World) -> None:
    """Who signs in with a password kept at another cost has it kept at today's; not where it was changed meanwhile."""
    person = world.ids["officer"]
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash("otter lamp seventeen")
    right, anew = passwords.matches("otter lamp seventeen", cheap)
    assert right
    assert anew is not None
    with world.database.writing() as session:
        passwords.put(session, person, "changed in the meantime")
        now = passwords.kept_of(session, person)
        passwords.rehash(session, person, cheap, anew)
        assert now == passwords.kept_of(session, person)
        passwords.rehash(session, person, now or "", anew)
        assert anew == passwords.kept_of(session, person)
        passwords.remove(session, person)
        assert passwords.kept_of(session, person) is None
