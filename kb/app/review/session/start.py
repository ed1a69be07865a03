"""The start of a session: its queue, its scheduler, and the clock that it goes by."""

from dataclasses import replace

from kb.app.cards.selection import EVERY_CARD, CardSelection, resolve_scope
from kb.app.memory_models import memory_models
from kb.app.review.queue import crammed_queue, todays, todays_queue
from kb.app.review.schedule_settings import schedule_options
from kb.app.review.session.clock import Clock
from kb.app.review.session.session import ReviewSession
from kb.config.settings import Settings
from kb.schedule.queue import SessionOptions
from kb.schedule.session import start_session
from kb.store.file.store import Store


async def start_review(
    store: Store,
    clock: Clock,
    settings: Settings,
    options: SessionOptions,
    *,
    only: CardSelection = EVERY_CARD,
) -> ReviewSession:
    """Return a session on the queue of the study day, with cards of a selection by content.

    Raises:
        NotFoundError: there is no such note.
        QueryError: the query cannot be read.
    """
    moment = clock.moment
    async with store.reading() as transaction:
        scope = await resolve_scope(transaction, only, moment)
        models = await memory_models(transaction)
        today = await todays(transaction, moment, schedule_options(settings), models.current)
        options = replace(options, apart=options.apart and scope.note_id is None)
        if options.cram:
            queue = await crammed_queue(transaction, today, scope, options)
        else:
            queue = await todays_queue(transaction, today, scope, options, settings)
    state = start_session(queue, today, options)
    scheduler = models.scheduler(moment) if options.counts else models.practice(moment)
    return ReviewSession(store, state, scheduler, settings=settings, clock=clock)
