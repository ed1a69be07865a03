"""A real store, a folder of real files, and an import of it."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.app.importing.run import ImportReport, Target, import_notes
from kb.config.settings import Settings
from kb.store.file.store import Store, open_store
from tests.app.days import deck

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
async def store(tmp_path: Path, empty_store: Path) -> AsyncIterator[Store]:
    place = tmp_path / "store"
    place.mkdir(mode=0o700)
    async with open_store(Path(shutil.copy(empty_store, place))) as opened:
        yield opened


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def write(vault: Path) -> Write:
    """Writes a file of the vault; it was changed a day before the import, or at ``when``."""

    def written(path: str, text: str, *, when: datetime = LONG_AGO) -> Path:
        file = vault / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (when.timestamp(), when.timestamp()))
        return file

    return written


@pytest.fixture
def imported(store: Store) -> Import:
    async def run(
        *paths: Path, ext: tuple[str, ...] = (), now: datetime = NOW, **switches: Any
    ) -> ImportReport:
        targets = [Target(path=path, extensions=ext) for path in paths]
        return await import_notes(store, targets, settings=Settings(), now=now, **switches)

    return run


@pytest.fixture
async def three(vault: Path, write: Write, imported: Import) -> Path:
    """Imports one note of three cards."""
    write("Deck.md", deck("alpha", "beta", "gamma"))
    await imported(vault)
    return vault
