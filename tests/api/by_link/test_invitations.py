"""A link from a mail: for one person at one address, until it runs out or was used, and in nobody else's hands."""

from __future__ import annotations

import pytest

from api.signing_in import invitations, sessions
from notifications.delivery import Delivered
from notifications.link_mails import ENDED, LEFT, MARK, RAN_OUT
from tests.api.by_link.conftest import Stage
from tests.api.pages.site import OWN
from tests.world import email


def carried(path: str) -> str:
    """What a link carries."""
    return path.partition("link=")[2]


def statuses(stage: Stage, path: str) -> tuple[int, int]:
    """What opening the link answers, and pressing its button."""
    stranger = stage.site.stranger()
    pressed = stranger.post("/set-up", data={"link": carried(path)}, headers=OWN)
    return stranger.get(path).status_code, pressed.status_code


def test_a_link_leads_to_setting_up_and_nowhere_else(stage: Stage) -> None:
    """Its page names who is invited by whom; its button begins a session that reaches nothing but setting up."""
    path = stage.sent("officer")
    stranger = stage.site.stranger()
    page = stranger.get(path)
    assert (200, True) == (page.status_code, "Testing Partnership" in page.text or "Northmoor" in page.text)
    assert "invites Officer to Casekeeper" in page.text
    assert email("officer") not in page.text
    begun = stranger.post("/set-up", data={"link": carried(path)}, headers=OWN)
    assert (303, "/account/ways") == (begun.status_code, begun.headers["location"])
    assert (303, "/account/ways") == (stranger.get("/").status_code, stranger.get("/").headers["location"])
    assert [("invitation",)] == [tuple(row) for row in stage.site.sql("SELECT how FROM web_session")]


def test_opening_a_link_changes_nothing(stage: Stage) -> None:
    """Mail scanners open links: ten times later it works as before, and nothing was written."""
    path = stage.sent("officer")
    before = stage.site.dump()
    assert {200} == {stage.site.stranger().get(path).status_code for _ in range(10)}
    assert before == stage.site.dump()
    assert (200, 303) == statuses(stage, path)


def test_a_link_is_used_once(stage: Stage) -> None:
    """Setting up may be taken up again where it broke off; once it is done, the link is over."""
    path = stage.sent("officer")
    assert [(200, 303), (200, 303)] == [statuses(stage, path), statuses(stage, path)]
    stranger = stage.site.stranger()
    stranger.post("/set-up", data={"link": carried(path)}, headers=OWN)
    with stage.here.database.writing() as session:
        sessions.rise(session, stranger.cookies["casekeeper"], how="passkey")
    assert (404, 404) == statuses(stage, path)
    used = "SELECT count(*) FROM account_event WHERE what = 'invitation_used'"
    assert 1 == stage.site.sql(used)[0][0]


def test_an_invitation_that_ran_out_is_renewed_by_its_receiver(stage: Stage) -> None:
    """To the same address, which isn't shown; the new link works, the old one doesn't, at most three a day."""
    paths = [stage.sent("officer")]
    for _ in range(3):
        stage.runs_out()
        assert (410, 410) == statuses(stage, paths[-1])
        stranger = stage.site.stranger()
        assert email("officer") not in stranger.get(paths[-1]).text
        renewed = stranger.post("/set-up/new-link", data={"link": carried(paths[-1])}, headers=OWN)
        assert (200, False) == (renewed.status_code, email("officer") in renewed.text)
        assert Delivered(sent=1) == stage.deliver()
        assert email("officer") == stage.mailbox.received[-1][0]
        paths.append(stage.link())
        assert [(404, 404), (200, 303)] == [statuses(stage, paths[-2]), statuses(stage, paths[-1])]
    stage.runs_out()
    stranger = stage.site.stranger()
    assert 429 == stranger.post("/set-up/new-link", data={"link": carried(paths[-1])}, headers=OWN).status_code
    assert Delivered() == stage.deliver()
    assert 4 == len(set(paths)) == len(stage.mailbox.received)


def test_one_that_counts_still_isnt_renewed(stage: Stage) -> None:
    """Asking for a new link, where this one works, shows its page and sends nothing."""
    path = stage.sent("officer")
    assert 200 == stage.site.stranger().post("/set-up/new-link", data={"link": carried(path)}, headers=OWN).status_code
    assert Delivered() == stage.deliver()


def test_nobody_makes_a_link_of_another(stage: Stage) -> None:
    """A letter changed, another number, another's invitation, what is no link at all: one page for all of them."""
    mine, theirs = (carried(stage.sent(who)) for who in ("officer", "legal"))
    invitation, number, secret = mine.split(".")
    other = theirs.split(".")[0]
    wrong = [
        f"{invitation}.{number}.{secret[:-2]}{'AA' if secret[-2:] != 'AA' else 'BB'}",
        f"{other}.{number}.{secret}",
    ]
    wrong += [f"{invitation}.2.{secret}", f"{invitation}.0.{secret}", f"999.{number}.{secret}", f"{mine}x", mine[:-1]]
    wrong += ["", ".", "..", "1", "1.1", "1.1.", "²." + mine, f"{invitation}.{number}.{MARK}", "9" * 30 + mine[1:]]
    wrong += [f"-{mine}", f"{invitation}.{number}.é", "%00" + mine]
    before = stage.site.dump()
    pages = set()
    for one in wrong:
        stranger = stage.site.stranger()
        page = stranger.get("/set-up", params={"link": one})
        pressed = stranger.post("/set-up", data={"link": one}, headers=OWN)
        renewed = stranger.post("/set-up/new-link", data={"link": one}, headers=OWN)
        assert {404} == {answer.status_code for answer in (page, pressed, renewed)}, one
        pages |= {page.text, pressed.text, renewed.text}
    assert (before, 1) == (stage.site.dump(), len(pages))
    assert [(200, 303), (200, 303)] == [statuses(stage, f"/set-up?link={one}") for one in (mine, theirs)]


@pytest.mark.parametrize(
    "ended", ["UPDATE person SET left_on = '2026-11-23'", "UPDATE role_held SET to_on = '2026-11-23'"]
)
def test_leaving_ends_links(stage: Stage, ended: str) -> None:
    """Of who left, or holds no role any more: sent ones don't work, and waiting ones aren't sent."""
    path = stage.sent("officer")
    stage.invite("legal")
    stage.site.sql(ended)
    assert (404, 404) == statuses(stage, path)
    assert Delivered(withdrawn=1) == stage.deliver()
    assert [LEFT] == [row[0] for row in stage.site.sql("SELECT answer FROM mail WHERE status = 'withdrawn'")]


def test_what_doesnt_count_any_more_isnt_sent(stage: Stage) -> None:
    """A mail that waited while a newer one was made, while its link ran out, or while it was ended."""
    stage.invite("officer")
    stage.invite("officer")
    stage.invite("legal")
    with stage.here.database.writing() as session:
        assert 1 == invitations.invitations.end(session, stage.world.ids["legal"])
    assert Delivered(sent=1, withdrawn=2) == stage.deliver()
    assert (200, 303) == statuses(stage, stage.link())
    stage.invite("chair")
    stage.runs_out()
    assert Delivered(withdrawn=1) == stage.deliver()
    found = stage.site.sql("SELECT answer FROM mail WHERE status = 'withdrawn' ORDER BY id")
    assert [ENDED, ENDED, RAN_OUT] == [row[0] for row in found]


def test_a_corrected_address_ends_the_link_at_the_former(stage: Stage) -> None:
    """Whoever reads the wrong address' mail doesn't come in; a new invitation goes to the right one."""
    path = stage.sent("officer")
    stage.site.sql("UPDATE person SET email = 'right@northmoor.example' WHERE id = :id", id=stage.world.ids["officer"])
    assert (404, 404) == statuses(stage, path)
    again = stage.sent("officer")
    assert "right@northmoor.example" == stage.mailbox.received[-1][0]
    assert [(404, 404), (200, 303)] == [statuses(stage, path), statuses(stage, again)]


def test_a_newcomer_is_invited_once(stage: Stage) -> None:
    """Not who can sign in already, nor who has an invitation; nor anybody in the demo."""
    stage.can_sign_in("legal")
    with stage.here.database.writing() as session:
        asked = [stage.world.ids[who] for who in ("officer", "officer", "legal")]
        invited = [invitations.invite_newcomer(stage.here, session, one, by=None) for one in asked]
    assert [True, False, False] == invited
    assert Delivered(sent=1) == stage.deliver()


def test_another_secret_key_makes_other_links(stage: Stage) -> None:
    """What a thief of the database lacks is the installation's key: under another, no link works."""
    path = stage.sent("officer")
    stage.here.settings.secret_key = "another-0123456789-abcdefghijklmnopqrstuvw"
    assert (404, 404) == statuses(stage, path)


def test_a_form_from_elsewhere_is_refused(stage: Stage) -> None:
    """Another site can't sign somebody in by its own link."""
    path = stage.sent("officer")
    foreign = {"Origin": "https://evil.example"}
    for at in ("/set-up", "/set-up/new-link", "/recover"):
        data = {"link": carried(path), "email": "x@y.example"}
        assert 403 == stage.site.stranger().post(at, data=data, headers=foreign).status_code
    assert 0 == len(stage.site.sql("SELECT 1 FROM web_session"))
