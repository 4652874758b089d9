"""How the partnership's mail fares, for the business manager: who wasn't told and why, and whose address changed.

Never what a mail said.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from api.pages.filling import Filled, form_id
from api.pages.visitor import Visiting, Visitor
from notifications.heartbeat import is_alive
from workflow.accounts.corrections import corrections
from workflow.errors import NotPermitted
from workflow.queries import mail_states
from workflow.queries.mail_states import STATUSES, UNKNOWN

router = APIRouter()
MailId = Annotated[int, Path(gt=0, lt=2**31)]
PersonId = Annotated[int, Path(gt=0, lt=2**31)]
Word = Annotated[str, Query(max_length=20)]
ALL = "all"
MOST = 50
MOST_OF_PERSON = 20
DONE = {
    "retried": "It goes again within a minute. Load this page again to see how it fared.",
    "told": "Noted: they were told another way. Nothing more is sent about it.",
    "corrected": "The address is corrected. What hadn’t reached them goes there within a minute, a link to set up "
    "how they sign in only if they are new here.",
}


def managed(who: Visitor, verb: str = "see_mail") -> list[str]:
    """The partnerships whose mail the visitor looks after; ``NotPermitted`` where there is none."""
    codes = who.partnerships_where(verb)
    if not codes:
        raise NotPermitted("Mail is for the business manager and the administrator.")
    return codes


@router.get("/mail")
def mail(
    who: Visiting, status: Word = "", before: Annotated[int, Query(ge=0, lt=2**31)] = 0, done: Word = ""
) -> HTMLResponse:
    """Whom mail doesn't reach; or, with a status, mail in that status, the latest first. Contents are not shown."""
    codes = managed(who)
    chosen = status if status in (*STATUSES, UNKNOWN, ALL) else ""
    with who.reading() as session:
        people = [] if chosen else mail_states.unreached(session, codes, who.now, viewer=who.person)
        wanted = "" if chosen == ALL else chosen
        mails = mail_states.latest_mail(session, codes, wanted, before=before, most=MOST + 1) if chosen else []
        return who.page(
            "mail.html.jinja",
            active="mail",
            message=DONE.get(done, ""),
            counts=mail_states.mail_counts(session, codes, who.now),
            labels=STATUSES,
            chosen=chosen,
            people=people,
            mails=mails[:MOST],
            next_href=f"/mail?status={chosen}&before={mails[MOST - 1].id}" if len(mails) > MOST else "",
            now=who.now,
            worker_alive=is_alive(session),
            form_id=form_id(),
        )


@router.get("/mail/addresses")
def addresses(who: Visiting) -> HTMLResponse:
    """Every address that was corrected: whose, from what to what, by whom, when."""
    codes = managed(who)
    with who.reading() as session:
        return who.page("mail_addresses.html.jinja", active="mail", changes=corrections(session, codes))


@router.get("/mail/people/{person_id}")
def person(who: Visiting, person_id: PersonId, done: Word = "") -> HTMLResponse:
    """One person's mail, and the form that puts their address right."""
    return person_page(who, person_id, Filled(form_id=form_id()), message=DONE.get(done, ""))


@router.get("/mail/{mail_id}")
def one(who: Visiting, mail_id: MailId, done: Word = "") -> HTMLResponse:
    """One mail: to whom, about which cases, how it fared so far."""
    codes = managed(who)
    with who.reading() as session:
        found = mail_states.one_mail(session, codes, mail_id)
        return who.page(
            "mail_one.html.jinja",
            active="mail",
            message=DONE.get(done, ""),
            mail=found,
            labels=STATUSES,
            references=mail_states.references_of(session, mail_id, who.person, who.today),
            now=who.now,
            form_id=form_id(),
        )


def person_page(who: Visitor, person_id: int, filled: Filled, status: int = 200, *, message: str = "") -> HTMLResponse:
    """One person's mail and address, with what was typed and what is wrong with it."""
    codes = managed(who)
    with who.reading() as session:
        name, address = mail_states.person_named(session, codes, person_id)
        return who.page(
            "mail_person.html.jinja",
            status=status,
            active="mail",
            message=message,
            person=person_id,
            whose=name,
            address=address,
            labels=STATUSES,
            mails=mail_states.latest_mail(session, codes, person=person_id, most=MOST_OF_PERSON),
            refused=len(mail_states.refused_mails(session, codes, person_id)),
            changes=corrections(session, codes, person_id),
            now=who.now,
            filled=filled,
            errors=[
                {"text": text, "href": "#email"} if key == "email" else {"text": text}
                for key, text in filled.errors.items()
            ],
        )
