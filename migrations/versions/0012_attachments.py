"""Files that notes embed and link to, and which of them a link leads to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the files of folders, which the next import looks for."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"], ["folders.id"], name="fk_attachments_folder_id_folders"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index(
        "uq_attachments_folder_id_path", "attachments", ["folder_id", "path"], unique=True
    )
    op.create_index("ix_attachments_folder_id_name_key", "attachments", ["folder_id", "name_key"])
    op.add_column("folders", sa.Column("attachments_digest", sa.Text()))
    op.execute(  # in SQL, since Alembic adds no reference to a table of SQLite
        "ALTER TABLE links ADD COLUMN attachment_id INTEGER "
        "CONSTRAINT fk_links_attachment_id_attachments REFERENCES attachments (id)"
    )
    op.create_index(
        "ix_links_missing_attachment",
        "links",
        ["note_id"],
        sqlite_where=sa.text("rule = 'attachment' AND attachment_id IS NULL"),
    )
    op.create_index(
        "ix_links_attachment_id",
        "links",
        ["attachment_id"],
        sqlite_where=sa.text("attachment_id IS NOT NULL"),
    )
