"""What befalls accounts, rights and rules of access, for an auditor to ask after. Only ever added to.

Each event is a word of ``WORDS``; who adds one says whose account it is and who did it, never a secret or narrative.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import String, bindparam, insert, select
from sqlmodel import Session

from workflow.tables.moments import NOW, database_now
from workflow.tables.rows import ACCOUNT_EVENT

WORDS = {
    "signed_in": "Signed in",
    "sign_in_refused": "A sign-in was refused",
    "signed_out": "Signed out",
    "session_ended": "Ended a session",
    "proved_again": "Proved again who they are",
    "guesses_stopped": "Too many guesses: none evaluated for a time",
    "password_set": "Set a password",
    "password_removed": "Removed their password",
    "passkey_added": "Added a passkey",
    "passkey_removed": "Removed a passkey",
    "app_added": "Set up an authenticator app",
    "app_removed": "Removed an authenticator app",
    "codes_made": "Made new recovery codes",
    "code_used": "Used a recovery code",
    "invited": "Was invited",
    "invitation_renewed": "Asked for a new invitation",
    "invitation_used": "Used their invitation",
    "address_changed": "Had their email address changed",
    "recovery_asked": "Asked to recover the account",
    "identity_bound": "Was matched to a provider's account",
    "identity_forgotten": "Is matched to no provider's account any more",
    "provider_added": "An agency's provider was added",
    "provider_ended": "An agency's provider was ended",
    "token_issued": "A token was issued",
    "token_ended": "A token was ended",
    "role_given": "Was given a role",
    "role_ended": "A role ended",
    "left": "Left: sessions, tokens and roles ended",
    "independence_declared": "Declared their independence",
    "independence_ran_out": "Their declaration of independence ran out",
    "glass_broken": "Broke the glass",
    "glass_reviewed": "A broken glass was reviewed",
    "read_for_audit": "Read a case for an audit",
    "restricted": "A case's restriction was changed",
    "member_added": "Was let in to a case by name",
    "member_ended": "A membership by name ended",
    "excluded": "Was excluded from a case",
    "readmitted": "An exclusion ended",
    "exported": "Took data out",
    "too_much_asked": "Asked for more within a minute than one person may",
    "infected_file_refused": "Sent a file with a virus in it: refused",
}
E = ACCOUNT_EVENT.c
SELDOM = timedelta(hours=1)
_NEW = insert(ACCOUNT_EVENT).values(at=NOW)
_ALIKE = select(E.id).where(
    E.at > bindparam("since", type_=E.at.type),
    E.person.is_(None),
    *(E[name] == bindparam(name, type_=String) for name in ("what", "partnership", "detail")),
)


def note(
    session: Session, what: str, *, person: int | None, by: int | None, partnership: str = "", detail: str = ""
) -> None:
    """Adds an event, in the transaction of what it tells of."""
    if what not in WORDS:
        raise LookupError(f"no such event: {what}")
    row = {"what": what, "person": person, "by": by, "partnership": partnership, "detail": detail}
    session.connection().execute(_NEW, row)


def note_of_nobody(session: Session, what: str, *, partnership: str = "", detail: str = "") -> None:
    """Adds an event of an account that there isn't, unless its like was noted within the hour.

    Strangers make as many of these as they like, and events are kept for good. ``detail``: of few that there can be.
    """
    row = {"what": what, "partnership": partnership, "detail": detail}
    now = database_now(session)
    if session.execute(_ALIKE.limit(1), row | {"since": now - SELDOM}).first() is None:
        note(session, what, person=None, by=None, partnership=partnership, detail=detail)
