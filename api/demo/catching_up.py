"""What is owed at this moment of the civil clock, swept, gathered and delivered at once. For the page that moves it."""

from __future__ import annotations

from datetime import datetime

from api.installation import Installation
from api.post import post_of
from notifications.delivery import Delivered, deliver
from notifications.digests import gather
from notifications.sweep import sweep


def catch_up(installation: Installation) -> Delivered:
    """One pass of all that a worker does, now; any worker beside it does no harm."""
    sweep(installation.database, installation.now())
    return post_now(installation, installation.now())


def post_now(installation: Installation, now: datetime) -> Delivered:
    """The mails that are wanted at ``now``, made and delivered."""
    post = post_of(installation.settings)
    gathered = gather(installation.database, now, post.host)
    return deliver(installation.database, post, now) if gathered.digests or gathered.at_once else Delivered()
