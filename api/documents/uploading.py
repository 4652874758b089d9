"""Takes a partnership's own template: looked through and checked before anybody waits for a lock, then put in force."""

from __future__ import annotations

from pathlib import Path

from api.documents.checking import check
from api.documents.form import Form
from api.documents.package import LARGE, MOST_BYTES, Unfit
from workflow.errors import Invalid, Refused
from workflow.uploads.files import Coming

WORD_ONLY = "Select a Word document (.docx). If yours is .doc, .docm or .dotx, save it in Word as Word Document (.docx)"

NOT_SCANNED = "It can't be checked for viruses just now. Try again in a few minutes"


def refuse_other(name: str) -> None:
    """``Invalid`` unless the file is called as a Word document is."""
    if Path(name).suffix.lower() != ".docx":
        raise Invalid({"document": WORD_ONLY})


def refuse_unfit(of: Form, coming: Coming) -> None:
    """``Refused``, with every reason, where a file that came in can't be a template of the document."""
    if coming.size > MOST_BYTES:
        raise Refused([LARGE])
    if coming.scan == "waiting":
        raise Refused([NOT_SCANNED])
    refuse_unfit_bytes(of, coming.lies_at.read_bytes())


def refuse_unfit_bytes(of: Form, content: bytes) -> None:
    """The same of bytes."""
    try:
        check(of, content)
    except Unfit as fault:
        raise Refused(fault.faults) from None
