"""Exams: their new cards come first, and no card of theirs falls due too late."""

from collections import Counter
from pathlib import Path

import pytest

from kb.app.notes.known_names import UnknownChoiceError
from kb.app.review.answers import undo
from kb.app.review.fitting.fit import other_days
from kb.app.review.grade import grade
from kb.app.review.planning.changes import (
    NotPlannedError,
    plan_break,
    plan_exam,
    remove_exam,
)
from kb.app.review.planning.overview import overview
from kb.config.settings import ScheduleSettings, Settings
from kb.errors import UsageError
from kb.schedule.fsrs import Model
from kb.schedule.memory import Rating
from kb.schedule.planning.plans import Break, Exam
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import answered, at, rated, review_at
from tests.app.review.planning.conftest import Make
from tests.app.review.planning.due_days import DAY, TODAY, UNBALANCED, cards_of, due_days, rate_all


@pytest.mark.parametrize("settings", [Settings(), UNBALANCED], ids=["balanced", "unbalanced"])
async def test_a_fit_keeps_cards_in_time_for_an_exam_and_out_of_breaks(
    store: Store, law_notes: Make, settings: Settings
) -> None:
    await law_notes(20)
    exam = Exam(tag="law", day=TODAY + 4 * DAY, retention=None)
    await plan_exam(store, exam, settings, at(0))
    await rate_all(store, settings=settings)
    assert {*(await due_days(store)).values()} == {exam.day}
    async with store.reading() as transaction:
        assert await other_days(transaction, settings, at(1), Model()) == {}
    await remove_exam(store, "law", at(1))
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 9 * DAY)
    await plan_break(store, off, settings, at(1))
    async with store.reading() as transaction:
        moves = await other_days(transaction, settings, at(1), Model())
    assert len(moves) == 20
    assert not any(off.covers(move.to) for move in moves.values())


async def test_new_cards_for_an_exam_come_first_as_many_as_are_needed(
    store: Store, write: Write, law_notes: Make
) -> None:
    for number in range(30):
        write(f"a{number:02}.md", f"Q: Other {number}?\nA: It is {number}.\n")
    await law_notes(20)
    exam = Exam(tag="law", day=TODAY + 10 * DAY, retention=None)
    outlook = await plan_exam(store, exam, Settings(), at(0))
    assert (outlook.days, outlook.cards, outlook.new, outlook.new_a_day) == (10, 20, 20, 2)
    assert (outlook.new_left_out, outlook.known_now) == (0, 0)
    assert 17 < outlook.known_then < 20
    few = Settings(schedule=ScheduleSettings(new_per_day=5))
    review = await review_at(store, 0, settings=few)
    turn = await review.show()
    fronts = []
    while turn.card:
        fronts.append(turn.card.front)
        turn = await rated(review, Rating.EASY)
    assert [front.split()[0] for front in fronts] == ["Article", "Article", *["Other"] * 3]
    assert (await (await review_at(store, 0, settings=few)).show()).card is None
    later = await (await review_at(store, 0, settings=few, query="is:new", tag="law")).show()
    assert later.card is None, "the limit of the day holds"


async def test_an_exam_for_which_the_limit_is_too_low_says_so(
    store: Store, law_notes: Make
) -> None:
    await law_notes(20)
    few = Settings(schedule=ScheduleSettings(new_per_day=3))
    exam = Exam(tag="law", day=TODAY + 4 * DAY, retention=None)
    outlook = await plan_exam(store, exam, few, at(0))
    assert (outlook.new_a_day, outlook.new_limit, outlook.new_left_out) == (5, 3, 8)
    assert (await (await review_at(store, 0, settings=few)).show()).left.new == 3


async def test_no_card_of_an_exam_is_due_after_it(
    store: Store, write: Write, law_notes: Make
) -> None:
    write("sea.md", "Tags: #sea\n\nQ: Salty?\nA: It is.\n")
    await law_notes(1)
    exam = Exam(tag="law", day=TODAY + 30 * DAY, retention=0.95)
    await plan_exam(store, exam, Settings(), at(0))
    for days in (0, 3, 10, 25, 29):
        await rate_all(store, days=days)
        by_front = {card.front: card for card in await cards_of(store)}
        asked = by_front["Article 0?"].scheduled
        assert asked
        assert asked.due.date() <= exam.day
    other = by_front["Salty?"].scheduled
    assert other
    assert other.due.date() > exam.day + 30 * DAY
    article = by_front["Article 0?"].card_id
    await grade(store, str(article), Rating.EASY, moment=at(30), settings=Settings())
    assert (await due_days(store))[article] > exam.day + 30 * DAY
    assert (await remove_exam(store, "#LAW", at(30))).name == "law"
    with pytest.raises(NotPlannedError):
        await remove_exam(store, "law", at(30))


async def test_cards_that_are_due_too_late_for_an_exam_move_only_if_that_is_said(
    store: Store, law_notes: Make
) -> None:
    await law_notes(1)
    for days in (0, 8):
        await grade(store, "1", Rating.EASY, moment=at(days), settings=Settings())
    before = await due_days(store)
    exam = Exam(tag="law", day=TODAY + 20 * DAY, retention=None)
    outlook = await plan_exam(store, exam, Settings(), at(9))
    assert (outlook.too_late, outlook.moved) == (1, 0)
    assert await due_days(store) == before
    outlook = await plan_exam(store, exam, Settings(), at(9), reschedule=True)
    assert (outlook.too_late, outlook.moved) == (0, 1)
    assert list((await due_days(store)).values()) == [exam.day]
    await undo(store, 1, at(9))
    assert await due_days(store) == before


async def test_a_break_within_an_exam_keeps_its_cards_in_time(
    store: Store, law_notes: Make
) -> None:
    await law_notes(20)
    await rate_all(store)
    exam = Exam(tag="law", day=TODAY + 9 * DAY, retention=None)
    await plan_exam(store, exam, Settings(), at(1), reschedule=True)
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 8 * DAY)
    await plan_break(store, off, Settings(), at(1), reschedule=True)
    days = (await due_days(store)).values()
    assert max(days) <= exam.day
    assert not any(off.covers(day) for day in days)


async def test_an_exam_that_cannot_be_is_refused(store: Store, law_notes: Make) -> None:
    await law_notes(1)

    async def planned(tag: str, days: int) -> None:
        exam = Exam(tag=tag, day=TODAY + days * DAY, retention=None)
        await plan_exam(store, exam, Settings(), at(0))

    for days in (-1, 0):
        with pytest.raises(UsageError, match="not still to come"):
            await planned("law", days)
    with pytest.raises(UsageError, match="ten years"):
        await planned("law", 4000)
    with pytest.raises(UnknownChoiceError, match="Did you mean #law"):
        await planned("lwa", 10)
    assert (await overview(store, at(0), Settings(), days=1)).exams == ()


async def test_an_exam_of_a_day_with_answers_counts_what_was_begun(
    store: Store, law_notes: Make
) -> None:
    await law_notes(20)
    few = Settings(schedule=ScheduleSettings(new_per_day=2))
    await plan_exam(store, Exam(tag="law", day=TODAY + 10 * DAY, retention=None), few, at(0))
    review = await review_at(store, 0, settings=few)
    await review.show()
    await rated(review, Rating.EASY)
    plan = await overview(store, at(0), few, days=3)
    assert [day.new for day in plan.days] == [1, 2, 2]
    assert plan.exams[0].new == 19
    assert await answered(store, 1) != []


async def test_exams_of_nested_tags_share_new_cards_and_the_limit_of_the_day(
    store: Store, write: Write, law_notes: Make
) -> None:
    for number in range(20):
        write(f"sea{number:02}.md", f"Tags: #sea\n\nQ: Sea {number}?\nA: It is {number}.\n")
    for number in range(10):
        write(f"tax{number:02}.md", f"Tags: #law/tax\n\nQ: Tax {number}?\nA: It is {number}.\n")
    await law_notes(20)
    few = Settings(schedule=ScheduleSettings(new_per_day=4))
    for tag, days in (("law/tax", 5), ("law", 10)):
        await plan_exam(store, Exam(tag=tag, day=TODAY + days * DAY, retention=None), few, at(0))
    outlook = await plan_exam(
        store, Exam(tag="sea", day=TODAY + 11 * DAY, retention=None), few, at(0)
    )
    assert (outlook.new, outlook.new_a_day) == (20, 2)
    plan = await overview(store, at(0), few, days=12)
    assert [day.new for day in plan.days] == [4] * 11 + [0]
    assert [exam.new_left_out for exam in plan.exams] == [0, 0, 20 - 10 * 1 - 4]
    assert plan.exams[2] == outlook
    review = await review_at(store, 0, settings=few)
    turn = await review.show()
    begun = Counter[str]()
    while turn.card:
        begun[turn.card.front.split()[0]] += 1
        turn = await rated(review, Rating.EASY)
    assert begun == {"Tax": 2, "Article": 1, "Sea": 1}
    assert [day.new for day in (await overview(store, at(0), few, days=2)).days] == [0, 4]


async def test_new_cards_for_which_their_note_has_no_room_are_left_out(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    asked = "".join(f"Q: What is {number}?\nA: It is {number}.\n\n" for number in range(9))
    write("law.md", f"Tags: #law\n\n{asked}")
    await imported(vault)
    exam = Exam(tag="law", day=TODAY + 2 * DAY, retention=None)
    outlook = await plan_exam(store, exam, Settings(), at(0))
    assert (outlook.new, outlook.new_a_day, outlook.new_left_out) == (9, 5, 3)
    assert (await (await review_at(store, 0)).show()).left.new == 3
