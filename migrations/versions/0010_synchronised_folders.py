"""What a store keeps of the folders through which several machines share their logs."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds tables for folders, their files, described cards, and entries that wait for theirs."""
    op.add_column(
        "weights", sa.Column("own", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_table(
        "sync_folders",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("log_position", sa.Integer(), nullable=False),
        sa.Column("decision_position", sa.Integer(), nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=False),
        sa.Column("notes_read_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("path", name="pk_sync_folders"),
    )
    op.create_table(
        "sync_files",
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder"], ["sync_folders.path"], name="fk_sync_files_folder_sync_folders"
        ),
        sa.PrimaryKeyConstraint("folder", "device", "name", name="pk_sync_files"),
    )
    op.create_table(
        "described_cards",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("card_id", sa.Integer()),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("generator", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("front", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_described_cards_card_id_cards"),
        sa.PrimaryKeyConstraint("uid", name="pk_described_cards"),
    )
    op.create_index("ix_described_cards_card_id", "described_cards", ["card_id"])
    op.create_table(
        "waiting_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_entries"),
        sa.UniqueConstraint("line", name="uq_waiting_entries_line"),
    )
    op.create_index("ix_waiting_entries_card", "waiting_entries", ["card"])
