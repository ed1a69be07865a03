"""What is known of a concept or a tag."""

from datetime import timedelta

import pytest

from kb.schedule.memory import CardId
from kb.schedule.recall import GroupedCard, recall_by_group
from tests.schedule.worlds import MODEL, TODAY


def test_recall_is_told_by_group() -> None:
    def card(group: str, number: int, stability: float | None, ago: int = 10) -> GroupedCard[str]:
        last = None if stability is None else TODAY - timedelta(days=ago)
        return GroupedCard(group, CardId(number), stability, last)

    cards = [
        card("asyncio", 1, 10.0),
        card("asyncio", 2, 100.0),
        card("asyncio", 3, 1.0),
        card("asyncio", 4, 5.0),
        card("asyncio", 5, None),
        card("threads", 6, None),
    ]
    found = recall_by_group(cards, MODEL.curve, TODAY)
    assert list(found) == ["asyncio", "threads"]
    asyncio = found["asyncio"]
    assert (asyncio.cards, asyncio.met, asyncio.coverage) == (5, 4, 0.8)
    assert [number for number, _ in asyncio.weakest] == [3, 4, 1]
    assert dict(asyncio.weakest)[CardId(1)] == pytest.approx(0.9)
    assert asyncio.recall_now is not None
    assert 0.7 < asyncio.recall_now < 0.95
    assert (found["threads"].recall_now, found["threads"].coverage) == (None, 0)
