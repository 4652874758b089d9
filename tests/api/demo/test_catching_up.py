"""Moving the clock: what was owed by then is swept, mailed and in the mailbox when the page answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from api.demo import mailbox
from api.demo.catching_up import catch_up
from api.demo.mail_server import mail_server
from api.installation import Installation

Loading = Callable[..., Installation]


def test_a_day_on_then_a_week(loading: Loading, tmp_path: Path) -> None:
    """Each move of the clock brings a person a digest and a mail at once at most; asked again, nothing comes twice."""
    installation = loading()
    with mail_server(tmp_path / "mail") as port:
        settings = installation.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
        installation = replace(installation, settings=settings)
        seen = 0
        for days in (1, 7):
            installation.clock.at = installation.now() + timedelta(days=days)  # type: ignore[attr-defined]
            sent = catch_up(installation).sent
            mails = mailbox.messages(tmp_path / "mail")
            assert seen + sent == len(mails)
            today = Counter(mail.to for mail in mails if mail.at.date() == installation.today())
            leaders = {f"{who}@northmoor.example" for who in ("helen.strand", "ian.fothergill", "patricia.lowe")}
            # A digest, and one mail of what goes at once; leaders get the week's summary, and one with what climbed.
            assert 2 >= max(number for to, number in today.items() if to not in leaders)
            assert 4 >= max(today[to] for to in leaders)
            assert 0 < sent == sum(today.values())
            assert 0 == catch_up(installation).sent
            seen = len(mails)


def test_no_mail_tells_a_story(loading: Loading, tmp_path: Path) -> None:
    """Not a pseudonym of the demo, nor a title, is in any mail that it sends."""
    installation = loading()
    with mail_server(tmp_path / "mail") as port:
        settings = installation.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
        catch_up(replace(installation, settings=settings))
    mails = mailbox.messages(tmp_path / "mail")
    assert len(mails) > 10
    for mail in mails:
        for word in ("Rowan", "Hazel", "Juniper", "Aspen", "Supervision", "neighbour"):
            assert word not in mail.text + mail.html + mail.subject
