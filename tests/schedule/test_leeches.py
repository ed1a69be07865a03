"""Leeches."""

import pytest

from kb.schedule.leeches import is_leech, leech_shows


@pytest.mark.parametrize(
    ("threshold", "told"), [(8, [8, 12, 16, 20]), (3, [3, 5, 7, 9, 11, 13, 15, 17, 19]), (0, [])]
)
def test_the_learner_is_told_at_the_threshold_and_every_half_after(
    threshold: int, told: list[int]
) -> None:
    assert [lapses for lapses in range(21) if leech_shows(lapses, threshold)] == told


def test_a_threshold_of_one_tells_of_every_lapse() -> None:
    assert [lapses for lapses in range(4) if leech_shows(lapses, 1)] == [1, 2, 3]


def test_a_leech_stays_one() -> None:
    assert [lapses for lapses in range(12) if is_leech(lapses, 8)] == [8, 9, 10, 11]
    assert not is_leech(100, 0)
