"""The memory models of a store: FSRS-6 with each set of weights that its answers used."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from kb.schedule.days import Moment
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.log import CardMemory, replay
from kb.schedule.memory import CardId, WeightsId
from kb.schedule.outcomes import Practice, Scheduler
from kb.store.cards.cards import correct_memories
from kb.store.file.store import Transaction
from kb.store.review.log import entries_by_card
from kb.store.review.weights import all_weights

_BATCH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryModels:
    """The models by their weights, the current one last."""

    by_weights: Mapping[WeightsId | None, Model]

    def __call__(self, weights: WeightsId | None) -> Model:
        """Return the model with these weights."""
        return self.by_weights[weights]

    @property
    def current(self) -> Model:
        """The model with the latest weights."""
        return list(self.by_weights.values())[-1]

    @property
    def weights(self) -> WeightsId | None:
        """The latest weights; None if they are the default ones, and were never recorded."""
        return list(self.by_weights)[-1]

    def scheduler(self, moment: Moment) -> Scheduler:
        """Return what computes the outcomes of answers now."""
        return Scheduler(model=self.current, calendar=moment.calendar, weights_id=self.weights)

    def practice(self, moment: Moment) -> Practice:
        """Return what computes the outcomes of answers that schedule nothing."""
        return Practice(model=self.current, calendar=moment.calendar)


async def memory_models(transaction: Transaction) -> MemoryModels:
    """Return the models with other stores' weights, with the default ones and with this store's."""
    others = await all_weights(transaction, own=False)
    own = await all_weights(transaction, own=True)
    models: dict[WeightsId | None, Model] = {
        name: Model(values)
        for name, values in (*others.items(), (None, DEFAULT_WEIGHTS), *own.items())
    }
    return MemoryModels(by_weights=models)


async def replay_cards(transaction: Transaction, cards: Collection[int]) -> None:
    """Give cards the memory that their log leads to."""
    models = await memory_models(transaction)
    memories: dict[CardId, CardMemory] = {}
    async for card, entries in entries_by_card(transaction, cards):
        memories[card] = replay(entries, models)
        if len(memories) == _BATCH:
            await correct_memories(transaction, memories)
            memories.clear()
    await correct_memories(transaction, memories)
