"""Reads an email address that somebody typed: the one place that says what an address is. Knows nobody."""

from __future__ import annotations

import re

from workflow.errors import Invalid

# Without % and !, by which some servers send on to another domain than the one behind the @.
ATOM = r"[a-z0-9#$&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# RFC 5321, 4.1.2, without quoted names and addresses in brackets: nobody at an agency has one.
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+(?=[a-z]){LABEL}")
MOST_NAME, MOST_DOMAIN, MOST = 64, 253, 254
"""Characters before the @, after it, and in all (RFC 5321, 4.5.3.1)."""


def read_address(typed: str) -> str:
    """The address in small letters; ``Invalid`` with a sentence where it can't be one."""
    address = typed.strip().lower()
    name, _, domain = address.rpartition("@")
    fits = len(name) <= MOST_NAME and len(domain) <= MOST_DOMAIN and len(address) <= MOST
    if not address:
        raise Invalid({"email": "Enter an email address, such as name@example.gov.uk"})
    if not fits or not ADDRESS.fullmatch(address):
        raise Invalid({"email": f"{typed!a} isn't an email address, such as name@example.gov.uk"})
    return address


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2].lower()


def is_within(domain: str, allowed: str) -> bool:
    """Whether a domain is the one allowed, or one below it: ``hillside.northmoor.sch.uk`` in ``northmoor.sch.uk``."""
    return domain == allowed or domain.endswith(f".{allowed}")
