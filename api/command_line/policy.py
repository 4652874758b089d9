"""``casekeeper policy``: a partnership's way of working, checked, put forward, confirmed, shown and compared.

Judges none.
"""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from api.command_line.console import AsJson, group, opened, say_json, say_table
from states.differences import policy_differences
from workflow.accounts.enrolment import partnership_named
from workflow.errors import Unusable
from workflow.people import directory
from workflow.policy import editions, policies
from workflow.policy.editions import IN_FORCE, NATIONAL, By
from workflow.tables import Partnership, PolicyEdition

app = group("A partnership's policy.")
File = Annotated[Path, typer.Argument(help="a TOML file; what it leaves out stands as in the national policy")]
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]
Edition = Annotated[str, typer.Argument(help="its name, or the beginning of its digest")]
Either = Annotated[str, typer.Argument(help=f"{IN_FORCE}, {NATIONAL}, a file, an edition's name or digest")]
MaybeBy = Annotated[
    str, typer.Option("--by", metavar="EMAIL", help="a business manager or administrator; else your login name is kept")
]
ConfirmedBy = Annotated[str, typer.Option("--by", metavar="EMAIL", help="another business manager or administrator")]


@app.command()
def check(file: File) -> None:
    """Says whether a policy file can be taken; names every key that can't."""
    found = policies.read(text_of(file))
    typer.echo(f"{file} can be taken: {found.title}, edition {found.edition}.")


@app.command()
def apply(file: File, partnership: Of = "", by: MaybeBy = "") -> None:
    """Puts a policy forward, for a second person to confirm; a partnership's first is in force at once."""
    text = text_of(file)
    with opened() as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        before = editions.in_force(session, code)
        known = {one.digest for one in editions.every(session, code)}
        who = by_address(session, by, code, here.today()) if by else By(getpass.getuser())
        edition = editions.put_forward(session, code, text, by=who, now=here.now())
    typer.echo(put_forward_words(edition, code, before, new=edition.digest not in known))


@app.command()
def confirm(edition: Edition, by: ConfirmedBy, partnership: Of = "") -> None:
    """Puts a waiting edition in force for cases opened from now on; by another person than who put it forward."""
    with opened() as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        who = by_address(session, by, code, here.today())
        found = editions.confirm(session, code, edition, by=who, now=here.now())
    typer.echo(f"Edition {found.edition} is in force in {code} for cases opened from now on, confirmed by {who.name}.")


@app.command()
def withdraw(edition: Edition, partnership: Of = "", by: MaybeBy = "") -> None:
    """Takes back a policy that waits to be confirmed."""
    with opened() as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        who = by_address(session, by, code, here.today()) if by else By(getpass.getuser())
        found = editions.withdraw(session, code, edition, by=who, now=here.now())
    typer.echo(f"Edition {found.edition} of {code} is withdrawn.")


@app.command()
def show(partnership: Of = "", *, as_json: AsJson = False) -> None:
    """The policy in force, as it was applied, and whether another waits."""
    with opened() as here, here.database.reading() as session:
        code = partnership_named(session, partnership)
        edition, waits = editions.in_force(session, code), editions.waiting(session, code)
    if as_json:
        told = {"partnership": code, "edition": None, "body": policies.england()}
        told = told if edition is None else edition.model_dump()
        say_json(told | {"waiting": [one.edition for one in waits]})
        return
    if edition is None:
        typer.echo(f"# {code} has applied no policy of its own: the national one is in force.\n{policies.england()}")
    else:
        confirmed = f", confirmed by {edition.confirmed_by}" if edition.confirmed_by else ""
        applied = f"applied {edition.applied_at:%Y-%m-%d} by {edition.applied_by}"
        typer.echo(f"# {code}, edition {edition.edition}, {applied}{confirmed}")
        typer.echo(edition.body.strip())
    for one in waits:
        typer.echo(f"# Edition {one.edition}, put forward by {one.applied_by}, waits to be confirmed.")


@app.command("editions")
def every_edition(partnership: Of = "", *, as_json: AsJson = False) -> None:
    """Every edition that was put forward, with who did what when, the latest first."""
    with opened() as here, here.database.reading() as session:
        code = partnership_named(session, partnership)
        of = session.get_one(Partnership, code)
        found = [(one, editions.status(of, one)) for one in editions.every(session, code)]
    if as_json:
        say_json([one.model_dump(exclude={"body"}) | {"status": stands} for one, stands in found])
        return
    rows = (
        (one.edition, stands, one.digest[:12], f"{one.applied_at:%Y-%m-%d}", one.applied_by, one.confirmed_by)
        for one, stands in found
    )
    say_table(("edition", "stands", "digest", "applied", "by", "confirmed by"), rows)


@app.command()
def diff(before: Either, after: Either, partnership: Of = "", *, as_json: AsJson = False) -> None:
    """What another edition changes: key, before, after."""
    texts = [text_without_database(name) for name in (before, after)]
    if None in texts:
        with opened() as here, here.database.reading() as session:
            code = partnership_named(session, partnership)
            texts = [
                editions.text_named(session, code, name) if text is None else text
                for name, text in zip((before, after), texts, strict=True)
            ]
    policy_before, policy_after = (policies.read(text or "") for text in texts)
    found = policy_differences(policy_before, policy_after)
    if as_json:
        say_json([{"key": one.key, "before": one.before, "after": one.after} for one in found])
    elif found:
        say_table(("key", "before", "after"), ((one.key, one.before or "–", one.after or "–") for one in found))
    else:
        typer.echo("There is no difference.")


def put_forward_words(edition: PolicyEdition, code: str, before: PolicyEdition | None, *, new: bool) -> str:
    """What came of putting a policy forward."""
    if before is None:
        return (
            f"Edition {edition.edition} is in force in {code} for cases opened from now on. It is {code}'s first, so "
            "nobody had to confirm it: the next needs a second person."
        )
    if edition.digest == before.digest:
        return f"Edition {edition.edition} is in force in {code} already: nothing changed."
    waits = f"{'' if new else 'already '}waits to be confirmed"
    return (
        f"Edition {edition.edition} {waits}; edition {before.edition} stays in force in {code} until then. A second "
        f"business manager or administrator confirms it, on the page “Policy” or with: "
        f"casekeeper policy confirm {edition.digest[:12]} --partnership {code} --by EMAIL"
    )


def by_address(session: Session, email: str, partnership: str, today: date) -> By:
    """The person of that address; ``NotPermitted`` unless they may handle policies."""
    return editions.person(session, directory.doer_by_email(session, email, partnership, today))


def text_without_database(name: str) -> str | None:
    """The text of what no database is needed for: a file, the national policy; None for an edition."""
    if name == NATIONAL:
        return ""
    if name == IN_FORCE or not Path(name).is_file():
        return None
    return text_of(Path(name))


def text_of(file: Path) -> str:
    """The file's text; ``Unusable`` where it can't be read."""
    try:
        return file.read_text(encoding="utf-8-sig")  # as some editors save it, with a mark before the text
    except UnicodeDecodeError:
        raise Unusable(f"{file} isn't UTF-8 text.") from None
    except OSError as fault:
        raise Unusable(f"{file} can't be read: {fault.strerror}.") from None
