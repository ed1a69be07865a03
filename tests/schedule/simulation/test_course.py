"""A simulated course is what somebody goes through who studies day by day."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from statistics import fmean
from typing import Any, Final

import pytest

from kb.schedule.planning.plans import Break, Plans
from kb.schedule.simulation.card_pool import CardPool
from kb.schedule.simulation.course import course
from kb.schedule.simulation.simulated_days import Course
from tests.schedule.simulation.lives import FIRST, Life, options, pool, world

DAYS: Final = 45
SEEDS: Final = (1, 2, 3)


def lived(cards: CardPool, days: int, **general: Any) -> dict[str, float]:
    """Returns the mean of some lives, day by day through the real queue."""
    lives = [
        Life(cards, options(**general), Random(seed))  # noqa: S311  # not for secrets
        for seed in SEEDS
    ]
    for life in lives:
        for number in range(days):
            life.study(number)
    return {
        "reviews": fmean(life.answers for life in lives) / days,
        "minutes": fmean(life.seconds for life in lives) / 60 / days,
        "known": fmean(life.known(days - 1) for life in lives),
        "begun": fmean(life.begun for life in lives),
    }


def simulated(cards: CardPool, days: int, **general: Any) -> dict[str, float]:
    courses = [course(cards, world(options(**general), days, seed)) for seed in SEEDS]
    return {
        "reviews": fmean(one.reviews for one in courses),
        "minutes": fmean(one.minutes for one in courses),
        "known": fmean(one.days[-1].known for one in courses),
        "begun": fmean(one.begun for one in courses),
    }


@pytest.mark.parametrize(
    "general",
    [
        {"new_per_day": 8},
        {"retention": 0.97, "new_per_day": 4},
        {"retention": 0.75, "new_per_day": 15, "relearning_steps": ()},
        {"new_per_day": 10, "reviews_per_day": 25},
        {"new_per_day": 8, "balance": False},
    ],
    ids=["as usual", "much", "little", "a limit of reviews", "without balance"],
)
def test_the_load_is_within_3_percent_of_a_run_of_the_real_queue(general: dict[str, Any]) -> None:
    cards = pool(1500, new=0.4, chained=True)
    expected = lived(cards, DAYS, **general)
    assert simulated(cards, DAYS, **general) == pytest.approx(expected, rel=0.03)


def test_a_part_of_a_collection_foretells_the_whole() -> None:
    cards = pool(9000, new=0.3)
    settings = options(new_per_day=30)
    whole = course(cards, world(settings, DAYS))
    part = cards.sample(4)
    told = course(part, world(settings, DAYS), share=part.cards / cards.cards)
    assert (told.reviews, told.minutes) == pytest.approx((whole.reviews, whole.minutes), rel=0.04)
    assert told.known == pytest.approx(whole.known, rel=0.02)
    assert told.begun == pytest.approx(whole.begun, rel=0.02)


def test_the_same_collection_has_the_same_course() -> None:
    cards = pool(300, new=0.5)
    assert course(cards, world(options(), 30)) == course(cards, world(options(), 30))


def test_a_limit_of_reviews_holds_and_what_is_over_it_waits() -> None:
    cards = pool(900, new=0)
    few = course(cards, world(options(reviews_per_day=3), 30))
    every = course(cards, world(options(), 30))
    assert few.left > 50 > every.left
    assert few.reviews < every.reviews
    assert few.days[-1].known < every.days[-1].known


def test_a_break_and_easy_days_shift_the_load_as_in_a_run_of_the_real_queue() -> None:
    cards = pool(900, new=0.3)
    off = Break(first=FIRST + timedelta(days=20), last=FIRST + timedelta(days=29))
    plans = Plans(breaks=(off,), easy_days={5: 0.3, 6: 0.0})
    settings = options(new_per_day=4)
    told = course(cards, world(settings, DAYS, plans=plans)).days
    life = Life(cards, settings, Random(1), plans)  # noqa: S311  # not for secrets
    loads = []
    for number in range(DAYS):
        before = life.answers
        life.study(number)
        loads.append(life.answers - before)
    assert [day.reviews for day in told][20:30] == loads[20:30] == [0] * 10

    def weekend(reviews: Sequence[float]) -> float:
        return sum(reviews[5:20:7]) / sum(reviews[:20])

    assert weekend([day.reviews for day in told]) == pytest.approx(weekend(loads), abs=0.04)
    assert weekend(loads) < 0.2
    assert told[30].reviews == pytest.approx(loads[30], rel=0.25)


def test_without_new_cards_none_is_begun() -> None:
    cards = pool(300, new=1.0)
    told: Course = course(cards, world(options(new_per_day=0), 10))
    assert (told.begun, told.reviews, told.known) == (0, 0, 0)
    assert [day.day for day in told.days][:2] == [FIRST, FIRST.replace(day=3)]
