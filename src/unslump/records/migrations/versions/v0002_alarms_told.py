"""The alarms that were told to someone by mail or webhook, so that each is told once, and its end once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty."""
    op.create_table(
        "alarm_told",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("streams", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("told_at", sa.DateTime, nullable=False),
        sa.Column("over_told_at", sa.DateTime),
    )
    op.create_index("ix_alarm_told_place", "alarm_told", ["place"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("alarm_told")
