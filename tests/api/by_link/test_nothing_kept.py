"""No link that works stands in the database or the outbox, whatever becomes of its mail; no mail holds narrative."""

from __future__ import annotations

from aiosmtpd.smtp import SMTP, Envelope

from notifications.again import retry
from notifications.delivery import Delivered, Post, deliver
from notifications.link_mails import BY_LINK, MARK, NO_SECRET
from tests.api.by_link.conftest import SECRET_KEY, Stage
from tests.api.pages.site import OWN
from tests.world import email
from tests.written_mail import mail as written
from workflow.accounts.corrections import By
from workflow.tables.rows import MAIL


def secret_in(path: str) -> str:
    """What makes a link work."""
    return path.rpartition(".")[2]


def again_at_once(stage: Stage) -> Delivered:
    """The next try, without waiting for it."""
    stage.site.sql("UPDATE mail SET next_at = made_at WHERE status = 'deferred'")
    return stage.deliver()


def test_no_column_of_any_table_holds_the_secret(stage: Stage) -> None:
    """Sent, used, renewed: neither its secret nor the key that makes it; the stored bytes hold a mark in its place."""
    paths = [stage.sent("officer"), stage.sent("officer"), stage.sent("legal")]
    stage.site.stranger().post("/set-up", data={"link": paths[1].partition("link=")[2]}, headers=OWN)
    secrets = [secret_in(path) for path in paths]
    assert {43} == {len(secret) for secret in secrets}
    assert [] == stage.holding(*secrets, SECRET_KEY)
    assert ["mail.content"] * 3 == stage.holding(MARK)


def test_the_very_same_bytes_go_again(stage: Stage) -> None:
    """Handed over without an answer: the second copy shows as the same message, though no copy of it was kept."""
    stage.mailbox.data = lambda server, envelope: "cut"
    stage.invite("officer")
    assert Delivered(deferred=1, unknown=1) == stage.deliver()
    stage.mailbox.data = lambda server, envelope: None
    assert Delivered(sent=1) == again_at_once(stage)
    first, second = (content for _, content in stage.mailbox.received)
    assert first == second
    assert 200 == stage.site.stranger().get(stage.link()).status_code
    assert [] == stage.holding(secret_in(stage.link()))


def test_one_that_may_have_arrived_isnt_sent_again_once_it_is_over(stage: Stage) -> None:
    """Asked again before the copy goes, as before the first."""
    stage.mailbox.data = lambda server, envelope: "cut"
    stage.invite("officer")
    stage.deliver()
    stage.runs_out()
    assert Delivered(withdrawn=1) == again_at_once(stage)


def test_a_server_that_quotes_the_link_has_it_kept_by_nobody(stage: Stage) -> None:
    """Its words stand on the page “Mail”: whole or cut short, the secret isn't among them."""

    def quoting(server: SMTP, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        plain = content.replace(b"=\r\n", b"").replace(b"=3D", b"=")
        link = plain[plain.index(b"/set-up?link=") :][:70].split()[0].decode()
        return f"550 Spam: {link[: quoting_most[0]]}"

    for most in (70, 40):
        quoting_most = [most]
        stage.mailbox.data = quoting
        stage.invite("officer")
        assert Delivered(refused=1) == stage.deliver()
    said = [row[0] for row in stage.site.sql("SELECT answer FROM mail ORDER BY id")]
    assert all("Spam: /set-up?link=1." in one and one.endswith(".…") for one in said), said


def test_without_the_key_such_mails_wait(stage: Stage) -> None:
    """A worker that wasn't given it puts them off in a sentence, and sends the others."""
    stage.invite("officer")
    plain = Post(stage.mailbox.post.smtp_url, stage.here.settings.base_url, "casekeeper@northmoor.example")
    assert Delivered(deferred=1) == deliver(stage.here.database, plain, stage.here.now())
    assert [(NO_SECRET, 1)] == [tuple(row) for row in stage.site.sql("SELECT answer, attempts FROM mail")]
    assert Delivered(sent=1) == again_at_once(stage)


def test_two_mails_of_one_person_are_not_made_one(stage: Stage) -> None:
    """Refused mail that is sent again is joined for each person; one with a link goes by itself, and arrives."""
    stage.mailbox.rcpt = lambda server, envelope: "550 Nobody"
    stage.invite("officer")
    assert Delivered(refused=1) == stage.deliver()
    written(stage.world, "officer", "refused", answer="550 Nobody")
    stage.mailbox.rcpt = lambda server, envelope: None
    retry_all(stage)
    assert Delivered(sent=1, withdrawn=1) == stage.deliver()
    assert 200 == stage.site.stranger().get(stage.link()).status_code


def retry_all(stage: Stage) -> None:
    """Every refused mail is sent again."""
    with stage.here.database.writing() as session:
        retry(session, [row.id for row in session.execute(MAIL.select())], By(None, "test"), stage.here.now())


def test_mails_hold_names_of_partnerships_and_nothing_else(stage: Stage) -> None:
    """No name of a person, no case: the subject and the words are the same for everybody."""
    stage.sent("officer")
    mail = stage.mailbox.mails()[-1]
    assert ("Casekeeper: set up how you sign in", email("officer")) == (mail["Subject"], mail["To"])
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Officer" not in body.get_content()
    assert {"invitation", "recovery"} == BY_LINK
