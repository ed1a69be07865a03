"""Alembic's way in. The connection, and its transaction, come from ``kb.store.schema``."""

from alembic import context

import kb.store.card_tables  # this and the next fill the metadata
import kb.store.tables  # noqa: F401
from kb.store.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
