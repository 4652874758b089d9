"""Who can't sign in asks by address; the answer tells nobody who is here, and the link alone opens nothing."""

from __future__ import annotations

from api.signing_in.guesses import account_of
from api.signing_in.keys import keys_of
from notifications.delivery import Delivered
from tests.api.by_link.conftest import Stage
from tests.api.pages.site import OWN
from tests.world import email


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
    """And a link that they had before ends."""
    first = stage.sent("officer")
    ask(stage, email("officer"))
    assert Delivered(sent=1) == stage.deliver()
    assert [404, 200] == [stage.site.stranger().get(path).status_code for path in (first, stage.link())]
    assert "Casekeeper: set up how you sign in" == stage.mailbox.mails()[-1]["Subject"]


def test_nobody_is_flooded_with_mail(stage: Stage) -> None:
    """However often somebody asks in another's name: a few mails a day, and each ends the link before."""
    stage.can_sign_in("officer")
    for _ in range(12):
        ask(stage, email("officer"))
        stage.site.sql("DELETE FROM guess")
    assert 5 == len(stage.site.sql("SELECT 1 FROM mail"))
    assert Delivered(sent=1, withdrawn=4) == stage.deliver()


def test_asking_in_anothers_name_doesnt_keep_them_from_signing_in(stage: Stage) -> None:
    """Recoveries are counted beside guesses at passwords, not among them."""
    stage.can_sign_in("officer")
    for _ in range(12):
        ask(stage, email("officer"))
    counted = {row[0] for row in stage.site.sql("SELECT DISTINCT account FROM guess")}
    assert 1 == len(counted)
    assert account_of(keys_of(stage.here.settings), email("officer")) not in counted
