"""Alembic's way in. The connection, and its transaction, come from ``kb.store.file.upgrade``."""

from alembic import context

import kb.store.tables.cards  # this and the next three fill the metadata
import kb.store.tables.notes
import kb.store.tables.sync
import kb.store.tables.vectors  # noqa: F401
from kb.store.tables.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
