"""Answers, undos and resets: each is one durable transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.app.cards import acts
from kb.app.memory_models import MemoryModels, memory_models
from kb.errors import KbError
from kb.schedule.days import Calendar, Moment
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.log import EntryId, LogEntry, Reschedule, Review, Void, replay, to_redo, to_undo
from kb.schedule.memory import CardId, Rating, State
from kb.schedule.outcomes import Outcomes
from kb.store.cards.cards import (
    CardFilter,
    StoredCard,
    answer_card,
    correct_memories,
    set_memory,
    stored_cards,
)
from kb.store.file.store import Store, Transaction
from kb.store.review.device import signing_device
from kb.store.review.log import append, entries_of, newest_first, next_tick
from kb.store.review.weights import record_weights


class AnsweredElsewhereError(KbError):
    """The card was answered, buried, suspended or removed since it was shown."""

    code = "answered-elsewhere"

    def __init__(self, card: CardId) -> None:
        super().__init__(
            f"card {card} has been answered, buried or suspended elsewhere since kb showed it. "
            "kb did not save this answer. Go on with the next card."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """An answer, a reset or a reschedule that was undone, or is back."""

    card: StoredCard
    """After that."""
    entry: LogEntry


async def record(
    store: Store,
    card: StoredCard,
    outcomes: Outcomes,
    rating: Rating,
    *,
    calendar: Calendar,
    duration_ms: int | None,
) -> StoredCard:
    """Save an answer durably, and return the card after it.

    ``card`` and ``outcomes`` are as they were shown; ``duration_ms`` is from then to the rating.

    Raises:
        AnsweredElsewhereError: the card has changed since it was shown.
    """
    before, after = card.scheduled, outcomes.of(rating)
    in_review = before is not None and before.memory.state is State.REVIEW
    lapsed = in_review and not rating.recalled
    async with store.writing() as transaction:
        if not await answer_card(transaction, card.card_id, before, after, lapsed=lapsed):
            raise AnsweredElsewhereError(card.card_id)
        # The first answer in a store records the engine.
        weights_id = outcomes.weights_id or await record_weights(
            transaction, DEFAULT_WEIGHTS, outcomes.at
        )
        await append(
            transaction,
            Review(
                **await _stamp(transaction, card, Moment(now=outcomes.at, calendar=calendar)),
                rating=rating,
                before=before.standing if before else None,
                after=after.standing,
                duration_ms=duration_ms,
                elapsed_days=outcomes.elapsed_days,
                retrievability=outcomes.retrievability,
                weights_id=weights_id,
            ),
        )
    reps, lapses = card.reps + 1, card.lapses + lapsed
    return replace(card, scheduled=after, reps=reps, lapses=lapses, changed=False)


async def undo(
    store: Store, count: int, moment: Moment, *, only: EntryId | None = None
) -> tuple[Undone, ...]:
    """Undo the latest entries of the log, of any session, and return them, newest first.

    These are answers, resets and reschedules. Nothing is deleted: an entry for each is added to the
    log. ``count`` is at least 1. If another entry than ``only`` is the latest, nothing is undone.
    """
    async with store.writing() as transaction:
        models = await memory_models(transaction)
        entries = to_undo(await _newest(transaction, count), count)
        if only is not None and only not in [entry.uid for entry in entries]:
            return ()
        return tuple([await _void(transaction, entry, moment, models) for entry in entries])


async def latest(store: Store, count: int) -> tuple[LogEntry, ...]:
    """Return the answers, resets and reschedules that :func:`undo` would undo."""
    async with store.reading() as transaction:
        return to_undo(await _newest(transaction, count), count)


async def redo(
    store: Store, count: int, moment: Moment, *, only: CardId | None = None
) -> tuple[Undone, ...]:
    """Bring back what was undone since the last answer, the latest undo first.

    With ``only``, nothing if the latest undo is of another card. Returns what is back. As an
    undo does, this only adds to the log.
    """
    async with store.writing() as transaction:
        models = await memory_models(transaction)
        undos = to_redo(await _since_answer(transaction))[:count]
        if only is not None and any(undo_.card != only for undo_ in undos):
            return ()
        done = []
        for undo_ in undos:
            card = (await _void(transaction, undo_, moment, models)).card
            entries = await entries_of(transaction, undo_.card)
            entry = next(entry for entry in entries if entry.uid == undo_.voids)
            done.append(Undone(card=card, entry=entry))
        return tuple(done)


async def reset(store: Store, cards: Sequence[CardId], moment: Moment) -> tuple[CardId, ...]:
    """Make cards new again, and return those that were not new. Their history remains."""
    return (await acts.reset(store, cards, moment)).cards


async def one_card(transaction: Transaction, card_id: CardId) -> StoredCard | None:
    """Return the card with this id, whatever its status; none if there is none."""
    cards = await stored_cards(transaction, CardFilter(card_ids=[card_id]))
    return cards[0] if cards else None


async def _newest(transaction: Transaction, count: int) -> list[LogEntry]:
    """Return the log, newest first, as far as ``count`` entries that are not undone."""
    newest: list[LogEntry] = []
    async for entry in newest_first(transaction):
        newest.append(entry)
        if len(newest) >= count and len(to_undo(newest, count)) == count:
            break
    return newest


async def _since_answer(transaction: Transaction) -> list[LogEntry]:
    """Return the log since the latest answer, newest first."""
    newest: list[LogEntry] = []
    async for entry in newest_first(transaction):
        if isinstance(entry, Review):
            break
        newest.append(entry)
    return newest


async def _void(
    transaction: Transaction, entry: LogEntry, moment: Moment, models: MemoryModels
) -> Undone:
    card = await one_card(transaction, entry.card)
    if card is None:
        raise LookupError(f"entry {entry.uid} is of a card that is not there")
    stamp = await _stamp(transaction, card, moment)
    void = Void(**stamp, voids=entry.uid)
    await append(transaction, void)
    memory = replay(await entries_of(transaction, entry.card), models.current)
    if isinstance(entry, Reschedule):
        await correct_memories(transaction, {entry.card: memory})
    else:
        await set_memory(transaction, entry.card, memory)
    again = replace(card, scheduled=memory.scheduled, reps=memory.reps, lapses=memory.lapses)
    return Undone(card=again, entry=entry)


async def _stamp(transaction: Transaction, card: StoredCard, moment: Moment) -> dict[str, Any]:
    """Return the fields of :class:`LogEntry` for an entry about this card now."""
    device, tick = await signing_device(transaction), await next_tick(transaction, moment.now)
    return acts.stamp(device, tick, card.card_id, moment)
