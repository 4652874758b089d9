"""What only the demo has: the mail that arrived, and a clock that can be moved forward."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.demo import mailbox
from api.demo.catching_up import catch_up
from api.pages.filling import day_of
from api.pages.mail_previews import SHOWN_MAIL_CSP
from api.pages.visitor import OwnForm, Visiting, Visitor
from states.calendar import LONDON
from workflow.days import calendars
from workflow.errors import CasekeeperError, Invalid, Unusable

router = APIRouter(prefix="/demo")
DIGESTS_AT = time(8, 0)
FARTHEST = timedelta(days=3 * 366)
MOST_SHOWN = 200


@router.get("/mailbox")
def arrived(who: Visiting, to: str = "") -> HTMLResponse:
    """The mail that the demo's own mail server took in."""
    folder = mailbox.folder_of(who.here.settings)
    found = mailbox.messages(folder)
    return who.page(
        "mailbox.html.jinja",
        active="mailbox",
        mails=[mail for mail in found if not to or mail.to == to][:MOST_SHOWN],
        people_items=[{"value": address, "text": address} for address in sorted({mail.to for mail in found})],
        to=to,
    )


@router.get("/mailbox/{key}")
def one_mail(who: Visiting, key: str) -> HTMLResponse:
    """One mail, as text."""
    mail = mailbox.message(mailbox.folder_of(who.here.settings), key)
    return who.page("mailbox_mail.html.jinja", active="mailbox", mail=mail)


@router.get("/mailbox/{key}/html")
def one_mail_as_html(who: Visiting, key: str) -> Response:
    """One mail as its receiver's program shows it, in a sandbox."""
    mail = mailbox.message(mailbox.folder_of(who.here.settings), key)
    return HTMLResponse(mail.html, headers={"Content-Security-Policy": SHOWN_MAIL_CSP})


@router.get("/clock")
def clock(who: Visiting) -> HTMLResponse:
    """What time it is in the demo, and how to move on."""
    return clock_page(who, {})


@router.post("/clock")
def move_clock(who: Visiting, form: OwnForm) -> Response:
    """Moves the clock forward, then does at once what a worker would do by then."""
    try:
        wanted = wanted_day(who, form.one("by"), day_of(form, "on"))
        here = who.here
        here.clock.move_to(max(datetime.combine(wanted, DIGESTS_AT, LONDON), here.now()))
    except CasekeeperError as fault:
        return clock_page(who, {"on": str(fault)}, 422)
    catch_up(here)
    return RedirectResponse("/demo/mailbox", 303)


def wanted_day(who: Visitor, by: str, on: date | None) -> date:
    """The day to move to; ``Invalid`` for one that can't be moved to."""
    with who.reading() as session:
        calendar = calendars.of(session, who.partnerships[0][0])
    if by == "day":
        return calendar.step(who.today, 1)
    if by == "week":
        return calendar.shift_to_working(who.today + timedelta(days=7), forward=True)
    if on is None:
        raise Invalid({"on": "Enter the day to move to"})
    if on <= who.today:
        raise Unusable("The clock can only be moved forward: enter a later day")
    if on - who.today > FARTHEST:
        raise Unusable("The clock can be moved three years at a time at most")
    return on


def clock_page(who: Visitor, errors: dict[str, str], status: int = 200) -> HTMLResponse:
    """The page that moves the clock."""
    return who.page(
        "clock.html.jinja",
        status=status,
        active="clock",
        now=who.now,
        faults=errors,
        errors=[{"text": text, "href": "#on-day"} for text in errors.values()],
    )
