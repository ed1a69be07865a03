"""Remembered folders, forgotten and moved."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.app.importing.folders import forget_folder, known_folders, move_folder
from kb.app.importing.report import NoteCounts
from kb.app.importing.run import ImportReport
from kb.app.notes.browse import list_notes
from kb.errors import NotFoundError, UsageError
from kb.store.file.store import Store

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


async def test_a_forgotten_folder_comes_back_with_the_same_notes(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "[[b]]")
    write("b.md", "text")
    before = await imported(vault)
    await forget_folder(store, vault, now=NOW)
    assert await known_folders(store) == ()
    assert await list_notes(store) == ()
    with pytest.raises(UsageError):
        await imported()
    report = await imported(vault)
    assert report.notes == NoteCounts(added=2)
    assert report.links == before.links


async def test_a_folder_that_is_not_known_cannot_be_forgotten(store: Store, vault: Path) -> None:
    with pytest.raises(NotFoundError, match="is not an imported folder"):
        await forget_folder(store, vault, now=NOW)


async def test_a_moved_folder_keeps_its_notes(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    await imported(vault)
    elsewhere = vault.with_name("elsewhere")
    os.rename(vault, elsewhere)  # noqa: PTH104
    assert [folder.reachable for folder in await known_folders(store)] == [False]
    moved = await move_folder(store, vault, elsewhere)
    assert (moved.folder, moved.notes, moved.reachable) == (str(elsewhere), 1, True)
    assert (await imported()).notes == NoteCounts(unchanged=1)


async def test_a_folder_cannot_move_to_where_there_is_nothing(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    await imported(vault)
    with pytest.raises(UsageError, match="not a readable folder"):
        await move_folder(store, vault, vault / "nowhere")


async def test_a_folder_cannot_move_into_another(
    store: Store, vault: Path, tmp_path: Path, write: Write, imported: Import
) -> None:
    other = tmp_path / "other"
    (other / "deep").mkdir(parents=True)
    write("a.md", "text")
    await imported(vault, other)
    with pytest.raises(UsageError, match="overlaps"):
        await move_folder(store, vault, other / "deep")


async def test_a_folder_can_move_to_where_a_forgotten_one_was(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    """As after its new place was imported first, and all notes were there twice."""
    write("a.md", "[[b]]")
    write("b.md", "text")
    await imported(vault)
    elsewhere = vault.with_name("elsewhere")
    os.rename(vault, elsewhere)  # noqa: PTH104
    await imported(elsewhere)
    await forget_folder(store, elsewhere, now=NOW)
    await move_folder(store, vault, elsewhere)
    report = await imported()
    assert (report.notes, report.links.resolved) == (NoteCounts(unchanged=2), 1)
    assert [folder.folder for folder in await known_folders(store)] == [str(elsewhere)]
