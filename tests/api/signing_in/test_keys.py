"""What the installation's secret is used for: each use its own key, and nothing that was altered is read."""

from __future__ import annotations

import base64

import pytest

from api.signing_in.keys import Keys, hashed
from workflow.errors import Unusable

KEYS = Keys("one-secret-0123456789-of-these-tests")


def test_what_is_encrypted_is_read_again() -> None:
    """Never twice the same text, and the words stand nowhere in it."""
    first, second = KEYS.encrypted("use", "otter"), KEYS.encrypted("use", "otter")
    assert ("otter", "otter", False) == (KEYS.decrypted("use", first), KEYS.decrypted("use", second), first == second)
    assert b"otter" not in base64.urlsafe_b64decode(first.removeprefix("1."))


def test_a_version_stands_before_it() -> None:
    """What was kept before there was one is read; a version that isn't known is not."""
    kept = KEYS.encrypted("use", "otter")
    version, _, token = kept.partition(".")
    assert ("1", "otter") == (version, KEYS.decrypted("use", token))
    assert (True, False) == (KEYS.is_of_now("use", kept), KEYS.is_of_now("use", token))
    with pytest.raises(Unusable):
        KEYS.decrypted("use", f"2.{token}")


def test_a_secret_may_be_replaced() -> None:
    """The former one opens what it kept and names whom it named, and makes no link and no digest any more."""
    now = Keys("another-secret-9876543210-of-these", (KEYS.secret,))
    kept, named = KEYS.encrypted("use", "otter"), KEYS.mac("passkey", "7")
    assert ("otter", False) == (now.decrypted("use", kept), now.is_of_now("use", kept))
    assert (True, False) == (now.names(named, "passkey", "7"), now.names(named, "passkey", "8"))
    assert now.names(now.mac("passkey", "7"), "passkey", "7")
    assert KEYS.of_link("invitation", 1, 1, 7, "a@b") != now.of_link("invitation", 1, 1, 7, "a@b")
    with pytest.raises(Unusable, match="CASEKEEPER_FORMER_SECRET_KEYS"):
        Keys(now.secret).decrypted("use", kept)


def test_what_was_altered_is_not_read() -> None:
    """Any bit of it; so isn't what another use or another secret encrypted."""
    kept = base64.urlsafe_b64decode(KEYS.encrypted("use", "otter").removeprefix("1."))
    for at in range(len(kept)):
        altered = bytes([*kept[:at], kept[at] ^ 1, *kept[at + 1 :]])
        with pytest.raises(Unusable):
            KEYS.decrypted("use", base64.urlsafe_b64encode(altered).decode())
    for other in (Keys("another-secret-9876543210-of-these"), KEYS):
        with pytest.raises(Unusable):
            other.decrypted("another use", base64.urlsafe_b64encode(kept).decode())


def test_digests_are_of_their_use() -> None:
    """256 bits each; another use, other parts, another cut between parts, another secret: another digest."""
    made = {KEYS.mac("a", "b", "c"), KEYS.mac("b", "b", "c"), KEYS.mac("a", "bc"), KEYS.mac("a", "b", "d"),
            Keys("another-secret-9876543210-of-these").mac("a", "b", "c")}  # fmt: skip
    assert (5, {43}, 64) == (len(made), {len(one) for one in made}, len(hashed("x")))
