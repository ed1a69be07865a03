"""Undo and redo of acts on cards. Cards that were changed elsewhere since are left alone.

As any undo, both only add to the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.app.cards.acts import Done, in_turns, stamp
from kb.app.memory_models import memory_models
from kb.schedule.days import Moment
from kb.schedule.log import CardMemory, EntryId, Void, replay
from kb.schedule.memory import CardId
from kb.store.cards.decisions import record_changes
from kb.store.cards.standing import CardStanding, change_standings, standings
from kb.store.file.store import Store, Transaction
from kb.store.review.device import signing_device
from kb.store.review.log import append_all, entries_of_cards, next_tick

_Changes = tuple[tuple[CardStanding, CardStanding], ...]
"""Pairs of how a card stood before, and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneAct:
    """What an undo did, and all that its redo needs."""

    done: Done
    """The act."""
    changes: _Changes
    """How the cards stood before the undo, and after."""
    entries: Mapping[CardId, EntryId]
    """What the log has of the undo."""

    @property
    def cards(self) -> tuple[CardId, ...]:
        """The cards on which the act was undone."""
        return tuple(after.card_id for _, after in self.changes)

    @property
    def left(self) -> int:
        """The number of cards that were changed elsewhere since, and left alone."""
        return len(self.done.changes) - len(self.changes)


async def undo_act(store: Store, done: Done, moment: Moment) -> UndoneAct:
    """Undo an act: its cards stand as before again."""
    changes, entries = await _turned_back(store, done.changes, done.entries, moment)
    return UndoneAct(done=done, changes=changes, entries=entries)


async def redo_act(store: Store, undone: UndoneAct, moment: Moment) -> Done:
    """Redo an act that was undone, and return what it did now, which can be undone again."""
    changes, _ = await _turned_back(store, undone.changes, undone.entries, moment)
    # An entry counts again when its undo is void.
    entries = undone.done.entries
    entries = {after.card_id: entries[after.card_id] for _, after in changes} if entries else {}
    left = len(undone.changes) - len(changes)
    return Done(act=undone.done.act, changes=changes, entries=entries, left=left)


async def _turned_back(
    store: Store,
    changes: _Changes,
    entries: Mapping[CardId, EntryId],
    moment: Moment,
) -> tuple[_Changes, dict[CardId, EntryId]]:
    """Take changes back, and their entries in the log; return the changes that this makes."""
    pairs = {after.card_id: (before, after) for before, after in changes}
    made: list[tuple[CardStanding, CardStanding]] = []
    voids: dict[CardId, EntryId] = {}

    async def turn_back(transaction: Transaction, some: Sequence[CardId]) -> None:
        cards = await standings(transaction, some)
        same = [card for card in cards if pairs[card.card_id][1] == card]
        befores = [pairs[card.card_id][0] for card in same]
        if entries:
            ids = [card.card_id for card in same]
            memories, added = await _void(transaction, {id_: entries[id_] for id_ in ids}, moment)
            befores = [replace(card, memory=memories[card.card_id]) for card in befores]
            voids.update(added)
        turned = list(zip(same, befores, strict=True))
        await change_standings(transaction, turned)
        await record_changes(transaction, turned, moment.now, burials=True)
        made.extend(turned)

    await in_turns(store, pairs, turn_back)
    return tuple(made), voids


async def _void(
    transaction: Transaction, entries: Mapping[CardId, EntryId], moment: Moment
) -> tuple[dict[CardId, CardMemory], dict[CardId, EntryId]]:
    """Undo an entry of each card; return the memories that their logs lead to, and the undos."""
    models = await memory_models(transaction)
    logs = await entries_of_cards(transaction, list(entries))
    device, first = await signing_device(transaction), await next_tick(transaction, moment.now)
    voids = [
        Void(**stamp(device, tick, card, moment), voids=entry)
        for tick, (card, entry) in enumerate(entries.items(), first)
    ]
    await append_all(transaction, voids)
    # Not what the card was before, which another engine may have computed.
    memories = {void.card: replay((*logs[void.card], void), models.current) for void in voids}
    return memories, {void.card: void.uid for void in voids}
