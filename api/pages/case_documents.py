"""A letter or document about a case, for whoever sees the case: written anew each time."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.documents.handing_out import detail, handed_out
from api.documents.writing import write
from api.pages.visitor import Visiting
from api.rules.obeying import note_more
from workflow.engine.casework import require_part, seen

router = APIRouter()


@router.get("/cases/{reference}/documents/{key}")
def document(request: Request, who: Visiting, reference: str, key: str) -> Response:
    """The Word file, as a download that no browser runs."""
    with who.reading() as session:
        case = seen(session, reference, who.person, who.today)
        require_part(session, case, who.person, who.today)
        written = write(who.act(session, case.partnership), case, key, who.here.files)
    note_more(request, who.here, detail(written, key))
    return handed_out(written)
