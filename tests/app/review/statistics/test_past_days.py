"""What a server keeps of past days."""

from pathlib import Path

from kb.app.cards.card_state import reset_cards
from kb.app.cards.selection import CardSelection
from kb.app.review.answers import redo, undo
from kb.app.review.grade import grade
from kb.app.review.statistics.past_days import PastDays
from kb.app.review.statistics.statistics import statistics
from kb.app.today import today
from kb.config.settings import Settings
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from kb.store.review.past import LogMark, log_mark, still_holds
from tests.app.days import answered, at

SETTINGS = Settings()


async def mark(store: Store) -> LogMark:
    async with store.reading() as transaction:
        return await log_mark(transaction)


async def holds(store: Store, before: LogMark, days: float) -> bool:
    async with store.reading() as transaction:
        now = await log_mark(transaction)
        return await still_holds(transaction, before, now, at(days).day)


async def test_answers_of_the_day_and_their_undo_leave_past_days_as_they_were(
    store: Store, three: Path
) -> None:
    await answered(store, 0)
    before = await mark(store)
    await grade(store, "1", Rating.GOOD, moment=at(4), settings=SETTINGS)
    assert await holds(store, before, 4)
    await undo(store, 1, at(4))
    assert await holds(store, before, 4)
    await reset_cards(store, CardSelection(cards=("2",)), at(4))
    assert await holds(store, before, 4)
    assert not await holds(store, before, 5)


async def test_an_undo_of_an_older_answer_changes_past_days(store: Store, three: Path) -> None:
    await answered(store, 0)
    before = await mark(store)
    await undo(store, 1, at(4))
    assert not await holds(store, before, 4)
    undone = await mark(store)
    await redo(store, 1, at(4))
    assert not await holds(store, undone, 4)


async def test_another_log_is_known_by_its_entries(store: Store, three: Path) -> None:
    await answered(store, 0)
    before = await mark(store)
    assert await holds(store, before, 4)
    assert not await holds(store, before._replace(position=before.position - 1), 4)
    assert not await holds(store, before._replace(joined=7), 4)


async def test_what_is_kept_gives_the_same_statistics(store: Store, three: Path) -> None:
    kept = PastDays()
    for day in (0.0, 0.1, 3, 3.1, 9, 40):
        assert await statistics(store, at(day), kept) == await statistics(store, at(day))
        view = await today(store, at(day), SETTINGS, kept)
        assert view == await today(store, at(day), SETTINGS)
        await answered(store, day, {"Say beta": Rating.AGAIN})
        assert await statistics(store, at(day), kept) == await statistics(store, at(day))
        assert (await today(store, at(day), SETTINGS, kept)).year != view.year
        await undo(store, 1, at(day))
        assert await statistics(store, at(day), kept) == await statistics(store, at(day))
    assert (await statistics(store, at(40), kept)).reviews > 15
