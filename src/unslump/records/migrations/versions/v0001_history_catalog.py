"""The catalog of the history: versions, their files, the current one, the log of imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the catalog, empty."""
    op.create_table(
        "history_version",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("history_version.id")),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "history_file",
        sa.Column("version_id", sa.Integer, sa.ForeignKey("history_version.id"), primary_key=True),
        sa.Column("table_name", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    current = op.create_table(
        "history_current",
        sa.Column(
            "id",
            sa.Integer,
            sa.CheckConstraint("id = 1", name="single_row"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("history_version.id")),
    )
    op.bulk_insert(current, [{"id": 1, "version_id": None}])
    op.create_table(
        "import_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("history_version.id"), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("rows_new", sa.Integer, nullable=False),
        sa.Column("rows_changed", sa.Integer, nullable=False),
        sa.Column("rows_rejected", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_import_log_version_id", "import_log", ["version_id"])


def downgrade() -> None:
    """Remove the catalog."""
    for name in ("import_log", "history_current", "history_file", "history_version"):
        op.drop_table(name)
