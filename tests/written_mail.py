"""Mails as rows, in whatever state a test wants them, to people of the small partnership."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from tests.world import World
from workflow.tables import Case, Mail, Notice, Person


def mail(world: World, who: str, status: str, *references: str, at: datetime | None = None, **more: object) -> int:
    """A mail to somebody, made at ``at`` (now, unless said), with a line about each of the cases; its id."""
    made = at or world.now
    with world.database.writing() as session:
        number = len(session.exec(select(Mail.id)).all())
        given = {"template": "digest", "day": made.date(), "made_at": made, "next_at": made}
        given["address"] = session.get_one(Person, world.ids[who]).email
        row = Mail(key=f"k{number}", message_id=f"<{number}@x>", person=world.ids[who], status=status, **given | more)
        session.add(row)
        session.flush()
        for reference in references:
            case = session.exec(select(Case).where(Case.reference == reference)).one()
            line = {"task": "Due", "why": "you own it", "made_on": made.date(), "status": "mailed", "mail_id": row.id}
            key = f"written/{row.id}/{reference}"
            session.add(
                Notice(key=key, partnership=case.partnership, person=world.ids[who], case_id=case.id or 0, **line)
            )
        return row.id or 0
