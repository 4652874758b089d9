"""Letters and documents about a case: which there are, and each as a Word file that no browser runs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.documents.handing_out import detail, handed_out
from api.documents.writing import offered, write
from api.json_api.caller import Who
from api.json_api.shapes import Shape
from api.rules.obeying import note_more
from workflow.engine.casework import require_part, seen

router = APIRouter(tags=["documents"])


class DocumentShown(Shape):
    """A document that can be written from the case as it stands; ``link`` gives the Word file."""

    key: str
    title: str
    link: str


class DocumentsShown(Shape):
    """All of them."""

    reference: str
    items: list[DocumentShown]


@router.get("/cases/{reference}/documents")
def documents(who: Who, reference: str) -> DocumentsShown:
    """Which documents can be written from the case as it stands."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        found = offered(who.act(session, case.partnership), case)
    at = f"/api/v1/cases/{case.reference}/documents"
    items = [DocumentShown(key=one.key, title=one.title, link=f"{at}/{one.key}") for one in found]
    return DocumentsShown(reference=case.reference, items=items)


@router.get("/cases/{reference}/documents/{key}", response_class=Response)
def document(request: Request, who: Who, reference: str, key: str) -> Response:
    """The Word file, written anew from what the caller sees of the case."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        require_part(session, case, who.person, who.today)
        written = write(who.act(session, case.partnership), case, key, who.here.files)
    note_more(request, who.here, detail(written, key))
    return handed_out(written)
