"""Links between cases, agenda items, and a subject's track."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    op.add_column("subject", sa.Column("track", sa.String(), server_default="child", nullable=False))
    op.execute("UPDATE subject SET track = 'adult' WHERE age >= 18")
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_link_case_id", "link", ["case_id"])
    op.create_index("link_by_other", "link", ["other_id"])
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("flagged_on", sa.Date(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=True),
        sa.Column("reached", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["meeting"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_agenda_item_case_id", "agenda_item", ["case_id"])
    op.create_index("agenda_item_waiting", "agenda_item", ["partnership", "meeting"])
