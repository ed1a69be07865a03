"""Where cards stood in other programs, as entries of the log, and what was taken over together."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FACTS = (
    "position, uid, device, tick, at, kind, voids, rating, utc_offset_minutes, study_day, "
    "duration_ms, elapsed_days, retrievability, weights_id, state_before, step_before, "
    "due_before, last_day_before, state_after, step_after, due_after, last_day_after, "
    "stability, difficulty, reps, lapses, adoption_id"
)
"""All columns of the log but the card: two that turn out to be one card are made one."""


def upgrade() -> None:
    """Adds the memory that an entry may bring, and with which others it came."""
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adoptions"),
    )
    for name, kind in (
        ("stability", sa.Double()),
        ("difficulty", sa.Double()),
        ("reps", sa.Integer()),
        ("lapses", sa.Integer()),
    ):
        op.add_column("log", sa.Column(name, kind))
    op.execute(  # in SQL, since Alembic adds no reference to a table of SQLite
        "ALTER TABLE log ADD COLUMN adoption_id INTEGER "
        "CONSTRAINT fk_log_adoption_id_adoptions REFERENCES adoptions (id)"
    )
    taken_over = sa.text("adoption_id IS NOT NULL")
    op.create_index("ix_log_adoption_id", "log", ["adoption_id"], sqlite_where=taken_over)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER log_refuses_UPDATE")
        op.execute(
            f"CREATE TRIGGER log_refuses_UPDATE BEFORE UPDATE OF {_FACTS} ON log\n"
            "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )
