"""The engine that computed the memories, beside the weights."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = "FSRS-6 / fsrs before 6.3.2"
_WEIGHTS = (
    "[0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, "
    "0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]"
)


def upgrade() -> None:
    """Adds the column, and names the engine of the answers that there are.

    Which release of fsrs gave their memories was not recorded, so a name of its own has kb replay
    them when the store is used next. All were computed with the default weights.
    """
    op.add_column("weights", sa.Column("engine", sa.Text(), nullable=False, server_default=_BEFORE))
    op.execute(
        sa.text(
            "INSERT INTO weights (made_at, parameters)"
            " SELECT at, :weights FROM log ORDER BY position DESC LIMIT 1"
        ).bindparams(weights=_WEIGHTS)
    )
