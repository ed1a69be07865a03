"""``kb due``: what is due today, and a forecast."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kb.app.cards.listing import falls_due
from kb.app.memory_models import memory_models
from kb.app.notes.lookup import find_note
from kb.app.review.queue import todays, todays_queue
from kb.app.review.schedule_settings import schedule_options
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.load import Load, forecast
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from kb.store.review.queue import Scope, next_due
from kb.store.review.statistics import due_by_day


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
    """More new cards that the daily limit allows, left out as a note brings three a day at most."""
    minutes: float
    """The expected time for all of them."""
    forecast: tuple[Load, ...]
    """From today on; overdue cards count for today."""


async def outlook(
    store: Store, moment: Moment, settings: Settings, *, days: int, tag: str | None = None
) -> Outlook:
    """Return what is due today, and how many cards are due on each of the next days."""
    options = schedule_options(settings)
    async with store.reading() as transaction:
        model = (await memory_models(transaction)).current
        today = await todays(transaction, moment, options, model)
        queue = await todays_queue(transaction, today, Scope(tag=tag), SessionOptions(), settings)
        due = await due_by_day(transaction, moment.day + timedelta(days=days - 1))
    return Outlook(
        day=moment.day,
        learning=len(queue.learning),
        review=len(queue.reviews),
        new=len(queue.new),
        new_held=queue.notes_held,
        minutes=round(queue.seconds / 60, 1),
        forecast=forecast(due, moment.day, days, today.pace, retention=options.general.retention),
    )


async def next_moment(
    store: Store, moment: Moment, *, note: str | None = None, tag: str | None = None
) -> datetime | None:
    """Return when the next card with a memory is due, in local time; none if there is none.

    Raises:
        NotFoundError: there is no such note.
    """
    async with store.reading() as transaction:
        only = await find_note(transaction, note) if note is not None else None
        due = await next_due(transaction, Scope(note_id=only.id if only else None, tag=tag))
    return falls_due(*due, moment.calendar) if due else None
