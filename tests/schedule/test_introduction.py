"""Foundations first, and nothing held back for good."""

from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.introduction import introduction_order


def test_notes_come_by_level() -> None:
    assert introduction_order([3, 1, 2], {1: 2, 2: 0, 3: 1}, {}, ()) == (2, 3, 1)


def test_a_note_whose_foundations_are_known_comes_before_one_whose_are_not() -> None:
    levels = {1: 0, 2: 1, 3: 2}
    requires = {2: [1], 3: []}
    assert introduction_order([2, 3], levels, requires, unmet=[1]) == (3, 2)
    assert introduction_order([2, 3], levels, requires, unmet=[]) == (2, 3)


def test_notes_that_require_each_other_do_not_wait_for_each_other() -> None:
    levels = {1: 0, 2: 0, 3: 1}
    requires = {1: [2], 2: [1]}
    assert introduction_order([1, 2, 3], levels, requires, unmet=[1, 2, 3]) == (1, 2, 3)


@given(
    st.sets(st.integers(0, 30)),
    st.dictionaries(st.integers(0, 30), st.integers(0, 9)),
    st.dictionaries(st.integers(0, 30), st.lists(st.integers(0, 30))),
    st.sets(st.integers(0, 30)),
)
def test_every_note_has_its_place(
    notes: set[int], levels: dict[int, int], requires: dict[int, list[int]], unmet: set[int]
) -> None:
    assert set(introduction_order(notes, levels, requires, unmet)) == notes
