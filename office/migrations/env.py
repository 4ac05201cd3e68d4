"""What Alembic runs to bring a database up to date: on the connection that it is given."""

from __future__ import annotations

from alembic import context

from office.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
