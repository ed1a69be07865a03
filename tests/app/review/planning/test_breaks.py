"""Breaks: what falls due in them moves, or waits."""

import pytest

from kb.app.maintenance.doctor import diagnosis
from kb.app.review.answers import undo
from kb.app.review.planning.changes import NotPlannedError, plan_break, remove_break
from kb.app.review.planning.overview import overview
from kb.config.settings import Settings
from kb.errors import UsageError
from kb.schedule.memory import Rating
from kb.schedule.planning.plans import Break
from kb.store.file.store import Store
from tests.app.days import at
from tests.app.review.planning.conftest import Make
from tests.app.review.planning.due_days import DAY, TODAY, UNBALANCED, due_days, rate_all


async def test_answers_go_before_or_after_a_break(store: Store, learned_deck: Make) -> None:
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 9 * DAY)
    await plan_break(store, off, Settings(), at(0))
    await learned_deck(20)
    days = {(day - TODAY).days for day in (await due_days(store)).values()}
    assert days == {6, 10}
    assert (await remove_break(store, off.first, at(0))).name == off.first.isoformat()
    await rate_all(store, Rating.AGAIN)
    with pytest.raises(NotPlannedError, match="Planned: none"):
        await remove_break(store, off.first, at(0))


async def test_cards_that_are_due_in_a_break_move_only_if_that_is_said(
    store: Store, learned_deck: Make
) -> None:
    await learned_deck(30)
    before = await due_days(store)
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 8 * DAY)
    outlook = await plan_break(store, off, Settings(), at(1))
    inside = sum(off.covers(day) for day in before.values())
    assert outlook.cards == inside == outlook.before + outlook.after
    assert (outlook.waiting, outlook.recall_due, outlook.moved) == (0, None, 0)
    assert await due_days(store) == before
    outlook = await plan_break(store, off, Settings(), at(1), reschedule=True)
    assert outlook.moved == inside
    after = await due_days(store)
    assert not any(off.covers(day) for day in after.values())
    moved = {card for card, day in after.items() if day != before[card]}
    assert {card for card, day in before.items() if off.covers(day)} == moved
    found = await diagnosis(store, at(1).now)
    assert [check.name for check in found.checks if not check.ok] == []
    assert len(await undo(store, outlook.moved, at(1))) == inside
    assert await due_days(store) == before


async def test_cards_that_cannot_leave_a_break_wait_and_fade(
    store: Store, learned_deck: Make
) -> None:
    await learned_deck(10)
    off = Break(first=TODAY + 3 * DAY, last=TODAY + 20 * DAY)
    outlook = await plan_break(store, off, Settings(), at(1), reschedule=True)
    assert (outlook.waiting, outlook.before, outlook.after, outlook.moved) == (10, 0, 0, 0)
    assert outlook.recall_due is not None
    assert outlook.recall_after is not None
    assert 0.8 < outlook.recall_after < outlook.recall_due
    assert outlook.forgotten == pytest.approx(
        10 * (outlook.recall_due - outlook.recall_after), abs=0.01
    )


async def test_the_overview_shows_the_load_with_and_without_breaks(
    store: Store, learned_deck: Make
) -> None:
    await learned_deck(30)
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 8 * DAY)
    await plan_break(store, off, Settings(), at(1))
    plan = await overview(store, at(1), Settings(), days=14)
    assert [day.day for day in plan.days] == [TODAY + n * DAY for n in range(1, 15)]
    assert sum(day.reviews for day in plan.days) == 30
    assert sum(day.reviews_with_breaks for day in plan.days) == 30
    assert {day.day for day in plan.days if day.in_break} == {off.first, off.last}
    assert all(not day.reviews_with_breaks for day in plan.days if day.in_break)
    assert plan.breaks[0].cards == sum(day.reviews for day in plan.days if day.in_break)
    later = await overview(store, at(30), Settings(), days=3)
    assert later.breaks == ()


async def test_breaks_that_overlap_move_each_card_once(store: Store, learned_deck: Make) -> None:
    await learned_deck(30)
    for first, last in ((4, 8), (6, 9)):
        off = Break(first=TODAY + first * DAY, last=TODAY + last * DAY)
        await plan_break(store, off, Settings(), at(1))
    plan = await overview(store, at(1), Settings(), days=30)
    shown = {day.day: day.reviews_with_breaks for day in plan.days}
    assert sum(shown.values()) == sum(day.reviews for day in plan.days) == 30
    assert {day for day, count in shown.items() if count} == {TODAY + 10 * DAY}
    assert [off.cards for off in plan.breaks] == [
        sum(day.reviews for day in plan.days if first <= (day.day - TODAY).days <= last)
        for first, last in ((4, 8), (6, 9))
    ]


async def test_a_break_that_has_begun_makes_overdue_cards_wait_too(
    store: Store, learned_deck: Make
) -> None:
    await learned_deck(30)
    await plan_break(store, Break(first=TODAY + 8 * DAY, last=TODAY + 20 * DAY), Settings(), at(8))
    plan = await overview(store, at(11), Settings(), days=30)
    assert plan.days[0].reviews == 30
    shown = {day.day: day.reviews_with_breaks for day in plan.days}
    assert {day: count for day, count in shown.items() if count} == {TODAY + 21 * DAY: 30}
    (off,) = plan.breaks
    assert (off.cards, off.waiting) == (30, 30)
    assert off.recall_due is not None
    assert off.recall_after is not None
    assert off.recall_after < off.recall_due


async def test_cards_leave_a_break_without_balance_too(store: Store, learned_deck: Make) -> None:
    await learned_deck(30)
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 8 * DAY)
    outlook = await plan_break(store, off, UNBALANCED, at(1), reschedule=True)
    assert (outlook.moved, outlook.waiting) == (outlook.cards, 0)
    assert not any(off.covers(day) for day in (await due_days(store)).values())


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [(5, 3, "ends on"), (-9, -3, "is over"), (0, 4000, "more than ten years away")],
)
async def test_a_break_that_cannot_be_is_refused(
    store: Store, first: int, last: int, says: str
) -> None:
    off = Break(first=TODAY + first * DAY, last=TODAY + last * DAY)
    with pytest.raises(UsageError, match=says):
        await plan_break(store, off, Settings(), at(0))
    assert (await overview(store, at(0), Settings(), days=1)).breaks == ()
