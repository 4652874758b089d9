"""The first tables."""

import sqlalchemy as sa
from alembic import op

from workflow.tables import moments

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The step up; there is no step down: a backup is the way back."""
    op.create_table(
        "daily_run",
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("work", "day"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("heard_at", moments.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("worker"),
    )
    op.create_table(
        "partnership",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "rulebook",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "agency",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.PrimaryKeyConstraint("partnership", "key"),
    )
    op.create_table(
        "casefile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=True),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("opened_by_seq", sa.Integer(), nullable=True),
        sa.Column("proposal_seq", sa.Integer(), nullable=True),
        sa.Column("restriction", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency", sa.String(), nullable=False),
        sa.Column("owner_person", sa.Integer(), nullable=True),
        sa.Column("opener", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["opener"], ["person.id"]),
        sa.ForeignKeyConstraint(["owner_person"], ["person.id"]),
        sa.ForeignKeyConstraint(["parent"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["root"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["rulebook"], ["rulebook.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    with op.batch_alter_table("casefile", schema=None) as batch_op:
        batch_op.create_index("casefile_by_owner", ["owner_person"], unique=False)
        batch_op.create_index("casefile_by_parent", ["parent"], unique=False)
        batch_op.create_index("casefile_by_root", ["root"], unique=False)
        batch_op.create_index("casefile_by_state", ["partnership", "kind", "state"], unique=False)
        batch_op.create_index(
            "casefile_open_by_agency",
            ["partnership", "owner_agency", "due_on"],
            unique=False,
            sqlite_where=sa.text("NOT final"),
            postgresql_where=sa.text("NOT final"),
        )
        batch_op.create_index(
            "casefile_open_by_due",
            ["partnership", "due_on"],
            unique=False,
            sqlite_where=sa.text("NOT final"),
            postgresql_where=sa.text("NOT final"),
        )

    op.create_table(
        "idempotent_request",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person", "key"),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", moments.Moment(), nullable=True),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("next_at", moments.Moment(), nullable=False),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.Column("again_at", moments.Moment(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("history", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("message_id"),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("mail_by_person", ["person", "day"], unique=False)
        batch_op.create_index(
            "mail_waiting",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('queued','deferred','sending')"),
            postgresql_where=sa.text("status IN ('queued','deferred','sending')"),
        )

        batch_op.create_index(
            "mail_open",
            ["person", "status"],
            unique=False,
            sqlite_where=sa.text("status IN ('queued','deferred','sending','refused')"),
            postgresql_where=sa.text("status IN ('queued','deferred','sending','refused')"),
        )

    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_change_person"), ["person"], unique=False)

    op.create_table(
        "numbering",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.PrimaryKeyConstraint("partnership", "year"),
    )
    op.create_table(
        "policy_edition",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("instead_of", sa.String(), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.Column("applied_person", sa.Integer(), nullable=True),
        sa.Column("applied_at", moments.Moment(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_person", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", moments.Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", moments.Moment(), nullable=True),
        sa.CheckConstraint("applied_person <> confirmed_person", name="a_second_person_confirms"),
        sa.ForeignKeyConstraint(["applied_person"], ["person.id"]),
        sa.ForeignKeyConstraint(["confirmed_person"], ["person.id"]),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.PrimaryKeyConstraint("partnership", "digest"),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("deputy", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["deputy"], ["person.id"]),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("absence_by_person", ["person", "until"], unique=False)
        batch_op.create_index("absence_by_until", ["until"], unique=False)

    op.create_table(
        "calendar_edition",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("projected_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("edition"),
    )
    op.create_table(
        "holiday",
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("declared_at", moments.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.PrimaryKeyConstraint("partnership", "day"),
    )
    op.create_table(
        "role_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person", "partnership", "role", "agency", "from_on"),
    )
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.create_index("role_held_by_role", ["partnership", "role", "agency"], unique=False)

    op.create_table(
        "token",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_person"), ["person"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("made_at", moments.Moment(), nullable=False),
        sa.Column("seen_at", moments.Moment(), nullable=False),
        sa.Column("ended_at", moments.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_person"), ["person"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("expectation", sa.Boolean(), nullable=False),
        sa.Column("milestone", sa.Boolean(), nullable=False),
        sa.Column("lapses", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("rulebook", sa.String(), nullable=False),
        sa.Column("chase", sa.String(), nullable=False),
        sa.Column("next_rung", sa.Integer(), nullable=False),
        sa.Column("next_rung_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["partnership"], ["partnership.code"]),
        sa.ForeignKeyConstraint(["rulebook"], ["rulebook.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "key"),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(
            "clock_to_chase",
            ["partnership", "next_rung_on", "chase", "due_on"],
            unique=False,
            sqlite_where=sa.text("next_rung_on IS NOT NULL"),
            postgresql_where=sa.text("next_rung_on IS NOT NULL"),
        )
        batch_op.create_index(
            "clock_to_lapse",
            ["case_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("lapses AND status = 'running'"),
            postgresql_where=sa.text("lapses AND status = 'running'"),
        )

    op.create_table(
        "entry",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("recorded_for", sa.Integer(), nullable=True),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("at", moments.Moment(), nullable=False),
        sa.Column("recorded_at", moments.Moment(), server_default=moments.DatabaseNow(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["person.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["recorded_for"], ["person.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("member_by_agency", ["agency", "case_id"], unique=False)
        batch_op.create_index("member_by_case", ["case_id", "role"], unique=False)
        batch_op.create_index("member_by_person", ["person", "case_id"], unique=False)

    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_case_id"), ["case_id"], unique=False)

    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("next_rung", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"]),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person", "clock_id"),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("substitute", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["root"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["substitute"], ["person.id"]),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("root", "person"),
    )
    op.create_table(
        "clock_change",
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"]),
        sa.PrimaryKeyConstraint("clock_id", "number"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("effect_on", sa.Date(), nullable=False),
        sa.Column("by_person", sa.Integer(), nullable=False),
        sa.Column("by_agency", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"]),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_case_id"), ["case_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("partnership", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("template", sa.String(), server_default="notice", nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casefile.id"]),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"]),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("notice_by_clock", ["clock_id", "status"], unique=False)
        batch_op.create_index("notice_by_mail", ["mail_id"], unique=False)
        batch_op.create_index(
            "notice_owed",
            ["person", "status"],
            unique=False,
            sqlite_where=sa.text("status = 'owed'"),
            postgresql_where=sa.text("status = 'owed'"),
        )

    op.create_table(
        "signature",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("signs_seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("owner_person", sa.Integer(), nullable=True),
        sa.Column("owner_agency", sa.String(), nullable=False),
        sa.Column("waiver", sa.String(), nullable=True),
        sa.CheckConstraint(
            "purpose <> 'verify' OR (owner_person IS NOT NULL OR owner_agency <> '')"
            " AND (owner_person IS NULL OR person <> owner_person)"
            " AND (agency <> owner_agency OR waiver IS NOT NULL) AND recorded_by IS NULL",
            name="nobody_verifies_their_own",
        ),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["case_id", "signs_seq"], ["entry.case_id", "entry.seq"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq"),
    )
    op.create_table(
        "text",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["entry.case_id", "entry.seq"]),
        sa.PrimaryKeyConstraint("case_id", "seq", "ask"),
    )
