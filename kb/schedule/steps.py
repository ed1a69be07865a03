"""Short steps: how long a card waits that is being learnt, or was forgotten.

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
    """Where an answer leaves a card, and for how long."""

    at: int
    """Which step, from 0."""
    wait: timedelta


def next_step(steps: Steps, at: int, rating: Rating) -> Step | None:
    """Returns the step that an answer leads to; none if the card has passed them all.

    Args:
        steps: all of them.
        at: the step in which the card waited, from 0; past the end stands for the last, for
            steps may have been taken away since.
        rating: Easy passes all.
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
    """Returns a wait between that of Again and that of Good on the first step."""
    first = steps[0]
    wait = (first + steps[1]) / 2 if len(steps) > 1 else min(first * 1.5, first + _DAY)
    return rounded(wait / _DAY) * _DAY if wait > _DAY else wait
