"""What speaks for and against a drawn card."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; the next import, which draws all cards anew, fills it."""
    op.add_column("cards", sa.Column("traits", sa.Text(), nullable=False, server_default=""))
