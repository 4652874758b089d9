"""The rules of who looks after access: the read log, audits, broken glass."""

from __future__ import annotations

from api.rules.rule import READ, Rule, Rules, who_may

OF_AUDIT: Rules = {
    # What is looked for here is whether there is such a case at all: so it is noted as a search.
    "GET /cases/{reference}/read": Rule(verb="read_with_reason", logs="search", fresh=True),
    "POST /cases/{reference}/read": Rule(verb="read_with_reason", logs="search", fresh=True),
    "GET /read-a-case": who_may("read_with_reason"),
    "GET /cases/{reference}/looks": Rule(verb="see_looks", case=READ, logs="read log"),
    "GET /audit": who_may("audit", logs="list"),
    "GET /audit/broken-glass/{reading}": who_may("audit", logs="read log"),
    "POST /audit/broken-glass/{reading}": who_may("audit", logs="read log"),
    "GET /read-log": who_may("audit", logs="read log"),
    "GET /read-log/export": who_may("audit", fresh=True),
    "POST /read-log/export": who_may("audit", logs="export", fresh=True),
    "GET /accounts-log": who_may("audit", logs="accounts log"),
}
