"""A log that stores can share: an order that no clock breaks, and the user's decisions as entries.

Every answer is kept, with its rating, day and due date. The stability and difficulty of each answer
are not: they follow from the answers, and every store computes them itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEPT = (
    "position", "card_id", "kind", "rating", "at", "utc_offset_minutes", "study_day",
    "duration_ms", "elapsed_days", "retrievability", "weights_id",
    "state_before", "step_before", "due_before", "last_day_before",
    "state_after", "step_after", "due_after", "last_day_after",
)  # fmt: skip
_COPY = f"""
INSERT INTO log_of_all (uid, device, tick, voids, {", ".join(_KEPT)})
WITH numbered AS (
    SELECT uid AS old_uid, row_number() OVER (ORDER BY position) AS number, log.* FROM log
), ticking AS (
    SELECT number + max(at - number) OVER (ORDER BY position) AS tick, numbered.* FROM numbered
), named AS (
    SELECT device || '-' || tick AS new_uid, ticking.* FROM ticking
)
SELECT named.new_uid, named.device, named.tick, coalesce(voided.new_uid, named.voids),
    {", ".join(f"named.{name}" for name in _KEPT)}
FROM named LEFT JOIN named AS voided ON voided.old_uid = named.voids
ORDER BY named.position
"""  # noqa: S608  # names of ours
_DECISIONS = """
INSERT INTO decisions (uid, device, tick, card_id, at, kind, value, back, until, decided_at)
WITH decided AS (
    SELECT id AS card_id, coalesce(decided_at, added_at) AS at, 1 AS part, 'status' AS kind,
        coalesce(retired_from, status) AS value, NULL AS back, snoozed_until AS until, decided_at
    FROM cards
    WHERE decided_at IS NOT NULL
        OR coalesce(retired_from, status) IN ('suspended', 'rejected', 'snoozed')
    UNION ALL
    SELECT id, added_at, 2, 'wording', own_front, own_back, NULL, NULL
    FROM cards WHERE own_front IS NOT NULL OR own_back IS NOT NULL
    UNION ALL
    SELECT id, added_at, 3, 'burial', NULL, NULL, buried_until, NULL
    FROM cards WHERE buried_until IS NOT NULL
), numbered AS (
    SELECT row_number() OVER (ORDER BY at, card_id, part) AS number, decided.* FROM decided
), ticking AS (
    SELECT number + max(at - number) OVER (ORDER BY number) AS tick, numbered.* FROM numbered
)
SELECT device.uid || '-' || tick, device.uid, tick, card_id, at, kind, value, back, until,
    decided_at
FROM ticking, device ORDER BY number
"""
_FACTS = {
    "log": (
        "position, uid, device, tick, at, kind, voids, rating, utc_offset_minutes, study_day, "
        "duration_ms, elapsed_days, retrievability, weights_id, state_before, step_before, "
        "due_before, last_day_before, state_after, step_after, due_after, last_day_after"
    ),
    "decisions": "position, uid, device, tick, at, kind, value, back, until, decided_at",
}
"""All columns but the card: two that turn out to be one card are made one."""


def upgrade() -> None:
    """Copies the log into one with ticks, and the decisions about cards into one of their own."""
    op.add_column("device", sa.Column("file", sa.Text()))
    op.create_table(
        "log_of_all",
        *_signature(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("voids", sa.Text()),
        sa.Column("rating", sa.Integer()),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Date(), nullable=False),
        sa.Column("duration_ms", sa.Integer()),
        sa.Column("elapsed_days", sa.Integer()),
        sa.Column("retrievability", sa.Double()),
        sa.Column("weights_id", sa.Integer()),
        *_standing("_before"),
        *_standing("_after"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_log_card_id_cards"),
        sa.ForeignKeyConstraint(["weights_id"], ["weights.id"], name="fk_log_weights_id_weights"),
        sa.PrimaryKeyConstraint("position", name="pk_log"),
        sa.UniqueConstraint("uid", name="uq_log_uid"),
    )
    op.create_table(
        "decisions",
        *_signature(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("back", sa.Text()),
        sa.Column("until", sa.Date()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_decisions_card_id_cards"),
        sa.PrimaryKeyConstraint("position", name="pk_decisions"),
        sa.UniqueConstraint("uid", name="uq_decisions_uid"),
    )
    op.execute(_COPY)
    op.execute(_DECISIONS)
    op.drop_table("log")
    op.rename_table("log_of_all", "log")
    for column in ("card_id", "study_day", "voids", "weights_id"):
        op.create_index(f"ix_log_{column}", "log", [column])
    op.create_index("ix_log_tick", "log", ["tick", "device"])
    op.create_index("ix_decisions_card_id", "decisions", ["card_id"])
    op.create_index("ix_decisions_tick", "decisions", ["tick", "device"])
    if op.get_bind().dialect.name == "sqlite":
        for table, facts in _FACTS.items():
            for event in (f"UPDATE OF {facts}", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{event.partition(' ')[0]} "
                    f"BEFORE {event} ON {table}\n"
                    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
                )


def _signature() -> tuple[sa.Column, ...]:
    return (
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def _standing(when: str) -> tuple[sa.Column, ...]:
    return (
        sa.Column(f"state{when}", sa.Text()),
        sa.Column(f"step{when}", sa.Integer()),
        sa.Column(f"due{when}", sa.BigInteger()),
        sa.Column(f"last_day{when}", sa.Date()),
    )
