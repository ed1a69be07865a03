"""One answer, and taking answers back: each is one durable transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.app.review.queue import Models, models
from kb.errors import KbError
from kb.schedule.days import Calendar
from kb.schedule.log import Entry, Reset, Review, Void, replay, undone
from kb.schedule.memory import CardId, Rating, Scheduled, State
from kb.schedule.moment import Moment
from kb.schedule.outcomes import Outcomes
from kb.store.cards.cards import (
    StoredCard,
    Which,
    answer_card,
    bury_cards,
    set_memory,
    stored_cards,
)
from kb.store.file.store import Store, Transaction
from kb.store.review.log import append, device_name, entries_of, new_entry_id, newest_first


class AnsweredElsewhereError(KbError):
    """The card was answered, changed its status, or went, since it was shown."""

    code = "answered-elsewhere"

    def __init__(self, card: CardId) -> None:
        super().__init__(
            f"card {card} was answered or set aside elsewhere since it was shown. "
            "This answer was not kept; go on with the next card."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """An answer that was taken back."""

    card: StoredCard
    """As it is again."""
    entry: Entry


async def record(
    store: Store,
    card: StoredCard,
    outcomes: Outcomes,
    rating: Rating,
    *,
    calendar: Calendar,
    duration_ms: int | None,
) -> StoredCard:
    """Keeps an answer, durably, and returns the card as it is then.

    Args:
        store: the store.
        card: as it was shown.
        outcomes: what the four ratings come to, as they were shown.
        rating: the learner's.
        calendar: where the learner is.
        duration_ms: from showing the card to the rating.

    Raises:
        AnsweredElsewhereError: the card is not as it was shown.
    """
    before, after = card.scheduled, outcomes.of(rating)
    in_review = before is not None and before.memory.state is State.REVIEW
    lapsed = in_review and not rating.recalled
    async with store.writing() as transaction:
        if not await answer_card(transaction, card.card_id, before, after, lapsed=lapsed):
            raise AnsweredElsewhereError(card.card_id)
        await append(
            transaction,
            Review(
                uid=new_entry_id(),
                device=await device_name(transaction),
                card=card.card_id,
                at=outcomes.at,
                utc_offset_minutes=calendar.offset_minutes(outcomes.at),
                study_day=outcomes.day,
                before=before,
                rating=rating,
                after=after,
                duration_ms=duration_ms,
                elapsed_days=outcomes.elapsed_days,
                retrievability=outcomes.retrievability,
                weights_id=outcomes.weights_id,
            ),
        )
    reps, lapses = card.reps + 1, card.lapses + lapsed
    return replace(card, scheduled=after, reps=reps, lapses=lapses, changed=False)


async def undo(store: Store, count: int, moment: Moment) -> tuple[Undone, ...]:
    """Takes the latest answers and resets back, whenever they were given, newest first.

    Nothing is deleted: the log gains an entry for each that says so.

    Args:
        store: the store.
        count: how many, at least 1.
        moment: now.
    """
    async with store.writing() as transaction:
        known = await models(transaction)
        entries: list[Entry] = []
        found: tuple[Entry, ...] = ()
        async for entry in newest_first(transaction):
            entries.append(entry)
            found = undone(entries, count) if len(entries) >= count else ()
            if len(found) == count:
                break
        else:
            found = undone(entries, count)
        return tuple([await _void(transaction, entry, moment, known) for entry in found])


async def reset(store: Store, cards: Sequence[CardId], moment: Moment) -> tuple[CardId, ...]:
    """Makes cards new again, and returns those that were not. Their history remains."""
    done = []
    async with store.writing() as transaction:
        for card_id in cards:
            card = await one_card(transaction, card_id)
            if card is None or card.scheduled is None:
                continue
            await append(
                transaction,
                Reset(
                    uid=new_entry_id(),
                    device=await device_name(transaction),
                    card=card_id,
                    at=moment.now,
                    utc_offset_minutes=moment.calendar.offset_minutes(moment.now),
                    study_day=moment.day,
                    before=card.scheduled,
                ),
            )
            await set_memory(transaction, card_id, None, reps=0, lapses=0)
            done.append(card_id)
    return tuple(done)


async def bury(store: Store, cards: Sequence[CardId], moment: Moment) -> None:
    """Puts cards off until the next study day."""
    await put_off(store, cards, moment.day + timedelta(days=1))


async def put_off(store: Store, cards: Sequence[CardId], until: date | None) -> None:
    """Puts cards off until a study day; without one, they are asked as ever."""
    async with store.writing() as transaction:
        await bury_cards(transaction, cards, until)


async def one_card(transaction: Transaction, card_id: CardId) -> StoredCard | None:
    """Returns the card with this id, whatever its status; none if there is none."""
    found = await stored_cards(transaction, Which(card_ids=[card_id]))
    return found[0] if found else None


async def _void(transaction: Transaction, entry: Entry, moment: Moment, known: Models) -> Undone:
    """Takes one entry back."""
    card = await one_card(transaction, entry.card)
    if card is None:
        raise LookupError(f"entry {entry.uid} is of a card that is not there")
    void = Void(
        uid=new_entry_id(),
        device=await device_name(transaction),
        card=entry.card,
        at=moment.now,
        utc_offset_minutes=moment.calendar.offset_minutes(moment.now),
        study_day=moment.day,
        before=card.scheduled,
        voids=entry.uid,
        after=entry.before,
    )
    await append(transaction, void)
    standing = replay(await entries_of(transaction, entry.card), known)
    scheduled: Scheduled | None = entry.before
    await set_memory(transaction, entry.card, scheduled, reps=standing.reps, lapses=standing.lapses)
    again = replace(card, scheduled=scheduled, reps=standing.reps, lapses=standing.lapses)
    return Undone(card=again, entry=entry)
