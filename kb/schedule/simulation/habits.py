"""How a learner answers: how often each rating is given, and how long that takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from kb.schedule.memory import Rating, State
from kb.schedule.pace import Pace

_USUAL: Final[Mapping[State, tuple[float, ...]]] = {
    State.NEW: (0.24, 0.09, 0.50, 0.17),
    State.LEARNING: (0.12, 0.06, 0.77, 0.05),
    State.REVIEW: (0.0, 0.22, 0.63, 0.15),
    State.RELEARNING: (0.14, 0.10, 0.72, 0.04),
}
"""The shares of ratings before the learner has given any; in review, of recalled cards.

After the defaults of the simulator in fsrs-rs, https://github.com/open-spaced-repetition/fsrs-rs.
"""
_WEIGHT: Final = 20
"""How many of the learner's answers weigh as much as these shares."""
_SECONDS_WEIGHT: Final = 10
"""How many answers with one rating weigh as much as the mean of all ratings."""


class AnswerCount(NamedTuple):
    """The learner's answers in one state with one rating."""

    state: State
    """Before the answer."""
    rating: Rating
    answers: int
    timed: int
    """Those of them whose duration is known."""
    seconds: float
    """The sum of these durations, each up to ``LONGEST_ANSWER_S``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a learner answers."""

    answers: int
    """By how many answers they are known."""
    up_to: Mapping[State, tuple[float, ...]]
    """The share of each rating with those of the worse ones, from Again to Easy.

    In review, of the cards that are recalled: whether one is, memory tells.
    """
    seconds: Mapping[State, tuple[float, ...]]
    """The mean duration of an answer, by rating from Again to Easy."""


def habits(counts: Iterable[AnswerCount], pace: Pace) -> Habits:
    """Return how a learner answers; where the log tells little, as most people do.

    Args:
        counts: of the learner's latest answers.
        pace: of the learner; tells the seconds of a rating that was never given.
    """
    rows = {(row.state, row.rating): row for row in counts}
    shares, seconds = {}, {}
    for state, usual in _USUAL.items():
        ratings = [rating for rating in Rating if usual[rating - 1]]
        given = {rating: rows.get((state, rating)) for rating in ratings}
        total = sum(row.answers for row in given.values() if row)
        parts = [
            ((row.answers if row else 0) + _WEIGHT * usual[rating - 1]) / (total + _WEIGHT)
            for rating, row in given.items()
        ]
        shares[state] = (*[0.0] * (4 - len(parts)), *accumulate(parts))
        seconds[state] = tuple(
            _seconds(rows.get((state, rating)), state, pace) for rating in Rating
        )
    return Habits(answers=sum(row.answers for row in rows.values()), up_to=shares, seconds=seconds)


def _seconds(row: AnswerCount | None, state: State, pace: Pace) -> float:
    timed, total = (row.timed, row.seconds) if row else (0, 0.0)
    return (total + _SECONDS_WEIGHT * pace.usual_s(state)) / (timed + _SECONDS_WEIGHT)
