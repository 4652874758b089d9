"""`casekeeper provider`: added with its secret from standard input, checked in a sentence, listed, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.signing_in import providers
from api.signing_in.keys import Keys
from tests.api.command_line.conftest import Typed
from tests.api.openid.hostile import Hostile
from tests.world import World
from workflow.tables.rows import ACCOUNT_EVENT, IDENTITY_PROVIDER

Casekeeper = Callable[..., Typed]


@pytest.fixture
def provider() -> Iterator[Hostile]:
    """A provider on loopback."""
    with Hostile.running() as running:
        yield running


@pytest.fixture
def typed(world: World, monkeypatch: pytest.MonkeyPatch) -> Casekeeper:
    """Types a command, with what it reads from standard input."""
    monkeypatch.setenv("CASEKEEPER_SECRET_KEY", "made up for these tests, 0123456789")
    monkeypatch.setenv("CASEKEEPER_DEMO", "0")
    return lambda *words, given="": Typed(CliRunner().invoke(app, ["provider", *map(str, words)], input=given))


def adding(issuer: str, agency: str = "school", name: str = "Hillside sign-in") -> tuple[str, ...]:
    """The words that add a provider."""
    return ("add", "--agency", agency, "--issuer", issuer, "--client", "casekeeper", "--name", name)


def test_a_provider_is_added_checked_listed_and_ended(world: World, typed: Casekeeper, provider: Hostile) -> None:
    """The secret is never shown, nor kept as it is; who adds one hears what to tell the provider."""
    added = typed(*adding(provider.issuer), given="a secret\n")
    assert 0 == added.code, added.err
    assert "http://127.0.0.1:8000/sign-in/callback" in added.out
    can_be_used = "Hillside sign-in can be used; its key set has 1 of the keys that are needed.\n"
    assert can_be_used == typed("check", "--agency", "school").out
    listed = typed("list", "--json")
    assert [("NM", "school", "casekeeper")] == [
        (one["partnership"], one["agency"], one["client"]) for one in listed.json
    ]
    assert "Hillside sign-in" in typed("list").out
    assert "nothing: it may let in with one factor" == listed.json[0]["must_say"]
    world.policy('title = "T"\nedition = "2"\n[sign_in.providers.school]\namr = ["mfa", "otp"]\n')
    assert "amr mfa or otp" == typed("list", "--json").json[0]["must_say"]
    with world.database.reading() as session:
        kept = repr(session.execute(IDENTITY_PROVIDER.select()).all())
    assert "a secret" not in kept + added.out + listed.out
    assert 0 == typed("end", "--agency", "school").code
    assert "No agency has an identity provider.\n" == typed("list").out
    with world.database.reading() as session:
        events = [row.what for row in session.execute(ACCOUNT_EVENT.select())]
    assert ["provider_added", "provider_ended"] == events


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (adding("https://sign-in.example", agency="nowhere"), "s\n", "has no agency nowhere"),
        (adding("http://sign-in.example"), "s\n", "must begin with https://"),
        (adding("https://sign-in.example", name=" "), "s\n", "The name is one line"),
        (adding("https://sign-in.example"), "", "The client's secret is one line"),
        (("end", "--agency", "school"), "", "school in NM has no identity provider"),
        (("check", "--agency", "school"), "", "school in NM has no identity provider"),
    ],
)
def test_what_can_not_be_is_refused(typed: Casekeeper, words: tuple[str, ...], given: str, says: str) -> None:
    """In a sentence, with 1, and nothing is kept."""
    refused = typed(*words, given=given)
    assert 1 == refused.code
    assert says in refused.err
    assert "No agency has an identity provider.\n" == typed("list").out


def test_an_agency_has_one(typed: Casekeeper, provider: Hostile) -> None:
    """A second is refused until the first was ended; then it takes its place."""
    typed(*adding(provider.issuer), given="s\n")
    refused = typed(*adding("https://sign-in.example"), given="s\n")
    assert (1, True) == (refused.code, "end that one first" in refused.err)
    typed("end", "--agency", "school")
    assert 0 == typed(*adding("https://sign-in.example"), given="s\n").code
    assert ["https://sign-in.example"] == [one["issuer"] for one in typed("list", "--json").json]


def test_a_secret_that_runs_out_is_renewed(world: World, typed: Casekeeper, provider: Hostile) -> None:
    """The provider stays as it is, with another secret; an empty one is refused."""
    typed(*adding(provider.issuer), given="the first\n")
    assert 0 == typed("secret", "--agency", "school", given="the second\n").code
    with world.database.reading() as session:
        one = providers.of_agency(session, "NM", "school")
    assert "the second" == one.secret(Keys("made up for these tests, 0123456789"))
    assert 1 == typed("secret", "--agency", "school", given="\n").code


def test_a_check_says_what_is_wrong(typed: Casekeeper, provider: Hostile) -> None:
    """The provider's fault in a sentence, whether it answers or not."""
    typed(*adding(provider.issuer), given="s\n")
    provider.keys = [{"kty": "oct", "k": "AAAA"}]
    refused = typed("check", "--agency", "school")
    assert (1, True) == (refused.code, "no key that can prove a signature" in refused.err)
    provider.describes["issuer"] = "https://login.example/common"
    refused = typed("check", "--agency", "school")
    assert (1, True) == (refused.code, "It calls itself 'https://login.example/common'" in refused.err)


def test_secrets_are_kept_under_the_installations_own(
    typed: Casekeeper, provider: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the installation's secret nothing is added; what was kept can't be read under another."""
    typed(*adding(provider.issuer), given="s\n")
    monkeypatch.setenv("CASEKEEPER_SECRET_KEY", "another for these tests, 9876543210")
    refused = typed("check", "--agency", "school")
    assert (1, True) == (refused.code, "CASEKEEPER_SECRET_KEY can't be read" in refused.err)
    monkeypatch.delenv("CASEKEEPER_SECRET_KEY")
    refused = typed(*adding("https://sign-in.example", agency="housing"), given="s\n")
    assert (1, True) == (refused.code, "Set CASEKEEPER_SECRET_KEY" in refused.err)
