"""Where a request comes from is its peer's word, or that of a proxy which the installation trusts; nobody else's."""

from __future__ import annotations

import pytest

from api.settings import read_settings
from api.web.source import read_networks, source_of
from workflow.errors import Unusable

OURS = "127.0.0.1, ::1, 10.0.0.0/8"


@pytest.mark.parametrize(
    ("peer", "said", "source"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["198.51.100.9, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["198.51.100.9", "198.51.100.1, 10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", ["made up"], ""),
        ("127.0.0.1", [""], ""),
        ("127.0.0.1", [], ""),
        ("10.1.1.1", ["10.2.2.2"], ""),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("::1", ["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", [], "203.0.113.7"),
        ("a socket", ["198.51.100.1"], ""),
    ],
)
def test_who_asks(peer: str, said: list[str], source: str) -> None:
    """The first from the right that isn't a proxy of ours; what a sender wrote themselves counts for nothing."""
    lines = [(b"x-forwarded-for", line.encode()) for line in said]
    assert source == source_of({"type": "http", "client": (peer, 1), "headers": lines}, read_networks(OURS))


def test_no_peer_is_nobody() -> None:
    """As behind a Unix socket."""
    assert "" == source_of({"type": "http", "client": None, "headers": []}, read_networks(OURS))


def test_proxies_that_are_none_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the setting's name, and what is wrong."""
    monkeypatch.setenv("CASEKEEPER_TRUSTED_PROXIES", "10.0.0.0/8, my proxy")
    with pytest.raises(Unusable, match="CASEKEEPER_TRUSTED_PROXIES: 'my proxy'"):
        read_settings()
