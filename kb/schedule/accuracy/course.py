"""The course of one memory: how strong each day of answers left it, and what is foretold since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.schedule.curve import Curve
from kb.schedule.fsrs import Model
from kb.schedule.log import LogEntry, Reset, Review, replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredDay:
    """A study day on which a card was answered, or taken over from another program."""

    day: date
    recalled: bool | None
    """At the first answer; none for a card that was new, or taken over."""
    stability_days: float
    """After the last answer."""


def course_of(stands: Iterable[LogEntry], model: Model) -> tuple[AnsweredDay, ...]:
    """Return the days of answers since a card was new, in their order.

    Args:
        stands: the entries of the card that were not undone, in the order of the log.
        model: with the weights that hold now.
    """
    days: list[AnsweredDay] = []
    for entry, card in replayed(stands, model):
        if isinstance(entry, Reset):
            days = []
        if card.scheduled is None:
            continue
        memory = card.scheduled.memory
        if days and days[-1].day >= memory.last_day:
            days[-1] = replace(days[-1], stability_days=memory.stability_days)
            continue
        recalled = entry.rating.recalled if isinstance(entry, Review) and entry.before else None
        days.append(
            AnsweredDay(
                day=memory.last_day,
                recalled=recalled,
                stability_days=memory.stability_days,
            )
        )
    return tuple(days)


def foretold(
    course: Sequence[AnsweredDay], curve: Curve, last: date, *, most: int
) -> tuple[tuple[tuple[date, float], ...], ...]:
    """Return the chance of recall on the days from one day of answers to the next.

    Args:
        course: the days of answers.
        curve: of the learner.
        last: up to which day it is foretold after the last answer.
        most: about how many days are told of each part, at least 2.
    """
    ends = [*(answered.day for answered in course[1:]), last]
    return tuple(
        tuple(
            (
                answered.day + timedelta(days=elapsed),
                curve.retrievability(elapsed, answered.stability_days),
            )
            for elapsed in _spread((end - answered.day).days, most)
        )
        for answered, end in zip(course, ends, strict=True)
    )


def _spread(days: int, most: int) -> Iterable[int]:
    """Return some numbers from 0 to ``days``, closer at first, where memories fade quickly."""
    days = max(days, 0)
    return sorted({round(days * (step / (most - 1)) ** 2) for step in range(most)})
