"""Full-text indexes of the living notes alone."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVING = """
CREATE VIEW living_texts AS
SELECT note_id, title, aliases, tags, definition, body FROM note_texts
WHERE EXISTS (SELECT 1 FROM notes WHERE id = note_id AND gone_at IS NULL)
"""
_SEARCH = """
CREATE VIRTUAL TABLE note_search USING fts5(
    title, aliases, tags, definition, body,
    content='living_texts', content_rowid='note_id', tokenize='unicode61 remove_diacritics 2'
)
"""


def upgrade() -> None:
    """Indexes again without the notes that are gone, whose words weighed in every search."""
    op.execute(_LIVING)
    op.execute("DROP TABLE note_search")
    op.execute(_SEARCH)
    op.execute("INSERT INTO note_search (note_search) VALUES ('rebuild')")
    op.execute(
        "DELETE FROM note_search_cjk"
        " WHERE rowid IN (SELECT id FROM notes WHERE gone_at IS NOT NULL)"
    )
