"""``casekeeper sweep``, ``deliver``, ``verify`` and ``describe``: one pass of work, or a look."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from api.command_line.console import AsJson, Now, opened, refused, say_json
from api.post import post_of
from notifications import delivery, digests
from notifications import sweep as chasing
from states.describe import as_markdown, as_mermaid, readme
from states.kinds import machines
from states.schema import as_json as kind_as_json
from workflow.engine import trail
from workflow.errors import NotFound


class Format(StrEnum):
    """What a kind is described in."""

    MARKDOWN = "markdown"
    MERMAID = "mermaid"
    JSON = "json"


def sweep(now: Now = "", *, as_json: AsJson = False) -> None:
    """One pass of chasing and of making mails; prints counts."""
    with opened(now) as here:
        swept = chasing.sweep(here.database, here.now())
        gathered = digests.gather(here.database, here.now(), post_of(here.settings).host)
    counts = asdict(swept) | asdict(gathered)
    if as_json:
        say_json(counts)
    else:
        typer.echo(
            f"Clocks chased: {swept.clocks}. Lines owed: {swept.lines}, withdrawn: {swept.withdrawn}. "
            f"Re-dated: {swept.redated}, ended of themselves: {swept.lapsed}. "
            f"Digests made: {gathered.digests}, notices at once: {gathered.at_once}, summaries: {gathered.summaries}."
        )


def deliver(now: Now = "", *, as_json: AsJson = False) -> None:
    """One pass of the outbox; ends with 1 where a mail server refused a mail or couldn't be reached."""
    with opened(now) as here:
        done = delivery.deliver(here.database, post_of(here.settings), here.now())
    if as_json:
        say_json(asdict(done))
    else:
        typer.echo(f"Sent: {done.sent}. Withdrawn: {done.withdrawn}.")
    if done.deferred or done.refused:
        refused([f"Not sent: {done.refused} refused, {done.deferred} put off and tried again later."])


def verify(
    reference: Annotated[str, typer.Argument(help="one case; all without")] = "", *, as_json: AsJson = False
) -> None:
    """Proves that the trail is whole, or says where it isn't."""
    with opened() as here, here.database.reading() as session:
        read, breaches = trail.verify(session, reference or None)
    if reference and not read and not breaches:
        raise NotFound(f"There is no case {reference}.")
    if as_json:
        say_json({"entries": read, "breaches": breaches})
    else:
        typer.echo(f"Entries read: {read}. {'Whole.' if not breaches else 'Not whole.'}")
    if breaches:
        refused(f"{one.reference}, entry {one.seq}: {one.says}." for one in breaches)


def describe(
    kind: Annotated[str, typer.Argument(help="a kind's key; all without")] = "",
    form: Annotated[Format, typer.Option("--format")] = Format.MARKDOWN,
) -> None:
    """A kind of case as it is declared."""
    kinds = machines()
    if kind and kind not in kinds:
        raise NotFound(f"There is no kind of case called {kind}. There are: {', '.join(kinds)}.")
    chosen = [kinds[kind]] if kind else list(kinds.values())
    match form:
        case Format.JSON:
            said = [kind_as_json(machine) for machine in chosen]
            say_json(said[0] if kind else said)
        case Format.MERMAID:
            typer.echo("\n".join(as_mermaid(machine) for machine in chosen).strip())
        case Format.MARKDOWN:
            typer.echo((as_markdown(chosen[0]) if kind else readme(kinds)).strip())
