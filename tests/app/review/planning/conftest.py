"""Notes whose cards are planned."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import deck
from tests.app.review.planning.due_days import rate_all

Make = Callable[[int], Awaitable[None]]


@pytest.fixture
def new_deck(vault: Path, write: Write, imported: Import) -> Make:
    """Imports one note of so many cards."""

    async def make(count: int) -> None:
        write("Deck.md", deck(*(f"alpha{number}" for number in range(count))))
        await imported(vault)

    return make


@pytest.fixture
def learned_deck(store: Store, new_deck: Make) -> Make:
    """Imports a deck whose cards all fall due within a few days, after a week or so."""

    async def make(count: int) -> None:
        await new_deck(count)
        await rate_all(store)

    return make


@pytest.fixture
def law_notes(vault: Path, write: Write, imported: Import) -> Make:
    """Imports so many notes of a tag, each of one card."""

    async def make(count: int) -> None:
        for number in range(count):
            write(
                f"law{number:02}.md", f"Tags: #law\n\nQ: Article {number}?\nA: It says {number}.\n"
            )
        await imported(vault)

    return make
