"""Runs the steps on the connection that `unslump.records.migrate` hands over."""

from __future__ import annotations

from alembic import context

from unslump.records.schema import metadata

if hasattr(context, "config"):  # Alembic is running this file; anyone else only imports it
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        transactional_ddl=True,  # SQLite too: the connection's transaction spans the DDL
    )
    with context.begin_transaction():
        context.run_migrations()
