"""The import before a review."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

import pytest

import kb.app.importing.refresh as refreshing
from kb.app.importing import run
from kb.app.importing.refresh import refresh
from kb.app.meaning.embedder import Embedder
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store
from tests.app.conftest import NOW, Import, Write


async def test_a_review_does_not_wait_for_problems_that_it_does_not_show(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Popular.md", "# Popular\n\nText. ^here\n")
    write("Links.md", "[[Popular#^gone]] and [[Popular#Gone]]\n")
    told = await imported(vault)
    assert [problem.code for problem in told.problems] == ["block-missing", "heading-missing"]

    moment = Moment(now=NOW, calendar=Calendar(zone=UTC, rollover_hour=4))
    unchanged = (await refresh(store, moment, Settings())).report
    write("Links.md", "Now [[Popular#^gone]]\n", when=NOW)
    changed = (await refresh(store, moment, Settings())).report
    assert unchanged
    assert changed
    assert (unchanged.notes.changed, changed.notes.changed) == (0, 1)
    assert unchanged.problems == changed.problems == ()


async def test_a_review_tells_of_a_folder_that_lost_most_of_its_notes(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    files = [write(f"{number}.md", f"# {number}\n") for number in range(30)]
    await imported(vault)
    for file in files[1:]:
        file.unlink()
    refreshed = await refresh(
        store, Moment(now=NOW, calendar=Calendar(zone=UTC, rollover_hour=4)), Settings()
    )
    assert "29 of 30 notes have disappeared" in " ".join(refreshed.left)


async def test_a_review_does_not_wait_until_very_many_texts_are_read_for_their_meaning(
    store: Store, vault: Path, write: Write, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        write(f"{number}.md", f"**Definition:** A thing of kind {number} is a thing.\n")
    await imported(vault)
    read: list[str] = []

    def encode(texts: Sequence[str]) -> list[list[float]]:
        read.extend(texts)
        return [[1.0]] * len(texts)

    embedder = Embedder(model="none/1", encode=encode)
    monkeypatch.setattr(run, "installed_embedder", lambda: embedder)
    moment = Moment(now=NOW, calendar=Calendar(zone=UTC, rollover_hour=4))
    monkeypatch.setattr(refreshing, "MOST_TEXTS", 20)
    await refresh(store, moment, Settings())
    assert read == []
    monkeypatch.setattr(refreshing, "MOST_TEXTS", 1000)
    await refresh(store, moment, Settings())
    assert read
