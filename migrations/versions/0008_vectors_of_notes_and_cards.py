"""What notes and cards mean, as vectors."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TRIGGERS = (
    """
CREATE TRIGGER note_is_rewritten AFTER DELETE ON note_texts
BEGIN UPDATE note_vectors SET stale = 1 WHERE note_id = old.note_id; END
""",
    """
CREATE TRIGGER note_comes_or_goes AFTER UPDATE OF gone_at ON notes
BEGIN UPDATE note_vectors SET stale = iif(new.gone_at IS NULL, 1, 2) WHERE note_id = new.id; END
""",
    """
CREATE TRIGGER card_is_rewritten AFTER UPDATE OF front, back, own_front, own_back ON cards
BEGIN UPDATE card_vectors SET stale = 1 WHERE card_id = new.id; END
""",
)


def upgrade() -> None:
    """Adds the tables; an import fills them where the extra is installed."""
    op.create_table(
        "note_vectors",
        sa.Column("note_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("stale", sa.Integer(), server_default="0", nullable=False),
        sa.Column("signs", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_vectors_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", name="pk_note_vectors"),
    )
    op.create_index("ix_note_vectors_signs", "note_vectors", ["model", "stale", "note_id", "signs"])
    op.create_table(
        "card_vectors",
        sa.Column("card_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("stale", sa.Integer(), server_default="0", nullable=False),
        sa.Column("signs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_card_vectors_card_id_cards"),
        sa.PrimaryKeyConstraint("card_id", name="pk_card_vectors"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for trigger in _TRIGGERS:
            op.execute(trigger)
