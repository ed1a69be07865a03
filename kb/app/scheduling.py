"""What the schedule needs to know of the store, the settings and the moment."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Final

from kb.app.foundations import foundation_levels
from kb.app.moment import Moment
from kb.config import Override, Settings
from kb.graph.resolve import NoteId
from kb.schedule.durations import steps
from kb.schedule.fsrs import Model, WeightsId
from kb.schedule.introduction import introduction_order
from kb.schedule.log import Entry, Review, living
from kb.schedule.memory import CardId, State, state_of
from kb.schedule.outcomes import Scheduler
from kb.schedule.pace import Pace
from kb.schedule.queue import Queue, Today, Wish, day_queue
from kb.schedule.settings import GENERAL, Preset, ScheduleSettings
from kb.schedule.waiting import DueCard, NewCard, Order, SeenCard
from kb.store import waiting
from kb.store.log import entries_of_day
from kb.store.open import Transaction
from kb.store.waiting import Scope
from kb.store.weights import all_weights

_NOTES_AHEAD: Final = 300
"""Notes, in the order in which they were imported, among which the day's new cards are chosen."""


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


def schedule_settings(settings: Settings) -> ScheduleSettings:
    """Returns what the user set about the schedule."""
    said = settings.schedule
    general = Preset(
        learning_steps=steps(said.learning_steps),
        relearning_steps=steps(said.relearning_steps),
        retention=said.retention,
        maximum_interval_days=said.maximum_interval_days,
        new_per_day=said.new_per_day,
        reviews_per_day=said.reviews_per_day,
    )
    return ScheduleSettings(
        general=general,
        by_tag={each.tag: _preset(general, each) for each in said.tags},
        learn_ahead=timedelta(minutes=said.learn_ahead_minutes),
        rollover_hour=said.rollover_hour,
        leech_threshold=said.leech_threshold,
    )


def _preset(general: Preset, override: Override) -> Preset:
    """Returns what holds for the cards of a tag."""
    said = {each.name: getattr(override, each.name) for each in fields(override)}
    given = {name: value for name, value in said.items() if name != "tag" and value is not None}
    for name in ("learning_steps", "relearning_steps"):
        if name in given:
            given[name] = steps(given[name])
    return replace(general, **given)


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
    new = await _new_cards(transaction, today, scope, settings)
    first = _first_answers(await entries_of_day(transaction, today.day))
    places = await waiting.places(transaction, first)
    seen = [SeenCard(card, *places[card], GENERAL, state) for card, state in first.items()]
    if today.settings.by_tag:
        rows: list[DueCard | NewCard | SeenCard] = [*due, *new, *seen]
        notes = {card.note for card in rows}
        presets = await presets_of(transaction, notes, today.settings)
        due = tuple(card._replace(preset=presets[card.note]) for card in due)
        new = tuple(card._replace(preset=presets[card.note]) for card in new)
        seen = [card._replace(preset=presets[card.note]) for card in seen]
    if wish.minutes is not None or wish.order is Order.GAIN:
        due = await _with_tempo(transaction, due, today.pace)
    return day_queue(due, new, seen, today, wish)


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


async def presets_of(
    transaction: Transaction, notes: Collection[int], settings: ScheduleSettings
) -> dict[int, str]:
    """Returns by what name the settings of each note's cards go."""
    tags = await waiting.tags_of_notes(transaction, notes) if settings.by_tag else {}
    return {note: settings.preset_name(tags.get(note, ())) for note in notes}


def _first_answers(entries: Sequence[Entry]) -> dict[CardId, State]:
    """Returns the cards answered in these entries, and what each was before the first."""
    first: dict[CardId, State] = {}
    for entry in living(entries):
        if isinstance(entry, Review):
            first.setdefault(entry.card, state_of(entry.before.memory if entry.before else None))
    return first


async def _new_notes(transaction: Transaction, today: Today, scope: Scope) -> tuple[NoteId, ...]:
    """Returns the notes with new cards among which the day's are chosen.

    Where tags have limits of their own, the notes of one must not stand in the way of others.
    """
    first = await waiting.new_notes(transaction, scope, day=today.day, limit=_NOTES_AHEAD)
    plan = today.settings
    if not plan.by_tag or len(first) < _NOTES_AHEAD:
        return first
    presets = await presets_of(transaction, first, plan)
    found = Counter(presets.values())
    if all(found[name] >= plan.preset(name).new_per_day for name in plan.presets):
        return first
    every = await waiting.new_notes(transaction, scope, day=today.day)
    presets = await presets_of(transaction, every, plan)
    left = dict.fromkeys(plan.presets, _NOTES_AHEAD)
    chosen = []
    for note in every:
        if left[presets[note]] > 0:
            left[presets[note]] -= 1
            chosen.append(note)
    return tuple(chosen)


async def _new_cards(
    transaction: Transaction, today: Today, scope: Scope, settings: Settings
) -> tuple[NewCard, ...]:
    """Returns the new cards among which the day's are chosen, foundations first."""
    if all(today.settings.preset(name).new_per_day == 0 for name in today.settings.presets):
        return ()
    levels, requires = await foundation_levels(transaction, settings)
    first = await _new_notes(transaction, today, scope)
    needed = {note for each in first for note in requires.get(each, ())}
    unmet = await waiting.notes_with_new(transaction, needed, day=today.day)
    order = introduction_order(first, levels, requires, unmet)
    at = {note: place for place, note in enumerate(order)}
    found = await waiting.new_cards(transaction, order, day=today.day)
    return tuple(sorted(found, key=lambda card: at[card.note]))
