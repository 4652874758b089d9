"""Whom an installation would speak with over a network in plain text, or without knowing who answers.

Knows settings as they were written; opens no connection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from workflow.database.storage import unproved_hosts

ALLOW = "name the host in CASEKEEPER_PLAIN_TO if that network is closed to everybody else"


def is_here(host: str) -> bool:
    """Whether the host is this very machine, by an address or the one name that is always its own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def spoken_plainly(database_url: str, smtp_url: str, clamd: str, allowed: Collection[str]) -> Iterator[str]:
    """A sentence for each setting that leads to another machine, ``allowed`` apart, with what to set instead."""
    wanted = {one.lower() for one in allowed}

    def elsewhere(host: str) -> bool:
        return bool(host) and not is_here(host) and host.lower() not in wanted

    for host in unproved_hosts(database_url):
        if elsewhere(host):
            yield (
                f"CASEKEEPER_DATABASE_URL speaks with {host} without proof that it is {host}: "
                f"add ?sslmode=verify-full, use a socket on this machine, or {ALLOW}."
            )
    mail, scanner = urlsplit(smtp_url), urlsplit(clamd)
    if mail.scheme == "smtp" and elsewhere(mail.hostname or ""):
        yield (
            f"CASEKEEPER_SMTP_URL hands mails to {mail.hostname} in plain text: "
            f"use smtps:// or smtp+starttls://, or {ALLOW}."
        )
    if scanner.scheme == "tcp" and elsewhere(scanner.hostname or ""):
        yield (
            f"CASEKEEPER_CLAMD sends files to {scanner.hostname} in plain text: "
            f"use clamd's socket on this machine, or {ALLOW}."
        )
