"""What docs/running/security.md says is what the code does: its figures are the code's own."""

from __future__ import annotations

import pytest

from api import app
from api.documents import package
from api.rules import limits
from api.signing_in import authenticator_apps, guesses, passwords, recovery_codes, sessions, steps
from api.signing_in.openid import asking
from tests.house.tree import ROOT
from workflow.accounts import invitations
from workflow.queries import case_list
from workflow.uploads import files, office_files

PAGE = "docs/running/security.md"
SECTIONS = (
    *("Ways of signing in", "Sessions", "Who may what", "What is valid", "Files", "What takes time"),
    *("What is sensitive", "What it speaks with", "Keys, and what they are for", "What is logged", "Components"),
)
MEGABYTE = 1024 * 1024


def minutes(time: object) -> int:
    """Whole minutes of a length of time."""
    return int(time.total_seconds()) // 60  # type: ignore[attr-defined]


def text() -> str:
    """The page on one line."""
    return " ".join((ROOT / PAGE).read_text(encoding="utf-8").split())


SAYS = [
    f"{guesses.MOST} guesses in {minutes(guesses.WITHIN)} minutes at an account",
    f"{guesses.MOST_WRONG} wrong codes of an app in 24 hours",
    f"{guesses.MOST_FROM_ONE} from one network address",
    f"{invitations.MOST_A_DAY} renewed invitations in 24 hours",
    f"A link of recovery every {minutes(invitations.STANDS)} minutes, {guesses.MOST_ASKED} in 24 hours for one network",
    f"An invitation lasts {invitations.LASTS['invitation'].days} days, a recovery 1 hour",
    f"a step of signing in {minutes(steps.LASTS)} minutes",
    f"{passwords.LEAST} to {passwords.MOST} characters",
    f"fewer than {passwords.GUESSES:,} guesses",
    f"fewer than {passwords.LEFT} characters left",
    *(f"“{word}”" for word in sorted(passwords.words_of(()))),
    f"{minutes(sessions.IDLE)} minutes idle, {minutes(sessions.IN_ALL) // 60} hours in all",
    f"a proof at most {minutes(sessions.FRESH)} minutes old",
    f"A request's body {app.MOST_BODY // MEGABYTE} MB, a file {files.MOST_BYTES // MEGABYTE} MB",
    f"a template {package.MOST_BYTES // MEGABYTE} MB",
    f"A page of a list {case_list.MOST} rows",
    f"{office_files.MOST_PARTS:,} parts and {office_files.MOST_RATIO} times",
    f"{package.MOST_UNPACKED // MEGABYTE} MB and {package.MOST_PARTS} parts",
    f"{asking.EACH:.0f} seconds a step, {asking.IN_ALL:.0f} in all, {asking.MOST // 1024} KB",
    ", ".join(f"{most} {what}" for what, most in limits.DEFAULTS.items()),
    f"recovery codes {recovery_codes.GROUPS * recovery_codes.EACH * 5}",
    f"HMAC-SHA-1, {authenticator_apps.SECONDS} seconds, 6 digits",
]


@pytest.mark.parametrize("sentence", SAYS)
def test_the_page_says_what_the_code_does(sentence: str) -> None:
    """A limit, a lifetime or a length that changes in the code is found on the page."""
    assert sentence in text()


def test_every_kind_of_file_that_is_taken_is_named() -> None:
    """And none that isn't."""
    named = text().partition("## Files")[2].partition(": by name and by content")[0]
    assert {kind[1:] for kind in files.MEDIA_TYPES} == {one.strip(" ,").lower() for one in named.split(",")} | {"jpg"}


def test_every_decision_has_its_place() -> None:
    """Each of them asked for in writing by OWASP ASVS 5.0, in this order."""
    lines = (ROOT / PAGE).read_text(encoding="utf-8").splitlines()
    assert list(SECTIONS) == [line[3:] for line in lines if line.startswith("## ")]
