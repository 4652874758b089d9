"""``casekeeper`` and its commands. Exit 0: done; 1: refused, or something was found; 2: wrong usage."""

from __future__ import annotations

from api.command_line import (
    calendar,
    document,
    files,
    mail,
    passes,
    people,
    policy,
    provider,
    running,
    secret,
    simulate,
)
from api.command_line.console import group

app = group("Drives a safeguarding partnership's reviews and escalations.")
app.add_typer(calendar.app, name="calendar")
app.add_typer(policy.app, name="policy")
app.add_typer(mail.app, name="mail")
app.add_typer(document.app, name="document")
app.add_typer(files.app, name="files")
app.add_typer(people.people, name="people")
app.add_typer(people.partnership, name="partnership")
app.add_typer(people.agency, name="agency")
app.add_typer(provider.app, name="provider")
app.add_typer(secret.app, name="secret")
app.command()(passes.describe)
app.command()(passes.sweep)
app.command()(passes.deliver)
app.command()(passes.verify)
app.command()(simulate.simulate)
app.command()(running.migrate)
app.command()(running.serve)
app.command()(running.worker)
app.command()(running.demo)


def main() -> None:
    """The script."""
    app(prog_name="casekeeper")
