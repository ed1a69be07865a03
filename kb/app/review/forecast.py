"""``kb due``: what waits today, and on the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kb.app.cards.listing import falls_due
from kb.app.notes.lookup import find_note
from kb.app.review.presets import schedule_settings
from kb.app.review.queue import models, todays, todays_queue
from kb.config import Settings
from kb.schedule.load import Load, forecast
from kb.schedule.moment import Moment
from kb.schedule.queue import Wish
from kb.store.file.store import Store
from kb.store.review.queue import Scope, next_due
from kb.store.review.statistics import due_by_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What waits."""

    day: date
    """The study day."""
    learning: int
    review: int
    new: int
    """Within the day's limit."""
    new_held: int
    """Further new cards that wait only because a note brings three a day at most."""
    minutes: float
    """Expected, for all of these."""
    forecast: tuple[Load, ...]
    """From today on; what is overdue counts for today."""


async def outlook(
    store: Store, moment: Moment, settings: Settings, *, days: int, tag: str | None = None
) -> Outlook:
    """Returns what waits today, and how many cards are due on each of the next days."""
    plan = schedule_settings(settings)
    async with store.reading() as transaction:
        _, model = (await models(transaction)).current
        today = await todays(transaction, moment, plan, model)
        queue = await todays_queue(transaction, today, Scope(tag=tag), Wish(), settings)
        last = moment.day + timedelta(days=days - 1)
        due = await due_by_day(transaction, last)
    ahead: Sequence[Load] = forecast(
        due, moment.day, days, today.pace, retention=plan.general.retention
    )
    return Outlook(
        day=moment.day,
        learning=len(queue.learning),
        review=len(queue.reviews),
        new=len(queue.new),
        new_held=queue.notes_held,
        minutes=round(queue.seconds / 60, 1),
        forecast=tuple(ahead),
    )


async def next_moment(
    store: Store, moment: Moment, *, note: str | None = None, tag: str | None = None
) -> datetime | None:
    """Returns when the next card with a memory is due, where the learner is; none if none is.

    Raises:
        NotFoundError: there is no such note.
    """
    async with store.reading() as transaction:
        named = await find_note(transaction, note) if note is not None else None
        found = await next_due(transaction, Scope(note_id=named.id if named else None, tag=tag))
    return falls_due(*found, moment.calendar) if found else None
