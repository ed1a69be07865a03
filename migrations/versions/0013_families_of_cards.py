"""Which cards are one note in other programs, whatever becomes of the first of them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OF_CLOZES = """
UPDATE cards SET family = found.family
FROM (
    SELECT id, uid, first_value(uid) OVER (
        PARTITION BY note_id, generator, fact ORDER BY id
    ) AS family
    FROM cards WHERE kind = 'cloze'
) AS found
WHERE found.id = cards.id AND found.family <> found.uid
"""
_BLANK = "' ' || char(9) || char(10) || char(13)"
_FRONT = f"trim(coalesce({{}}.own_front, {{}}.front), {_BLANK})"
_BACK = f"trim(coalesce({{}}.own_back, {{}}.back), {_BLANK})"
_OF_DIRECTIONS = f"""
UPDATE cards SET family = (
    SELECT forward.uid FROM cards AS forward
    WHERE forward.note_id = cards.note_id AND forward.generator = cards.generator
    AND forward.fact = cards.fact AND forward.kind = 'forward'
    AND {_FRONT.format("forward", "forward")} = {_BACK.format("cards", "cards")}
    AND {_BACK.format("forward", "forward")} = {_FRONT.format("cards", "cards")}
    ORDER BY forward.status = 'retired', forward.id LIMIT 1
)
WHERE kind = 'reverse'
"""  # noqa: S608  # names of ours


def upgrade() -> None:
    """Adds families: of clozes that of the first seen, of two directions that of the forward."""
    op.add_column("cards", sa.Column("family", sa.Text()))
    op.execute(_OF_CLOZES)
    op.execute(_OF_DIRECTIONS)
    op.create_index(
        "ix_cards_family", "cards", ["family"], sqlite_where=sa.text("family IS NOT NULL")
    )
    op.add_column("described_cards", sa.Column("family", sa.Text()))
    op.add_column("described_cards", sa.Column("family_at", sa.BigInteger()))
