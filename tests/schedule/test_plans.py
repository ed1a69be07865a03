"""Breaks, exams and easy days; what moves because of them, and what is known then."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.intervals import bounds
from kb.schedule.memory import CardId, Rating
from kb.schedule.options import Preset
from kb.schedule.planning.balance import BREAK_SHARE, LEAST_SHARE
from kb.schedule.planning.beginnings import (
    Beginnings,
    NewCardLimits,
    NewCardPlan,
    study_days,
)
from kb.schedule.planning.foresight import Morning
from kb.schedule.planning.moves import Movable, Mover, PlannedCard, waiting
from kb.schedule.planning.plans import Break, Exam, Plans
from tests.schedule.worlds import MODEL

TODAY = date(2026, 11, 30)  # a Monday
EXAM = Exam(tag="law", day=date(2027, 2, 1), retention=0.95)
PLANS = Plans(
    breaks=(Break(first=date(2026, 12, 24), last=date(2027, 1, 2)),),
    exams=(EXAM,),
    easy_days={5: 0.5, 6: 0.0},
)
CARDS = st.builds(
    lambda number, stability, last, late: PlannedCard(
        CardId(number),
        f"{number:016x}",
        3,
        number % 7,
        TODAY + timedelta(days=late),
        TODAY - timedelta(days=last),
        stability,
        5.0,
    ),
    st.integers(1, 10**6),
    st.floats(0.5, 400),
    st.integers(0, 90),
    st.integers(0, 90),
)
MOVABLES = st.builds(
    Movable, CARDS, st.just(Preset()), st.none() | st.just(TODAY + timedelta(days=20))
)


def mover(plans: Plans = PLANS) -> Mover:
    return Mover(model=MODEL, plans=plans, today=TODAY, load=Counter())


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2026, 12, 4), 1.0),
        (date(2026, 12, 5), 0.5),
        (date(2026, 12, 6), LEAST_SHARE),
        (date(2026, 12, 26), BREAK_SHARE),
        (date(2027, 1, 2), BREAK_SHARE),
        (date(2027, 1, 3), LEAST_SHARE),
    ],
)
def test_the_share_of_a_day_follows_from_its_weekday_and_from_breaks(
    day: date, share: float
) -> None:
    assert PLANS.share_of(TODAY)(day.toordinal()) == share


def test_an_exam_is_of_its_tag_and_those_below_it_until_its_day() -> None:
    for tags in (["Law"], ["law/criminal"], ["sea", "law"]):
        assert PLANS.exams_of(tags, TODAY) == (EXAM,)
    assert PLANS.exams_of(["lawn"], TODAY) == ()
    assert PLANS.exams_of(["law"], EXAM.day - timedelta(days=1)) == (EXAM,)
    assert PLANS.exams_of(["law"], EXAM.day) == ()


def test_an_exam_asks_for_no_less_than_usual() -> None:
    assert EXAM.preset(Preset(retention=0.9)).retention == 0.95
    assert EXAM.preset(Preset(retention=0.97)).retention == 0.97


def test_one_comes_back_after_all_breaks_that_follow_each_other() -> None:
    breaks = tuple(
        Break(first=date(2026, 12, first), last=date(2026, 12, last))
        for first, last in ((1, 5), (4, 8), (9, 9), (20, 22))
    )
    assert Plans(breaks=breaks).back_after(date(2026, 12, 2)) == date(2026, 12, 10)
    assert Plans(breaks=breaks).back_after(date(2026, 12, 12)) == date(2026, 12, 12)


@given(st.lists(MOVABLES, max_size=30, unique_by=lambda one: one.card.card))
def test_a_card_leaves_a_break_only_within_the_spread_of_its_interval(
    movables: list[Movable],
) -> None:
    in_break = [one for one in movables if PLANS.is_free(one.card.due)]
    moves = mover().out_of_breaks(in_break)
    for movable in in_break:
        card = movable.card
        ideal = MODEL.curve.interval_days(card.stability_days, 0.9)
        reach = bounds(ideal, 1, 36_500)
        day = moves.get(card.card)
        if day is not None:
            assert not PLANS.is_free(day)
            assert day >= TODAY
            assert (day - card.last_day).days <= reach.most
            assert movable.latest is None or day <= movable.latest
            assert movable.latest or (day - card.last_day).days >= reach.least
        elif movable.latest is None:
            days = range(reach.least, reach.most + 1)
            free = [card.last_day + timedelta(days=interval) for interval in days]
            assert all(PLANS.is_free(other) or other < TODAY for other in free)


@given(st.lists(MOVABLES, max_size=30, unique_by=lambda one: one.card.card))
def test_after_a_move_no_card_is_due_too_late_for_its_exam(movables: list[Movable]) -> None:
    asked = [one for one in movables if one.latest]
    moves = mover(Plans()).in_time(asked)
    for movable in asked:
        day = moves.get(movable.card.card, movable.card.due)
        assert day <= (movable.latest or date.max)
        assert day <= movable.card.due
    moved = [
        one._replace(card=one.card._replace(due=moves.get(one.card.card, one.card.due)))
        for one in asked
    ]
    assert mover(Plans()).in_time(moved) == {}


def test_who_waits_for_the_end_of_a_break_forgets_more() -> None:
    card = PlannedCard(CardId(1), "1", 3, 1, date(2026, 12, 28), date(2026, 12, 18), 10.0, 5.0)
    wait = waiting([card], {card.card: date(2027, 1, 3)}, MODEL)
    assert wait.recall_due == pytest.approx(0.9)
    assert wait.recall_after == pytest.approx(MODEL.curve.retrievability(16, 10))
    assert 0 < wait.forgotten < 0.1
    assert waiting([], {}, MODEL).forgotten == 0


def foresight(
    days: int, retention: float = 0.9, off: range = range(0), maximum: int = 36_500
) -> Morning:
    start = TODAY.toordinal()
    return Morning(
        model=MODEL,
        retention=retention,
        today=start,
        ends=start + days,
        maximum_interval_days=maximum,
        back_after=lambda day: start + off.stop if day - start in off else day,
    )


def test_without_a_review_until_then_recall_only_fades() -> None:
    start = TODAY.toordinal()
    found = foresight(20).recall(50.0, 5.0, start - 10, start + 40)
    assert found == MODEL.curve.retrievability(30, 50.0)


def test_a_review_counts_as_passed_or_failed_by_its_chance() -> None:
    start = TODAY.toordinal()
    good, again = (MODEL.next(10.0, 5.0, rating, 10) for rating in (Rating.GOOD, Rating.AGAIN))
    found = foresight(1).recall(10.0, 5.0, start - 10, start)
    curve = MODEL.curve
    expected = 0.9 * curve.retrievability(1, good[0]) + 0.1 * curve.retrievability(1, again[0])
    assert found == pytest.approx(expected)


@given(st.floats(0.5, 300), st.floats(1, 10), st.integers(0, 60), st.integers(1, 90))
def test_what_is_foretold_is_a_chance(
    stability: float, difficulty: float, last: int, days: int
) -> None:
    start = TODAY.toordinal()
    found = foresight(days).recall(stability, difficulty, start - last, start + 3)
    assert 0 < found <= 1


def test_a_higher_retention_and_no_break_lead_to_more_that_is_known() -> None:
    start = TODAY.toordinal()
    usual = foresight(60).recall(5.0, 5.0, start - 5, start)
    assert foresight(60, retention=0.97).recall(5.0, 5.0, start - 5, start) > usual
    away = foresight(60, off=range(10, 60))
    assert away.recall(5.0, 5.0, start - 5, start) < usual


def test_a_card_that_is_begun_too_late_is_not_known() -> None:
    start = TODAY.toordinal()
    assert foresight(5).new_card(start + 5) == 0
    assert 0.8 < foresight(5).new_card(start + 4) < 1


def spread(plan: NewCardPlan, limit: int = 20, today: int = TODAY.toordinal()) -> tuple[int, ...]:
    """Returns the days of an exam whose notes have a card each."""
    used = Counter({("", today): plan.begun_today})
    limits = NewCardLimits(preset="", per_day=limit, per_note=3)
    beginnings = Beginnings(today=today, used=used)
    return beginnings.spread(plan, dict.fromkeys(range(plan.left), 1), limits)


def test_new_cards_are_spread_over_the_days_that_are_left() -> None:
    days = study_days(TODAY, EXAM.day, PLANS.is_free)
    assert len(days) == 63 - 10
    assert days[0] == TODAY.toordinal()
    plan = NewCardPlan(left=100, days=days, begun_today=0)
    assert plan.per_day == 2
    assert plan.today(TODAY.toordinal()) == 2
    begun = Counter(spread(plan))
    assert begun.total() == 100
    assert {*begun.values()} == {1, 2}
    later = NewCardPlan(left=98, days=days, begun_today=2)
    assert later.today(TODAY.toordinal()) == 0


def test_cards_for_which_the_limit_leaves_no_room_are_left_out() -> None:
    plan = NewCardPlan(left=100, days=tuple(range(10)), begun_today=3)
    assert plan.per_day == 11
    begun = spread(plan, limit=5, today=0)
    assert Counter(begun) == {0: 2, **dict.fromkeys(range(1, 10), 5)}


@pytest.mark.parametrize("left", [0, 7])
def test_without_days_nothing_is_begun(left: int) -> None:
    plan = NewCardPlan(left=left, days=(), begun_today=0)
    assert (plan.per_day, plan.today(TODAY.toordinal())) == (0, 0)
    assert spread(plan) == ()


def test_a_note_brings_no_more_a_day_than_it_may_unless_it_is_a_deck() -> None:
    plan = NewCardPlan(left=9, days=(0, 1), begun_today=0)
    limits = NewCardLimits(preset="", per_day=20, per_note=3)
    assert Counter(Beginnings(today=0).spread(plan, {1: 9}, limits)) == {0: 3, 1: 3}
    deck = Beginnings(today=0, decks={1})
    assert Counter(deck.spread(plan, {1: 9}, limits)) == {0: 5, 1: 4}
    later = NewCardPlan(left=7, days=(0, 1), begun_today=2)
    begun = Beginnings(today=0, seen=Counter({1: 2}), used=Counter({("", 0): 2}))
    assert Counter(begun.spread(later, {1: 7}, limits)) == {0: 1, 1: 3}


def test_cards_that_are_asked_in_two_exams_are_begun_once() -> None:
    limits = NewCardLimits(preset="", per_day=20, per_note=3)
    beginnings = Beginnings(today=0)
    narrow = NewCardPlan(left=10, days=tuple(range(5)), begun_today=0)
    wide = NewCardPlan(left=30, days=tuple(range(10)), begun_today=0)
    first = beginnings.spread(narrow, dict.fromkeys(range(10), 1), limits)
    second = beginnings.spread(wide, dict.fromkeys(range(30), 1), limits)
    assert Counter(first) == dict.fromkeys(range(5), 2)
    assert Counter(second) == dict.fromkeys(range(10), 3)
    assert [beginnings.count(day) for day in range(11)] == [3] * 10 + [0]


def test_exams_share_the_limit_of_a_day() -> None:
    limits = NewCardLimits(preset="", per_day=5, per_note=3)
    beginnings = Beginnings(today=0)
    plan = NewCardPlan(left=20, days=tuple(range(5)), begun_today=0)
    assert len(beginnings.spread(plan, dict.fromkeys(range(20), 1), limits)) == 20
    other = beginnings.spread(plan, dict.fromkeys(range(20, 40), 1), limits)
    assert Counter(other) == dict.fromkeys(range(5), 1)
    own = NewCardLimits(preset="sea", per_day=5, per_note=3)
    assert len(beginnings.spread(plan, dict.fromkeys(range(40, 60), 1), own)) == 20


def test_the_longest_interval_holds_for_what_is_foretold() -> None:
    start = TODAY.toordinal()
    usual = foresight(3000).recall(50.0, 5.0, start - 10, start)
    every_day = foresight(3000, maximum=1).recall(50.0, 5.0, start - 10, start)
    assert usual < every_day <= 1
