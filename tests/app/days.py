"""Days that a test turns: sessions on them, and answers to all cards that come."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kb.app.cards.selection import CardSelection
from kb.app.review.session.clock import Clock
from kb.app.review.session.session import ReviewSession
from kb.app.review.session.start import start_review
from kb.app.review.session.turn import Turn
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.schedule.memory import Rating
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store

CALENDAR = Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=4)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Watch:
    """A clock that stands still until a test turns it."""

    now: datetime = START
    seconds: float = 0.0
    calendar: Calendar = CALENDAR

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.now, seconds=lambda: self.seconds, calendar=self.calendar)

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


def at(days: float) -> Moment:
    return Moment(now=START + timedelta(days=days), calendar=CALENDAR)


def deck(*facts: str) -> str:
    return "#flashcards\n\n" + "\n".join(f"Say {fact}::It is {fact} indeed" for fact in facts)


async def review_at(
    store: Store,
    days: float,
    options: SessionOptions | None = None,
    settings: Settings | None = None,
    *,
    watch: Watch | None = None,
    **only: Any,
) -> ReviewSession:
    """Starts a session; its clock stands still, unless the test has a watch of its own."""
    clock = (watch or Watch(now=at(days).now)).clock
    options = options or SessionOptions()
    return await start_review(
        store, clock, settings or Settings(), options, only=CardSelection(**only)
    )


async def rated(review: ReviewSession, rating: Rating) -> Turn:
    """Shows the answer of the card, rates it, and returns the next turn."""
    await review.reveal()
    return await review.rate(rating)


async def answered(
    store: Store, days: float, ratings: dict[str, Rating] | None = None
) -> list[str]:
    """Answers all that comes on a day, Good unless told of a first answer; returns the prompts."""
    watch, seen = Watch(now=at(days).now), []
    review = await review_at(store, days, watch=watch)
    turn = await review.show()
    while turn.card:
        front = turn.card.front
        rating = Rating.GOOD if front in seen else (ratings or {}).get(front, Rating.GOOD)
        seen.append(front)
        watch.turn(6)
        await review.reveal()
        turn = await review.rate(rating)
        watch.now += timedelta(seconds=54)
        if turn.card is None:
            turn = await review.show()
    return seen
