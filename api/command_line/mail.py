"""``casekeeper mail``: what wasn't delivered and why; has it sent again, puts an address right.

Shows no mail's words.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlmodel import Session

from api.command_line.console import AsJson, group, opened, say_json, say_table
from api.post import post_of
from notifications import again
from notifications.address_mails import put_right
from states.calendar import LONDON
from workflow.accounts.corrections import By
from workflow.accounts.enrolment import partnership_named, partnerships, person_of
from workflow.errors import NotOffered
from workflow.queries import mail_states
from workflow.queries.mail_states import STATUSES, MailState

app = group("Mail: what wasn't delivered, and what can be done about it.")
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="one partnership's people; all without")]
MOST = 1000
MOST_ID = 2**31 - 1


class Shown(StrEnum):
    """Which mails are listed."""

    UNDELIVERED = "undelivered"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    ALL = "all"


@app.command("list")
def list_mail(
    status: Annotated[Shown, typer.Option(help="undelivered: refused, put off, or late")] = Shown.UNDELIVERED,
    partnership: Of = "",
    most: Annotated[int, typer.Option(min=1, max=MOST, help="how many at most, the latest")] = 100,
    *,
    as_json: AsJson = False,
) -> None:
    """Mails with their address, state, the server's own words and the next try; never their content."""
    with opened() as here, here.database.reading() as session:
        codes, now = codes_of(session, partnership), here.now()
        mails = found(session, codes, status, most, now)
        counts = mail_states.mail_counts(session, codes, now)
    if as_json:
        say_json([as_told(mail, now) for mail in mails])
        return
    columns = ("id", "to", "address", "what", "state", "tried", "why", "next try")
    say_table(columns, (in_row(mail, now) for mail in mails))
    told = [f"{STATUSES[one].partition(':')[0].lower()} {number}" for one, number in counts.by_status.items()]
    told += [f"handed over without an answer {counts.unknown}", f"late {counts.not_sent}"]
    typer.echo(f"In all: {', '.join(told)}.", err=True)


@app.command()
def retry(
    mails: Annotated[
        list[int] | None, typer.Argument(metavar="[ID]...", min=1, max=MOST_ID, help="as `mail list` gives them")
    ] = None,
    partnership: Of = "",
    *,
    refused: Annotated[bool, typer.Option("--refused", help="every refused mail")] = False,
    as_json: AsJson = False,
) -> None:
    """Has refused or deferred mails sent again, now, to each person's present address."""
    if bool(mails) == refused:
        raise typer.BadParameter("give the mails' ids, or --refused for all that were refused")
    with opened() as here, here.database.writing() as session:
        codes = codes_of(session, partnership)
        chosen = mail_states.refused_mails(session, codes) if refused else list(mails or ())
        if refused and not chosen:
            raise NotOffered("No mail is refused: there is nothing to send again.")
        for mail in () if refused else chosen:
            mail_states.one_mail(session, codes, mail)
        done = again.retry(session, chosen, by(), here.now())
    say_again(done, {}, as_json=as_json)


@app.command()
def correct(
    email: Annotated[str, typer.Argument(help="the address as it is")],
    new: Annotated[str, typer.Argument(help="the address as it should be")],
    *,
    as_json: AsJson = False,
) -> None:
    """Puts somebody's address right; what hadn't reached them goes there. Who did it, and when, is kept."""
    with opened() as here, here.database.writing() as session:
        person = person_of(session, email, here.today())
        host, was = post_of(here.settings).host, person.email
        corrected, done = put_right(session, person.id or 0, new, was=was, by=by(), now=here.now(), host=host)
    if not as_json:
        typer.echo(f"{corrected.name} has the address {corrected.new}; it was {corrected.old}.")
    say_again(done, {"name": corrected.name, "old": corrected.old, "new": corrected.new}, as_json=as_json)


def found(session: Session, codes: Sequence[str], status: Shown, most: int, now: datetime) -> list[MailState]:
    """The mails that are listed, the latest first."""
    if status is not Shown.UNDELIVERED:
        return mail_states.latest_mail(session, codes, "" if status is Shown.ALL else status.value, most=most)
    several = [
        mail
        for one in ("refused", "deferred", "queued", "sending")
        for mail in mail_states.latest_mail(session, codes, one, most=most)
        if one in again.UNTOLD or mail.is_late(now)
    ]
    return sorted(several, key=lambda mail: mail.id, reverse=True)[:most]


def codes_of(session: Session, partnership: str) -> list[str]:
    """The partnership named, or all."""
    if partnership:
        return [partnership_named(session, partnership)]
    return partnerships(session)


def by() -> By:
    """Whoever types, by the system's name for them."""
    return By(None, getpass.getuser())


def as_told(mail: MailState, now: datetime) -> dict[str, Any]:
    """A mail for programs: ``late`` where it should be out by now."""
    return asdict(mail) | {"late": mail.is_late(now)}


def in_row(mail: MailState, now: datetime) -> tuple[str, ...]:
    """A mail as a row for people."""
    state = "not sent" if mail.is_late(now) else mail.status
    next_try = f"{mail.next_at.astimezone(LONDON):%Y-%m-%d %H:%M}" if mail.status == "deferred" else ""
    about = f"{mail.template}, {mail.cases} case{'' if mail.cases == 1 else 's'}"
    return (str(mail.id), mail.name, mail.address, about, state, str(mail.attempts), mail.answer, next_try)


def say_again(done: again.Again, more: dict[str, Any], *, as_json: bool) -> None:
    """How many mails go again."""
    if as_json:
        say_json(more | asdict(done))
        return
    joined = f" What {done.joined} more told is in them." if done.joined else ""
    typer.echo(f"Mails that go again with the next delivery: {done.mails}.{joined}")
