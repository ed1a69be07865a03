"""The queue of the study day, from the store, the settings and the current time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from kb.app.review.exam_cards import wanted_notes
from kb.app.review.new_cards import notes_to_learn
from kb.app.review.schedule_settings import presets_of
from kb.config.settings import Settings
from kb.schedule.cards import DueCard, NewCard, Order, SeenCard
from kb.schedule.days import Moment
from kb.schedule.fsrs import Model
from kb.schedule.log import LogEntry, Review, living
from kb.schedule.memory import CardId, State
from kb.schedule.options import GENERAL, ScheduleOptions
from kb.schedule.pace import Pace
from kb.schedule.queue import (
    DECK_CARDS,
    Queue,
    SessionOptions,
    Today,
    Wanted,
    day_queue,
    practice_queue,
)
from kb.store.file.store import Transaction
from kb.store.review.log import entries_of_day
from kb.store.review.queue import (
    Scope,
    decks_among,
    due_cards,
    every_card,
    facts_of,
    new_cards,
    own_timings,
    timings,
)

_NOTES_AT_FIRST: Final = 30
"""How many notes' new cards are read at first."""

_MOST_CRAMMED: Final = 2000
"""Cards of a session that asks all, due or not."""


async def todays(
    transaction: Transaction, moment: Moment, options: ScheduleOptions, model: Model
) -> Today:
    """Return what a session needs to know of the study day."""
    return Today(
        day=moment.day,
        seed=moment.day.toordinal(),
        calendar=moment.calendar,
        settings=options,
        model=model,
        pace=Pace(await timings(transaction)),
    )


async def todays_queue(
    transaction: Transaction,
    today: Today,
    scope: Scope,
    options: SessionOptions,
    settings: Settings,
) -> Queue:
    """Return what to review and to learn on the study day, of the cards in ``scope``."""
    due = await due_cards(
        transaction, scope, day=today.day, ends=today.ends, ahead_days=options.ahead_days
    )
    order = await notes_to_learn(transaction, today, scope, settings, asked=options.new)
    seen = await seen_today(transaction, today)
    unrestricted = scope == Scope() and options.new is None
    exams = await wanted_notes(transaction, today, seen, settings) if unrestricted else ()
    presets: dict[int, str] = {}
    if today.settings.by_tag:
        notes = {
            *order,
            *(note for exam in exams for note in exam.notes),
            *(card.note for card in due),
            *(card.note for card in seen),
        }
        presets = await presets_of(transaction, notes, today.settings)
        due = tuple(card._replace(preset=presets[card.note]) for card in due)
        seen = [card._replace(preset=presets[card.note]) for card in seen]
    if options.minutes is not None or options.order is Order.GAIN:
        due = await _with_tempo(transaction, due, today.pace)

    async def offered(notes: Sequence[int]) -> list[NewCard]:
        rank = {note: number for number, note in enumerate(notes)}
        new = await new_cards(transaction, scope, notes, day=today.day)
        if presets:
            new = tuple(card._replace(preset=presets[card.note]) for card in new)
        return sorted(new, key=lambda card: rank[card.note])

    wanted = [Wanted(await offered(exam.notes), exam.most) for exam in exams]

    async def with_new_cards_of(notes: Sequence[int]) -> Queue:
        new = await offered(notes)
        every = {
            card.card: card for group in (new, *(exam.cards for exam in wanted)) for card in group
        }
        decks = await _decks(transaction, tuple(every.values()), today)
        return day_queue(due, new, seen, today, options, decks=decks, wanted=wanted)

    if options.new is not None:  # a note brings more than its limit only if all are too few
        return await with_new_cards_of(order)
    # A few notes fill most days, and the others may have thousands of new cards.
    queue = await with_new_cards_of(order[:_NOTES_AT_FIRST])
    if order[_NOTES_AT_FIRST:] and not _is_full(queue, seen, today, {*presets.values(), GENERAL}):
        queue = await with_new_cards_of(order)
    return queue


async def seen_today(transaction: Transaction, today: Today) -> list[SeenCard]:
    """Return the cards that were answered on the study day, all with the general preset."""
    first = _first_answers(await entries_of_day(transaction, today.day))
    facts = await facts_of(transaction, first)
    return [SeenCard(card, *facts[card], GENERAL, state) for card, state in first.items()]


async def _decks(transaction: Transaction, new: Sequence[NewCard], today: Today) -> frozenset[int]:
    """Return the notes that are decks, of those that would be held back otherwise."""
    written = Counter(card.note for card in new if card.written)
    most = min(today.settings.preset(name).new_per_note for name in today.settings.presets)
    many = [note for note, count in written.items() if count > most]
    return await decks_among(transaction, many, more_than=DECK_CARDS) if many else frozenset()


async def crammed_queue(
    transaction: Transaction, today: Today, scope: Scope, options: SessionOptions
) -> Queue:
    """Return all cards in ``scope``, due or not; at most as many as one may want in a session."""
    limit = min(options.cards or _MOST_CRAMMED, _MOST_CRAMMED)
    cards = await every_card(transaction, scope, day=today.day, seed=today.seed, limit=limit)
    if today.settings.by_tag:
        presets = await presets_of(transaction, {card.note for card in cards}, today.settings)
        cards = tuple(card._replace(preset=presets[card.note]) for card in cards)
    return practice_queue(cards, today, options)


def _is_full(queue: Queue, seen: Iterable[SeenCard], today: Today, presets: Iterable[str]) -> bool:
    """Return whether the day has all the new cards that its limits allow."""
    begun = Counter(card.preset for card in seen if card.first is State.NEW)
    begun.update(card.preset for card in queue.new)
    return all(begun[name] >= today.settings.preset(name).new_per_day for name in presets)


async def _with_tempo(
    transaction: Transaction, due: Sequence[DueCard], pace: Pace
) -> tuple[DueCard, ...]:
    """Return the cards, those in review with the tempo of their own answers."""
    own = await own_timings(transaction, [card.card for card in due if card.state is State.REVIEW])
    return tuple(
        card._replace(tempo=pace.tempo(card.kind, *own[card.card])) if card.card in own else card
        for card in due
    )


def _first_answers(entries: Sequence[LogEntry]) -> dict[CardId, State]:
    """Return the cards answered in these entries, each with its state before the first answer."""
    first: dict[CardId, State] = {}
    for entry in living(entries):
        if isinstance(entry, Review):
            first.setdefault(entry.card, entry.before.state if entry.before else State.NEW)
    return first
