"""The full-text indexes hold the living notes, whichever were there before."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from kb.graph.resolve import FolderId, NoteId
from kb.notes.note import Note
from kb.store.file.store import Store
from kb.store.notes.files import mark_gone
from kb.store.notes.folders import mark_forgotten
from kb.store.search.terms import document_frequencies, indexed_notes

MakeNote = Callable[..., Note]
Save = Callable[..., Awaitable[dict[str, NoteId]]]
NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
NOTES = 60
WORDS = ("kiln", "kiln0", "kiln1", "kiln59", "窯0")


def kilns(make_note: MakeNote, numbers: Sequence[int], words: str = "窯0") -> list[Note]:
    return [make_note(f"{number}.md", body=f"kiln kiln{number} {words}") for number in numbers]


async def in_index(store: Store) -> tuple[int, dict[str, int]]:
    """Return how many notes are indexed, and how many have each of the words."""
    async with store.writing() as transaction:
        for index in ("note_search", "note_search_cjk"):
            check = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608  # fixed
            await transaction.execute(text(check))
        frequencies = await document_frequencies(transaction, WORDS)
        cjk = await transaction.scalar(text("SELECT count(*) FROM note_search_cjk"))
        assert cjk == await indexed_notes(transaction)
        return await indexed_notes(transaction), frequencies


@pytest.mark.parametrize("gone", [1, 2, 30, 59])
async def test_a_removed_note_is_in_no_index_until_it_returns(
    store: Store, make_note: MakeNote, save: Save, gone: int
) -> None:
    ids = await save(*kilns(make_note, range(NOTES)))
    before = await in_index(store)
    assert before == (NOTES, {"kiln": NOTES, "kiln0": 1, "kiln1": 1, "kiln59": 1})
    async with store.writing() as transaction:
        await mark_gone(transaction, [ids[f"{number}.md"] for number in range(gone)], NOW)
    left = {"kiln": NOTES - gone, "kiln1": 1, "kiln59": 1}
    if gone > 1:
        del left["kiln1"]
    assert await in_index(store) == (NOTES - gone, left)
    await save(*kilns(make_note, range(gone), "other words 窯"), ids=ids)
    assert await in_index(store) == before


async def test_no_note_of_a_forgotten_folder_is_in_an_index(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    ids = await save(*kilns(make_note, range(NOTES)))
    async with store.writing() as transaction:
        await mark_gone(transaction, [ids["0.md"]], NOW)
        await mark_forgotten(transaction, FolderId(1), NOW)
    assert await in_index(store) == (0, {})
    await save(*kilns(make_note, range(1, 3)), ids=ids)
    assert await in_index(store) == (2, {"kiln": 2, "kiln1": 1})
