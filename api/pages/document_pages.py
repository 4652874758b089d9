"""The partnership's letters and documents: what each may name, its template down and up, back to the default.

Whether a file can be a template, ``api/documents`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.documents import writing
from api.documents.fields import FORMS, form, written_from
from api.documents.form import Form
from api.documents.handing_out import handed_out
from api.documents.templates import default, template_in_force, template_of_edition
from api.documents.uploading import refuse_other, refuse_unfit
from api.documents.writing import Written
from api.pages.filling import Filled, form_id, once, refusal
from api.pages.visitor import OfPartnership, OwnForm, Saved, Visiting, Visitor
from workflow.access import verbs
from workflow.errors import CasekeeperError, Invalid, NotFound, NotPermitted
from workflow.people import directory
from workflow.tables import DocumentTemplate
from workflow.uploads import document_templates

router = APIRouter()
SAID = {"taken": "Your template is in force from now on", "default": "The default is in force again"}
WHOLE = 10_000
Edition = Annotated[int | None, Query(ge=0, le=WHOLE)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list: what it is, what it is written from, its own template where there is one."""

    form: Form
    kinds: list[str]
    own: DocumentTemplate | None


@router.get("/documents")
def documents(who: Visiting, partnership: OfPartnership = "") -> HTMLResponse:
    """Every document, with the template that it is written with."""
    code = managed(who, partnership)
    with who.reading() as session:
        listed = [Listed(one, written_from(key), own(session, code, key)) for key, one in FORMS.items()]
        names = directory.addresses(session, code, who.today)
    tabs = [one for one in who.partnerships if one[0] in who.partnerships_where("change_documents")]
    return who.page("documents.html.jinja", active="policy", code=code, partnerships=tabs, listed=listed, names=names)


@router.get("/documents/{key}")
def document(who: Visiting, key: str, partnership: OfPartnership = "", saved: Saved = "") -> HTMLResponse:
    """One document: its fields, its editions, the form for another template."""
    return document_page(who, managed(who, partnership), key, message=SAID.get(saved, ""))


@router.get("/documents/{key}/template")
def template(who: Visiting, key: str, partnership: OfPartnership = "", edition: Edition = None) -> Response:
    """A template to change in Word: the one in force, or of an edition; 0 is the default."""
    code, of = managed(who, partnership), form(key)
    with who.reading() as session:
        if edition == 0:
            found = default(key)
        elif edition:
            found = template_of_edition(session, who.here.files, code, key, edition)
        else:
            found = template_in_force(session, who.here.files, code, key)
    called = "default" if found.edition == 0 else f"edition {found.edition}"
    return handed_out(Written(f"{of.title}, template, {called}.docx", found.content, found.edition))


@router.get("/documents/{key}/sample")
def sample(who: Visiting, key: str, partnership: OfPartnership = "") -> Response:
    """What a document looks like now, with samples in place of a case."""
    code = managed(who, partnership)
    form(key)
    with who.reading() as session:
        name = dict(who.partnerships)[code]
        return handed_out(writing.preview(session, who.here.files, code, name, key, who.now))


@router.post("/documents/{key}")
def upload(who: Visiting, sent: OwnForm, key: str) -> Response:
    """Puts a template in force, or gives the page back with every reason why it can't be taken."""
    code, of = managed(who, sent.one("partnership")), form(key)
    filled = Filled(form_id=sent.one("form_id") or form_id())
    try:
        file = sent.file
        if file is None:
            raise Invalid({"document": "Select a Word document"})
        name = file.filename or ""
        refuse_other(name)
        with who.taking_in(file, code, f"the template {key}") as coming:
            refuse_unfit(of, coming)
            with who.writing() as session:

                def putting() -> tuple[str, int]:
                    by = document_templates.person(session, who.doer(code))
                    before = seen_edition(sent.one("instead_of"))
                    row = document_templates.put_in_force(
                        session, code, key, coming, by=by, now=who.now, instead_of=before
                    )
                    return key, row.edition

                once(session, who, filled, f"documents/{code}/{key}/{coming.sha256}", putting)
    except CasekeeperError as fault:
        return refused(who, code, key, fault)
    return RedirectResponse(f"/documents/{key}?partnership={code}&saved=taken", 303)


@router.post("/documents/{key}/default")
def back_to_default(who: Visiting, sent: OwnForm, key: str) -> Response:
    """Goes back to the default; the partnership's own stays among the editions."""
    code = managed(who, sent.one("partnership"))
    form(key)
    filled = Filled(form_id=sent.one("form_id") or form_id())
    try:
        with who.writing() as session:

            def going_back() -> tuple[str, int]:
                by = document_templates.person(session, who.doer(code))
                before = seen_edition(sent.one("instead_of"))
                row = document_templates.put_in_force(session, code, key, None, by=by, now=who.now, instead_of=before)
                return key, row.edition

            once(session, who, filled, f"documents/{code}/{key}/default", going_back)
    except CasekeeperError as fault:
        return refused(who, code, key, fault)
    return RedirectResponse(f"/documents/{key}?partnership={code}&saved=default", 303)


def refused(who: Visitor, code: str, key: str, fault: CasekeeperError) -> HTMLResponse:
    """The page with what is wrong."""
    errors, status = refusal(who, fault)
    if "file" in errors:
        errors["document"] = errors.pop("file")
    return document_page(who, code, key, errors=errors, status=status)


def document_page(
    who: Visitor, code: str, key: str, *, message: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    """One document's page."""
    of = form(key)
    with who.reading() as session:
        editions = document_templates.editions(session, code, key)
        names = directory.addresses(session, code, who.today)
    return who.page(
        "document.html.jinja",
        status=status,
        active="policy",
        message=message,
        code=code,
        form=of,
        kinds=written_from(key),
        editions=editions,
        in_force=editions[0] if editions else None,
        names=names,
        form_id=form_id(),
        error=(errors or {}).get("document", ""),
        errors=[{"text": text, "href": "#document"} for text in (errors or {}).values()],
    )


def managed(who: Visitor, named: str) -> str:
    """The partnership named, or the first whose documents the visitor may change."""
    codes = who.partnerships_where("change_documents")
    if not codes:
        raise NotPermitted(document_templates.FOR_MANAGERS)
    if named and named not in codes:
        raise NotFound
    return named or codes[0]


def own(session: Session, code: str, key: str) -> DocumentTemplate | None:
    """The partnership's own template in force; None where the default counts."""
    found = document_templates.in_force(session, code, key)
    return found if found is not None and found.sha256 else None


def seen_edition(words: str) -> int | None:
    """The edition that a form was opened on."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else None


def needs_documents(session: Session, who: Visitor) -> list[tuple[str, str]]:
    """Templates that another manager changed lately: (sentence, address)."""
    found = []
    for code, doer in who.doers:
        if not verbs.can(doer, "change_documents"):
            continue
        names = directory.addresses(session, code, who.today)
        for one in document_templates.changed_lately(session, code, who.now):
            if one.applied_person == who.person or one.key not in FORMS:
                continue
            what = "put a template of your own in force" if one.sha256 else "went back to the default"
            says = f"{names.get(one.applied_by, one.applied_by)} {what}: {FORMS[one.key].title}"
            found.append((says, f"/documents/{one.key}?partnership={code}"))
    return found
