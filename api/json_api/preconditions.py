"""What a change brings along: the revision it was made on (``If-Match``), and a key so that twice does it once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from sqlmodel import Session

from api.json_api.caller import Caller
from api.json_api.problems import NoRevision
from workflow import requests
from workflow.requests import Answered

ETAG = re.compile(r'"(\d{1,9})"')
SAYS = 'Say which revision you have seen: send If-Match with the case\'s ETag, such as "3".'
REPLAYED = "Idempotency-Replayed"


def etag(revision: int) -> str:
    """A revision as an entity tag."""
    return f'"{revision}"'


def revision_seen(
    if_match: Annotated[str | None, Header(alias="If-Match", description='the case\'s ETag, such as "3"')] = None,
) -> int:
    """The revision named by ``If-Match``; ``NoRevision`` where it names none."""
    found = ETAG.fullmatch((if_match or "").strip())
    if found is None:
        raise NoRevision(SAYS)
    return int(found[1])


Revision = Annotated[int, Depends(revision_seen)]


@dataclass(frozen=True, slots=True)
class Once:
    """A request that may come twice, by the key that its sender gave it ("" for none)."""

    key: str
    place: str

    def answered(self, session: Session, who: Caller, said: Any) -> Answered | None:
        """How the same request was answered before; waits for one that still runs."""
        if not self.key:
            return None
        return requests.answered(session, who.person, self.key, self.fingerprint(said))

    def remember(self, session: Session, who: Caller, said: Any, answer: Answered) -> None:
        """Keeps the answer, in the act's own transaction."""
        if self.key:
            fingerprint = self.fingerprint(said)
            requests.remember(session, who.person, self.key, fingerprint, answer, who.here.now())

    def fingerprint(self, said: Any) -> str:
        """Method, address and what was said: the same request, however its JSON was spaced."""
        return sha256(f"{self.place}\n{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def once(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(alias="Idempotency-Key", description="your own key: sent twice, done once")
    ] = None,
) -> Once:
    """The request's idempotency key with what it is for."""
    return Once(idempotency_key or "", f"{request.method} {request.url.path}")


OnlyOnce = Annotated[Once, Depends(once)]
