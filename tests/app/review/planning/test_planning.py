"""Due days that are balanced, breaks and exams: what a learner gets of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from kb.app.maintenance.doctor import diagnosis
from kb.app.notes.known_names import UnknownChoiceError
from kb.app.review.answers import undo
from kb.app.review.fitting.fit import other_days
from kb.app.review.grade import grade
from kb.app.review.planning.ahead import DAYS_READ
from kb.app.review.planning.changes import (
    NotPlannedError,
    plan_break,
    plan_exam,
    remove_break,
    remove_exam,
)
from kb.app.review.planning.overview import overview
from kb.config.settings import ScheduleSettings, Settings
from kb.errors import UsageError
from kb.schedule.fsrs import Model
from kb.schedule.intervals import bounds, spread_chance
from kb.schedule.memory import Rating
from kb.schedule.planning.balance import BALANCED_DAYS
from kb.schedule.planning.plans import Break, Exam
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import START, answered, at, deck, rated, review_at

UNBALANCED = Settings(schedule=ScheduleSettings(balance=False))
TODAY = START.date()
_DAY = timedelta(days=1)


async def cards_of(store: Store) -> Sequence[StoredCard]:
    async with store.reading() as transaction:
        return await stored_cards(transaction, CardFilter())


async def due_days(store: Store) -> dict[int, date]:
    """Returns the day on which each card that was answered is due."""
    cards = await cards_of(store)
    return {card.card_id: card.scheduled.due.date() for card in cards if card.scheduled}


async def learned(store: Store, vault: Path, write: Write, imported: Import, count: int) -> None:
    """Makes a store whose cards all fall due within a few days, after a week or so."""
    write("Deck.md", deck(*(f"alpha{number}" for number in range(count))))
    await imported(vault)
    for card in await cards_of(store):
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=Settings())


async def test_cards_are_spread_evenly_over_the_days_of_their_interval(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    ideal = 8  # of the first Easy, rounded
    reach = bounds(ideal, 1, 36_500)
    counts = Counter((day - TODAY).days for day in (await due_days(store)).values())
    assert counts.keys() == set(range(reach.least, reach.most + 1))
    assert max(counts.values()) - min(counts.values()) <= 4


@pytest.mark.parametrize("ideal", range(80, 120))
def test_the_load_of_all_days_is_read_that_a_balanced_interval_may_have(ideal: int) -> None:
    found = bounds(ideal, 1, 36_500)
    assert found.least > BALANCED_DAYS or found.most < DAYS_READ


async def test_without_balance_chance_decides_as_before(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*(f"alpha{number}" for number in range(12))))
    await imported(vault)
    for card in await cards_of(store):
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=UNBALANCED)
    for card in await cards_of(store):
        assert card.scheduled
        drawn = bounds(8, 1, 36_500).pick(spread_chance(card.uid, 0))
        assert card.scheduled.due.date() == TODAY + timedelta(days=drawn)


async def test_what_the_button_shows_is_what_happens(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*(f"alpha{number}" for number in range(15))))
    await imported(vault)
    review = await review_at(store, 0)
    turn = await review.show()
    while turn.card:
        card = turn.card.card_id
        outcomes = await review.reveal()
        assert await review.reveal() == outcomes
        turn = await review.rate(Rating.EASY)
        days = await due_days(store)
        assert days[card] == TODAY + outcomes.wait(Rating.EASY)
    found = await diagnosis(store, at(1).now)
    assert [check.detail for check in found.checks if check.name == "log" and not check.ok] == []


async def test_a_session_balances_as_single_answers_do(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*(f"alpha{number}" for number in range(15))))
    await imported(vault)
    review = await review_at(store, 0)
    turn = await review.show()
    order = []
    while turn.card:
        order.append(str(turn.card.card_id))
        turn = await rated(review, Rating.EASY)
    in_session = await due_days(store)
    await undo(store, len(order), at(0))
    for card in order:
        await grade(store, card, Rating.EASY, moment=at(0), settings=Settings())
    assert await due_days(store) == in_session


async def test_an_undone_answer_leaves_its_day_to_another_card(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*(f"alpha{number}" for number in range(15))))
    await imported(vault)
    review = await review_at(store, 0)
    turn = await review.show()
    while turn.card:
        card = turn.card.card_id
        await rated(review, Rating.EASY)
        first = (await due_days(store))[card]
        await review.undo()
        turn = await rated(review, Rating.EASY)
        assert (await due_days(store))[card] == first


async def test_siblings_fall_due_on_different_days(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    facts = [f"Say alpha{number}:::It is alpha{number} indeed" for number in range(8)]
    write("Deck.md", "#flashcards\n\n" + "\n".join(facts))
    await imported(vault)
    cards = await cards_of(store)
    assert len(cards) == 16
    for card in cards:
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=Settings())
    days = await due_days(store)
    by_fact: dict[str, set[date]] = {}
    for card in cards:
        by_fact.setdefault(card.fact, set()).add(days[card.card_id])
    assert {len(each) for each in by_fact.values()} == {2}


async def test_a_fit_moves_no_card_within_the_spread_of_its_interval(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    async with store.reading() as transaction:
        assert await other_days(transaction, Settings(), at(1), Model()) == {}
        assert await other_days(transaction, UNBALANCED, at(1), Model()) != {}
        often = Settings(schedule=ScheduleSettings(retention=0.97))
        assert len(await other_days(transaction, often, at(1), Model())) == 30


async def test_a_day_off_gets_cards_only_if_there_is_no_other(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    off = (TODAY + 8 * _DAY).strftime("%A").casefold()
    settings = Settings(schedule=ScheduleSettings(easy_days=(f"{off}:0",)))
    write("Deck.md", deck(*(f"alpha{number}" for number in range(20))))
    await imported(vault)
    for card in await cards_of(store):
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=settings)
    assert TODAY + 8 * _DAY not in (await due_days(store)).values()


async def test_answers_go_before_or_after_a_break(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 9 * _DAY)
    await plan_break(store, off, Settings(), at(0))
    await learned(store, vault, write, imported, 20)
    days = {(day - TODAY).days for day in (await due_days(store)).values()}
    assert days == {6, 10}
    assert (await remove_break(store, off.first, at(0))).name == off.first.isoformat()
    for card in await cards_of(store):
        await grade(store, str(card.card_id), Rating.AGAIN, moment=at(0), settings=Settings())
    with pytest.raises(NotPlannedError, match="Planned: none"):
        await remove_break(store, off.first, at(0))


async def test_cards_that_are_due_in_a_break_move_only_if_that_is_said(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    before = await due_days(store)
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 8 * _DAY)
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
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 10)
    off = Break(first=TODAY + 3 * _DAY, last=TODAY + 20 * _DAY)
    outlook = await plan_break(store, off, Settings(), at(1), reschedule=True)
    assert (outlook.waiting, outlook.before, outlook.after, outlook.moved) == (10, 0, 0, 0)
    assert outlook.recall_due is not None
    assert outlook.recall_after is not None
    assert 0.8 < outlook.recall_after < outlook.recall_due
    assert outlook.forgotten == pytest.approx(
        10 * (outlook.recall_due - outlook.recall_after), abs=0.01
    )


async def test_the_overview_shows_the_load_with_and_without_breaks(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 8 * _DAY)
    await plan_break(store, off, Settings(), at(1))
    plan = await overview(store, at(1), Settings(), days=14)
    assert [day.day for day in plan.days] == [TODAY + n * _DAY for n in range(1, 15)]
    assert sum(day.reviews for day in plan.days) == 30
    assert sum(day.reviews_with_breaks for day in plan.days) == 30
    assert {day.day for day in plan.days if day.in_break} == {off.first, off.last}
    assert all(not day.reviews_with_breaks for day in plan.days if day.in_break)
    assert plan.breaks[0].cards == sum(day.reviews for day in plan.days if day.in_break)
    later = await overview(store, at(30), Settings(), days=3)
    assert later.breaks == ()


async def test_breaks_that_overlap_move_each_card_once(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    for first, last in ((4, 8), (6, 9)):
        off = Break(first=TODAY + first * _DAY, last=TODAY + last * _DAY)
        await plan_break(store, off, Settings(), at(1))
    plan = await overview(store, at(1), Settings(), days=30)
    shown = {day.day: day.reviews_with_breaks for day in plan.days}
    assert sum(shown.values()) == sum(day.reviews for day in plan.days) == 30
    assert {day for day, count in shown.items() if count} == {TODAY + 10 * _DAY}
    assert [off.cards for off in plan.breaks] == [
        sum(day.reviews for day in plan.days if first <= (day.day - TODAY).days <= last)
        for first, last in ((4, 8), (6, 9))
    ]


async def test_a_break_that_has_begun_makes_overdue_cards_wait_too(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    await plan_break(
        store, Break(first=TODAY + 8 * _DAY, last=TODAY + 20 * _DAY), Settings(), at(8)
    )
    plan = await overview(store, at(11), Settings(), days=30)
    assert plan.days[0].reviews == 30
    shown = {day.day: day.reviews_with_breaks for day in plan.days}
    assert {day: count for day, count in shown.items() if count} == {TODAY + 21 * _DAY: 30}
    (off,) = plan.breaks
    assert (off.cards, off.waiting) == (30, 30)
    assert off.recall_due is not None
    assert off.recall_after is not None
    assert off.recall_after < off.recall_due


async def test_cards_leave_a_break_without_balance_too(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    await learned(store, vault, write, imported, 30)
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 8 * _DAY)
    outlook = await plan_break(store, off, UNBALANCED, at(1), reschedule=True)
    assert (outlook.moved, outlook.waiting) == (outlook.cards, 0)
    assert not any(off.covers(day) for day in (await due_days(store)).values())


@pytest.mark.parametrize("settings", [Settings(), UNBALANCED], ids=["balanced", "unbalanced"])
async def test_a_fit_keeps_cards_in_time_for_an_exam_and_out_of_breaks(
    store: Store, vault: Path, write: Write, imported: Import, settings: Settings
) -> None:
    for number in range(20):
        write(f"law{number:02}.md", law(number))
    await imported(vault)
    exam = Exam(tag="law", day=TODAY + 4 * _DAY, retention=None)
    await plan_exam(store, exam, settings, at(0))
    for card in await cards_of(store):
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=settings)
    assert {*(await due_days(store)).values()} == {exam.day}
    async with store.reading() as transaction:
        assert await other_days(transaction, settings, at(1), Model()) == {}
    await remove_exam(store, "law", at(1))
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 9 * _DAY)
    await plan_break(store, off, settings, at(1))
    async with store.reading() as transaction:
        moves = await other_days(transaction, settings, at(1), Model())
    assert len(moves) == 20
    assert not any(off.covers(move.to) for move in moves.values())


def law(number: int) -> str:
    return f"Tags: #law\n\nQ: Article {number}?\nA: It says {number}.\n"


async def test_new_cards_for_an_exam_come_first_as_many_as_are_needed(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(30):
        write(f"a{number:02}.md", f"Q: Other {number}?\nA: It is {number}.\n")
    for number in range(20):
        write(f"law{number:02}.md", law(number))
    await imported(vault)
    exam = Exam(tag="law", day=TODAY + 10 * _DAY, retention=None)
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
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(20):
        write(f"law{number:02}.md", law(number))
    await imported(vault)
    few = Settings(schedule=ScheduleSettings(new_per_day=3))
    exam = Exam(tag="law", day=TODAY + 4 * _DAY, retention=None)
    outlook = await plan_exam(store, exam, few, at(0))
    assert (outlook.new_a_day, outlook.new_limit, outlook.new_left_out) == (5, 3, 8)
    assert (await (await review_at(store, 0, settings=few)).show()).left.new == 3


async def test_no_card_of_an_exam_is_due_after_it(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("law.md", law(1))
    write("sea.md", "Tags: #sea\n\nQ: Salty?\nA: It is.\n")
    await imported(vault)
    exam = Exam(tag="law", day=TODAY + 30 * _DAY, retention=0.95)
    await plan_exam(store, exam, Settings(), at(0))
    for days in (0, 3, 10, 25, 29):
        for card in await cards_of(store):
            await grade(store, str(card.card_id), Rating.EASY, moment=at(days), settings=Settings())
        by_front = {card.front: card for card in await cards_of(store)}
        asked = by_front["Article 1?"].scheduled
        assert asked
        assert asked.due.date() <= exam.day
    other = by_front["Salty?"].scheduled
    assert other
    assert other.due.date() > exam.day + 30 * _DAY
    article = by_front["Article 1?"].card_id
    await grade(store, str(article), Rating.EASY, moment=at(30), settings=Settings())
    assert (await due_days(store))[article] > exam.day + 30 * _DAY
    assert (await remove_exam(store, "#LAW", at(30))).name == "law"
    with pytest.raises(NotPlannedError):
        await remove_exam(store, "law", at(30))


async def test_cards_that_are_due_too_late_for_an_exam_move_only_if_that_is_said(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("law.md", law(1))
    await imported(vault)
    for days in (0, 8):
        await grade(store, "1", Rating.EASY, moment=at(days), settings=Settings())
    before = await due_days(store)
    exam = Exam(tag="law", day=TODAY + 20 * _DAY, retention=None)
    outlook = await plan_exam(store, exam, Settings(), at(9))
    assert (outlook.too_late, outlook.moved) == (1, 0)
    assert await due_days(store) == before
    outlook = await plan_exam(store, exam, Settings(), at(9), reschedule=True)
    assert (outlook.too_late, outlook.moved) == (0, 1)
    assert list((await due_days(store)).values()) == [exam.day]
    await undo(store, 1, at(9))
    assert await due_days(store) == before


async def test_a_break_within_an_exam_keeps_its_cards_in_time(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(20):
        write(f"law{number:02}.md", law(number))
    await imported(vault)
    for card in await cards_of(store):
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=Settings())
    exam = Exam(tag="law", day=TODAY + 9 * _DAY, retention=None)
    await plan_exam(store, exam, Settings(), at(1), reschedule=True)
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 8 * _DAY)
    await plan_break(store, off, Settings(), at(1), reschedule=True)
    days = (await due_days(store)).values()
    assert max(days) <= exam.day
    assert not any(off.covers(day) for day in days)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [(5, 3, "ends on"), (-9, -3, "is over"), (0, 4000, "more than ten years away")],
)
async def test_a_break_that_cannot_be_is_refused(
    store: Store, first: int, last: int, says: str
) -> None:
    off = Break(first=TODAY + first * _DAY, last=TODAY + last * _DAY)
    with pytest.raises(UsageError, match=says):
        await plan_break(store, off, Settings(), at(0))
    assert (await overview(store, at(0), Settings(), days=1)).breaks == ()


async def test_an_exam_that_cannot_be_is_refused(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("law.md", law(1))
    await imported(vault)

    async def planned(tag: str, days: int) -> None:
        exam = Exam(tag=tag, day=TODAY + days * _DAY, retention=None)
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
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(20):
        write(f"law{number:02}.md", law(number))
    await imported(vault)
    few = Settings(schedule=ScheduleSettings(new_per_day=2))
    await plan_exam(store, Exam(tag="law", day=TODAY + 10 * _DAY, retention=None), few, at(0))
    review = await review_at(store, 0, settings=few)
    await review.show()
    await rated(review, Rating.EASY)
    plan = await overview(store, at(0), few, days=3)
    assert [day.new for day in plan.days] == [1, 2, 2]
    assert plan.exams[0].new == 19
    assert await answered(store, 1) != []


async def test_exams_of_nested_tags_share_new_cards_and_the_limit_of_the_day(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(20):
        write(f"law{number:02}.md", law(number))
        write(f"sea{number:02}.md", f"Tags: #sea\n\nQ: Sea {number}?\nA: It is {number}.\n")
    for number in range(10):
        write(f"tax{number:02}.md", f"Tags: #law/tax\n\nQ: Tax {number}?\nA: It is {number}.\n")
    await imported(vault)
    few = Settings(schedule=ScheduleSettings(new_per_day=4))
    for tag, days in (("law/tax", 5), ("law", 10)):
        await plan_exam(store, Exam(tag=tag, day=TODAY + days * _DAY, retention=None), few, at(0))
    outlook = await plan_exam(
        store, Exam(tag="sea", day=TODAY + 11 * _DAY, retention=None), few, at(0)
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
    exam = Exam(tag="law", day=TODAY + 2 * _DAY, retention=None)
    outlook = await plan_exam(store, exam, Settings(), at(0))
    assert (outlook.new, outlook.new_a_day, outlook.new_left_out) == (9, 5, 3)
    assert (await (await review_at(store, 0)).show()).left.new == 3


async def test_a_session_that_is_open_heeds_what_is_planned_and_answered_elsewhere(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*(f"alpha{number}" for number in range(30))))
    await imported(vault)
    review = await review_at(store, 0)
    await review.show()
    turn = await rated(review, Rating.EASY)
    assert turn.card
    shown = turn.card.card_id
    others = [card.card_id for card in await cards_of(store) if not card.scheduled]
    for card in [card for card in others if card != shown][:9]:
        await grade(store, str(card), Rating.EASY, moment=at(0), settings=Settings())
    turn = await rated(review, Rating.HARD)
    assert turn.card
    shown = turn.card.card_id
    turn = await rated(review, Rating.EASY)
    in_session = (await due_days(store))[shown]
    await undo(store, 1, at(0))
    await grade(store, str(shown), Rating.EASY, moment=at(0), settings=Settings())
    assert (await due_days(store))[shown] == in_session
    off = Break(first=TODAY + 7 * _DAY, last=TODAY + 9 * _DAY)
    await plan_break(store, off, Settings(), at(0))
    await rated(review, Rating.HARD)
    for _ in range(5):
        turn = await review.show()
        assert turn.card
        await rated(review, Rating.EASY)
        assert not off.covers((await due_days(store))[turn.card.card_id])
