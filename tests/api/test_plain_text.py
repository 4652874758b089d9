"""Outside the demo nothing is spoken in plain text past this machine, unless the host is named: real settings, read."""

from __future__ import annotations

import pytest

from api.settings import read_settings
from workflow.errors import Unusable

DATABASE, MAIL, CLAMD = "CASEKEEPER_DATABASE_URL", "CASEKEEPER_SMTP_URL", "CASEKEEPER_CLAMD"
SECRET = "of-tests-alone-0123456789-abcdefghijklmnop"
PLAIN = [
    (DATABASE, "postgresql://ann:pw@db.example/ck", "db.example"),
    (DATABASE, "postgresql://ann:pw@db.example/ck?sslmode=require", "db.example"),
    (DATABASE, "postgresql://ann:pw@db.example/ck?sslmode=verify-ca", "db.example"),
    (DATABASE, "postgresql://ann:pw@/ck?host=10.0.0.5", "10.0.0.5"),
    (DATABASE, "postgresql://ann:pw@localhost/ck?hostaddr=10.0.0.5", "10.0.0.5"),
    (DATABASE, "postgresql://ann:pw@/ck?host=/run/postgresql,db.example", "db.example"),
    (MAIL, "smtp://mail.example", "mail.example"),
    (MAIL, "smtp://mail.example:2525", "mail.example"),
    (CLAMD, "tcp://clamd.example:3310", "clamd.example"),
    (CLAMD, "tcp://[2001:db8::1]:3310", "2001:db8::1"),
]
SAFE = [
    (DATABASE, "sqlite:////srv/casekeeper.db"),
    (DATABASE, "postgresql:///ck"),
    (DATABASE, "postgresql://ann@127.0.0.1/ck"),
    (DATABASE, "postgresql://ann@[::1]/ck"),
    (DATABASE, "postgresql://ann@/ck?host=/run/postgresql"),
    (DATABASE, "postgresql://ann:pw@db.example/ck?sslmode=verify-full"),
    (MAIL, "smtp://127.0.0.1:1025"),
    (MAIL, "smtp://localhost"),
    (MAIL, "smtps://mail.example"),
    (MAIL, "smtp+starttls://ann:pw@mail.example"),
    (CLAMD, "tcp://127.0.0.1:3310"),
    (CLAMD, "/run/clamav/clamd.ctl"),
    (CLAMD, ""),
]


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that starts, before a test changes one setting."""
    for name in (DATABASE, MAIL, CLAMD, "CASEKEEPER_DEMO", "CASEKEEPER_PLAIN_TO", "PGHOST", "PGHOSTADDR", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CASEKEEPER_SECRET_KEY", SECRET)
    monkeypatch.setenv("CASEKEEPER_BASE_URL", "https://casekeeper.example")


@pytest.mark.parametrize(("name", "value", "host"), PLAIN)
def test_plain_text_past_this_machine_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, host: str
) -> None:
    """In a sentence that names the setting, the host and what to set, without the password; named, it starts."""
    monkeypatch.setenv(name, value)
    with pytest.raises(Unusable) as refusal:
        read_settings(serving=True)
    said = str(refusal.value)
    assert (True, True, True, False) == (
        said.startswith(name),
        host in said,
        "CASEKEEPER_PLAIN_TO" in said,
        "pw" in said,
    )
    monkeypatch.setenv("CASEKEEPER_PLAIN_TO", f"other.example, {host.upper()}")
    assert value == getattr(read_settings(serving=True), name.removeprefix("CASEKEEPER_").lower())


@pytest.mark.parametrize(("name", "value"), SAFE)
def test_what_stays_here_or_is_proved_starts(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Files, sockets, this machine, and TLS with a certificate that is checked."""
    monkeypatch.setenv(name, value)
    assert value == getattr(read_settings(serving=True), name.removeprefix("CASEKEEPER_").lower())


def test_everything_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three settings, three sentences; what the demo speaks with is its own business."""
    for name, value in ((DATABASE, PLAIN[0][1]), (MAIL, PLAIN[6][1]), (CLAMD, PLAIN[8][1])):
        monkeypatch.setenv(name, value)
    with pytest.raises(Unusable) as refusal:
        read_settings(serving=True)
    assert [1, 1, 1] == [str(refusal.value).count(name) for name in (DATABASE, MAIL, CLAMD)]
    monkeypatch.setenv("CASEKEEPER_DEMO", "1")
    assert read_settings(serving=True).demo


def test_what_the_system_says_of_postgresql_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """PGHOST leads elsewhere though the address doesn't; PGSSLMODE has the certificate checked."""
    monkeypatch.setenv(DATABASE, "postgresql:///ck")
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(Unusable, match=r"db\.example"):
        read_settings(serving=True)
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert read_settings(serving=True)
