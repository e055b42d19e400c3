"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first release."""
    op.create_table(
        "books",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("raw_sha256", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("n_rows", sa.Integer, nullable=False),
        sa.Column("n_columns", sa.Integer, nullable=False),
        sa.Column("schema_hash", sa.Text),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_table(
        "schemas",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("book", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempt", sa.Text, nullable=False),
        sa.Column("cancel", sa.Float),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("started", sa.Float),
        sa.Column("ended", sa.Float),
        sa.Column("heartbeat", sa.Float),
        sa.Column("worker", sa.Text),
        sa.Column("stage", sa.Text),
        sa.Column("stage_number", sa.Integer),
        sa.Column("n_stages", sa.Integer),
        sa.Column("epoch", sa.Integer),
        sa.Column("n_epochs", sa.Integer),
        sa.Column("eta", sa.Float),
        sa.Column("error", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("archived", sa.Boolean, nullable=False),
    )
    op.create_index("runs_by_status", "runs", ["status", "created"])
    op.create_index("runs_by_subject", "runs", ["subject", "kind"])
    op.create_table(
        "points",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
    )
    op.create_index("points_by_run", "points", ["run", "id"])
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("events_by_run", "events", ["run", "id"])
    op.create_table(
        "champions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("book", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("champions_by_book", "champions", ["book", "id"])
    op.create_table(
        "looks",
        sa.Column("test_set", sa.Text, primary_key=True),
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("settings", "looks", "champions", "events", "points", "runs", "schemas", "books"):
        op.drop_table(table)
