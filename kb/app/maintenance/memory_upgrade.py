"""The upgrade of a store whose memories another engine computed, run before each command.

What replays the log is imported only when it is needed, as every command pays for this module.
"""

from datetime import datetime

from kb.schedule.memory import ENGINE
from kb.store.file.store import Store
from kb.store.review.weights import recorded_engine


async def upgrade_memories(store: Store, now: datetime) -> str | None:
    """Replay the log if another engine than this installation's computed the memories.

    The store is backed up first; then all memories and the engine change in one transaction. Cards
    stay due when they were: the log keeps it. Entries keep the memory that the learner was shown.

    Returns:
        A sentence about what was done; none if nothing had to be.

    Raises:
        StoreError: the store cannot be copied or written.
    """
    async with store.reading() as transaction:
        before = await recorded_engine(transaction)
    if before in (None, ENGINE):
        return None
    from kb.app.maintenance.replay import replay_memories  # noqa: PLC0415
    from kb.store.file.upgrade import back_up_before_upgrade  # noqa: PLC0415

    backup = back_up_before_upgrade(store.path, now)
    async with store.writing() as transaction:
        if await recorded_engine(transaction) == ENGINE:
            return None  # Another process was quicker.
        changed = await replay_memories(transaction, now)
    return (
        f"The memory model changed ({before} → {ENGINE}): replayed the log, which changed the "
        f"memory of {changed} cards; backup at {backup}."
    )
