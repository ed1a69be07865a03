"""Taking over what other programs know of cards, as entries of the log; and undoing that."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Final

from kb.app.exchange.adoption_plan import AdoptionPlan, Binding, Reception, planned
from kb.app.exchange.history_entries import stamp_at
from kb.app.exchange.new_memories import RowReplay
from kb.app.memory_models import MemoryModels, memory_models, replay_cards
from kb.schedule.days import Moment
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.log import EntryId, Void, living, replay
from kb.schedule.memory import CardId
from kb.store.cards.cards import correct_memories, store_memories
from kb.store.exchange.adoptions import (
    AdoptionId,
    StoredAdoption,
    add_adopted,
    add_adoption,
    adopted_cards,
    foreign_devices,
    standing_adoption,
    uids_of_adoption,
)
from kb.store.file.store import Store, Transaction
from kb.store.review.device import signing_device
from kb.store.review.log import append_all, entries_of_cards, next_tick
from kb.store.review.weights import record_weights
from kb.store.sync.incoming import apply_decisions
from kb.store.sync.rows import LogRow

_BATCH: Final = 2_000


@dataclass(slots=True, kw_only=True)
class AdoptionCounts:
    """What taking over histories did, in numbers alone; see :class:`AdoptionPlan`."""

    answers: int = 0
    schedules: int = 0
    back: int = 0
    receptions: Counter[Reception] = field(default_factory=Counter)

    def count(self, reception: Reception) -> int:
        """Return how many histories have a reception."""
        return self.receptions[reception]

    def add(self, plan: AdoptionPlan) -> None:
        """Count what is in a plan, too."""
        self.answers += plan.answers
        self.schedules += plan.schedules
        self.back += plan.back
        self.receptions.update(card.reception for card in plan.cards)


async def adopt(
    store: Store, bindings: Sequence[Binding], source: str, moment: Moment
) -> AdoptionPlan:
    """Take histories over in one transaction, and return what that did; see :func:`adopt_in`."""
    async with store.writing() as transaction:
        return await _Adopting(transaction, source, moment).take(bindings)


async def adopt_in(
    transaction: Transaction, bindings: Iterable[Binding], source: str, moment: Moment
) -> AdoptionCounts:
    """Take histories over, and count what that did.

    Taken again, they change nothing; what was undone comes back. Proposed cards that were answered
    elsewhere become active.

    Args:
        transaction: that writes.
        bindings: see :func:`~kb.app.exchange.adoption_plan.plan_adoption`; however many they are, a
            few are held at a time.
        source: which program, and where its data is, for people.
        moment: when that is.
    """
    adopting, counts, left = (
        _Adopting(transaction, source, moment),
        AdoptionCounts(),
        iter(bindings),
    )
    while some := list(islice(left, _BATCH)):
        counts.add(await adopting.take(some))
    return counts


class _Adopting:
    """Takes histories over, all as one adoption."""

    def __init__(self, transaction: Transaction, source: str, moment: Moment) -> None:
        self._transaction = transaction
        self._source = source
        self._moment = moment
        self._adoption: AdoptionId | None = None
        self._models: MemoryModels | None = None
        self._rows: RowReplay | None = None
        self._devices: set[str] | None = None

    async def take(self, bindings: Sequence[Binding]) -> AdoptionPlan:
        """Take some over, and return what that did."""
        transaction, moment = self._transaction, self._moment
        models = await self._models_for(bindings)
        if self._devices is None:
            self._devices = await foreign_devices(transaction)
        plan = await planned(transaction, bindings, moment.calendar, models, self._devices)
        if any(card.entries for card in plan.cards):
            await self._add([entry for card in plan.cards for entry in card.entries])
        await _void(
            transaction,
            [(card.binding.card, uid) for card in plan.cards for uid in card.back],
            moment,
        )
        touched = {card.binding.card for card in plan.changing}
        back = {card.binding.card for card in plan.cards if card.back}
        new = [card for card in touched - back if not plan.logs[card].here]
        self._rows = rows = self._rows or RowReplay(models.current)
        await store_memories(transaction, [rows.memory(card, plan.logs[card].new) for card in new])
        await correct_memories(
            transaction,
            {
                card: replay(plan.logs[card].entries(), models.current)
                for card in touched.difference(back, new)
            },
        )
        await replay_cards(transaction, back)
        await apply_decisions(transaction, touched)
        return plan

    async def _models_for(self, bindings: Sequence[Binding]) -> MemoryModels:
        """Return the model; answers need weights that are recorded."""
        models = self._models or await memory_models(self._transaction)
        if models.weights is None and any(binding.history.events for binding in bindings):
            await record_weights(self._transaction, DEFAULT_WEIGHTS, self._moment.now)
            models = await memory_models(self._transaction)
        self._models = models
        return models

    async def _add(self, entries: Sequence[LogRow]) -> None:
        if self._adoption is None:
            self._adoption = await add_adoption(self._transaction, self._source, self._moment.now)
        await add_adopted(self._transaction, self._adoption, entries)
        if self._devices is not None:
            self._devices.update(entry.device for entry in entries)


async def undo_adoption(store: Store, moment: Moment) -> StoredAdoption | None:
    """Undo the latest adoption that stands, as a whole; return it, or none if none stands.

    As any undo, this only adds to the log. Answers given in kb since remain.
    """
    async with store.writing() as transaction:
        adoption = await standing_adoption(transaction)
        if adoption is None:
            return None
        cards = await adopted_cards(transaction, adoption.adoption_id)
        await _void(transaction, await _standing(transaction, adoption.adoption_id, cards), moment)
        await replay_cards(transaction, cards)
        return adoption


async def _standing(
    transaction: Transaction, adoption: AdoptionId, cards: Sequence[CardId]
) -> list[tuple[CardId, EntryId]]:
    """Return the entries of an adoption that were not undone, with their cards."""
    uids = await uids_of_adoption(transaction, adoption)
    entries = await entries_of_cards(transaction, cards)
    return [
        (card, entry.uid)
        for card, of_card in entries.items()
        for entry in living(of_card)
        if entry.uid in uids
    ]


async def _void(
    transaction: Transaction, undone: Sequence[tuple[CardId, EntryId]], moment: Moment
) -> None:
    """Add an entry for each of the entries that are undone."""
    if not undone:
        return
    device, tick = await signing_device(transaction), await next_tick(transaction, moment.now)
    stamp = stamp_at(moment.calendar, moment.now)
    await append_all(
        transaction,
        [
            Void(device=device, tick=number, card=card, voids=uid, **stamp)
            for number, (card, uid) in zip(count(tick), undone, strict=False)
        ],
    )
