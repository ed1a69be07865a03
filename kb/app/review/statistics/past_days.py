"""What is known of study days that are over: it is read once, and kept while it holds.

Years of answers take half a second to count. A command reads them once; a server keeps an instance
for as long as it runs.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Final, Generic, TypeVar

from kb.schedule.accuracy.tally import Count, Tally, tally
from kb.schedule.load import Load
from kb.store.file.store import Transaction
from kb.store.review.past import (
    LogMark,
    answers_before,
    answers_from,
    curves_of_weights,
    log_mark,
    still_holds,
)
from kb.store.review.statistics import work_by_day

DAYS_SHOWN: Final = 365
_T = TypeVar("_T")


class _Kept(Generic[_T]):
    """One thing that was read of the days before a day."""

    def __init__(self, read: Callable[[Transaction, date], Awaitable[_T]]) -> None:
        self._read = read
        self._turn = asyncio.Lock()
        self._known: tuple[date, LogMark, _T] | None = None

    async def before(self, transaction: Transaction, day: date) -> _T:
        """Return it, as kept or read anew."""
        async with self._turn:
            now = await log_mark(transaction)
            if self._known and self._known[0] == day:
                _, mark, value = self._known
                if await still_holds(transaction, mark, now, day):
                    self._known = day, now, value
                    return value
            value = await self._read(transaction, day)
            self._known = day, now, value
            return value


class PastDays:
    """What is kept of one store."""

    def __init__(self) -> None:
        self._tally = _Kept(_tally_before)
        self._loads = _Kept(_loads_before)

    async def tally(self, transaction: Transaction, today: date) -> Tally:
        """Return the counts of all answers, those of today, and of later days, too."""
        past = await self._tally.before(transaction, today)
        since = await answers_from(transaction, today)
        if not since:
            return past
        return past.plus(tally(since, await curves_of_weights(transaction)))

    async def year(self, transaction: Transaction, today: date) -> tuple[Load, ...]:
        """Return the workload of each study day of the last year that has answers."""
        past = await self._loads.before(transaction, today)
        return (*past, *await work_by_day(transaction, today, today))


async def _tally_before(transaction: Transaction, day: date) -> Tally:
    count = Count(await curves_of_weights(transaction))
    async for answers in answers_before(transaction, day):
        count.add(answers)
    return await asyncio.to_thread(count.result)


async def _loads_before(transaction: Transaction, day: date) -> tuple[Load, ...]:
    first = day - timedelta(days=DAYS_SHOWN - 1)
    return tuple(await work_by_day(transaction, first, day - timedelta(days=1)))
