"""What people write into cases stands in no mail, no log and no account event: a canary in every field there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.serving import log_plainly
from notifications.delivery import deliver
from notifications.digests import gather
from notifications.sweep import sweep
from notifications.worker import check_today
from tests.attack.canary import CANARY, POLICY, fields, grown
from tests.attack.hostile_mail_server import HostileMailServer
from tests.figures import Figure
from tests.notifications.mailbox import Mailbox
from tests.workflow.situations import rows
from tests.world import World
from workflow.accounts import invitations

MORNINGS = ("2026-11-24", "2026-11-27", "2026-12-04", "2026-12-18", "2027-01-04", "2027-03-01", "2028-01-10")
NOT_ASKED = frozenset({"practice_review", "rapid_review", "agency_return"})
"""Kinds that nobody opens: what their openings hold was written where another case opened them."""
ELSEWHERE = {
    ("adult_review", "initiate", "criteria_s44"),  # only where they are met: ``decline`` has the same field
    ("action", "opened", "what"),  # ``set_actions`` of the recommendation above it has the same field
    ("meeting", "draft_minutes", "decisions.decision"),  # its row names a case of that meeting's agenda
    ("meeting", "correct_minutes", "decisions.decision"),
}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_written_is_in_a_mail_or_a_log(
    world: World, capsys: pytest.CaptureFixture[str], figure: Figure
) -> None:
    """Cases of every kind, swept on mornings over a year; each mail, decoded part by part, and the log."""
    log_plainly()
    planted, written, leaks = grown(world, thorough=world.database.is_sqlite)
    assert [] == leaks
    if world.database.is_sqlite:
        assert (
            set() == {one for one in fields() - written if not (one[0] in NOT_ASKED and one[1] == "opened")} - ELSEWHERE
        )
    with world.database.writing() as session:
        for who, purpose in (("user_school", "invitation"), ("lead_school", "recovery")):
            invitations.write(session, world.ids[who], purpose, by=None)
    mailbox = Mailbox()
    mailbox.open()
    for day in MORNINGS:
        planted.at(day, 8)
        sweep(world.database, planted.now)
        gather(world.database, planted.now, mailbox.post.host)
        if day == MORNINGS[0]:
            with HostileMailServer(end=b"451 Later\r\n") as hostile:
                deliver(world.database, hostile.post, planted.now)
        else:
            deliver(world.database, mailbox.post, planted.now)
        check_today(world.database, planted.now + timedelta(hours=1))
    mailbox.close()
    parts = [
        str(part)
        for mail in mailbox.mails()
        for part in (*mail.values(), *(one.get_content() for one in mail.walk() if not one.is_multipart()))
    ]
    templates = {one.template for one in rows(world.database, "SELECT DISTINCT template FROM mail")}
    assert [] == [part[:200] for part in parts if CANARY in part or POLICY in part]
    said = "".join(capsys.readouterr())
    assert [] == [word for word in (CANARY, POLICY) if word in said]
    events = rows(world.database, "SELECT detail FROM account_event")
    assert [] == [one.detail for one in events if CANARY in one.detail]
    assert len(mailbox.received) > 100
    figure(
        f"canaries mailed, {world.database.engine.name}",
        f"0 in {len(mailbox.received)} mails of {len(templates)} templates, {len(parts)} headers and parts, from"
        f" {len(written)} of {len(fields())} fields",
    )
