"""``kb grade``: one answer from a script or an editor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kb.app.cards.selection import InactiveCardError, UnknownCardError, parse_card_id
from kb.app.memory_models import memory_models
from kb.app.review.answers import one_card, record
from kb.app.review.planning.ahead import DaysAhead
from kb.app.review.schedule_settings import presets_of, schedule_options
from kb.cards.card import Status
from kb.config.settings import Settings
from kb.schedule.days import Moment, falls_due
from kb.schedule.intervals import spread_chance
from kb.schedule.memory import Rating
from kb.store.file.store import Store

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The card after an answer."""

    card: int
    rating: int
    """From 1, Again, to 4, Easy."""
    due: datetime
    interval_days: float
    """Whole days in review; less than one in steps of minutes."""
    stability: float
    """In days."""
    difficulty: float
    """From 1 to 10."""
    retrievability: float | None
    """The predicted chance of recall; absent for a new card."""
    reps: int
    lapses: int


async def grade(
    store: Store,
    written_id: str,
    rating: Rating,
    *,
    moment: Moment,
    settings: Settings,
    duration_ms: int | None = None,
) -> Grade:
    """Save one answer to an active card, due or not, and return the card after it.

    Raises:
        NotFoundError: there is no such card.
        UsageError: the card is not active.
    """
    options = schedule_options(settings)
    async with store.reading() as transaction:
        card = await one_card(transaction, parse_card_id(written_id))
        if card is None:
            raise UnknownCardError(written_id)
        if card.status is not Status.ACTIVE:
            raise InactiveCardError(card.card_id, card.status)
        presets = await presets_of(transaction, [card.note_id], options)
        models = await memory_models(transaction)
        preset, ahead = await DaysAhead(options).of(
            transaction, card, options.preset(presets[card.note_id]), moment.day
        )
    outcomes = models.scheduler(moment).outcomes(
        card.scheduled,
        moment.now,
        preset,
        chance=spread_chance(card.uid, card.reps),
        ahead=ahead,
    )
    after = await record(
        store, card, outcomes, rating, calendar=moment.calendar, duration_ms=duration_ms
    )
    scheduled = outcomes.of(rating)
    return Grade(
        card=card.card_id,
        rating=rating.value,
        due=falls_due(scheduled.due, scheduled.memory.state, moment.calendar),
        interval_days=round(outcomes.wait(rating) / _DAY, 6),
        stability=scheduled.memory.stability_days,
        difficulty=scheduled.memory.difficulty,
        retrievability=outcomes.retrievability,
        reps=after.reps,
        lapses=after.lapses,
    )
