"""Rounding and spread."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.intervals import bounds, passing_days, spread_chance, spread_days
from kb.schedule.memory import Rating
from tests.schedule.worlds import chances


@pytest.mark.parametrize(
    ("interval", "least", "most"),
    [
        (1, 1, 1),
        (2.49, 2, 2),
        (2.5, 2, 4),
        (7, 5, 9),
        (17, 14, 20),
        (20, 17, 23),
        (37, 33, 41),
        (100, 93, 107),
    ],
)
def test_an_interval_is_spread_as_anki_does(interval: float, least: int, most: int) -> None:
    drawn = bounds(interval, 1, 36_500)
    assert (drawn.least, drawn.most) == (least, most)


def test_the_spread_grows_by_less_with_each_stretch() -> None:
    assert spread_days(2.4) == 0
    assert spread_days(2.5) == 1
    assert spread_days(7) == pytest.approx(1.675)
    assert spread_days(20) == pytest.approx(2.975)
    assert spread_days(40) == pytest.approx(3.975)


def test_each_day_of_the_spread_is_as_likely_as_the_others() -> None:
    drawn = Counter(bounds(7, 1, 100).pick(part / 1000) for part in range(1000))
    assert drawn == dict.fromkeys(range(5, 10), 200)


def test_the_spread_is_within_what_is_allowed() -> None:
    assert bounds(100, 97, 103) == bounds(100, 97, 103)
    assert (bounds(100, 97, 103).least, bounds(100, 97, 103).most) == (97, 103)
    assert (bounds(500, 1, 100).least, bounds(500, 1, 100).most) == (93, 100)
    assert (bounds(5, 9, 100).least, bounds(5, 9, 100).most) == (9, 9)
    assert (bounds(5, 9, 4).least, bounds(5, 9, 4).most) == (4, 4)


def test_a_cards_chance_is_its_own_and_that_of_the_repetition() -> None:
    assert spread_chance("a", 3) == spread_chance("a", 3)
    drawn = {spread_chance(card, reps) for card in ("a", "b") for reps in range(100)}
    assert len(drawn) == 200
    assert min(drawn) >= 0
    assert max(drawn) < 1
    assert sum(drawn) / 200 == pytest.approx(0.5, abs=0.05)


def test_a_cards_chance_is_the_same_on_every_machine() -> None:
    assert spread_chance("0190a1b2-card", 5) == pytest.approx(0.7892796862, abs=1e-10)


@given(
    st.lists(st.floats(0.01, 40_000), min_size=3, max_size=3).map(sorted),
    st.integers(0, 2000),
    st.integers(3, 36_500),
    chances,
)
def test_hard_is_shorter_than_good_and_good_than_easy(
    ideals: list[float], last: int, most: int, chance: float
) -> None:
    days = passing_days(
        dict(zip((Rating.HARD, Rating.GOOD, Rating.EASY), ideals, strict=True)),
        beyond={},
        last=last,
        most=most,
        chance=chance,
    )
    assert 1 <= days[Rating.HARD] < days[Rating.GOOD] < days[Rating.EASY] <= most


@given(st.floats(0.01, 5000), st.integers(1, 5000), chances)
def test_an_interval_that_should_grow_does(ideal: float, last: int, chance: float) -> None:
    days = passing_days({Rating.GOOD: ideal}, beyond={}, last=last, most=36_500, chance=chance)
    spread = bounds(ideal, 1, 36_500)
    assert spread.least <= days[Rating.GOOD] <= spread.most
    if ideal >= last + 0.5:
        assert days[Rating.GOOD] > last
    elif spread.most >= last:
        assert days[Rating.GOOD] >= last


def test_a_maximum_of_a_day_or_two_leaves_no_room_between_ratings() -> None:
    ideals = {Rating.HARD: 3.0, Rating.GOOD: 5.0, Rating.EASY: 9.0}
    for most, expected in ((1, [1, 1, 1]), (2, [1, 1, 2]), (3, [1, 2, 3])):
        days = passing_days(ideals, beyond={}, last=0, most=most, chance=0.5)
        assert list(days.values()) == expected
