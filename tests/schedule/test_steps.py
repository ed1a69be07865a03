"""Learning and relearning steps, as Anki has them."""

from datetime import timedelta

import pytest

from kb.schedule.durations import parse_steps, short_duration
from kb.schedule.memory import Rating
from kb.schedule.steps import next_step


@pytest.mark.parametrize(
    ("written", "at", "again", "hard", "good"),
    [
        ("1m 10m", 0, "0: 1m", "0: 5.5m", "1: 10m"),
        ("1m 10m", 1, "0: 1m", "1: 10m", "on"),
        ("1m 10m 100m", 1, "0: 1m", "1: 10m", "2: 1.7h"),
        ("1m 10m 100m", 2, "0: 1m", "2: 1.7h", "on"),
        # With one step, Hard is half as long again, and a day longer at most.
        ("10m", 0, "0: 10m", "0: 15m", "on"),
        ("1d", 0, "0: 1d", "0: 2d", "on"),
        ("3d", 0, "0: 3d", "0: 4d", "on"),
        # Past a day, a wait is of whole days.
        ("1d 4d", 0, "0: 1d", "0: 3d", "1: 4d"),
        # Steps that were taken away leave a card in the last one.
        ("1m 10m", 5, "0: 1m", "1: 10m", "on"),
        ("", 0, "on", "on", "on"),
        ("", 2, "on", "on", "on"),
    ],
)
def test_each_rating_leads_to_its_step(
    written: str, at: int, again: str, hard: str, good: str
) -> None:
    def shown(rating: Rating) -> str:
        step = next_step(parse_steps(written), at, rating)
        return f"{step.at}: {short_duration(step.wait)}" if step else "on"

    assert [shown(rating) for rating in Rating] == [again, hard, good, "on"]


def test_hard_on_the_first_step_lies_between_again_and_good() -> None:
    step = next_step(parse_steps("1m 10m"), 0, Rating.HARD)
    assert step is not None
    assert step.wait == timedelta(minutes=5, seconds=30)
