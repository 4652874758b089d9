"""Who can't sign in asks by address; the answer tells nobody who is here, and the link alone opens nothing."""

from __future__ import annotations

from datetime import timedelta

from starlette.testclient import TestClient

from api.signing_in import sessions
from api.signing_in.guesses import OF_NOBODY, account_of
from api.signing_in.invitations import recover
from api.signing_in.keys import keys_of
from notifications.delivery import Delivered
from tests.api.by_link.conftest import Stage
from tests.api.pages.site import HOME, OWN
from tests.api.signing_in.clock import older
from tests.world import email
from workflow.tables.rows import GUESS, INVITATION


def ask(stage: Stage, address: str) -> str:
    """Asks for a link; the page that answers."""
    answer = stage.site.stranger().post("/recover", data={"email": address}, headers=OWN)
    assert 200 == answer.status_code
    return answer.text


def test_who_signs_in_by_themselves_is_mailed_a_link_of_an_hour(stage: Stage) -> None:
    """It begins a session in which a second factor comes first; used or not, in an hour it is over."""
    stage.can_sign_in("officer")
    ask(stage, f" {email('officer').upper()} ")
    assert Delivered(sent=1) == stage.deliver()
    mail, path = stage.mailbox.mails()[-1], stage.link()
    assert "Casekeeper: if you can't sign in" == mail["Subject"]
    stranger = stage.site.stranger()
    assert 200 == stranger.get(path).status_code
    begun = stranger.post("/set-up", data={"link": path.partition("link=")[2]}, headers=OWN)
    assert (303, "/account/ways") == (begun.status_code, begun.headers["location"])
    assert [("recovery",)] == [tuple(row) for row in stage.site.sql("SELECT how FROM web_session")]
    assert (303, "/account/ways") == (stranger.get("/").status_code, stranger.get("/").headers["location"])
    stage.runs_out()
    late = stage.site.stranger()
    assert (410, True) == (late.get(path).status_code, "/recover" in late.get(path).text)
    assert 410 == late.post("/set-up", data={"link": path.partition("link=")[2]}, headers=OWN).status_code
    stage.deliver()
    late.post("/set-up/new-link", data={"link": path.partition("link=")[2]}, headers=OWN)
    assert Delivered() == stage.deliver()


def test_the_answer_is_the_same_for_everybody(stage: Stage) -> None:
    """To the byte: who is here, who isn't, who left, who never set up, what is no address at all."""
    stage.can_sign_in("officer")
    stage.can_sign_in("legal")
    stage.site.sql("UPDATE person SET left_on = '2026-11-23' WHERE id = :id", id=stage.world.ids["legal"])
    asked = [email("officer"), email("legal"), email("chair"), "nobody@northmoor.example", "a", "a\0@b.example"]
    assert 1 == len({ask(stage, address) for address in [*asked, "x" * 5000, "x@y.example\nBcc: z@y.example"]})
    assert Delivered(sent=1) == stage.deliver()
    assert [email("officer")] == [to for to, _ in stage.mailbox.received]
    empty = stage.site.stranger().post("/recover", data={"email": " "}, headers=OWN)
    assert (422, True) == (empty.status_code, "Enter your email address" in empty.text)


def test_who_never_set_up_is_sent_their_invitation_again(stage: Stage) -> None:
    """The link that they had before counts still: a stranger may have asked."""
    first = stage.sent("officer")
    ask(stage, email("officer"))
    assert Delivered(sent=1) == stage.deliver()
    assert [200, 200] == [stage.site.stranger().get(path).status_code for path in (first, stage.link())]
    assert "Casekeeper: set up how you sign in" == stage.mailbox.mails()[-1]["Subject"]


def sent_long_ago(stage: Stage) -> None:
    """Every link was sent half an hour ago, and counts half an hour yet; what was asked for is forgotten."""
    for column in ("made_at", "expires_at"):
        older(stage.here.database, INVITATION, column, timedelta(minutes=31))
    older(stage.here.database, GUESS, "at", timedelta(hours=1))


def test_nobody_is_flooded_with_mail(stage: Stage) -> None:
    """However often somebody asks in another's name: one mail within half an hour, whose link counts."""
    stage.can_sign_in("officer")
    for _ in range(12):
        ask(stage, email("officer"))
        stage.site.sql("DELETE FROM guess")
    assert 1 == len(stage.site.sql("SELECT 1 FROM mail"))
    assert Delivered(sent=1) == stage.deliver()
    assert 200 == stage.site.stranger().get(stage.link()).status_code


def test_who_asks_in_anothers_name_ends_no_link_and_keeps_nobody_from_theirs(stage: Stage) -> None:
    """A day long: whenever its person asks, they have a link that counts for half an hour yet, or are sent one."""
    stage.can_sign_in("officer")
    links = []
    for _ in range(8):
        ask(stage, email("officer"))
        assert Delivered(sent=1) == stage.deliver()
        links.append(stage.link())
        assert [200] * len(links[-2:]) == [stage.site.stranger().get(one).status_code for one in links[-2:]]
        sent_long_ago(stage)
    assert 8 == len(set(links))


def test_the_first_that_is_used_ends_the_others(stage: Stage) -> None:
    """Two are open; once their person is in, neither works."""
    stage.can_sign_in("officer")
    links = []
    for _ in range(2):
        ask(stage, email("officer"))
        stage.deliver()
        links.append(stage.link())
        sent_long_ago(stage)
    with stage.here.database.writing() as session:
        sessions.begin(session, stage.world.ids["officer"], how="passkey")
    assert [404, 404] == [stage.site.stranger().get(one).status_code for one in links]


def test_one_source_asks_five_times_a_day(stage: Stage) -> None:
    """What it asks for beyond isn't counted for the account: another source's asking is looked at."""
    stage.can_sign_in("officer")
    for _ in range(7):
        recover(stage.here, email("officer"), "203.0.113.7")
        sent_long_ago(stage)
    assert 5 == len(stage.site.sql("SELECT 1 FROM mail"))
    recover(stage.here, email("officer"), "203.0.113.8")
    assert 6 == len(stage.site.sql("SELECT 1 FROM mail"))


def test_the_page_says_where_the_asking_comes_from(stage: Stage) -> None:
    """Five from one browser's network, whoever is asked for; no address of it is kept."""
    stage.can_sign_in("officer")
    with TestClient(stage.site.app, base_url=HOME, client=("203.0.113.9", 4711)) as browser:
        for _ in range(7):
            browser.post("/recover", data={"email": email("officer")}, headers=OWN)
            sent_long_ago(stage)
    assert (5, []) == (len(stage.site.sql("SELECT 1 FROM mail")), stage.holding("203.0.113.9"))


def test_asking_in_anothers_name_doesnt_keep_them_from_signing_in(stage: Stage) -> None:
    """Recoveries are counted beside guesses at passwords, not among them."""
    stage.can_sign_in("officer")
    for _ in range(12):
        ask(stage, email("officer"))
    counted = {row[0] for row in stage.site.sql("SELECT DISTINCT account FROM guess")} - {OF_NOBODY}
    assert 1 == len(counted)
    assert account_of(keys_of(stage.here.settings), email("officer")) not in counted
