"""A document on its way to somebody: the answer that no browser runs, and what the read log says of it.

The detail has no narrative: which document, by which edition of its template, and the SHA-256 of what went out.
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from fastapi import Response

from api.documents.writing import MEDIA_TYPE, Written

INERT = "default-src 'none'; sandbox"


def handed_out(written: Written) -> Response:
    """The answer: a download, whatever the browser would rather do with it."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(written.name, safe='')}",
        "Content-Security-Policy": INERT,
    }
    return Response(written.content, media_type=MEDIA_TYPE, headers=headers)


def detail(written: Written, key: str) -> str:
    """What exactly went out, for the read log."""
    template = f"edition {written.edition}" if written.edition else "default"
    return f"{key} template={template} sha256={sha256(written.content).hexdigest()}"
