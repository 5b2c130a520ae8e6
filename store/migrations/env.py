"""Alembic runs inside the transaction that `store/schema.py` has opened."""

from alembic import context

from store.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
