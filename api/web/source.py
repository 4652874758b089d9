"""Where a request comes from: its peer's address, or what a proxy that the installation trusts says of it.

What anybody else writes into ``X-Forwarded-For`` counts for nothing: it is the sender's own word.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Networks = tuple[IPv4Network | IPv6Network, ...]
HOUSEHOLD = 64
"""Bits of an IPv6 address that one sender can't choose."""


def read_networks(text: str) -> Networks:
    """Addresses and networks with commas between; ``ValueError`` for what is neither."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def source_of(scope: Scope, proxies: Networks) -> str:
    """The address that a request comes from, of IPv6 its network; "" where none is known.

    A proxy of ours that doesn't say for whom it asks is nobody's address: everybody comes through it.
    """
    client = scope.get("client")
    said = [one.strip() for line in Headers(scope=scope).getlist("x-forwarded-for") for one in line.split(",")]
    chain = [*said, client[0] if client else ""]
    # From the right, each proxy of ours vouches for the one before it; the first that isn't ours is who asks.
    while len(chain) > 1 and _is_in(chain[-1], proxies) and _named(chain[-2]):
        chain.pop()
    return "" if _is_in(chain[-1], proxies) else _named(chain[-1])


def _is_in(text: str, networks: Networks) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in one for one in networks)


def _named(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if address.version == 6 else None
    if mapped is not None or address.version == 4:
        return str(mapped or address)
    return str(ip_network((address, HOUSEHOLD), strict=False))
