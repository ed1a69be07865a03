"""Learning and relearning steps.

As in Anki: see ``rslib/src/scheduler/states/steps.rs`` of https://github.com/ankitects/anki.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kb.schedule.durations import Steps
from kb.schedule.intervals import rounded
from kb.schedule.memory import Rating

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The step that an answer leads to, and how long it lasts."""

    at: int
    """The number of the step, from 0."""
    wait: timedelta


def next_step(steps: Steps, at: int, rating: Rating) -> Step | None:
    """Return the step that an answer leads to; none if the card has passed all steps.

    Args:
        steps: all of them.
        at: the step of the card, from 0; past the end means the last, as the settings may have
            changed since.
        rating: Easy passes all steps.
    """
    if not steps or rating is Rating.EASY:
        return None
    at = min(at, len(steps) - 1)
    if rating is Rating.AGAIN:
        return Step(at=0, wait=steps[0])
    if rating is Rating.HARD:
        return Step(at=at, wait=_hard(steps) if at == 0 else steps[at])
    if at + 1 < len(steps):
        return Step(at=at + 1, wait=steps[at + 1])
    return None


def _hard(steps: Steps) -> timedelta:
    """Return the wait for Hard on the first step: between Again and Good."""
    first = steps[0]
    wait = (first + steps[1]) / 2 if len(steps) > 1 else min(first * 1.5, first + _DAY)
    return rounded(wait / _DAY) * _DAY if wait > _DAY else wait
