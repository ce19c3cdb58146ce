"""Brings the records database to this version's layout, once, in one transaction.

Alembic takes a third of a second to import and is needed only when something must change, so
the revision is looked up first and compared with `HEAD`.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

__all__ = ["HEAD", "revision", "upgrade"]

HEAD = "0004"  # the newest file in migrations/versions; a test holds the two together


def revision(connection: Connection) -> str | None:
    """The layout the database has, or None when it is empty.

    >>> from sqlalchemy import create_engine
    >>> with create_engine("sqlite://").connect() as connection:
    ...     print(revision(connection))
    None
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def upgrade(connection: Connection) -> None:
    """Run every step the database lacks, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE already excludes others
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x756E736C})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
