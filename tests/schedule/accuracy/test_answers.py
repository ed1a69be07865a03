"""How sure a share is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.accuracy.answers import Share


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (500, 1000, 0.4691, 0.5309),
    ],
)
def test_a_share_lies_within_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    share = Share(hits=hits, n=n)
    assert (share.low, share.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_within_its_own_interval(counted: tuple[int, int]) -> None:
    share = Share(hits=counted[0], n=counted[1])
    assert 0 <= share.low <= share.share + 1e-12
    assert share.share - 1e-12 <= share.high <= 1
