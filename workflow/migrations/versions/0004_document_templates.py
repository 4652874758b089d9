"""The templates of letters and documents that partnerships made their own."""

import sqlalchemy as sa
from alembic import op

from workflow.tables import moments

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    op.create_table(
        "document_template",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.Column("applied_person", sa.Integer(), nullable=True),
        sa.Column("applied_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["applied_person"], ["person.id"]),
        sa.PrimaryKeyConstraint("partnership", "key", "edition"),
    )
