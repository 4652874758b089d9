"""When a scrutineer's declaration for the appointment ran out: so far an event of their account alone told of it."""

import sqlalchemy as sa
from alembic import op

from workflow.tables import moments

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CARRIED_OVER = """
UPDATE independence SET ran_out_at = (
    SELECT min(account_event.at) FROM account_event
    WHERE account_event.what = 'independence_ran_out'
    AND account_event.person = independence.person
    AND account_event.detail = 'declaration ' || CAST(independence.id AS VARCHAR)
)
"""


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    op.add_column("independence", sa.Column("ran_out_at", moments.Moment(), nullable=True))
    op.execute(CARRIED_OVER)
