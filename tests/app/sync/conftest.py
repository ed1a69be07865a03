"""Machines whose folder is one, as if its carrier were perfect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from kb.store.file.store import open_store
from tests.app.sync.machines import Machine

NOTE = "# Deck\n\n" + "".join(f"Q: Question {n}?\nA: Answer {n}, as written.\n\n" for n in range(4))
MakeMachine = Callable[..., Awaitable[Machine]]


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[MakeMachine]:
    """Makes machines that have imported one note of four cards, each at a path of its own."""
    folder = tmp_path / "shared"
    folder.mkdir()
    async with AsyncExitStack() as stores:

        async def make(name: str, note: str = NOTE) -> Machine:
            place = tmp_path / name
            shelf = place / "notes" / f"shelf of {name}"
            shelf.mkdir(parents=True)
            (place / "folder").symlink_to(folder)
            (shelf / "Deck.md").write_text(note)
            store = await stores.enter_async_context(open_store(place / "kb.db"))
            made = Machine(place=place, store=store)
            await made.imports()
            return made

        yield make
