"""The replay of the log: a card's memory is whatever its entries lead to under this engine."""

from datetime import datetime
from math import isclose
from typing import Final

from kb.app.memory_models import memory_models
from kb.schedule.log import CardMemory, replay
from kb.schedule.memory import ENGINE, CardId
from kb.store.cards.cards import correct_memories, stored_memory
from kb.store.file.store import Transaction
from kb.store.review.log import entries_by_card
from kb.store.review.weights import record_weights, recorded_engine

_CLOSE: Final = 1e-9
"""Another processor may round the last bits differently."""


async def replay_memories(transaction: Transaction, now: datetime) -> int:
    """Give every card the memory that its log leads to; record the engine; count what changed."""
    wrong = await wrong_memories(transaction)
    await correct_memories(transaction, wrong)
    if await recorded_engine(transaction) not in (None, ENGINE):
        models = await memory_models(transaction)
        await record_weights(transaction, models.current.weights, now)
    return len(wrong)


async def wrong_memories(transaction: Transaction) -> dict[CardId, CardMemory]:
    """Return the cards whose memory is not what their log leads to, each with what it should be."""
    models = await memory_models(transaction)
    wrong: dict[CardId, CardMemory] = {}
    async for card, entries in entries_by_card(transaction):
        memory = replay(entries, models.current)
        if not _agree(memory, await stored_memory(transaction, card)):
            wrong[card] = memory
    return wrong


def _agree(replayed: CardMemory, stored: CardMemory) -> bool:
    """Return whether two memories are equal, stability and difficulty to the last few bits."""
    if (replayed.reps, replayed.lapses) != (stored.reps, stored.lapses):
        return False
    if replayed.scheduled is None or stored.scheduled is None:
        return replayed.scheduled is stored.scheduled
    ours, theirs = replayed.scheduled.memory, stored.scheduled.memory
    return (
        replayed.scheduled.due == stored.scheduled.due
        and (ours.state, ours.step, ours.last_day) == (theirs.state, theirs.step, theirs.last_day)
        and isclose(ours.stability_days, theirs.stability_days, rel_tol=_CLOSE)
        and isclose(ours.difficulty, theirs.difficulty, rel_tol=_CLOSE)
    )
