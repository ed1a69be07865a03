"""The days to come, as far as the due day of a card asks for them."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from kb.schedule.memory import Scheduled
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.planning.balance import BALANCED_DAYS, Ahead
from kb.schedule.planning.plans import Plans
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Transaction
from kb.store.review.plans import due_counts, latest_positions, planned, sibling_days
from kb.store.review.queue import tags_of_notes

DAYS_READ: Final = BALANCED_DAYS + 20
"""Of how many days the load is read: no balanced interval ends later."""


class DaysAhead:
    """The days to come of a store: read once a day, and kept current with each answer.

    They are read again if something else, such as another program, answers cards or plans.
    """

    def __init__(self, options: ScheduleOptions) -> None:
        """Begin with nothing that was read."""
        self._options = options
        self._plans = Plans()
        self._load: Counter[int] = Counter()
        self._day: date | None = None
        """From which on they were read."""
        self._latest = (0, 0)
        """See :func:`kb.store.review.plans.latest_positions`."""

    async def of(
        self, transaction: Transaction, card: StoredCard, preset: Preset, today: date
    ) -> tuple[Preset, Ahead]:
        """Return the options that hold for a card, and the days to come as they are for it."""
        positions = await latest_positions(transaction)
        if self._day != today or self._latest != positions:
            await self._read(transaction, today)
            self._latest = positions
        plans = self._plans
        siblings: frozenset[int] = frozenset()
        if self._options.balance:
            siblings = await sibling_days(transaction, card.note_id, card.fact, card.card_id)
        latest = None
        if any(exam.is_ahead(today) for exam in plans.exams):
            tags = (await tags_of_notes(transaction, [card.note_id])).get(card.note_id, ())
            for exam in plans.exams_of(tags, today):
                preset = exam.preset(preset)
                latest = latest or (exam.day - today).days
        return preset, Ahead(
            today=today.toordinal(),
            load=self._load,
            share=plans.share_of(today),
            siblings=siblings,
            latest=latest,
        )

    def is_read(self, today: date) -> bool:
        """Return whether the load from a day on is known, so that a card asks for little more."""
        return self._day == today

    def answered(self, before: Scheduled | None, after: Scheduled) -> None:
        """Count a card on its new day, and no longer on the one before."""
        plan, entry = self._latest
        self._latest = (plan, entry + 1)
        if not self._options.balance:
            return
        if before is not None:
            self._load[before.due.date().toordinal()] -= 1
        self._load[after.due.date().toordinal()] += 1

    def forget(self) -> None:
        """Read all again, as something else has changed it."""
        self._day = None

    async def _read(self, transaction: Transaction, today: date) -> None:
        plans = await planned(transaction)
        self._plans = replace(plans, easy_days=self._options.easy_days)
        if self._options.balance:
            first, last = today + timedelta(days=1), today + timedelta(days=DAYS_READ)
            self._load = Counter(await due_counts(transaction, first, last))
        self._day = today
