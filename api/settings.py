"""Settings, from the environment only: ``CASEKEEPER_…``. Outside the demo a weak secret stops the start."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.plain_text import spoken_plainly
from api.rules.limits import NONE, Limits, read_limits
from api.web.source import Networks, read_networks
from workflow.errors import Unusable

LEAST_SECRET = 32


class Settings(BaseSettings):
    """What an installation may set."""

    model_config = SettingsConfigDict(env_prefix="CASEKEEPER_")

    database_url: str = Field("sqlite:///var/casekeeper.db", description="SQLite or PostgreSQL")
    files: Path = Field(Path("var/files"), description="folder in which evidence is kept")
    smtp_url: str = Field("smtp://127.0.0.1:1025", description="where mail goes out")
    base_url: str = Field("http://127.0.0.1:8000", description="the address that people open, for links in mails")
    mail_from: str = Field("casekeeper@northmoor.example", description="the address that mails come from")
    secret_key: str = Field("", description="at least 32 characters that nobody can guess")
    former_secret_keys: str = Field(
        "", description="secrets that the one above replaced, the last one first, with spaces between"
    )
    clamd: str = Field("", description="clamd's socket or tcp://host:port; without it no file is scanned for viruses")
    trusted_proxies: str = Field(
        "127.0.0.1,::1", description="proxies whose X-Forwarded-For is believed: addresses and networks, with commas"
    )
    plain_to: str = Field(
        "", description="hosts of a closed network, with commas, that may be spoken with in plain text"
    )
    demo: bool = Field(False, description="the demo: anybody may be anybody; never with real cases")
    limits: str = Field(
        "",
        description="what one person may ask for within a minute: pages=300,searches=60,…; in the demo none unless set",
    )
    now: str = Field("", description="moves the civil clock of a command, forward only")

    @property
    def proxies(self) -> Networks:
        """The proxies that are believed."""
        return read_networks(self.trusted_proxies)

    @property
    def a_minute(self) -> Limits:
        """What one person may ask for within a minute."""
        return NONE if self.demo and not self.limits else read_limits(self.limits)

    @property
    def secure(self) -> bool:
        """Whether people reach this installation over https."""
        return self.base_url.startswith("https://")


def read_settings(*, serving: bool = False) -> Settings:
    """The environment's settings; ``Unusable`` with a sentence that says what to set."""
    try:
        settings = Settings()
    except ValidationError as fault:
        names = ", ".join(f"CASEKEEPER_{str(one['loc'][0]).upper()}: {one['msg'].lower()}" for one in fault.errors())
        raise Unusable(f"A setting can't be read. {names}.") from None
    try:
        _ = settings.proxies
    except ValueError as fault:
        raise Unusable(f"A setting can't be read. CASEKEEPER_TRUSTED_PROXIES: {fault}.") from None
    try:
        _ = settings.a_minute
    except ValueError as fault:
        raise Unusable(f"A setting can't be read. CASEKEEPER_LIMITS: {fault}.") from None
    if serving and not settings.demo:
        if len(settings.secret_key) < LEAST_SECRET or len(set(settings.secret_key)) < 12:
            raise Unusable(
                f"Set CASEKEEPER_SECRET_KEY to at least {LEAST_SECRET} characters that nobody can guess, such as the "
                'output of: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        if not settings.secure and "127.0.0.1" not in settings.base_url and "localhost" not in settings.base_url:
            raise Unusable("CASEKEEPER_BASE_URL must begin with https:// outside this machine.")
        allowed = [one.strip() for one in settings.plain_to.split(",")]
        plainly = list(spoken_plainly(settings.database_url, settings.smtp_url, settings.clamd, allowed))
        if plainly:
            raise Unusable(" ".join(plainly))
    return settings
