"""${message}."""

import sqlalchemy as sa
from alembic import op

from workflow.tables import moments

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    ${upgrades if upgrades else "pass"}
