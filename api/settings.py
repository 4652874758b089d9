"""Settings, from the environment only: ``CASEKEEPER_…``. Outside the demo a weak secret stops the start."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    demo: bool = Field(False, description="the demo: anybody may be anybody; never with real cases")
    now: str = Field("", description="moves the civil clock of a command, forward only")

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
    if serving and not settings.demo:
        if len(settings.secret_key) < LEAST_SECRET or len(set(settings.secret_key)) < 12:
            raise Unusable(
                f"Set CASEKEEPER_SECRET_KEY to at least {LEAST_SECRET} characters that nobody can guess, such as the "
                'output of: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        if not settings.secure and "127.0.0.1" not in settings.base_url and "localhost" not in settings.base_url:
            raise Unusable("CASEKEEPER_BASE_URL must begin with https:// outside this machine.")
    return settings
