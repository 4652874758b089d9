"""A partnership's policy: what is in force in plain words, its editions, what waits for a second person.

Who may put one forward or confirm it, ``workflow/editions.py`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.pages.filling import Filled, form_id, once, refusal
from api.pages.visitor import OwnForm, Visiting, Visitor
from api.signing_in import providers
from api.signing_in.openid.strength import NOTHING, must_say
from states.differences import Difference, chase_words
from states.ladders.ladder import MODES
from states.policy import WEEKDAYS, PolicyFaults
from states.roles import TITLES
from workflow.access import verbs
from workflow.errors import CasekeeperError, NotFound, NotPermitted
from workflow.people import directory
from workflow.policy import editions, policies
from workflow.policy.editions import IN_FORCE, NATIONAL
from workflow.queries import policy_view
from workflow.queries.policy_view import EditionView, review_has_come

router = APIRouter()
Name = Annotated[str, Query(max_length=200)]
SAID = {"confirmed": "The policy is in force for cases opened from now on", "withdrawn": "The policy was taken back"}
STANDS = {
    "in force": "In force",
    "was in force": "Was in force",
    "waits": "Waits to be confirmed",
    "withdrawn": "Withdrawn",
    "overtaken": "Never in force: another was confirmed first",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edition that waits, what it would change, and why this visitor can't confirm it, if they can't."""

    view: EditionView
    differences: list[Difference]
    reasons: tuple[str, ...]
    may_withdraw: bool


@router.get("/policy")
def policy(who: Visiting, partnership: Name = "", saved: Name = "") -> HTMLResponse:
    """The policy in force, its editions, and what waits."""
    return policy_page(who, partnership, message=SAID.get(saved, ""))


@router.get("/policy/differences")
def differences(who: Visiting, partnership: Name = "", before: Name = NATIONAL, after: Name = IN_FORCE) -> HTMLResponse:
    """Any two editions, key by key."""
    code = partnership_of(who, partnership)
    with who.reading() as session:
        views = policy_view.edition_views(session, code, who.today)
        found: list[Difference] = []
        fault = ""
        try:
            found = policy_view.differences_between(session, code, before, after)
        except (PolicyFaults, NotFound) as refused:
            fault = f"These can't be compared: {refused}"
        return who.page(
            "policy_differences.html.jinja",
            active="policy",
            status=404 if fault else 200,
            code=code,
            before=before,
            after=after,
            choices=choices(views),
            differences=found,
            errors=[{"text": fault, "href": "#before"}] if fault else [],
        )


@router.post("/policy/confirm")
def confirm(who: Visiting, form: OwnForm) -> Response:
    """Puts a waiting edition in force; refused with a fresh view of what stands now."""
    return handled(who, form, "confirmed")


@router.post("/policy/withdraw")
def withdraw(who: Visiting, form: OwnForm) -> Response:
    """Takes a waiting edition back."""
    return handled(who, form, "withdrawn")


def handled(who: Visitor, form: OwnForm, what: str) -> Response:
    """Confirms or withdraws, once for each form."""
    code, digest = partnership_of(who, form.one("partnership")), form.one("digest")
    filled = Filled(form_id=form.one("form_id") or form_id())
    try:
        with who.writing() as session:

            def handling() -> tuple[str, int]:
                by = editions.person(session, who.doer(code))
                act = editions.confirm if what == "confirmed" else editions.withdraw
                return act(session, code, digest, by=by, now=who.now).edition, 0

            once(session, who, filled, f"policy/{code}/{what}/{digest}", handling)
    except CasekeeperError as fault:
        errors, status = refusal(who, fault)
        return policy_page(who, code, errors=errors, status=status)
    return RedirectResponse(f"/policy?partnership={code}&saved={what}", 303)


def policy_page(
    who: Visitor, partnership: str, *, message: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    """The page, with what was refused on it."""
    code = partnership_of(who, partnership)
    with who.reading() as session:
        views = policy_view.edition_views(session, code, who.today)
        found = policies.in_force(session, code)
        return who.page(
            "policy.html.jinja",
            status=status,
            active="policy",
            message=message,
            code=code,
            changes_documents=verbs.can(who.doer(code), "change_documents"),
            partnerships=[one for one in who.partnerships if verbs.can(who.doer(one[0]), "see_policy")],
            policy=found,
            current=next((one for one in views if one.status == "in force"), None),
            views=views,
            stands=STANDS,
            waiting=waiting(session, who, code, views),
            review_day=day_or_none(found.review_on),
            ratified_day=day_or_none(found.ratified_on),
            review_has_come=review_has_come(found, who.today),
            agencies=directory.agencies(session, code),
            weekday=WEEKDAYS[found.summary_weekday].capitalize(),
            providers=providers_asked(session, code),
            limits=policy_view.limits(found),
            chases=[(chase.key.replace("_", " ").capitalize(), chase_words(chase)) for chase in found.chases],
            titles=TITLES,
            modes=MODES,
            choices=choices(views),
            national=NATIONAL,
            in_force=IN_FORCE,
            form_id=form_id,
            errors=[{"text": text} for text in (errors or {}).values()],
            today=who.today,
        )


def providers_asked(session: Session, code: str) -> list[str]:
    """What is asked of each agency's own sign-in about how somebody signed in there, a line each."""
    there = [one for one in providers.listed(session) if one.partnership == code]
    return [f"{one.name} is asked for {str(must_say(session, one)) or NOTHING}" for one in there]


def waiting(session: Session, who: Visitor, code: str, views: list[EditionView]) -> list[Waiting]:
    """What waits, with what it would change of what is in force now."""
    current = editions.text_named(session, code, IN_FORCE)
    found, may = [], verbs.can(who.doer(code), "apply_policy")
    for view in (one for one in views if one.status == "waits"):
        reasons: tuple[str, ...] = ()
        if not may:
            reasons = ("It is for business managers and administrators to confirm",)
        elif view.edition.applied_person == who.person:
            reasons = ("You put it forward: another business manager or administrator must confirm it",)
        found.append(Waiting(view, policy_view.changes_of(view.edition, current), reasons, may))
    return found


def partnership_of(who: Visitor, named: str) -> str:
    """The partnership named, or the first whose policy the visitor may see; the same answer for none and forbidden."""
    codes = [code for code, doer in who.doers if verbs.can(doer, "see_policy")]
    if not codes:
        raise NotPermitted("The policy isn't among what your role sees.")
    if named and named not in codes:
        raise NotFound
    return named or codes[0]


def needs_policy(session: Session, who: Visitor) -> list[tuple[str, str]]:
    """What of a policy waits for this visitor: (sentence, address)."""
    found, names = [], dict(who.partnerships)
    for code in (code for code, doer in who.doers if verbs.can(doer, "apply_policy")):
        href = f"/policy?partnership={code}"
        whose = "the policy" if len(names) == 1 else f"the policy of {names[code]}"
        for one in editions.waiting(session, code):
            says = "waits for somebody else to confirm it" if one.applied_person == who.person else "waits for you"
            found.append((f"Edition {one.edition} of {whose} {says}", href))
        day = review_has_come(policies.in_force(session, code), who.today)
        if day is not None:
            found.append((f"The review date of {whose} has come: look at it with the partners", href))
    return found


def choices(views: list[EditionView]) -> list[dict[str, str]]:
    """What can be compared, as items of a select."""
    named = {NATIONAL: "National defaults", IN_FORCE: "In force now"}
    named |= {one.edition.digest: f"Edition {one.edition.edition}" for one in views}
    return [{"value": value, "text": text} for value, text in named.items()]


def day_or_none(words: str) -> date | None:
    """A policy's day, where it has one."""
    return date.fromisoformat(words) if words else None
