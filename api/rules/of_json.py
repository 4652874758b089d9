"""The rules of the JSON API and of what stands outside it for machines, route by route."""

from __future__ import annotations

from api.rules.rule import ACT, ANYONE, LISTED, READ, SIGNED_IN, Rule, Rules, of_case, shows

CASES: Rules = {
    "GET /api/v1/openapi.json": ANYONE,
    "GET /api/v1/kinds": SIGNED_IN,
    "GET /api/v1/kinds/{kind}": SIGNED_IN,
    "GET /api/v1/cases": shows("search"),
    "GET /api/v1/actions": shows("search"),
    "POST /api/v1/cases": Rule(scope="write", logs="case"),
    "GET /api/v1/cases/{reference}": of_case(READ),
    "POST /api/v1/cases/{reference}/moves/{move}": of_case(ACT),
    "GET /api/v1/cases/{reference}/decisions": of_case(READ),
    "GET /api/v1/cases/{reference}/entries": of_case(READ, "history"),
    "GET /api/v1/cases/{reference}/chronology": of_case(READ, "history"),
    "GET /api/v1/cases/{reference}/documents": of_case(READ),
    "GET /api/v1/cases/{reference}/documents/{key}": of_case(READ, "document", scope="export"),
    "POST /api/v1/cases/{reference}/evidence": of_case(ACT, counts="uploads"),
    "GET /api/v1/cases/{reference}/evidence/{evidence_id}": of_case(READ, "file"),
    "GET /api/v1/policy": SIGNED_IN,
    "GET /api/v1/recommendations/similar": shows("search"),
    "GET /api/v1/recommendations/not-acted-on": shows("list"),
    "GET /api/v1/work": shows("list"),
    "GET /api/v1/summary/executive": shows("figures"),
    "GET /api/v1/calendar/due": SIGNED_IN,
}
DECLARING: Rules = {
    # Nothing of the case is shown there, so nothing is noted either: who declares stands in its trail.
    "POST /api/v1/cases/{reference}/declaration": of_case(LISTED, "", scope="write"),
    "POST /api/v1/independence": Rule(verb="scrutinise", scope="write"),
}
# Page by page a program takes the whole log out: a token says that it is for that.
LOGS: Rules = {
    "GET /api/v1/cases/{reference}/looks": Rule(verb="see_looks", case=READ, logs="read log"),
    "GET /api/v1/looks": Rule(verb="audit", logs="read log", scope="export"),
    "GET /api/v1/readings": Rule(verb="audit", logs="read log"),
    "POST /api/v1/readings/{reading}/review": Rule(verb="audit", logs="read log", scope="write"),
    "GET /api/v1/accounts/events": Rule(verb="audit", logs="accounts log", scope="export"),
}
OF_JSON: Rules = {**CASES, **DECLARING, **LOGS}
FOR_MACHINES: Rules = {
    "GET /health/live": ANYONE,
    "GET /health/ready": ANYONE,
    "GET /health/worker": ANYONE,
    "GET /metrics": ANYONE,
}
