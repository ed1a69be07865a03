"""Cards that an assistant proposed, whose texts are entries among the decisions."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Changes no table: an older kb must not open a store with entries that it would misread."""
