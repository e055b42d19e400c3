"""Alembic's entry point: runs on the connection that `store.upgrade` hands over."""

from alembic import context

from creditviz.runs.shelves.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
