"""Evidence: a file sent up with what it shows, and its bytes given out so that no browser runs them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.json_api.bodies import read_happened_on
from api.json_api.caller import Who
from api.json_api.preconditions import REPLAYED, OnlyOnce, Revision, etag
from api.json_api.problems import WrongMediaType
from api.json_api.shapes import EvidenceShown
from api.json_api.showing import evidence_path, evidence_shown
from states.evidence import EVIDENCE_ASKS
from states.receiving import WORDS, Received
from states.schema import properties
from workflow.engine.casework import seen
from workflow.errors import Invalid, NotFound
from workflow.queries.case_evidence import pieces
from workflow.requests import Answered
from workflow.uploads.evidence import attach, open_file, read_replaces
from workflow.uploads.taking_in import taken_in

router = APIRouter(tags=["evidence"])
MOST_FIELDS = 20
MOST_ID = 2**31 - 1
INERT = "sandbox; default-src 'none'"
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", *(ask.key for ask in EVIDENCE_ASKS)],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **properties(EVIDENCE_ASKS),
                        "happened_on": {"type": "string", "format": "date"},
                        "recorded_for": {"type": "string"},
                        "received": {
                            "type": "string",
                            "enum": list(WORDS),
                            "title": "With recorded_for: how it came in",
                        },
                        "replaces": {"type": "integer", "title": "The id of the piece of which it is the next version"},
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent, with its fields."""

    name: str
    content: BinaryIO
    fields: dict[str, str]


async def sent(request: Request) -> AsyncIterator[Sent]:
    """The form of an upload; ``Invalid`` where it can't be read or has no file."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise WrongMediaType("Send the file as multipart/form-data, with its fields.")
    try:
        form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    except HTTPException as fault:
        raise Invalid({"body": f"The form can't be read: {fault.detail}"}) from None
    try:
        yield _read(form.multi_items())
    finally:
        await form.close()


Form = Annotated[Sent, Depends(sent, scope="function")]


@router.post("/cases/{reference}/evidence", status_code=201, openapi_extra=FORM)
def attach_one(
    who: Who, reference: str, revision: Revision, form: Form, once: OnlyOnce, response: Response
) -> EvidenceShown:
    """Attaches a file."""
    said = {**form.fields, "file": form.name, "sha256": _digest(form.content)}
    answers = dict(form.fields)
    happened_on = read_happened_on(answers.pop("happened_on", None), who.today)
    recorded_for = answers.pop("recorded_for", None) or None
    how = answers.pop("received", None)
    received = Received(how) if how is not None else None
    replaces = read_replaces(answers.pop("replaces", ""))
    with who.reading() as session:
        partnership = seen(session, reference, who.person, who.today).partnership
    files, said_of = who.here.files, {"partnership": partnership, "about": reference}
    coming_in = taken_in(who.here.database, files, form.name, form.content, person=who.person, **said_of)
    with coming_in as coming, who.writing() as session:
        before = once.answered(session, who, said)
        if before is not None:
            reference, _, number = before.reference.partition("/")
            response.headers[REPLAYED] = "true"
            evidence_id, known = int(number), before.revision
            case = seen(session, reference, who.person, who.today)
        else:
            act = who.act(session, partnership, recorded_for=recorded_for, received=received, happened_on=happened_on)
            attached = attach(act, reference, answers, coming, expected_revision=revision, replaces=replaces)
            evidence_id, case, known = attached.id, attached.case, attached.case.revision
            once.remember(session, who, said, Answered(201, f"{reference}/{evidence_id}", known))
        row = next(row for row in pieces(session, case) if row.id == evidence_id)
    response.headers.update({"Location": evidence_path(reference, evidence_id), "ETag": etag(known)})
    return evidence_shown(reference, row)


@router.get("/cases/{reference}/evidence/{evidence_id}", response_class=Response)
def hand_out(who: Who, reference: str, evidence_id: str) -> Response:
    """The bytes that were uploaded."""
    if not evidence_id.isascii() or not evidence_id.isdigit() or not 0 < int(evidence_id[:12]) <= MOST_ID:
        raise NotFound
    with who.reading() as session:
        file = open_file(session, who.here.files, reference, int(evidence_id), who.person, who.today)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": INERT,
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _read(items: list[tuple[str, Any]]) -> Sent:
    fields: dict[str, str] = {}
    file: UploadFile | None = None
    for name, value in items:
        if isinstance(value, UploadFile) and name == "file":
            file = value
        elif isinstance(value, UploadFile) or name in fields:
            raise Invalid({name: f"There is no second {name} here"})
        elif not all(c.isprintable() for c in value):
            raise Invalid({name: f"{name} has characters that can't be kept"})
        else:
            fields[name] = value
    if file is None or not file.filename:
        raise Invalid({"file": "Send a file, in the field called file"})
    return Sent(file.filename, file.file, fields)


def _digest(content: BinaryIO) -> str:
    digest = sha256()
    while block := content.read(1024 * 1024):
        digest.update(block)
    content.seek(0)
    return digest.hexdigest()
