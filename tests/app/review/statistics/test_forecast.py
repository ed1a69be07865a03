"""Beside a session: what is due, the statistics, the summary, and why a card comes."""

from datetime import datetime
from pathlib import Path

import pytest

from kb.app.review.answers import undo
from kb.app.review.grade import grade
from kb.app.review.statistics.forecast import next_moment, outlook
from kb.app.review.statistics.statistics import statistics
from kb.config.settings import Settings
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from tests.app.days import CALENDAR, Watch, answered, at, rated, review_at


async def test_the_outlook_counts_what_waits_and_says_when_the_next_comes(
    store: Store, three: Path
) -> None:
    assert await next_moment(store, at(0)) is None
    found = await outlook(store, at(0), Settings(), days=3)
    assert (found.learning, found.review, found.new) == (0, 0, 3)
    await answered(store, 0)
    found = await outlook(store, at(0), Settings(), days=30)
    assert found.new == 0
    assert sum(day.reviews for day in found.forecast) == 3
    first = next(day.day for day in found.forecast if day.reviews)
    following = await next_moment(store, at(0))
    assert following is not None
    assert following == datetime(first.year, first.month, first.day, 4, tzinfo=CALENDAR.zone)


async def test_statistics_count_what_was_not_taken_back(store: Store, three: Path) -> None:
    await answered(store, 0)
    await answered(store, 4, {"Say beta": Rating.AGAIN})
    before = await statistics(store, at(4))
    await grade(store, "1", Rating.EASY, moment=at(4), settings=Settings())
    await undo(store, 1, at(4))
    after = await statistics(store, at(4))
    assert after == before
    assert (before.true_retention.n, before.true_retention.young) == (3, None)
    assert before.calibration is None
    assert [group.title for group in before.concepts] == ["Deck"]
    assert before.concepts[0].weakest[0].front.startswith("Say ")
    assert sum(day.reviews for day in before.days) == before.reviews


async def test_a_session_sums_itself_up(store: Store, three: Path) -> None:
    await answered(store, 0)
    watch = Watch(now=at(5).now)
    review = await review_at(store, 5, watch=watch)
    turn = await review.show()
    while turn.card:
        forgot = turn.card.front == "Say beta" and turn.card.lapses == 0
        watch.turn(30)
        turn = await rated(review, Rating.AGAIN if forgot else Rating.GOOD)
    found = await review.summary()
    assert (found.cards, found.answers, found.minutes) == (3, 4, 2.0)
    assert (found.reviews, found.recalled, found.lapses) == (3, 2, (("Deck", 1),))
    assert found.predicted == pytest.approx(0.85, abs=0.1)


async def test_a_card_says_why_it_comes(store: Store, three: Path) -> None:
    await answered(store, 0)
    review = await review_at(store, 9)
    await review.show()
    why = await review.why()
    assert any("It has been due since" in reason for reason in why.reasons)
    assert any("Your chance of recalling it now is" in reason for reason in why.reasons)
    assert [past.what for past in why.history] == ["good", "good"]
