"""``casekeeper files``: whether the files are still those that were uploaded, and whether there is a virus in one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from api.command_line.console import AsJson, group, opened, refused, say_json
from workflow.errors import Unusable
from workflow.uploads import quarantine, scrubbing

app = group("The files of evidence and templates: are they whole, are they clean.")
SAYS = {"missing": "is missing", "damaged": "is damaged", "unnamed": "belongs to nothing here"}


@app.command()
def check(*, as_json: AsJson = False) -> None:
    """Reads every file; ends with 1 where one is missing or damaged, and names those that belong to nothing."""
    with opened() as here:
        read, wrong = scrubbing.scrub(here.database, here.files)
    if as_json:
        say_json({"files": read, "wrong": [asdict(one) for one in wrong]})
    else:
        typer.echo(f"Files read: {read}. {'Whole.' if not wrong else ''}".strip())
    sentences = [f"{one.sha256} {SAYS[one.what]}{f' ({one.of})' if one.of else ''}." for one in wrong]
    if any(one.what != "unnamed" for one in wrong):
        refused(sentences)
    for sentence in sentences:
        typer.echo(sentence, err=True)


@app.command()
def scan(
    *,
    everything: Annotated[bool, typer.Option("--all", help="every file that was kept, not only what waits")] = False,
    as_json: AsJson = False,
) -> None:
    """Asks the virus scanner about what waits for it; ends with 1 where one was found or the scanner didn't answer."""
    with opened() as here:
        if here.files.scanner is None:
            raise Unusable("There is no virus scanner here: set CASEKEEPER_CLAMD.")
        done = quarantine.scan(here.database, here.files, here.now(), everything=everything)
    if as_json:
        say_json(asdict(done))
    else:
        typer.echo(f"Clean: {done.clean}. Infected: {done.infected}. Waiting: {done.waiting}.")
    if done.infected or done.faults:
        refused(done.faults or [f"Infected: {done.infected}. Each case says which."])
