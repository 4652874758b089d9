"""A form that came on a dead or too old session: kept for its person alone, and given back filled in, once.

Only forms that the table below names are kept, for 24 hours, without the session's word. Whose it is, the session's
digest tells, and the form must carry that session's own word: another site can't leave a draft in somebody's name.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import bindparam, delete, insert, select
from starlette.datastructures import UploadFile
from starlette.routing import compile_path

from api.installation import Installation
from api.pages.filling import Filled, fill
from api.pages.forms import posted_texts
from api.pages.visitor import Forged, Posted, Visitor, cookie_name, installation_of, refuse_foreign
from api.signing_in.keys import hashed
from states.asks import Ask
from workflow.accounts.forgetting import DRAFTS
from workflow.errors import NotFound
from workflow.people.directory import not_left
from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import DRAFT, PERSON, WEB_SESSION

FORMS: dict[str, frozenset[str]] = {
    "/cases/{reference}/moves/{key}": frozenset({"for", "row"}),
    "/cases/{reference}/evidence": frozenset(),
    "/open/{kind}": frozenset({"parent"}),
    "/take-on/{kind}": frozenset({"parent"}),
    "/away": frozenset({"partnership"}),
}
"""The forms that are kept, by their route; what of each is asked for in its address when it is opened again."""
_AT = [(compile_path(path)[0], asked) for path, asked in FORMS.items()]

MOST, MOST_EACH = 200_000, 20
"""Characters of a draft, and drafts of a person: older ones give way."""

NEVER = frozenset({"csrf", "password", "code"})
BACK = "What you wrote is back. It isn’t sent yet: check it, and send it."
NO_FILE = " A file can’t be kept: choose it again."
DraftId = Annotated[str, Query(alias="draft", max_length=22)]
D = DRAFT.c
_WHOSE = (
    select(WEB_SESSION.c.person, WEB_SESSION.c.csrf)
    .join(PERSON, PERSON.c.id == WEB_SESSION.c.person)
    .where(WEB_SESSION.c.digest == bindparam("looked_up"), not_left())
)
_KEEP = insert(DRAFT).values(made_at=NOW)
_NEWEST = select(D.id).where(D.person == bindparam("whose")).order_by(D.made_at.desc(), D.id).limit(MOST_EACH - 1)
_TOO_MANY = delete(DRAFT).where(D.person == bindparam("whose"), D.id.not_in(_NEWEST))
_TAKE = (
    delete(DRAFT)
    .where(D.id == bindparam("which"), D.person == bindparam("whose"), D.path == bindparam("at"))
    .where(D.made_at > bindparam("since", type_=D.made_at.type))
    .returning(D.body)
)


async def kept(request: Request) -> str | None:
    """Keeps the form that this request sent; where to go for it after signing in. None where nothing was kept."""
    if request.method != "POST" or asked_of(request.url.path) is None:
        return None
    form = await request.form(max_files=1, max_fields=2000)
    texts = posted_texts(form.multi_items())
    has_file = any(isinstance(value, UploadFile) and value.filename for _, value in form.multi_items())
    await form.close()
    return await run_in_threadpool(kept_of, request, request.url.path, texts, has_file=has_file)


def kept_of(request: Request, path: str, texts: dict[str, list[str]], *, has_file: bool) -> str | None:
    """Keeps these fields of the form at that path, as ``kept``."""
    here, asked = installation_of(request), asked_of(path)
    if asked is None:
        return None
    try:
        refuse_foreign(request)
    except Forged:
        return None
    draft = keep(here, request.cookies.get(cookie_name(here), ""), path, texts, has_file=has_file)
    if draft is None:
        return None
    told = {name: texts[name][0] for name in sorted(asked) if texts.get(name, [""])[0]}
    return f"{quote(path)}?{urlencode(told | {'draft': draft})}"


def asked_of(path: str) -> frozenset[str] | None:
    """What of the form at that path is asked for in its address; None where it isn't kept."""
    return next((asked for form, asked in _AT if form.fullmatch(path)), None)


def keep(here: Installation, cookie: str, path: str, texts: dict[str, list[str]], *, has_file: bool) -> str | None:
    """Keeps these fields for whose session the cookie is or was; the draft's id, or None where it is nobody's form."""
    body = json.dumps({"texts": {name: given for name, given in texts.items() if name not in NEVER}, "file": has_file})
    if not cookie or len(body) > MOST:
        return None
    with here.database.writing() as session:
        found = session.execute(_WHOSE, {"looked_up": hashed(cookie), "today": here.today()}).first()
        word = (texts.get("csrf") or [""])[0]
        if found is None or not compare_digest(word.encode(), found.csrf.encode()):
            return None
        session.connection().execute(_TOO_MANY, {"whose": found.person})
        draft = secrets.token_urlsafe(12)
        session.connection().execute(_KEEP, {"id": draft, "person": found.person, "path": path, "body": body})
    return draft


def refilled(
    who: Visitor, request: Request, draft: str, asks: Sequence[Ask], frame: Collection[str]
) -> tuple[Filled, Posted, str] | None:
    """The form as its person typed it, its fields, and what to say; None where no draft is asked for.

    A draft is given out once. ``NotFound`` for one that isn't theirs, is over, or was given out.
    """
    if not draft:
        return None
    with who.writing() as session:
        since = database_now(session) - DRAFTS
        bound = {"which": draft, "whose": who.person, "at": request.url.path, "since": since}
        body = session.execute(_TAKE, bound).scalar_one_or_none()
    if body is None:
        raise NotFound
    told = json.loads(body)
    form = Posted(told["texts"], None)
    return fill(asks, form, frame), form, BACK + (NO_FILE if told["file"] else "")
