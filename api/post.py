"""How an installation sends mail, from its settings: for the worker, for one pass, and for the demo."""

from __future__ import annotations

from api.settings import Settings
from api.signing_in.keys import keys_of
from notifications.delivery import Post


def post_of(settings: Settings) -> Post:
    """How this installation sends. Without the installation's secret, mails with a link that lets somebody in wait."""
    known = settings.demo or settings.secret_key
    secret_of = keys_of(settings).of_link if known else None
    return Post(settings.smtp_url, settings.base_url, settings.mail_from, secret_of)
