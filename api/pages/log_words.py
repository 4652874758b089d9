"""The logs in the words people use: what was looked at, what befell an account. Judges nothing.

The logs keep keys, which stay what they are when a name changes; the words of each stand here, once.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from api.pages.asked_words import CLASSES, Agencies, dated, in_words, parted
from api.signing_in.tokens import SCOPES
from states.kinds import machines
from states.language import Machine
from workflow.accounts.at_stake import BY_A_LINK
from workflow.queries.audit import EventShown
from workflow.queries.looks import LookShown

HOW = {
    "demo": "in the demo",
    "provider": "by their agency’s sign-in",
    "passkey": "by passkey",
    "code": "by password and code",
    "recovery code": "by password and recovery code",
    "passkey wanted": "to add a passkey, and nothing else",
    "invitation": "by the link of an invitation",
    "recovery": "by the link of a recovery",
    "recovery proved": "by the link of a recovery, and a proof",
    "recovery by code": "by the link of a recovery, and a recovery code",
}
"""How somebody showed who they are."""
NAMED = {"/moves/": "Form", "/documents/": "Document", "document write": "Document", "/evidence/": "File number",
         "/broken-glass/": "Broken glass, number", "/read": "Case"}  # fmt: skip
"""What the first part of a look's detail names, by a part of its route."""
OF_AGENCIES = frozenset({"provider_added", "provider_ended", "excluded", "readmitted", "member_added", "member_ended"})


def look_words(look: LookShown, agencies: Agencies) -> str:
    """Which thing was looked at, or what a list was asked for; what was typed as it was typed."""
    named, pairs = parted(look.detail)
    parts = list(in_words(pairs, agencies))
    if named:
        what = next((says for part, says in NAMED.items() if part in look.route), "")
        parts.insert(0, f"{what} {_named(look, named)}".strip() if what else named)
    return " · ".join(parts)


def event_words(event: EventShown, agencies: Agencies) -> str:
    """What is told of an event besides its word."""
    what, detail = event.what, event.detail
    if what in {"signed_in", "proved_again"}:
        how, comma, more = detail.removeprefix(BY_A_LINK).partition(", ")
        return f"{HOW.get(how, how)}{comma}{'just ' if more else ''}{more}"
    if what in {"role_given", "role_ended"}:
        role, comma, when = detail.rpartition(", ")
        title, at, agency = role.rpartition(" at ")
        return f"{title}{at}{agencies.get(agency, agency)}{comma}{dated(when)}"
    if what == "left":
        return dated(detail)
    if what == "restricted":
        reference, colon, to_class = detail.partition(": ")
        return f"{reference}{colon}{CLASSES.get(to_class, to_class).lower()}"
    if what in OF_AGENCIES or what == "identity_bound":
        return ": ".join(agencies.get(one, one) for one in detail.split(": "))
    if what == "token_issued":
        name, colon, scopes = detail.rpartition(": ")
        return f"{name}{colon}{', '.join(SCOPES.get(one, one) for one in scopes.split(', '))}"
    if what == "exported":
        log, comma, rest = detail.partition(", ")
        query, colon, reason = rest.partition(": ")
        return f"{log}{comma}{' · '.join(in_words(parse_qsl(query), agencies)) or query}{colon}{reason}"
    return detail


def whose(event: EventShown) -> str:
    """Whose account it is; of what is no account's, whose it is then."""
    if event.name:
        return event.name
    if event.what in OF_AGENCIES:
        return "An agency’s"
    return "A case’s" if event.what == "restricted" else "Nobody known"


def _named(look: LookShown, key: str) -> str:
    kind = machines().get(look.kind)
    of = [*([kind] if kind else []), *machines().values()]
    if "/moves/" in look.route:
        return next((f"“{label}”" for label in (_label(one, key) for one in of) if label), key.replace("_", " "))
    titles = {document.key: document.title for machine in of for document in machine.documents}
    return f"“{titles[key]}”" if "document" in look.route and key in titles else key


def _label(machine: Machine, key: str) -> str:
    move = machine.move(key)
    return move.label if move is not None else ""
