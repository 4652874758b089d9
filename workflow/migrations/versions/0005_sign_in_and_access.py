"""Sign-in, access and the read log: who people are, what they may see, and who has looked.

Sign-ins of before end with the upgrade. Tokens of before go on for 90 days, for all that they were for.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from workflow.tables import moments

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    sessions_and_tokens()
    op.add_column("agency", sa.Column("police", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("evidence", sa.Column("scan", sa.String(), server_default="none", nullable=False))
    op.add_column("member", sa.Column("seq", sa.Integer(), nullable=True))
    op.execute("ALTER TABLE evidence ADD COLUMN replaces INTEGER REFERENCES evidence (id)")
    op.create_index("evidence_by_bytes", "evidence", ["sha256"])
    waiting = sa.text("scan = 'waiting'")
    op.create_index("evidence_waiting", "evidence", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    ways_to_sign_in()
    access()


def sessions_and_tokens() -> None:
    """Both tables anew, with what they lacked."""
    old = sa.table(
        "token",
        sa.Column("digest", sa.String()),
        sa.Column("person", sa.Integer()),
        sa.Column("made_at", moments.Moment()),
        sa.Column("ended_at", moments.Moment()),
    )
    before = op.get_bind().execute(sa.select(old)).mappings().all()
    now = op.get_bind().execute(sa.select(moments.DatabaseNow())).scalar_one()
    op.drop_table("token")
    op.drop_table("web_session")
    op.create_table(
        "web_session",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("proved_at", moments.Moment(), nullable=False),
        sa.Column("seen_at", moments.Moment(), nullable=False),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("digest"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_web_session_person", "web_session", ["person"])
    tokens = op.create_table(
        "token",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("expires_at", moments.Moment(), nullable=False),
        sa.Column("used_at", moments.Moment(), nullable=True),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("digest"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_token_person", "token", ["person"])
    kept = {
        "name": "From before tokens had names",
        "purpose": "",
        "scopes": "read write sign export",
        "expires_at": now + timedelta(days=90),
    }
    for row in before:
        op.bulk_insert(tokens, [{**row, **kept, "id": row["digest"][:22]}])


def ways_to_sign_in() -> None:
    """Passwords, passkeys, apps, invitations, providers; guesses, drafts, and what befell accounts."""
    op.create_table(
        "guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", moments.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("guess_by_account", "guess", ["account", "at"])
    op.create_index("guess_by_time", "guess", ["at"])
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", moments.Moment(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_account_event_at", "account_event", ["at"])
    op.create_index("ix_account_event_person", "account_event", ["person"])
    op.create_table(
        "authenticator_app",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("confirmed_at", moments.Moment(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draft_person", "draft", ["person"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("expires_at", moments.Moment(), nullable=False),
        sa.Column("used_at", moments.Moment(), nullable=True),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_invitation_person", "invitation", ["person"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("used_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
    )
    op.create_index("ix_passkey_person", "passkey", ["person"])
    op.create_table(
        "password",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("hashed", sa.String(), nullable=False),
        sa.Column("set_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("used_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person", "digest"),
    )
    op.create_table(
        "sign_in_step",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("used_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_sign_in_step_person", "sign_in_step", ["person"])
    op.create_table(
        "identity_provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["partnership", "agency"], ["agency.partnership", "agency.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership", "agency"),
    )
    op.create_table(
        "identity",
        sa.Column("provider", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["provider"], ["identity_provider.id"]),
        sa.PrimaryKeyConstraint("provider", "subject"),
        sa.UniqueConstraint("person", "provider"),
    )
    op.create_index("ix_identity_person", "identity", ["person"])


def access() -> None:
    """Exclusions, declarations, reading with a reason, and the read log."""
    op.create_table(
        "independence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("to_member", sa.Boolean(), nullable=False),
        sa.Column("to_officer", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("said_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_independence_person", "independence", ["person"])
    op.create_table(
        "purpose",
        sa.Column("web_session", sa.String(64), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("said_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["root"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["web_session"], ["web_session.digest"], onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("web_session", "root"),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["root"], ["casefile.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("root", "person"),
    )
    op.create_index("ix_declaration_person", "declaration", ["person"])
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["root"], ["casefile.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("exclusion_by_root", "exclusion", ["root"])
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("ends_at", moments.Moment(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", moments.Moment(), nullable=True),
        sa.Column("finding", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reading_case_id", "reading", ["case_id"])
    op.create_index("reading_by_person", "reading", ["person", "case_id"])
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", moments.Moment(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("by_token", sa.String(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["reading"], ["reading.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("look_by_case", "look", ["case_id", "id"])
    op.create_index("look_by_person", "look", ["person", "id"])
