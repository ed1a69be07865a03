"""One import at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path

import pytest

from kb.app.importing.refresh import refresh
from kb.app.importing.run import ImportReport
from kb.config.settings import Settings
from kb.errors import StoreError
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store
from kb.store.importing import lock as locking
from tests.app.conftest import NOW

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


async def test_a_second_import_waits_for_the_first(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(20):
        write(f"{number}.md", f"[[{number + 1}]]")
    reports = await asyncio.gather(imported(vault), imported(vault))
    assert sorted((each.notes.added, each.notes.unchanged) for each in reports) == [
        (0, 20),
        (20, 0),
    ]


async def test_an_import_that_waits_too_long_is_told(
    store: Store, vault: Path, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 0.05)
    async with locking.import_lock(store.path):
        with pytest.raises(StoreError, match="another import"):
            await imported(vault)


async def test_a_review_does_not_wait_for_an_import(
    store: Store, vault: Path, write: Write, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    await imported(vault)
    write("a.md", "text")
    monkeypatch.setattr("kb.app.importing.refresh.PATIENCE_SECONDS", 0.05)
    moment = Moment(now=NOW, calendar=Calendar(zone=UTC, rollover_hour=4))
    async with locking.import_lock(store.path):
        assert "another import" in (await refresh(store, moment, Settings())).trouble
    report = (await refresh(store, moment, Settings())).report
    assert report
    assert report.notes.added == 1


async def test_the_lock_is_the_users_alone(store: Store) -> None:
    async with locking.import_lock(store.path):
        (lock,) = store.path.parent.glob("*lock")
        assert lock.stat().st_mode & 0o077 == 0
