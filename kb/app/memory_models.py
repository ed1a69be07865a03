"""The memory model of a store: FSRS-6 with the weights that the store uses."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.schedule.days import Moment
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.log import CardMemory, replay
from kb.schedule.memory import ENGINE, CardId, WeightsId
from kb.schedule.outcomes import Practice, Scheduler
from kb.store.cards.cards import correct_memories
from kb.store.file.store import Transaction
from kb.store.review.log import entries_by_card
from kb.store.review.weights import own_weights

_BATCH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryModels:
    """The model that computes all memories of a store, with the weights that it uses now."""

    current: Model
    weights: WeightsId | None
    """Those of the model; None if they are the default ones, and were never recorded."""

    @property
    def name(self) -> str:
        """What memories are computed with: two stores of one name compute the same.

        It is that of the engine, unless the weights are not the default ones.
        """
        chosen = self.current.weights
        if chosen == DEFAULT_WEIGHTS:
            return ENGINE
        from kb.store.sync.outgoing import weights_id  # noqa: PLC0415  # only a sync needs it

        return f"{ENGINE} with {weights_id(ENGINE, chosen)}"

    def scheduler(self, moment: Moment) -> Scheduler:
        """Return what computes the outcomes of answers now."""
        return Scheduler(model=self.current, calendar=moment.calendar, weights_id=self.weights)

    def practice(self, moment: Moment) -> Practice:
        """Return what computes the outcomes of answers that schedule nothing."""
        return Practice(model=self.current, calendar=moment.calendar)


async def memory_models(transaction: Transaction) -> MemoryModels:
    """Return the model with the weights that this store uses: its latest, or the default ones."""
    own = await own_weights(transaction)
    if not own:
        return MemoryModels(current=Model(), weights=None)
    return MemoryModels(current=Model(own[-1].parameters), weights=own[-1].weights)


async def replay_cards(transaction: Transaction, cards: Collection[int]) -> None:
    """Give cards the memory that their log leads to."""
    models = await memory_models(transaction)
    memories: dict[CardId, CardMemory] = {}
    async for card, entries in entries_by_card(transaction, cards):
        memories[card] = replay(entries, models.current)
        if len(memories) == _BATCH:
            await correct_memories(transaction, memories)
            memories.clear()
    await correct_memories(transaction, memories)
