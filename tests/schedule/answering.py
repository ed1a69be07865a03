"""Answers for the tests of statistics."""

from collections.abc import Collection
from datetime import date

from kb.schedule.accuracy.answers import Answer
from kb.schedule.accuracy.tally import Tally, tally
from kb.schedule.fsrs import Model
from kb.schedule.memory import CardId, State
from tests.schedule.worlds import TODAY


def answer(
    number: int,
    *,
    recalled: bool = True,
    day: date = TODAY,
    state: State = State.REVIEW,
    elapsed: int | None = 5,
    interval: int | None = 5,
    chance: float | None = 0.9,
) -> Answer:
    return Answer(CardId(number), day, state, recalled, elapsed, interval, chance)


def counted(answers: Collection[Answer]) -> Tally:
    return tally(answers, {None: Model().curve})
