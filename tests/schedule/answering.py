"""Answers for the tests of statistics."""

from datetime import date

from kb.schedule.answers import Answer
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
