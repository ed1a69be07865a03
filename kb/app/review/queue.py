"""What the schedule needs to know of the store, the settings and the moment."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.app.review.new_cards import notes_to_learn
from kb.app.review.presets import presets_of
from kb.config import Settings
from kb.schedule.fsrs import Model, WeightsId
from kb.schedule.log import Entry, Review, living
from kb.schedule.memory import CardId, State, state_of
from kb.schedule.moment import Moment
from kb.schedule.outcomes import Scheduler
from kb.schedule.pace import Pace
from kb.schedule.queue import Queue, Today, Wish, day_queue
from kb.schedule.rows import DueCard, Order, SeenCard
from kb.schedule.settings import GENERAL, ScheduleSettings
from kb.store.file.store import Transaction
from kb.store.review import queue as waiting
from kb.store.review.log import entries_of_day
from kb.store.review.queue import Scope
from kb.store.review.weights import all_weights

_NOTES_AT_FIRST: Final = 30
"""Notes whose new cards are looked at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The memory models of this store, by their weights."""

    by_weights: Mapping[WeightsId | None, Model]

    def __call__(self, weights: WeightsId | None) -> Model:
        """Returns the model with these weights."""
        return self.by_weights[weights]

    @property
    def current(self) -> tuple[WeightsId | None, Model]:
        """The latest weights, and their model."""
        return list(self.by_weights.items())[-1]


async def models(transaction: Transaction) -> Models:
    """Returns the models of all weights that the store knows."""
    fitted = await all_weights(transaction)
    found: dict[WeightsId | None, Model] = {None: Model()}
    found.update((name, Model(values)) for name, values in fitted.items())
    return Models(by_weights=found)


def scheduler(moment: Moment, known: Models) -> Scheduler:
    """Returns what reckons the outcome of answers."""
    weights_id, model = known.current
    return Scheduler(model=model, calendar=moment.calendar, weights_id=weights_id)


async def todays(
    transaction: Transaction, moment: Moment, settings: ScheduleSettings, model: Model
) -> Today:
    """Returns the circumstances of the study day."""
    return Today(
        day=moment.day,
        seed=moment.day.toordinal(),
        calendar=moment.calendar,
        settings=settings,
        model=model,
        pace=Pace(await waiting.timings(transaction)),
    )


async def todays_queue(
    transaction: Transaction, today: Today, scope: Scope, wish: Wish, settings: Settings
) -> Queue:
    """Returns what the study day asks for, of the cards in ``scope``."""
    due = await waiting.due_cards(transaction, scope, day=today.day, ends=today.ends)
    order = await notes_to_learn(transaction, today, scope, settings)
    first = _first_answers(await entries_of_day(transaction, today.day))
    places = await waiting.places(transaction, first)
    seen = [SeenCard(card, *places[card], GENERAL, state) for card, state in first.items()]
    presets: dict[int, str] = {}
    if today.settings.by_tag:
        notes = {*order, *(card.note for card in due), *(card.note for card in seen)}
        presets = await presets_of(transaction, notes, today.settings)
        due = tuple(card._replace(preset=presets[card.note]) for card in due)
        seen = [card._replace(preset=presets[card.note]) for card in seen]
    if wish.minutes is not None or wish.order is Order.GAIN:
        due = await _with_tempo(transaction, due, today.pace)

    async def with_new_cards_of(notes: Sequence[int]) -> Queue:
        at = {note: place for place, note in enumerate(notes)}
        new = await waiting.new_cards(transaction, notes, day=today.day)
        if presets:
            new = tuple(card._replace(preset=presets[card.note]) for card in new)
        return day_queue(due, sorted(new, key=lambda card: at[card.note]), seen, today, wish)

    # A few notes fill most days, and all others may have thousands of new cards.
    queue = await with_new_cards_of(order[:_NOTES_AT_FIRST])
    if order[_NOTES_AT_FIRST:] and not _is_full(queue, seen, today, {*presets.values(), GENERAL}):
        queue = await with_new_cards_of(order)
    return queue


def _is_full(queue: Queue, seen: Iterable[SeenCard], today: Today, presets: Iterable[str]) -> bool:
    """Returns whether the day has all the new cards that its limits allow."""
    begun = Counter(card.preset for card in seen if card.first is State.NEW)
    begun.update(card.preset for card in queue.new)
    return all(begun[name] >= today.settings.preset(name).new_per_day for name in presets)


async def _with_tempo(
    transaction: Transaction, due: Collection[DueCard], pace: Pace
) -> tuple[DueCard, ...]:
    """Returns the cards, those in review with how slow their own answers were."""
    own = await waiting.own_timings(
        transaction, [card.card for card in due if card.state is State.REVIEW]
    )
    return tuple(
        card._replace(tempo=pace.tempo(card.kind, *own[card.card])) if card.card in own else card
        for card in due
    )


def _first_answers(entries: Sequence[Entry]) -> dict[CardId, State]:
    """Returns the cards answered in these entries, and what each was before the first."""
    first: dict[CardId, State] = {}
    for entry in living(entries):
        if isinstance(entry, Review):
            first.setdefault(entry.card, state_of(entry.before.memory if entry.before else None))
    return first
