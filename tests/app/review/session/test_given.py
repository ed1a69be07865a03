"""Answers that come from a page: they count once, and only if the card stands as it was shown."""

from datetime import timedelta
from pathlib import Path

import pytest

from kb.app.review.session.given import (
    OLDEST,
    AnswerTimeError,
    GivenAnswer,
    fingerprint,
    given_at,
    was_recorded,
)
from kb.errors import UsageError
from kb.schedule.memory import Rating
from kb.schedule.queue import SessionOptions
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store
from tests.app.days import at, rated, review_at


def given(card: StoredCard, *, counts: bool = True) -> GivenAnswer:
    return GivenAnswer(
        card=card.card_id,
        shown=fingerprint(card),
        rating=Rating.GOOD,
        duration_ms=1234,
        at=at(0).now,
        counts=counts,
    )


async def test_a_fingerprint_changes_with_an_answer_and_comes_back_with_its_undo(
    store: Store, three: Path
) -> None:
    review = await review_at(store, 0, SessionOptions(cards=1))
    card = (await review.show()).card
    assert card
    await rated(review, Rating.GOOD)
    again = (await review.show()).card
    assert again
    assert fingerprint(again) != fingerprint(card)
    undone = (await review.undo()).card
    assert undone
    assert fingerprint(undone) == fingerprint(card)


async def test_an_answer_is_known_by_what_was_shown_its_rating_and_its_milliseconds(
    store: Store, three: Path
) -> None:
    review = await review_at(store, 0)
    card = (await review.show()).card
    assert card
    answer = given(card)
    assert not await was_recorded(store, answer)
    await review.take(answer)
    assert await was_recorded(store, answer)
    await review.undo()
    assert await was_recorded(store, answer)  # or it would come back when it is sent again


async def test_practice_is_never_taken_for_an_answer_that_counts(store: Store, three: Path) -> None:
    review = await review_at(store, 0)
    card = (await review.show()).card
    assert card
    with pytest.raises(UsageError):
        await review.take(given(card, counts=False))


async def test_rewording_nothing_is_no_step(store: Store, three: Path) -> None:
    review = await review_at(store, 0)
    card = (await review.show()).card
    assert card
    turn = await review.reword(card.card_id, f" {card.front}", card.back)
    assert turn.message == "Nothing was changed."
    assert (await review.undo()).message == "There is nothing to undo."


def test_the_time_of_an_answer_has_bounds() -> None:
    now = at(0).now
    second = timedelta(seconds=1)
    assert given_at(now - OLDEST, now) == now - OLDEST
    assert given_at(now + 60 * second, now) == now
    for wrong in (now - OLDEST - second, now + 61 * second):
        with pytest.raises(AnswerTimeError):
            given_at(wrong, now)
