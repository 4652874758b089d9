"""The words by which a case is found again, and each database's own index of them.

Existing cases are indexed by ``workflow/migrations/migrate.py``, in the same transaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REMOVED = "INSERT INTO recall_index (recall_index, rowid, words) VALUES ('delete', old.case_id, old.words);"
ADDED = "INSERT INTO recall_index (rowid, words) VALUES (new.case_id, new.words);"
FTS5 = "fts5(words, content='recall', content_rowid='case_id', tokenize='porter unicode61')"
TSVECTOR = "tsvector GENERATED ALWAYS AS (to_tsvector('english', words)) STORED"
INDEXES = {
    # Kept by triggers, whoever writes to the table: a step that makes the table anew must make them anew too.
    "sqlite": (
        f"CREATE VIRTUAL TABLE recall_index USING {FTS5}",
        f"CREATE TRIGGER recall_added AFTER INSERT ON recall BEGIN {ADDED} END",
        f"CREATE TRIGGER recall_changed AFTER UPDATE ON recall BEGIN {REMOVED} {ADDED} END",
        f"CREATE TRIGGER recall_removed AFTER DELETE ON recall BEGIN {REMOVED} END",
    ),
    "postgresql": (
        f"ALTER TABLE recall ADD COLUMN found {TSVECTOR}",
        # Written seldom, so at once: what waits in a list of its own is read from end to end by every search.
        "CREATE INDEX recall_found ON recall USING gin (found) WITH (fastupdate = off)",
    ),
}


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    op.create_table(
        "recall",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    for statement in INDEXES[op.get_bind().dialect.name]:
        op.execute(statement)
