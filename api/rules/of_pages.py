"""The rules of the pages, route by route."""

from __future__ import annotations

from api.rules.of_audit import OF_AUDIT
from api.rules.rule import ACT, ANYONE, LISTED, READ, SETTING_UP, SIGNED_IN, Rule, Rules, of_case, shows, who_may

SIGNING_IN: Rules = {
    "GET /sign-in": ANYONE,
    "POST /sign-in": ANYONE,
    "POST /sign-in/passkey": ANYONE,
    "GET /sign-in/code": ANYONE,
    "POST /sign-in/code": ANYONE,
    "GET /sign-in/again": SIGNED_IN,
    "POST /sign-in/again": SIGNED_IN,
    "POST /sign-out": SETTING_UP,
    # Asked once a session is over: it shows nothing, and ends none.
    "GET /signed-out": ANYONE,
    "POST /signed-out": ANYONE,
}
# A change wants a fresh proof, unless one is only setting up: the handlers know which.
WAYS: Rules = {
    "GET /account/ways": SETTING_UP,
    "POST /account/ways/done": SETTING_UP,
    "GET /account/ways/proof": SETTING_UP,
    "POST /account/ways/proof": SETTING_UP,
    "GET /account/ways/password": SETTING_UP,
    "POST /account/ways/password": SETTING_UP,
    "POST /account/ways/password/remove": SETTING_UP,
    "GET /account/ways/app": SETTING_UP,
    "POST /account/ways/app": SETTING_UP,
    "GET /account/ways/app/qr.svg": SETTING_UP,
    "POST /account/ways/app/remove": SETTING_UP,
    "GET /account/ways/passkeys": SETTING_UP,
    "POST /account/ways/passkeys": SETTING_UP,
    "POST /account/ways/passkeys/{number}/remove": SETTING_UP,
    "POST /account/ways/codes": SETTING_UP,
}
PROVIDERS: Rules = {"GET /sign-in/with/{provider}": ANYONE, "GET /sign-in/callback": ANYONE}
BY_LINK: Rules = {
    "GET /set-up": ANYONE,
    "POST /set-up": ANYONE,
    "POST /set-up/new-link": ANYONE,
    "GET /recover": ANYONE,
    "POST /recover": ANYONE,
}
CASES: Rules = {
    "GET /": shows("list"),
    "GET /cases": shows("search"),
    "GET /actions": shows("search"),
    # They show nothing: what was looked for is noted where it is found.
    "POST /cases": SIGNED_IN,
    "POST /actions": SIGNED_IN,
    "POST /recommendations/earlier": SIGNED_IN,
    "GET /cases/{reference}": of_case(READ),
    "GET /cases/{reference}/timeline": of_case(READ, "history"),
    "GET /cases/{reference}/chronology": of_case(READ, "history"),
    "GET /cases/{reference}/documents/{key}": of_case(READ, "document", scope="export"),
    "GET /cases/{reference}/evidence": of_case(READ),
    "POST /cases/{reference}/evidence": of_case(ACT, counts="uploads"),
    "GET /cases/{reference}/evidence/{evidence_id}": of_case(READ, "file"),
    "GET /cases/{reference}/moves/{key}": of_case(READ),
    "POST /cases/{reference}/moves/{key}": of_case(ACT),
    "GET /open": SIGNED_IN,
    "GET /open/{kind}": SIGNED_IN,
    "POST /open/{kind}": SIGNED_IN,
    "GET /take-on": SIGNED_IN,
    "GET /take-on/{kind}": SIGNED_IN,
    "POST /take-on/{kind}": SIGNED_IN,
    "GET /recommendations/earlier": shows("search"),
    "GET /recommendations/not-acted-on": shows("list"),
}
DECLARING: Rules = {
    # Nothing of what the case holds is shown there: reference, kind and agencies alone.
    "GET /cases/{reference}/declaration": of_case(LISTED, ""),
    "POST /cases/{reference}/declaration": of_case(LISTED, "", scope="write"),
    "GET /cases/{reference}/purpose": of_case(LISTED, ""),
    "POST /cases/{reference}/purpose": of_case(LISTED, "", scope="write"),
    "GET /account/independence": who_may("scrutinise"),
    "POST /account/independence": who_may("scrutinise"),
}
PARTNERSHIP: Rules = {
    "GET /away": SIGNED_IN,
    "POST /away": SIGNED_IN,
    "POST /away/{number}/end": SIGNED_IN,
    "GET /days-off": SIGNED_IN,
    "POST /days-off": who_may("declare_days"),
    "POST /days-off/withdraw": who_may("declare_days"),
    "GET /policy": who_may("see_policy"),
    "GET /policy/differences": who_may("see_policy"),
    "POST /policy/confirm": who_may("apply_policy"),
    "POST /policy/withdraw": who_may("apply_policy"),
    "GET /documents": who_may("change_documents"),
    "GET /documents/{key}": who_may("change_documents"),
    "GET /documents/{key}/template": who_may("change_documents"),
    "GET /documents/{key}/sample": who_may("change_documents", counts="documents"),
    "POST /documents/{key}": who_may("change_documents", counts="uploads"),
    "POST /documents/{key}/default": who_may("change_documents"),
}
MAIL: Rules = {
    "GET /mail": who_may("see_mail"),
    "GET /mail/addresses": who_may("see_mail"),
    "GET /mail/people/{person_id}": who_may("see_mail"),
    "GET /mail/{mail_id}": who_may("see_mail"),
    "GET /mail/templates": who_may("see_mail"),
    "GET /mail/templates/{key}": who_may("see_mail"),
    "POST /mail/retry": who_may("mend_mail"),
    "POST /mail/people/{person_id}/retry": who_may("mend_mail"),
    "POST /mail/people/{person_id}/told": who_may("mend_mail"),
    "POST /mail/{mail_id}/retry": who_may("mend_mail"),
    "POST /mail/{mail_id}/told": who_may("mend_mail"),
    # Where somebody's mails go, links to set up how they sign in too.
    "POST /mail/people/{person_id}": who_may("mend_mail", fresh=True),
}
OWN_ACCOUNT: Rules = {
    "GET /account": SIGNED_IN,
    "POST /account/stay": SIGNED_IN,
    # A session left open at a desk ends nobody's others. Signing out is free.
    "POST /account/sessions/{session_id}/end": Rule(fresh=True),
    "POST /account/sessions/end-others": Rule(fresh=True),
    "GET /account/tokens/new": Rule(fresh=True),
    "POST /account/tokens/new": Rule(fresh=True),
    "POST /account/tokens/end-all": Rule(fresh=True),
    "POST /account/tokens/{token_id}/end": Rule(fresh=True),
}
PEOPLE: Rules = {
    # Who holds which right, and by which link somebody may come in: nothing for a session left open at a desk.
    "GET /people": who_may("see_people"),
    "GET /people/new": who_may("see_people"),
    "POST /people/new": who_may("see_people", fresh=True),
    "GET /people/{person_id}": who_may("see_people"),
    "POST /people/{person_id}/roles": who_may("see_people", fresh=True),
    "GET /people/{person_id}/roles/{number}/end": who_may("see_people"),
    "POST /people/{person_id}/roles/{number}/end": who_may("see_people", fresh=True),
    "POST /people/{person_id}/invitation": who_may("see_people", fresh=True),
    "GET /people/{person_id}/leave": who_may("see_people"),
    "POST /people/{person_id}/leave": who_may("see_people", fresh=True),
}
DEMO: Rules = {
    "GET /demo/mailbox": SIGNED_IN,
    "GET /demo/mailbox/{key}": SIGNED_IN,
    "GET /demo/mailbox/{key}/html": SIGNED_IN,
    "GET /demo/clock": SIGNED_IN,
    "POST /demo/clock": SIGNED_IN,
}
OF_PAGES: Rules = {
    **SIGNING_IN,
    **WAYS,
    **PROVIDERS,
    **BY_LINK,
    **CASES,
    **DECLARING,
    **PARTNERSHIP,
    **PEOPLE,
    **OWN_ACCOUNT,
    **MAIL,
    **OF_AUDIT,
    **DEMO,
}
