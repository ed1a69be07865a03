"""What the learner plans: breaks and exams, which machines share as they share the log."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table of plans, and how far it was written to each synchronised folder."""
    op.create_table(
        "plans",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("retention", sa.Double()),
        sa.PrimaryKeyConstraint("position", name="pk_plans"),
        sa.UniqueConstraint("uid", name="uq_plans_uid"),
    )
    op.create_index("ix_plans_tick", "plans", ["tick", "device"])
    op.add_column("sync_folders", sa.Column("plan_position", sa.Integer()))
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER plans_refuses_{event} BEFORE {event} ON plans\n"
                "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )
