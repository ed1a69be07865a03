"""How many new cards a day brings, and of which notes."""

from pathlib import Path

import pytest

from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.memory import Rating
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import answered, deck, rated, review_at

FACTS = [f"alpha{number}" for number in range(14)]


async def new_on(store: Store, day: float, **schedule: int) -> int:
    """Returns how many new cards a day brings."""
    settings = Settings(schedule=ScheduleSettings(**schedule))  # type: ignore[arg-type]
    return (await (await review_at(store, day, settings=settings)).show()).left.new


@pytest.mark.parametrize(("cards", "brought"), [(10, 3), (11, 11), (14, 14)])
async def test_a_note_of_more_than_ten_handwritten_cards_is_a_deck(
    store: Store, vault: Path, write: Write, imported: Import, cards: int, brought: int
) -> None:
    write("Deck.md", deck(*FACTS[:cards]))
    await imported(vault)
    assert await new_on(store, 0) == brought
    assert await new_on(store, 0, new_per_day=5) == min(brought, 5)
    assert await new_on(store, 0, new_per_note=20) == cards


async def test_a_deck_stays_one_while_it_is_learned(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*FACTS))
    await imported(vault)
    review = await review_at(store, 0, SessionOptions(cards=5))
    await review.show()
    for _ in range(5):
        await rated(review, Rating.EASY)
    assert await new_on(store, 1) == 9


async def test_a_note_with_as_many_cards_of_generators_is_no_deck(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    calls = "\n".join(
        f"- `{name}()`: {what} the {thing} of a queue."
        for name, what, thing in (
            ("push", "Adds", "element at the end"),
            ("pop", "Takes", "element at the front"),
            ("peek", "Shows", "next waiting job"),
            ("drain", "Empties", "whole buffer"),
            ("close", "Shuts", "writing side"),
            ("size", "Counts", "pending items"),
            ("wait", "Awaits", "arrival of a task"),
            ("swap", "Exchanges", "two oldest entries"),
            ("shrink", "Reduces", "reserved memory"),
            ("merge", "Joins", "second half"),
            ("freeze", "Forbids", "further growth"),
        )
    )
    write("Deck.md", f"{deck(*FACTS[:11])}\n\n## Calls\n\n{calls}\n")
    await imported(vault)
    assert await new_on(store, 0) == 3


async def test_what_was_learned_today_counts(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck(*FACTS[:6]))
    await imported(vault)
    await answered(store, 0)
    assert await new_on(store, 0.1) == 0
    assert await new_on(store, 0.1, new_per_note=4) == 1
