"""Days that a test turns: sittings on them, and answers to all that comes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kb.app.review.sitting import Sitting, sit_down
from kb.config import Settings
from kb.schedule.days import Calendar
from kb.schedule.memory import Rating
from kb.schedule.moment import Moment
from kb.schedule.queue import Wish
from kb.store.file.store import Store

CALENDAR = Calendar(zone=ZoneInfo("Europe/Berlin"))
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(days: float) -> Moment:
    return Moment(now=START + timedelta(days=days), calendar=CALENDAR)


def deck(*facts: str) -> str:
    return "#flashcards\n\n" + "\n".join(f"Say {fact}::It is {fact} indeed" for fact in facts)


async def sitting_at(store: Store, days: float, wish: Wish | None = None, **only: str) -> Sitting:
    return await sit_down(store, at(days), Settings(), wish or Wish(), **only)


async def answered(
    store: Store, days: float, ratings: dict[str, Rating] | None = None
) -> list[str]:
    """Answers all that comes on a day, Good unless told of a first answer; returns the prompts."""
    sitting = await sitting_at(store, days)
    now, seen = at(days).now, []
    while card := await sitting.advance(now):
        told = {} if card.front in seen else ratings or {}
        seen.append(card.front)
        sitting.reveal(now)
        await sitting.rate(told.get(card.front, Rating.GOOD), seconds=6)
        now += timedelta(minutes=1)
    return seen
