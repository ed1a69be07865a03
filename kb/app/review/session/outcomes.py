"""What each rating of a card leads to, as a session needs it card after card."""

from datetime import date, datetime

from kb.app.review.planning.ahead import DaysAhead
from kb.schedule.cards import Card
from kb.schedule.days import Calendar
from kb.schedule.intervals import spread_chance
from kb.schedule.memory import Scheduled
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.outcomes import Outcomes, Practice, Scheduler
from kb.schedule.planning.balance import Ahead
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store, Transaction


class CardOutcomes:
    """The outcomes of the ratings of one card at a time.

    What its due day depends on is read once a card, and the load of all days once a session.
    """

    def __init__(
        self,
        store: Store,
        scheduler: Scheduler | Practice,
        *,
        options: ScheduleOptions,
        calendar: Calendar,
    ) -> None:
        """Begin with nothing that was read."""
        self._store = store
        self._scheduler = scheduler
        self._options = options
        self._calendar = calendar
        self._days = DaysAhead(options)
        self._around: tuple[Preset, Ahead] | None = None
        """What holds for the due day of the card, if it was read."""

    async def of(self, card: StoredCard, queued: Card, now: datetime) -> Outcomes:
        """Return the outcomes of a card, which the queue has as ``queued``, at ``now``."""
        preset, ahead = self._options.preset(queued.preset), None
        if self._counts:
            day = self._calendar.day_of(now)
            if self._around is None or self._around[1].today != day.toordinal():
                async with self._store.reading() as transaction:
                    self._around = await self._days.of(transaction, card, preset, day)
            preset, ahead = self._around
        return self._scheduler.outcomes(
            card.scheduled,
            now,
            preset,
            chance=spread_chance(card.uid, card.reps),
            ahead=ahead,
        )

    async def read_along(
        self, transaction: Transaction, card: StoredCard, queued: Card, today: date
    ) -> None:
        """Read what the due day of a card depends on, unless that is the load of all days."""
        if self._counts and self._days.is_read(today):
            preset = self._options.preset(queued.preset)
            self._around = await self._days.of(transaction, card, preset, today)

    def answered(self, before: Scheduled | None, after: Scheduled) -> None:
        """Count a card on its new day, and no longer on the one before."""
        self._days.answered(before, after)

    def forget_card(self) -> None:
        """Read for the next card anew, even if it is the same."""
        self._around = None

    def forget_days(self) -> None:
        """Read the load of all days again, as something else has changed it."""
        self._days.forget()

    @property
    def _counts(self) -> bool:
        return isinstance(self._scheduler, Scheduler)
