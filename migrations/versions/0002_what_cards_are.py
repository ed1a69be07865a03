"""What the import and the review need to know of a card, and a log that can only grow.

Stores of revision 0001 hold no cards that kb wrote; should there be any, they keep all they have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TRIGGER = """
CREATE TRIGGER log_refuses_{event} BEFORE {event} ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""


def upgrade() -> None:
    """Adds columns to ``cards`` and ``log``, other indexes, and the triggers of ``log``."""
    with op.batch_alter_table("cards", recreate="always") as cards:
        cards.add_column(
            sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
            insert_before="line",
        )
        cards.add_column(
            sa.Column("kind", sa.Text(), nullable=False, server_default="forward"),
            insert_before="status",
        )
        cards.add_column(
            sa.Column("fact", sa.Text(), nullable=False, server_default=""), insert_before="status"
        )
        cards.add_column(sa.Column("language", sa.Text()), insert_before="status")
        cards.add_column(
            sa.Column("written", sa.Boolean(), nullable=False, server_default=sa.false()),
            insert_before="status",
        )
        cards.add_column(sa.Column("retired_from", sa.Text()), insert_before="changed")
        cards.add_column(
            sa.Column("proposed", sa.Boolean(), nullable=False, server_default=sa.false()),
            insert_before="changed",
        )
        cards.add_column(sa.Column("decided_at", sa.BigInteger()), insert_before="changed")
        cards.add_column(sa.Column("last_day", sa.Date()), insert_after="due")
        cards.drop_column("last_review_at")
        cards.drop_index("ix_cards_note_id")
    with op.batch_alter_table("cards", recreate="always") as cards:
        for name in ("position", "kind", "fact", "written", "proposed"):
            cards.alter_column(name, server_default=None)
    op.create_index("ix_cards_note_id", "cards", ["note_id", "status"])
    for status in ("inbox", "retired"):
        op.create_index(
            f"ix_cards_{status}",
            "cards",
            ["note_id", "position"],
            sqlite_where=sa.text(f"status = '{status}'"),
            postgresql_where=sa.text(f"status = '{status}'"),
        )
    op.create_index(
        "ix_cards_new",
        "cards",
        ["note_id", "position"],
        sqlite_where=sa.text("status = 'active' AND state IS NULL"),
        postgresql_where=sa.text("status = 'active' AND state IS NULL"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
    )
    op.execute("INSERT INTO device (id, uid) VALUES (1, lower(hex(randomblob(8))))")
    for when in ("before", "after"):
        op.add_column("log", sa.Column(f"last_day_{when}", sa.Date()))
    for event in ("UPDATE", "DELETE"):
        op.execute(_TRIGGER.format(event=event))
