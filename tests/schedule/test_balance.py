"""Which day of its spread a card falls due on."""

from collections import Counter
from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.intervals import Bounds, passing_days
from kb.schedule.memory import Rating
from kb.schedule.planning.balance import BALANCED_DAYS, BREAK_SHARE, LEAST_SHARE, Ahead

TODAY = 739_000
CHANCES = st.floats(0, 1, exclude_max=True)
BOUNDS = st.builds(
    lambda least, more: Bounds(least=least, most=least + more),
    st.integers(1, 4000),
    st.integers(0, 40),
)
NEAR = st.integers(TODAY, TODAY + 200)
DAYS_AHEAD = st.builds(
    lambda load, shares, siblings: Ahead(
        today=TODAY, load=load, share=lambda day: shares.get(day, 1.0), siblings=siblings
    ),
    st.dictionaries(NEAR, st.integers(-20, 500)),
    st.dictionaries(NEAR, st.sampled_from([BREAK_SHARE, LEAST_SHARE, 0.5, 1.0])),
    st.frozensets(NEAR, max_size=5),
)


def ahead(load: dict[int, int], shares: dict[int, float] | None = None) -> Ahead:
    """Returns days ahead, given by how far they are from today."""
    return Ahead(
        today=TODAY,
        load={TODAY + day: cards for day, cards in load.items()},
        share=lambda day: (shares or {}).get(day - TODAY, 1.0),
    )


@given(DAYS_AHEAD, BOUNDS, CHANCES)
def test_the_day_lies_within_the_bounds(days: Ahead, bounds: Bounds, chance: float) -> None:
    picked = days.pick(bounds, chance)
    assert bounds.least <= picked <= bounds.most
    assert picked == days.pick(bounds, chance)


@given(BOUNDS, CHANCES)
def test_without_any_load_chance_decides_as_before(bounds: Bounds, chance: float) -> None:
    assert Ahead(today=TODAY, load={}).pick(bounds, chance) == bounds.pick(chance)


@given(
    DAYS_AHEAD,
    st.floats(1, 3000),
    st.floats(1, 2),
    st.floats(1, 2),
    st.integers(1, 400),
    CHANCES,
)
def test_better_ratings_wait_longer_whatever_the_load(
    days: Ahead, hard: float, good: float, easy: float, last: int, chance: float
) -> None:
    ideals = {Rating.HARD: hard, Rating.GOOD: hard * good, Rating.EASY: hard * good * easy}
    found = passing_days(ideals, beyond={}, last=last, most=36_500, chance=chance, pick=days.pick)
    assert found[Rating.HARD] < found[Rating.GOOD] < found[Rating.EASY]


@given(CHANCES, st.integers(-9, 0))
def test_a_day_of_a_break_is_no_better_for_the_cards_that_left_it(chance: float, left: int) -> None:
    days = ahead({10: left}, {10: BREAK_SHARE})
    assert days.pick(Bounds(least=9, most=11), chance) != 10


@given(CHANCES)
def test_the_day_with_the_fewest_cards_is_taken(chance: float) -> None:
    days = ahead({9: 12, 10: 11, 11: 4, 12: 11})
    assert days.pick(Bounds(least=9, most=12), chance) == 11


@given(CHANCES)
def test_a_break_is_avoided_even_if_other_days_are_full(chance: float) -> None:
    days = ahead({8: 900, 9: 0}, {9: BREAK_SHARE, 10: BREAK_SHARE})
    assert days.pick(Bounds(least=8, most=10), chance) == 8


@given(CHANCES)
def test_a_day_off_is_better_than_a_break(chance: float) -> None:
    days = ahead({8: 300}, {8: LEAST_SHARE, 9: BREAK_SHARE})
    assert days.pick(Bounds(least=8, most=9), chance) == 8


def test_an_easy_day_has_its_share() -> None:
    load, easy = Counter[int](), {20: 0.5}
    for number in range(2000):
        least = 10 + number % 19
        load[ahead(load, easy).pick(Bounds(least=least, most=least + 3), number / 2000)] += 1
    others = [load[day] for day in range(15, 26) if day != 20]
    assert 0.4 < load[20] / fmean(others) < 0.6


@given(CHANCES)
def test_siblings_come_on_other_days(chance: float) -> None:
    load = {TODAY + 11: 2, TODAY + 12: 5}
    days = Ahead(today=TODAY, load=load, siblings={TODAY + 11})
    assert days.pick(Bounds(least=11, most=12), chance) == 12


@given(CHANCES)
def test_long_intervals_are_left_to_chance_but_not_in_a_break(chance: float) -> None:
    far = Bounds(least=BALANCED_DAYS + 10, most=BALANCED_DAYS + 20)
    full = {far.least + day: day for day in range(11)}
    assert ahead(full).pick(far, chance) == far.pick(chance)
    away = dict.fromkeys(range(far.least, far.most), BREAK_SHARE)
    assert ahead({}, away).pick(far, chance) == far.most
