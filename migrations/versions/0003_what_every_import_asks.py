"""Indexes for what every import asks, even of an unchanged folder: how many links lead where."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the rule to one index of ``links``, and two that hold the few odd links only."""
    op.drop_index("ix_links_to_note_id", "links")
    op.create_index("ix_links_to_note_id", "links", ["to_note_id", "rule"])
    for name in ("candidates", "subpath"):
        op.create_index(
            f"ix_links_{name}",
            "links",
            ["note_id"],
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
        )
