"""What the business manager does about mail that didn't arrive: again, to a corrected address, told another way.

Sends nothing: the worker does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.pages.filling import Filled, fill, once, refusal
from api.pages.mail_pages import MailId, PersonId, managed, person_page
from api.pages.visitor import OwnForm, Posted, Visiting, Visitor
from api.post import post_of
from notifications import again
from notifications.address_mails import put_right
from states.asks import Ask
from workflow.accounts.corrections import By
from workflow.errors import CasekeeperError, NotOffered
from workflow.policy.mail_domains import partnerships_of
from workflow.queries.mail_states import one_mail, person_named, refused_mails

router = APIRouter()
FRAME = frozenset({"csrf", "form_id"})
EMAIL = Ask(key="email", label="Email address", type="line", most=254)
WAS = Ask(key="was", label="The address as it was shown", type="line", most=254)
NONE_REFUSED = "There is no refused mail any more: nothing to do."


@router.post("/mail/retry")
def retry_all(who: Visiting, form: OwnForm) -> Response:
    """Every refused mail goes again."""
    return press(who, form, "/mail", "retried", lambda session, codes: refused_mails(session, codes))


@router.post("/mail/people/{person_id}/retry")
def retry_person(who: Visiting, form: OwnForm, person_id: PersonId) -> Response:
    """Every refused mail of one person goes again."""
    at = f"/mail/people/{person_id}"
    return press(who, form, at, "retried", lambda session, codes: refused_mails(session, codes, person_id))


@router.post("/mail/people/{person_id}/told")
def told_person(who: Visiting, form: OwnForm, person_id: PersonId) -> Response:
    """Somebody was told another way of all that was refused."""
    at = f"/mail/people/{person_id}"
    return press(who, form, at, "told", lambda session, codes: refused_mails(session, codes, person_id))


@router.post("/mail/{mail_id}/retry")
def retry_one(who: Visiting, form: OwnForm, mail_id: MailId) -> Response:
    """One refused or deferred mail goes now."""
    return press(
        who, form, f"/mail/{mail_id}", "retried", lambda session, codes: [one_mail(session, codes, mail_id).id]
    )


@router.post("/mail/{mail_id}/told")
def told_one(who: Visiting, form: OwnForm, mail_id: MailId) -> Response:
    """Somebody was told another way of what one mail was about."""
    return press(who, form, f"/mail/{mail_id}", "told", lambda session, codes: [one_mail(session, codes, mail_id).id])


@router.post("/mail/people/{person_id}")
def correct(who: Visiting, form: OwnForm, person_id: PersonId) -> Response:
    """Puts somebody's address right; or gives the form back with what is wrong with it."""
    codes = managed(who, "mend_mail")
    filled = fill((EMAIL, WAS), form, FRAME)
    try:
        with who.writing() as session:
            person_named(session, codes, person_id)

            def correcting() -> tuple[str, int]:
                if not set(codes) & set(partnerships_of(session, person_id, who.today)):
                    raise NotOffered("They hold no role with you any more: their address isn't yours to correct.")
                typed, was = str(filled.values["email"]), str(filled.values["was"])
                by, host = By(who.person, who.name), post_of(who.here.settings).host
                put_right(session, person_id, typed, was=was, by=by, now=who.now, host=host)
                return str(person_id), 0

            once(session, who, filled, f"mail/people/{person_id}", correcting)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return person_page(who, person_id, filled.with_errors(errors), status)
    return RedirectResponse(f"/mail/people/{person_id}?done=corrected", 303)


def press(
    who: Visitor, form: Posted, at: str, done: str, chosen: Callable[[Session, Sequence[str]], Sequence[int]]
) -> Response:
    """A button: has the mails that ``chosen`` finds sent again, or settles them; once, however often it is pressed."""
    codes = managed(who, "mend_mail")
    filled = fill((), form, FRAME)
    act = {"retried": again.retry, "told": again.settle}[done]
    with who.writing() as session:

        def pressed() -> tuple[str, int]:
            mails = chosen(session, codes)
            if not mails:
                raise NotOffered(NONE_REFUSED)
            act(session, mails, By(who.person, who.name), who.now)
            return at, 0

        # A page has several buttons and one form id: each button is a form of its own.
        once(session, who, of_button(filled, f"{at}/{done}"), f"{at}/{done}", pressed)
    return RedirectResponse(f"{at}?done={done}", 303)


def of_button(filled: Filled, which: str) -> Filled:
    """The form of one button of a page."""
    return replace(filled, form_id=f"{filled.form_id[:60]}{which}")
