"""What mails look like: each template with invented contents, as text and as a mail program shows it.

Knows no case and no mail that was sent.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api.pages.mail_pages import managed
from api.pages.visitor import Visiting, Visitor
from notifications.letters import Envelope, message
from notifications.samples import Sample, samples
from workflow.errors import NotFound

router = APIRouter()
SHOWN_MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""A mail as its receiver sees it: its own styles and nothing else, no script, no form, no link that leads anywhere."""


@router.get("/mail/templates")
def templates(who: Visiting) -> HTMLResponse:
    """Every template, with its subject and its text."""
    managed(who)
    shown = [
        (sample, part(sample_mail(who, sample), "plain")) for sample in samples(who.today, who.here.settings.base_url)
    ]
    return who.page("mail_templates.html.jinja", active="mail", shown=shown)


@router.get("/mail/templates/{key}")
def as_html(who: Visiting, key: str) -> Response:
    """One template as a mail program shows it, in a sandbox."""
    managed(who)
    for sample in samples(who.today, who.here.settings.base_url):
        if sample.key == key:
            body = part(sample_mail(who, sample), "html")
            return HTMLResponse(body, headers={"Content-Security-Policy": SHOWN_MAIL_CSP})
    raise NotFound


def sample_mail(who: Visitor, sample: Sample) -> EmailMessage:
    """The sample as it would be sent: the very bytes, read again."""
    envelope = Envelope(who.here.settings.mail_from, "somebody@example.org", "<sample@example.org>", who.now)
    mail = message_from_bytes(message(sample.letter, envelope), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    """Its plain text or its HTML."""
    found = mail.get_body((kind,))
    return str(found.get_content()) if found is not None else ""
