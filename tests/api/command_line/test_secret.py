"""The installation's secret is replaced: what it kept is encrypted anew, and nobody sets up anew how they sign in."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import update

from api.settings import read_settings
from api.signing_in import authenticator_apps, providers
from api.signing_in.keys import Keys, keys_of
from tests.api.command_line.conftest import Command
from tests.world import World
from workflow.tables.moments import database_now
from workflow.tables.rows import AUTHENTICATOR_APP

FORMER, NOW = "former-secret-0123456789-of-these-tests", "newest-secret-9876543210-of-these-tests"
NEW = providers.New("school", "Hillside sign-in", "https://sign-in.example", "casekeeper", "a secret")


@pytest.fixture
def app_secret(world: World) -> str:
    """An app's and a provider's secret, kept under the former secret; the app's."""
    secret, person, keys = authenticator_apps.new_secret(), world.ids["officer"], Keys(FORMER)
    with world.database.writing() as session:
        code = pyotp.TOTP(secret).at(database_now(session))
        assert authenticator_apps.confirm(session, keys, person, secret, code)
        session.connection().execute(update(AUTHENTICATOR_APP).values(last_step=0))
        providers.add(session, "NM", NEW, keys)
    return secret


def opens(world: World, app_secret: str) -> bool:
    """Whether a code counts and the provider's secret is read, by the settings as they are."""
    keys = keys_of(read_settings())
    with world.database.writing() as session:
        code = pyotp.TOTP(app_secret).at(database_now(session))
        taken = authenticator_apps.take(session, keys, world.ids["officer"], code)
        session.connection().execute(update(AUTHENTICATOR_APP).values(last_step=0))
        (provider,) = providers.listed(session)
        return taken and "a secret" == provider.secret(keys)


def test_a_secret_is_replaced(
    world: World, app_secret: str, casekeeper: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the former one named, everything opens; once encrypted anew, without it too; a second time is nothing."""
    monkeypatch.setenv("CASEKEEPER_SECRET_KEY", NOW)
    refused = casekeeper("secret", "renew")
    assert (1, True) == (refused.code, "CASEKEEPER_FORMER_SECRET_KEYS" in refused.err)
    monkeypatch.setenv("CASEKEEPER_FORMER_SECRET_KEYS", f"an-even-older-one-{FORMER} {FORMER}")
    assert opens(world, app_secret)
    assert casekeeper("secret", "renew").out.startswith("Encrypted anew: 2.")
    assert casekeeper("secret", "renew").out.startswith("Encrypted anew: 0.")
    monkeypatch.delenv("CASEKEEPER_FORMER_SECRET_KEYS")
    assert opens(world, app_secret)
