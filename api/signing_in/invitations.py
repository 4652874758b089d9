"""Links by mail with which people set up how they sign in: sent, opened, renewed, and asked for by who can't sign in.

A link works for one person at one address, for its newest number, until it runs out or one of theirs was used. Opening
it uses nothing up, since mail scanners open links; what it leads to is a session that reaches nothing but setting up.
"""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import urlsplit

from sqlalchemy import bindparam, select
from sqlmodel import Session

from api.installation import Installation
from api.signing_in import guesses, ways
from api.signing_in.keys import keys_of
from notifications.link_mails import write_mail
from workflow.accounts import at_stake, invitations
from workflow.accounts.invitations import ASKED, INVITED, RECOVERING, Invited
from workflow.errors import Invalid, NotPermitted
from workflow.people import account_events
from workflow.people.addresses import read_address
from workflow.tables.rows import PERSON

ADDRESS_IS_YOURS = (
    "You changed their address, and they have set up how they sign in. So that nobody can come in as them by changing "
    "it, another manager or an administrator invites them."
)
_AT_ADDRESS = select(PERSON.c.id).where(PERSON.c.email == bindparam("address"))


def invite(here: Installation, session: Session, person: int, *, by: int | None) -> None:
    """Sends the person an invitation, in this transaction; the links that they were sent before end.

    For somebody new, and for who lost all that they signed in with. ``Invalid`` where they left or hold no role;
    ``NotPermitted`` for who changed the address of somebody who can sign in: the link would be theirs.
    """
    if not invitations.may_come(session, person, here.today()):
        raise Invalid({"email": "They have left or hold no role: give them a role first"})
    invitations.wait_for(session, person)
    if by is not None and at_stake.changed_by(session, person) == by and at_stake.can_sign_in(session, person):
        raise NotPermitted(ADDRESS_IS_YOURS)
    invitations.end_sessions(session, person)
    _send(here, session, person, INVITED, by=by)
    account_events.note(session, "invited", person=person, by=by)


def invite_newcomer(here: Installation, session: Session, person: int, *, by: int | None) -> bool:
    """Invites whoever was given a role, unless they can sign in or were invited; whether it did. Not in the demo."""
    invitations.wait_for(session, person)
    settled = ways.of_person(session, person).full or invitations.is_open(session, person, INVITED)
    if here.settings.demo or settled or not invitations.may_come(session, person, here.today()):
        return False
    invite(here, session, person, by=by)
    return True


def opened(here: Installation, session: Session, carried: str) -> Invited | None:
    """Whose link it is; None where it isn't one of ours, or doesn't count any more. It may have run out."""
    read = invitations.read_link(carried)
    if read is None:
        return None
    invitation, number, secret = read
    found = invitations.found(session, [invitation], here.today()).get(invitation)
    purpose, person, address = (found.purpose, found.person, found.address) if found else (INVITED, 0, "")
    right = keys_of(here.settings).of_link(purpose, invitation, number, person, address)
    if not compare_digest(right.encode(), secret.encode()) or found is None:
        return None
    return None if found.over or found.number != number else found


def renew(here: Installation, session: Session, carried: str) -> bool:
    """Sends a new invitation in place of one that ran out, to the same address; False where it isn't to be renewed.

    Whoever holds the link asks: three times in 24 hours.
    """
    found = opened(here, session, carried)
    if found is None or found.purpose != INVITED or not found.run_out:
        return False
    return _send_asked(here, session, found.person, INVITED)


def recover(here: Installation, typed: str, source: str = "") -> None:
    """Mails a link to whoever has this address and can't sign in; nothing where nobody has it. Says nothing of either.

    Called once the answer is out. Somebody who never set up how they sign in is sent their invitation again.
    ``source``: the network address that asks, "" where none is known.
    """
    try:
        address = read_address(typed)
        guesses.count_recovery(here.database, keys_of(here.settings), address, source)
    except (Invalid, guesses.TooManyGuesses):
        return
    with here.database.writing() as session:
        person = session.execute(_AT_ADDRESS, {"address": address}).scalar_one_or_none()
        if person is None or not _help(here, session, person):
            # Noted too, for nobody: an auditor sees that somebody tries addresses.
            guesses.note_refusal(session, None, ASKED[RECOVERING])


def _help(here: Installation, session: Session, person: int) -> bool:
    if not invitations.may_come(session, person, here.today()):
        return False
    mine = ways.of_person(session, person)
    if mine.full and (mine.password or mine.passkeys):
        return _send_asked(here, session, person, RECOVERING, beside=True)
    invited = not mine.full and invitations.is_open(session, person, INVITED)
    return invited and _send_asked(here, session, person, INVITED, beside=True)


def _send_asked(here: Installation, session: Session, person: int, purpose: str, *, beside: bool = False) -> bool:
    if not invitations.may_ask(session, person, purpose):
        return False
    _send(here, session, person, purpose, by=None, beside=beside)
    account_events.note(session, ASKED[purpose], person=person, by=None)
    return True


def _send(
    here: Installation, session: Session, person: int, purpose: str, *, by: int | None, beside: bool = False
) -> None:
    invitation, number = invitations.write(session, person, purpose, by=by, beside=beside)
    host = urlsplit(here.settings.base_url).hostname or "casekeeper.invalid"
    write_mail(session, purpose, invitation, number, person, here.now(), host)
