"""Sums of the files that runs write. Runs of before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of artifacts."""
    op.create_table(
        "artifacts",
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Go back to the tables of step 0003."""
    op.drop_table("artifacts")
