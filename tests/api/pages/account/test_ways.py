"""How one signs in is changed by its person alone, with a fresh proof, and never so that no way is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from api.signing_in import tokens
from tests.api.pages.account.people import PASSWORD, Somebody
from tests.api.signing_in.clock import code, older
from tests.world import email
from workflow.tables.rows import GUESS, WEB_SESSION

Comes = Callable[[str], Somebody]
WAYS = "/account/ways"
SECRET = re.compile(r"<code>([A-Z2-7 ]+)</code>")
NEW = "a river under the stairs"


def signed_in(who: Somebody) -> Somebody:
    """Signed in just now."""
    who.signs_in()
    older(who.site.database, GUESS, "at", timedelta(hours=1))
    return who


def sets_up_app(who: Somebody) -> str:
    """Sets up an app as the page says; gives its secret."""
    page = who.at(f"{WAYS}/app")
    secret = SECRET.findall(page.html)[0].replace(" ", "")
    step = page.form.fields["step"][0]
    assert 303 == who.post(f"{WAYS}/app", step=step, code=code(who.site.database, secret)).status_code
    return str(secret)


def test_a_new_password_ends_the_one_before_and_other_sessions(comes_on_each: Comes) -> None:
    """And the session that set it stays."""
    officer, elsewhere = signed_in(comes_on_each("officer").set_up()), comes_on_each("officer")
    elsewhere.begins("code")
    own = {"present": PASSWORD, "csrf": own_csrf(officer)}
    assert 422 == officer.post(f"{WAYS}/password", password="password1234", **own).status_code
    assert 303 == officer.post(f"{WAYS}/password", password=NEW, **own).status_code
    assert 303 == elsewhere.get("/").status_code
    assert 200 == officer.get("/").status_code
    assert "password_set" in officer.events
    assert 422 == elsewhere.gives_password(PASSWORD).status_code
    assert 303 == elsewhere.gives_password(NEW).status_code


def holds_token(who: Somebody, name: str = "Figures for the board") -> str:
    """A token in their name, issued beforehand."""
    with who.site.database.writing() as session:
        return tokens.issue(session, who.person, name=name)


def counts(who: Somebody, token: str) -> bool:
    """Whether a program still gets in with it."""
    answer = who.site.stranger().get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"})
    return 200 == answer.status_code


def test_whoever_changes_a_password_is_asked_about_their_tokens(comes_on_each: Comes) -> None:
    """They count on, each by name, with one button that ends them all; not shown where nothing was changed."""
    officer = signed_in(comes_on_each("officer").set_up())
    token = holds_token(officer)
    own = {"present": PASSWORD, "csrf": own_csrf(officer)}
    saved = officer.post(f"{WAYS}/password", password=NEW, **own).headers["location"]
    page = officer.at(saved)
    assert "Figures for the board" in page.text
    assert "Figures for the board" not in officer.at(WAYS).text
    assert counts(officer, token)
    form = next(form for form in page.forms if form.action == "/account/tokens/end-all")
    answer = officer.post(form.action, csrf=form.fields["csrf"][0])
    assert (303, "/account?saved=tokens") == (answer.status_code, answer.headers["location"])
    assert not counts(officer, token)
    assert "Figures for the board" not in officer.at(saved).text
    assert "token_ended" in officer.events


def test_whoever_recovers_has_no_tokens_left(comes_on_each: Comes) -> None:
    """Once the second factor is proved and a new password set; a link that nobody proved anything by ends none."""
    officer = comes_on_each("officer").set_up()
    token = holds_token(officer)
    officer.begins("recovery")
    assert 303 == officer.post(f"{WAYS}/password", password=NEW).status_code
    assert counts(officer, token)
    assert 303 == officer.post(f"{WAYS}/proof", code=officer.code()).status_code
    assert counts(officer, token)
    assert 303 == officer.post(f"{WAYS}/password", password=NEW).status_code
    assert not counts(officer, token)
    assert "token_ended" in officer.events


@pytest.mark.parametrize("before", [True, False])
def test_whoever_is_invited_anew_has_no_tokens_left(comes: Comes, *, before: bool) -> None:
    """Who was never signed in keeps the one that was issued for them beforehand."""
    officer = comes("officer").set_up()
    if before:
        signed_in(officer)
    token = holds_token(officer)
    officer.begins("invitation")
    assert 303 == officer.post(f"{WAYS}/password", password=NEW, csrf=own_csrf(officer)).status_code
    assert before != counts(officer, token)


def own_csrf(who: Somebody) -> str:
    """The word of this very browser's session."""
    return who.at(WAYS).forms[0].fields["csrf"][0]


def test_another_app_counts_once_it_has_shown_a_code(comes: Comes) -> None:
    """Until then the one before does; the picture is an SVG for this session alone."""
    officer = signed_in(comes("officer").set_up())
    page = officer.at(f"{WAYS}/app")
    picture = re.findall(r'src="(/account/ways/app/qr.svg[^"]+)"', page.html)[0]
    drawn = officer.get(picture)
    assert (200, "image/svg+xml; charset=utf-8", "no-store") == (
        drawn.status_code,
        drawn.headers["content-type"],
        drawn.headers["cache-control"],
    )
    manager = signed_in(comes("manager").set_up())
    assert 404 == manager.get(picture).status_code
    assert 422 == officer.post(f"{WAYS}/app", step=page.form.fields["step"][0], code="000000").status_code
    old = officer.secret
    officer.secret = sets_up_app(officer)
    assert 422 == officer.gives_code(officer.gives_password(), code(officer.site.database, old, 1)).status_code
    assert "/" == officer.gives_code(officer.gives_password(), officer.code(1)).headers["location"]


def test_recovery_codes_are_shown_once(comes: Comes) -> None:
    """Ten; the page of ways only counts them."""
    officer = signed_in(comes("officer").set_up())
    shown = re.findall(r"<code>([0-9A-Z-]{34})</code>", officer.post(f"{WAYS}/codes").text)
    assert 10 == len(set(shown))
    page = officer.at(WAYS)
    assert "You have 10 codes left" in page.text
    assert not any(one in page.html for one in shown)
    assert 422 == officer.gives_code(officer.gives_password(), officer.codes[0]).status_code
    assert 303 == officer.gives_code(officer.gives_password(), shown[0]).status_code


@pytest.mark.parametrize("what", ["password", "app"])
def test_the_last_way_stays(comes: Comes, what: str) -> None:
    """Neither half of the only way goes; with a passkey beside it both may."""
    officer = signed_in(comes("officer").set_up())
    refused = officer.post(f"{WAYS}/{what}/remove")
    assert 422 == refused.status_code
    assert "You would have no way left" in refused.text
    assert 303 == officer.answers(f"{WAYS}/passkeys", f"{WAYS}/passkeys").status_code
    assert 303 == officer.post(f"{WAYS}/{what}/remove").status_code
    assert f"{what}_removed" in officer.events
    assert 404 == officer.post(f"{WAYS}/{what}/remove").status_code


def test_a_passkey_goes_and_signs_in_no_more(comes: Comes) -> None:
    """One's own alone; who needs one keeps the last."""
    officer, manager = signed_in(comes("officer").set_up(passkey=True)), signed_in(comes("manager").set_up())
    number = officer.site.sql("SELECT id FROM passkey")[0][0]
    assert 404 == manager.post(f"{WAYS}/passkeys/{number}/remove").status_code
    assert 303 == officer.post(f"{WAYS}/passkeys/{number}/remove").status_code
    assert 422 == comes("officer").client.post("/sign-in/passkey", data={"credential": "{}"}).status_code
    scrutineer = comes("scrutineer").set_up(passkey=True)
    scrutineer.answers("/sign-in", "/sign-in/passkey")
    number = officer.site.sql("SELECT id FROM passkey")[0][0]
    assert 422 == scrutineer.post(f"{WAYS}/passkeys/{number}/remove").status_code


CHANGES = ("password", "password/remove", "app", "app/remove", "passkeys", "passkeys/1/remove", "codes")


def test_every_change_wants_a_fresh_proof(comes: Comes) -> None:
    """After ten minutes one proves again who one is; what is set up can still be read."""
    officer = signed_in(comes("officer").set_up(passkey=True))
    older(officer.site.database, WEB_SESSION, "proved_at", timedelta(minutes=11))
    before = officer.site.dump()
    for path in CHANGES:
        answer = officer.post(f"{WAYS}/{path}", password=NEW)
        assert (303, True) == (answer.status_code, answer.headers["location"].startswith("/sign-in/again")), path
    after = officer.site.dump()
    kept = ("password", "passkey", "authenticator_app", "recovery_code", "account_event")
    assert {name: before[name] for name in kept} == {name: after[name] for name in kept}
    page = officer.at(WAYS)
    assert "Prove again that it is you to change anything here" in page.text
    assert [] == [form.action for form in page.forms if form.action.startswith(WAYS)]


def test_an_invitation_is_done_with_a_full_way(comes_on_each: Comes) -> None:
    """Password, app and codes; until then nothing else is reached, and each step says what is missing."""
    officer = comes_on_each("officer").begins("invitation")
    for path in ("/", "/cases", "/policy", "/sign-in/again"):
        assert (303, WAYS) == ((answer := officer.get(path)).status_code, answer.headers["location"])
    assert 'href="/cases"' not in officer.get(WAYS).text
    assert "Set a password, or add a passkey" in officer.post(f"{WAYS}/done").text
    assert 303 == officer.post(f"{WAYS}/password", password=NEW).status_code
    assert "Set up an authenticator app" in officer.post(f"{WAYS}/done").text
    officer.secret = sets_up_app(officer)
    assert "Make recovery codes" in officer.post(f"{WAYS}/done").text
    assert 200 == officer.post(f"{WAYS}/codes").status_code
    limited = officer.client.cookies["casekeeper"]
    assert "/" == officer.post(f"{WAYS}/done").headers["location"]
    assert limited != officer.client.cookies["casekeeper"]
    assert (["code"], 200) == (officer.hows, officer.get("/").status_code)
    assert 'href="/cases"' in officer.get("/").text
    assert "/" == officer.gives_code(officer.gives_password(NEW), officer.code(1)).headers["location"]


def test_an_invitation_is_done_with_a_passkey(comes: Comes) -> None:
    """It is enough by itself."""
    officer = comes("officer").begins("invitation")
    assert 303 == officer.answers(f"{WAYS}/passkeys", f"{WAYS}/passkeys").status_code
    assert "/" == officer.post(f"{WAYS}/done").headers["location"]
    assert ["passkey"] == officer.hows


def test_who_needs_a_passkey_is_not_done_without(comes: Comes) -> None:
    """An administrator's invitation ends with a passkey."""
    administrator = comes("administrator").begins("invitation")
    administrator.post(f"{WAYS}/password", password=NEW)
    sets_up_app(administrator)
    administrator.post(f"{WAYS}/codes")
    assert "Add a passkey: your role signs in with one" in administrator.post(f"{WAYS}/done").text
    assert ["invitation"] == administrator.hows


@pytest.mark.parametrize("how", ["invitation", "recovery", "passkey wanted"])
def test_a_link_by_mail_opens_nothing_that_was_there(comes: Comes, how: str) -> None:
    """What was set up before the link was followed doesn't make its session a full one."""
    officer = comes("officer").set_up(passkey=True)
    for table in ("password", "passkey", "authenticator_app"):
        column = {"password": "set_at", "passkey": "made_at"}.get(table, "confirmed_at")
        officer.site.sql(f"UPDATE {table} SET {column} = '2026-01-01T00:00:00.000Z'")
    officer.begins(how)
    assert 422 == officer.post(f"{WAYS}/done").status_code
    assert [how] == officer.hows


def test_recovery_wants_a_second_factor_before_a_new_password(comes_on_each: Comes) -> None:
    """A mail alone changes nothing; with the app's code a new password is set, and one is signed in."""
    officer = comes_on_each("officer").set_up().begins("recovery")
    for path in CHANGES:
        assert (303, WAYS) == ((answer := officer.post(f"{WAYS}/{path}", password=NEW)).status_code,
                               answer.headers["location"]), path  # fmt: skip
    assert "Before you set a new password, prove who you are" in officer.at(WAYS).text
    assert 422 == officer.post(f"{WAYS}/proof", code="000000").status_code
    assert 303 == officer.post(f"{WAYS}/proof", code=officer.code()).status_code
    assert ["recovery proved"] == officer.hows
    assert 303 == officer.get("/").status_code
    assert 422 == officer.post(f"{WAYS}/done").status_code
    assert 303 == officer.post(f"{WAYS}/password", password=NEW).status_code
    assert "/" == officer.post(f"{WAYS}/done").headers["location"]
    assert 200 == officer.get("/").status_code
    older(officer.site.database, GUESS, "at", timedelta(hours=1))
    assert 422 == officer.gives_password().status_code
    assert 303 == officer.gives_password(NEW).status_code


def test_recovery_by_passkey_is_a_sign_in(comes: Comes) -> None:
    """Whoever still has it needs no new password."""
    officer = comes("officer").set_up(passkey=True).begins("recovery")
    assert (303, WAYS) == ((done := officer.answers(f"{WAYS}/proof", f"{WAYS}/proof")).status_code,
                           done.headers["location"])  # fmt: skip
    assert (["passkey"], 200) == (officer.hows, officer.get("/").status_code)


def test_guesses_at_a_recovery_are_counted(comes: Comes) -> None:
    """Whoever reads somebody's mail has no more tries at their app than at the sign-in page."""
    officer = comes("officer").set_up().begins("recovery")
    answers = [officer.post(f"{WAYS}/proof", code=f"{number:06}").status_code for number in range(5)]
    assert [422, 422, 422, 422, 429] == answers


def test_the_page_names_the_address_for_password_managers(comes: Comes) -> None:
    """A new password is kept under the address that one signs in with."""
    assert email("officer") in signed_in(comes("officer").set_up()).at(f"{WAYS}/password").html
