"""The day at a glance, as the page shows it first: what waits, the week, the year, problems."""

from dataclasses import dataclass
from typing import Final

from kb.app.overview import Overview, overview
from kb.app.review.statistics.forecast import Outlook, outlook
from kb.app.review.statistics.past_days import PastDays
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.load import Load
from kb.store.file.store import Store
from kb.store.notes.problems import FolderProblem, ProblemCounts, count_problems, worst_problems

FORECAST_DAYS: Final = 7
_PROBLEMS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAtAGlance:
    """The day at a glance."""

    overview: Overview
    outlook: Outlook
    """Of the week."""
    year: tuple[Load, ...]
    """The days of the last year with reviews, today included."""
    problem_counts: ProblemCounts
    problems: tuple[FolderProblem, ...]
    """The first of them, errors first."""

    @property
    def hidden_problems(self) -> int:
        """How many more there are."""
        counts = self.problem_counts
        return counts.errors + counts.warnings - len(self.problems)

    @property
    def done(self) -> Load | None:
        """What was reviewed today; none if nothing was."""
        return next((load for load in self.year if load.day == self.outlook.day), None)


async def today(
    store: Store, moment: Moment, settings: Settings, past: PastDays | None = None
) -> DayAtAGlance:
    """Return the day at a glance; ``past`` is what a server keeps of past days."""
    past = past or PastDays()
    week = await outlook(store, moment, settings, days=FORECAST_DAYS)
    there = await overview(store, moment, settings, today=week)
    async with store.reading() as transaction:
        year = await past.year(transaction, moment.day)
        counts = await count_problems(transaction)
        problems = await worst_problems(transaction, _PROBLEMS_SHOWN)
    return DayAtAGlance(
        overview=there,
        outlook=week,
        year=year,
        problem_counts=counts,
        problems=problems,
    )
