"""Indexes that answer alone what every import and every review ask."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds to ``links`` two indexes that hold the few odd ones, and widens those that are asked.

    That of the cards that are due holds no new ones any more, and all that a day's queue reads.
    """
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
    op.drop_index("ix_cards_due", "cards")
    op.create_index(
        "ix_cards_due",
        "cards",
        [
            "due",
            "buried_until",
            "state",
            "last_day",
            "stability",
            "difficulty",
            "note_id",
            "kind",
            "fact",
        ],
        sqlite_where=sa.text("status = 'active' AND due IS NOT NULL"),
        postgresql_where=sa.text("status = 'active' AND due IS NOT NULL"),
    )
