"""Where Alembic meets our migration: it runs on the connection that ``workflow/migrations/migrate.py`` hands it."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import workflow.tables  # noqa: F401  (registers the tables)


def plain_strings(what: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """A new step names a column of text as SQLAlchemy does, not as SQLModel does inside."""
    return "sa.String()" if what == "type" and type(item).__name__ == "AutoString" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    user_module_prefix="moments.",
    render_item=plain_strings,
)
context.run_migrations()
