"""``casekeeper document``: the letters and documents, their templates checked and put in force, one written."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.console import AsJson, group, opened, say_json, say_table
from api.documents import handing_out
from api.documents.fields import FORMS, form, written_from
from api.documents.templates import default, template_in_force
from api.documents.uploading import refuse_other, refuse_unfit, refuse_unfit_bytes
from api.documents.writing import write as write_it
from api.rules.obeying import note
from workflow.access.read_log import Looked
from workflow.accounts.enrolment import partnership_named
from workflow.engine.act import Act
from workflow.engine.casework import require_part, seen
from workflow.errors import Unusable
from workflow.people import directory
from workflow.policy.editions import By
from workflow.uploads import document_templates

BY_COMMAND = "casekeeper document write"
app = group("Letters and documents as Word, and the templates that they are written with.")
Key = Annotated[str, typer.Argument(help="a document's key, as `document list` has it")]
File = Annotated[Path, typer.Argument(help="a Word document (.docx)")]
Out = Annotated[Path, typer.Option("--out", help="where to write the Word document")]
Of = Annotated[str, typer.Option("--partnership", metavar="CODE", help="needed only where there are several")]
MaybeBy = Annotated[
    str, typer.Option("--by", metavar="EMAIL", help="a business manager or administrator; else your login name is kept")
]
SeenBy = Annotated[str, typer.Option("--by", metavar="EMAIL", help="who writes it: it holds what they see of the case")]


@app.command("list")
def list_them(*, as_json: AsJson = False) -> None:
    """Every document, with the kinds of case that it is written from."""
    if as_json:
        say_json([{"key": one.key, "title": one.title, "kinds": written_from(one.key)} for one in FORMS.values()])
        return
    say_table(
        ("key", "title", "written from"), ((k, one.title, ", ".join(written_from(k))) for k, one in FORMS.items())
    )


@app.command()
def fields(key: Key, *, as_json: AsJson = False) -> None:
    """What a template of the document may name."""
    of = form(key)
    found = [{"field": f"«{one.name}»", "within": "", "required": one.required, "says": one.says} for one in of.fields]
    for block in of.blocks:
        within = f"«each {block.name}»"
        found.append({"field": within, "within": "", "required": block.required, "says": block.says})
        found += [
            {"field": f"«{one.name}»", "within": within, "required": False, "says": one.says} for one in block.columns
        ]
    if as_json:
        say_json(found)
        return
    rows = (
        (str(one["field"]), str(one["within"]), "must" if one["required"] else "", str(one["says"])) for one in found
    )
    say_table(("field", "within", "", "what it is"), rows)


@app.command()
def template(
    key: Key,
    out: Out,
    partnership: Of = "",
    *,
    the_default: Annotated[bool, typer.Option("--default", help="the default, even where you have your own")] = False,
) -> None:
    """Writes the template in force to a file, to be changed in Word; without a database, the default."""
    of = form(key)
    if the_default:
        found = default(key)
    else:
        with opened() as here, here.database.reading() as session:
            found = template_in_force(session, here.files, partnership_named(session, partnership), key)
    put(out, found.content)
    which = f"edition {found.edition}" if found.edition else "the default"
    typer.echo(f"{out}: the template of “{of.title}”, {which}.")


@app.command()
def check(key: Key, file: File) -> None:
    """Says whether a Word document can be a template; names everything that stands in the way."""
    refuse_other(file.name)
    refuse_unfit_bytes(form(key), content_of(file))
    typer.echo(f"{file} can be the template of “{form(key).title}”.")


@app.command()
def apply(key: Key, file: File, partnership: Of = "", by: MaybeBy = "") -> None:
    """Puts a template in force from now on; the other managers read of it on what needs them."""
    of = form(key)
    refuse_other(file.name)
    with opened() as here, file_at(file).open("rb") as content, here.files.coming(file.name, content) as coming:
        refuse_unfit(of, coming)
        with here.database.writing() as session:
            code = partnership_named(session, partnership)
            who = By(getpass.getuser())
            if by:
                who = document_templates.person(session, directory.doer_by_email(session, by, code, here.today()))
            row = document_templates.put_in_force(session, code, key, coming, by=who, now=here.now())
            edition = row.edition
    typer.echo(f"“{of.title}” of {code} is written with edition {edition} from now on.")


@app.command()
def revert(key: Key, partnership: Of = "", by: MaybeBy = "") -> None:
    """Goes back to the default; your own template stays among the editions."""
    of = form(key)
    with opened() as here, here.database.writing() as session:
        code = partnership_named(session, partnership)
        who = By(getpass.getuser())
        if by:
            who = document_templates.person(session, directory.doer_by_email(session, by, code, here.today()))
        document_templates.put_in_force(session, code, key, None, by=who, now=here.now())
    typer.echo(f"“{of.title}” of {code} is written with the default from now on.")


@app.command()
def write(key: Key, reference: str, out: Out, by: SeenBy, partnership: Of = "") -> None:
    """Writes a document about a case, as somebody who takes part in it would; the read log says that they had it."""
    form(key)
    with opened() as here:
        with here.database.reading() as session:
            code = partnership_named(session, partnership)
            doer = directory.doer_by_email(session, by, code, here.today())
            case = seen(session, reference, doer.person, here.today())
            require_part(session, case, doer.person, here.today())
            written = write_it(Act.begun(session, case.partnership, doer, here.now()), case, key, here.files)
        note(
            here,
            Looked(doer.person, "document", BY_COMMAND, case.partnership, case.id, handing_out.detail(written, key)),
        )
    put(out, written.content)
    typer.echo(f"{out}: {written.name.removesuffix('.docx')}.")


def put(out: Path, content: bytes) -> None:
    """Writes the file; ``Unusable`` where it can't be."""
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise Unusable(f"{out} can't be written: {fault.strerror}.") from None


def file_at(file: Path) -> Path:
    """The file, if there is one; ``Unusable`` otherwise."""
    if not file.is_file():
        raise Unusable(f"{file} can't be read: there is no such file.")
    return file


def content_of(file: Path) -> bytes:
    """The file's bytes; ``Unusable`` where it can't be read."""
    try:
        return file_at(file).read_bytes()
    except OSError as fault:
        raise Unusable(f"{file} can't be read: {fault.strerror}.") from None
