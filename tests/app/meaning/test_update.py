"""Vectors follow the notes and cards, whatever happens to these in between."""

from pathlib import Path

import pytest
from sqlalchemy import text

from kb.app.cards.inbox import reword
from kb.app.meaning.update import card_text, note_text, update_meaning
from kb.app.notes.search import search_by_meaning
from kb.store.file.copy import copy_unverified
from kb.store.file.store import Store, open_store
from kb.store.search.terms import NoteText
from kb.store.search.vectors import signs_of_notes
from tests.app.conftest import Import, Write
from tests.app.days import START, deck
from tests.app.meaning.conftest import Reader

Rows = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


async def rows(store: Store) -> Rows:
    """Returns all that is stored of vectors, by note and by card."""
    async with store.reading() as transaction:
        of_notes = await transaction.execute(
            text(
                "SELECT path, model, text_hash, stale, signs, vector FROM note_vectors "
                "JOIN notes ON notes.id = note_id ORDER BY path"
            )
        )
        of_cards = await transaction.execute(
            text(
                "SELECT front, model, text_hash, stale, signs FROM card_vectors "
                "JOIN cards ON cards.id = card_id ORDER BY front, cards.id"
            )
        )
        return [tuple(row) for row in of_notes], [tuple(row) for row in of_cards]


async def anew(store: Store, reader: Reader, place: Path) -> Rows:
    """Returns what would be stored if nothing were yet."""
    copy = place / "anew.db"
    copy_unverified(store.path, copy)
    async with open_store(copy) as other:
        async with other.writing() as transaction:
            for table in ("note_vectors", "card_vectors"):
                await transaction.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        await update_meaning(other, Reader(reader.embedder.model).embedder)
        return await rows(other)


@pytest.fixture
async def notes(write: Write, imported: Import, vault: Path) -> None:
    write("One.md", "A lock keeps two threads apart.")
    write("Two.md", "A queue hands work from thread to thread.")
    write("Deck.md", deck("alpha", "beta"))
    await imported(vault)


@pytest.mark.usefixtures("notes")
async def test_every_note_and_card_gets_its_vector_once(store: Store, reader: Reader) -> None:
    assert await update_meaning(store, reader.embedder) == 7
    of_notes, of_cards = await rows(store)
    assert [row[0] for row in of_notes] == ["Deck.md", "One.md", "Two.md"]
    assert len(of_cards) == 4
    reader.read.clear()
    assert await update_meaning(store, reader.embedder) == 0
    assert reader.read == []


@pytest.mark.usefixtures("notes")
async def test_only_what_changed_is_read_again(
    store: Store, reader: Reader, write: Write, imported: Import, vault: Path, tmp_path: Path
) -> None:
    await update_meaning(store, reader.embedder)
    reader.read.clear()
    write("One.md", "A lock keeps many threads apart.")
    write("Three.md", "A barrier lets threads wait for each other.")
    (vault / "Two.md").unlink()
    (vault / "Deck.md").rename(vault / "Moved.md")
    await imported(vault)
    await update_meaning(store, reader.embedder)
    read = sorted(read.partition(".")[0] for read in reader.read if "?" not in read)
    assert read == ["Moved", "One", "Three"]
    assert await rows(store) == await anew(store, reader, tmp_path)


@pytest.mark.usefixtures("notes")
async def test_a_note_that_is_gone_is_found_no_more_and_back_without_being_read(
    store: Store, reader: Reader, imported: Import, vault: Path
) -> None:
    async def known() -> int:
        async with store.reading() as transaction:
            return len(await signs_of_notes(transaction, reader.embedder.model))

    await update_meaning(store, reader.embedder)
    assert await known() == 3
    (vault / "Two.md").rename(vault.parent / "Two.md")
    await imported(vault)
    assert await known() == 2
    (vault.parent / "Two.md").rename(vault / "Two.md")
    await imported(vault)
    reader.read.clear()
    await update_meaning(store, reader.embedder)
    assert await known() == 3
    assert [read for read in reader.read if read.startswith("Two.")] == []


@pytest.mark.usefixtures("notes")
async def test_a_text_that_is_the_same_after_all_is_not_read(
    store: Store, reader: Reader, write: Write, imported: Import, vault: Path
) -> None:
    await update_meaning(store, reader.embedder)
    before = await rows(store)
    reader.read.clear()
    write("One.md", "---\nrating: 5\n---\nA lock keeps two threads apart.")
    await imported(vault)
    await update_meaning(store, reader.embedder)
    assert [read for read in reader.read if read.startswith("One")] == []
    assert (await rows(store))[0] == before[0]


@pytest.mark.usefixtures("notes")
async def test_another_model_reads_everything_anew(
    store: Store, reader: Reader, tmp_path: Path
) -> None:
    await update_meaning(store, reader.embedder)
    other = Reader("words/2")
    assert await update_meaning(store, other.embedder) == 7
    of_notes, of_cards = await rows(store)
    assert {row[1] for row in (*of_notes, *of_cards)} == {"words/2"}
    assert (of_notes, of_cards) == await anew(store, other, tmp_path)


@pytest.mark.usefixtures("notes")
async def test_a_card_in_other_words_is_read_again(
    store: Store, reader: Reader, tmp_path: Path
) -> None:
    await update_meaning(store, reader.embedder)
    reader.read.clear()
    async with store.reading() as transaction:
        card = (await transaction.execute(text("SELECT min(id) FROM cards"))).scalar_one()
    await reword(store, card, "In my own words?", "Yes.", START)
    await update_meaning(store, reader.embedder)
    assert reader.read == ["In my own words? Yes."]
    assert await rows(store) == await anew(store, reader, tmp_path)


@pytest.mark.usefixtures("notes")
async def test_an_interrupted_update_goes_on_where_it_was(
    store: Store, write: Write, imported: Import, vault: Path, tmp_path: Path
) -> None:
    for number in range(100):
        write(f"{number}.md", f"Note number {number}.")
    await imported(vault)
    reader = Reader()

    def interrupt(done: int, total: int) -> None:
        assert total == 107
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await update_meaning(store, reader.embedder, interrupt)
    assert len((await rows(store))[0]) == 64
    reader.read.clear()
    await update_meaning(store, reader.embedder)
    assert len(reader.read) == 107 - 64
    assert await rows(store) == await anew(store, reader, tmp_path)


def test_a_note_is_read_without_its_links_and_without_marks() -> None:
    note = NoteText(
        title="Lock",
        definition="A **lock** keeps `threads` apart",
        body="See [[Semaphore]] and\n\n- Related: Mutex\n> and so on",
    )
    assert (
        note_text(note, ["Mutex"]) == "Lock. A lock keeps threads apart See and Related: and so on"
    )


def test_both_sides_of_a_card_are_read_however_long_the_first_is() -> None:
    assert card_text("long " * 100, "**answer**").endswith(" answer")


@pytest.mark.usefixtures("notes")
async def test_a_few_changes_can_wait_until_there_are_more(
    store: Store, reader: Reader, write: Write, imported: Import, vault: Path, tmp_path: Path
) -> None:
    await update_meaning(store, reader.embedder)
    before = await rows(store)
    reader.read.clear()
    write("One.md", "A lock keeps many threads apart.")
    await imported(vault)
    assert await update_meaning(store, reader.embedder, few_can_wait=True) == 0
    assert reader.read == []
    assert [row[2] for row in (await rows(store))[0]] == [row[2] for row in before[0]]
    async with store.reading() as transaction:
        assert len(await signs_of_notes(transaction, reader.embedder.model)) == 3
    for number in range(6):
        write(f"{number}.md", f"Note number {number}.")
    await imported(vault)
    assert await update_meaning(store, reader.embedder, few_can_wait=True) > 6
    assert await rows(store) == await anew(store, reader, tmp_path)


@pytest.mark.usefixtures("notes")
async def test_a_search_by_meaning_reads_what_was_left(
    store: Store, reader: Reader, write: Write, imported: Import, vault: Path
) -> None:
    await update_meaning(store, reader.embedder)
    write("Oven.md", "Bread needs a hot oven.")
    await imported(vault)
    await update_meaning(store, reader.embedder, few_can_wait=True)
    hits = await search_by_meaning(store, "Bread needs a hot oven", reader.embedder)
    assert hits[0].title == "Oven"
