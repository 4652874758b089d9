"""Once who came by a link has set up, what was lost signs nobody in; and the log says how they came in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.pages.account.ways_page import AT
from tests.api.pages.account.people import PASSWORD, Somebody
from tests.api.signing_in.clock import older
from workflow.tables.rows import AUTHENTICATOR_APP, GUESS, PASSKEY  # fmt: skip
from workflow.tables.rows import PASSWORD as KEPT

Comes = Callable[[str], Somebody]
NEW = "a river under the stairs"


def long_ago(somebody: Somebody) -> Somebody:
    """What they have set up is a day old."""
    for table, column in ((KEPT, "set_at"), (PASSKEY, "made_at"), (AUTHENTICATOR_APP, "confirmed_at")):
        older(somebody.site.database, table, column, timedelta(days=1))
    return somebody


def finder_of(comes: Comes, owner: Somebody) -> Somebody:
    """Who found the owner's phone, with its app and its passkey."""
    finder = comes(owner.who)
    finder.secret, finder.codes, finder.key = owner.secret, owner.codes, owner.key
    return finder


def kept(somebody: Somebody) -> dict[str, int]:
    """How many of each they have."""
    tables = ("password", "passkey", "authenticator_app", "recovery_code", "identity")
    count = "SELECT count(*) AS n FROM {} WHERE person = :who"
    return {one: somebody.site.sql(count.format(one), who=somebody.person)[0].n for one in tables}


def test_invited_anew_the_lost_phone_signs_nobody_in(comes_on_each: Comes) -> None:
    """They set up a passkey: old password, app, codes and passkey are gone, and the page says so before."""
    owner = long_ago(comes_on_each("user_housing").set_up(passkey=True))
    finder = finder_of(comes_on_each, owner)
    invited = comes_on_each("user_housing").begins("invitation")
    assert 303 == invited.answers(f"{AT}/passkeys", f"{AT}/passkeys").status_code
    assert "Once you press Done, what you had set up before no longer signs you in." in invited.at(AT).html
    assert (303, ["passkey"]) == (invited.post(f"{AT}/done").status_code, invited.hows)

    nothing = {"password": 0, "passkey": 1, "authenticator_app": 0, "recovery_code": 0, "identity": 0}
    assert nothing == kept(invited)
    assert 422 == finder.gives_password(PASSWORD).status_code
    assert 422 == finder.answers("/sign-in", "/sign-in/passkey").status_code
    removed = [what for what in invited.events if what.endswith("_removed")]
    assert ["passkey_removed", "password_removed", "app_removed"] == removed


def test_codes_made_before_an_invitation_are_made_anew(comes: Comes) -> None:
    """A password and an app are set up anew: the sheet that was lost with the phone stands for nothing."""
    owner = long_ago(comes("user_housing").set_up())
    invited = comes("user_housing").begins("invitation")
    assert 303 == invited.post(f"{AT}/password", password=NEW).status_code
    owner.site.sql("UPDATE authenticator_app SET confirmed_at = (SELECT set_at FROM password)")
    assert "Make recovery codes" in invited.post(f"{AT}/done").text
    assert 200 == invited.post(f"{AT}/codes").status_code
    assert (303, 10) == (invited.post(f"{AT}/done").status_code, kept(invited)["recovery_code"])
    assert ["code"] == invited.hows


def test_who_recovers_keeps_what_they_have_shown(comes: Comes) -> None:
    """The app whose code they gave, and the codes; not the passkey that they didn't show. The log says “code”."""
    officer = long_ago(comes("officer").set_up(passkey=True)).begins("recovery")
    assert 303 == officer.post(f"{AT}/proof", code=officer.code()).status_code
    assert "except the app whose code you gave" in officer.at(AT).html
    assert 303 == officer.post(f"{AT}/password", password=NEW).status_code
    assert (303, ["code"]) == (officer.post(f"{AT}/done").status_code, officer.hows)
    left = {"password": 1, "passkey": 0, "authenticator_app": 1, "recovery_code": 10, "identity": 0}
    assert left == kept(officer)
    last = officer.site.sql("SELECT detail FROM account_event WHERE what = 'signed_in' ORDER BY id DESC LIMIT 1")
    assert "code, set up" == last[0].detail


def test_who_recovers_by_a_code_sets_the_app_up_anew(comes: Comes) -> None:
    """They lost the phone, or wouldn't have used the sheet: what is on it doesn't count."""
    officer = long_ago(comes("officer").set_up()).begins("recovery")
    assert 303 == officer.post(f"{AT}/proof", code=officer.codes[0]).status_code
    assert ["recovery by code"] == officer.hows
    assert 303 == officer.post(f"{AT}/password", password=NEW).status_code
    assert "Set up an authenticator app" in officer.post(f"{AT}/done").text
    assert 303 == officer.answers(f"{AT}/passkeys", f"{AT}/passkeys").status_code
    assert (303, ["passkey"]) == (officer.post(f"{AT}/done").status_code, officer.hows)
    left = {"password": 1, "passkey": 1, "authenticator_app": 0, "recovery_code": 10, "identity": 0}
    assert left == kept(officer)


def test_the_accounts_of_providers_are_matched_anew(comes: Comes) -> None:
    """One that another bound goes with the rest."""
    officer = comes("officer")
    there = "'NM', 'school', 'School', 'https://idp.example', 'c', 's', '2026-01-01T00:00:00.000Z'"
    columns = "partnership, agency, name, issuer, client, secret, made_at"
    officer.site.sql(f"INSERT INTO identity_provider (id, {columns}) VALUES (1, {there})")
    bound = (
        "INSERT INTO identity (provider, subject, person, made_at) VALUES (1, 's', :who, '2026-01-01T00:00:00.000Z')"
    )
    officer.site.sql(bound, who=officer.person)
    officer.begins("invitation")
    officer.answers(f"{AT}/passkeys", f"{AT}/passkeys")
    assert (303, 0) == (officer.post(f"{AT}/done").status_code, kept(officer)["identity"])
    assert "identity_forgotten" in officer.events


@pytest.mark.parametrize("how", ["invitation", "recovery proved"])
def test_what_was_there_stays_until_all_is_done(comes: Comes, how: str) -> None:
    """Half of it set up, by whoever opened the link, takes nothing from its owner."""
    owner = long_ago(comes("user_housing").set_up(passkey=True))
    comes("user_housing").begins(how).answers(f"{AT}/passkeys", f"{AT}/passkeys")
    older(owner.site.database, GUESS, "at", timedelta(hours=1))
    assert 2 == kept(owner)["passkey"]
    assert 303 == owner.answers("/sign-in", "/sign-in/passkey").status_code
