"""What each kind of evidence of related concepts weighs, fitted to the user's own links."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table, which is empty as long as the default weights hold."""
    op.create_table(
        "evidence_weights",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_evidence_weights")),
    )
