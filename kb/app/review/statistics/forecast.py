"""``kb due``: what is due today, and a forecast."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from kb.app.cards.selection import EVERY_CARD, CardSelection, resolve_scope
from kb.app.memory_models import memory_models
from kb.app.review.queue import todays, todays_queue
from kb.app.review.schedule_settings import schedule_options
from kb.config.settings import Settings
from kb.schedule.days import Moment, falls_due
from kb.schedule.load import Load, forecast
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from kb.store.review.queue import count_new, next_due
from kb.store.review.statistics import due_by_day

_SOME_NEW: Final = 10
"""New cards that a hint offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is due today, and a forecast."""

    day: date
    """The study day."""
    learning: int
    review: int
    new: int
    """Within the daily limit."""
    new_held: int
    """More new cards that the daily limit allows, left out by the limit of a note."""
    siblings_held: int
    """More due reviews, left for another day because a card that asks for the same is asked."""
    limits_held: int
    """More due reviews, left out by the daily limit."""
    minutes: float
    """The expected time for all of them."""
    forecast: tuple[Load, ...]
    """From today on; overdue cards count for today, and so do those that are held."""


async def outlook(
    store: Store,
    moment: Moment,
    settings: Settings,
    *,
    days: int,
    only: CardSelection = EVERY_CARD,
) -> Outlook:
    """Return what is due today of a selection, and how many of its cards on each of the next days.

    Raises:
        NotFoundError: there is no such note.
        QueryError: the query cannot be read.
    """
    options = schedule_options(settings)
    async with store.reading() as transaction:
        model = (await memory_models(transaction)).current
        scope = await resolve_scope(transaction, only, moment)
        today = await todays(transaction, moment, options, model)
        queue = await todays_queue(transaction, today, scope, SessionOptions(), settings)
        due = await due_by_day(transaction, moment.day + timedelta(days=days - 1), scope)
    return Outlook(
        day=moment.day,
        learning=len(queue.learning),
        review=len(queue.reviews),
        new=len(queue.new),
        new_held=queue.notes_held,
        siblings_held=queue.siblings_held,
        limits_held=queue.limits_held,
        minutes=round(queue.seconds / 60, 1),
        forecast=forecast(due, moment.day, days, today.pace, retention=options.general.retention),
    )


async def unmet_cards(store: Store, moment: Moment, only: CardSelection = EVERY_CARD) -> int:
    """Return how many active cards of a selection were never answered.

    Raises:
        NotFoundError: there is no such note.
        QueryError: the query cannot be read.
    """
    async with store.reading() as transaction:
        scope = await resolve_scope(transaction, only, moment)
        return await count_new(transaction, scope, day=moment.day)


async def next_moment(
    store: Store, moment: Moment, only: CardSelection = EVERY_CARD
) -> datetime | None:
    """Return when the next card with a memory is due, in local time; none if there is none.

    Raises:
        NotFoundError: there is no such note.
        QueryError: the query cannot be read.
    """
    async with store.reading() as transaction:
        due = await next_due(transaction, await resolve_scope(transaction, only, moment))
    return falls_due(*due, moment.calendar) if due else None


def held_cards(count: int, most: int) -> str:
    """Return why new cards that the daily limit allows are left for later days.

    ``most`` is how many a note brings on a day.
    """
    cards = "card follows" if count == 1 else "cards follow"
    return f"{count} more new {cards} on later days: at most {most} per note a day."


def held_by_the_day(count: int) -> str:
    """Return, after a blank, how to learn more than the day's limit; empty without new cards."""
    if not count:
        return ""
    cards = "card waits" if count == 1 else "cards wait"
    most = min(count, _SOME_NEW)
    return f" {count} new {cards} for later days; “kb review --new {most}” learns {most} now."
