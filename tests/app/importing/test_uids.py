"""The names by which cards are known on every device."""

import shutil
from pathlib import Path

from sqlalchemy import select

from kb.app.importing.run import Target, import_notes
from kb.config.settings import Settings
from kb.store.file.store import Store, open_store
from kb.store.tables.cards import cards
from tests.app.conftest import NOW, Import, Write

CARDS = "# Walden\n\nQ: Where did Thoreau live?\nA: At a pond.\n\nQ: For how long?\nA: Two years.\n"


async def uids(store: Store) -> list[tuple[str, str]]:
    """Returns the prompts and uids of all cards."""
    async with store.reading() as transaction:
        rows = await transaction.execute(select(cards.c.front, cards.c.uid).order_by(cards.c.uid))
        return [(front, uid) for front, uid in rows]


async def test_the_same_note_gives_the_same_uids_wherever_it_lies(
    vault: Path, write: Write, imported: Import, store: Store, tmp_path: Path
) -> None:
    write("Books/Walden.md", CARDS)
    write("Other.md", "# Other\n\nQ: What else?\nA: Nothing.\n")
    await imported(vault)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(vault / "Books/Walden.md", elsewhere / "Walden.md")
    async with open_store(tmp_path / "other.db") as other:
        await import_notes(other, [Target(path=elsewhere)], settings=Settings(), now=NOW)
        theirs = await uids(other)
    assert len(theirs) == 2
    assert {*theirs} < {*await uids(store)}


async def test_a_card_keeps_its_uid_through_edits_and_renames(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    note = write("Walden.md", CARDS)
    await imported(vault)
    before = [uid for _, uid in await uids(store)]
    note.unlink()
    write(
        "Pond.md",
        CARDS.replace("# Walden", "# The pond").replace("Two years", "Two years, two months"),
    )
    await imported(vault)
    assert [uid for _, uid in await uids(store)] == before


async def test_equal_cards_of_two_notes_have_two_uids(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("a/Walden.md", CARDS)
    await imported(vault)
    first = await uids(store)
    write("b/Walden.md", CARDS)
    write("c/Walden.md", CARDS)
    await imported(vault)
    both = await uids(store)
    assert len({uid for _, uid in both}) == len(both) == 6
    assert {*first} < {*both}
    report = await imported(vault)
    assert report.cards.added == 0
