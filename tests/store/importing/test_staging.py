"""What waits in temporary tables."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from kb.cards.card import Card, CardKind, Status
from kb.cards.identity import card_uid
from kb.notes.note import Note
from kb.notes.parse import parse_note
from kb.store.file.store import Store, open_store
from kb.store.importing.rows import COLUMNS, FileRef, FileVersion, add_cards, add_note, new_rows
from kb.store.importing.staging import create_stage, stage_rows, staged_bodies

MakeNote = Callable[..., Note]

FILE = FileVersion(FileRef(0), "a.md", 4, None, "hash", "1")


async def test_staging_keeps_nobody_from_writing(
    store: Store, tmp_path: Path, make_note: MakeNote
) -> None:
    rows = new_rows()
    add_note(
        rows, FileVersion(FileRef(0), "a.md", 4, None, "hash", "1"), make_note("a.md", body="text")
    )
    async with store.connect() as connection, connection.staging() as transaction:
        await create_stage(transaction)
        await stage_rows(transaction, rows)
        async with (
            asyncio.timeout(5),
            open_store(tmp_path / "kb.db") as other,
            other.writing() as writing,
        ):
            await writing.execute(text("CREATE TABLE t (x)"))
        assert await staged_bodies(transaction, [FileRef(0)]) == {0: "text"}


async def test_what_is_staged_lasts_from_one_transaction_to_the_next_and_no_longer(
    store: Store, make_note: MakeNote
) -> None:
    rows = new_rows()
    add_note(
        rows, FileVersion(FileRef(0), "a.md", 4, None, "hash", "1"), make_note("a.md", body="text")
    )
    async with store.connect() as connection:
        async with connection.staging() as transaction:
            await create_stage(transaction)
            await stage_rows(transaction, rows)
        async with connection.reading() as transaction:
            assert await staged_bodies(transaction, [FileRef(0), FileRef(1)]) == {0: "text"}
        async with connection.dry_run() as transaction:
            await transaction.execute(text("DELETE FROM staged_note_texts"))
        async with connection.reading() as transaction:
            assert await staged_bodies(transaction, [FileRef(0)]) == {0: "text"}
        await connection.discard()
    async with store.reading() as transaction:
        found = await transaction.execute(text("SELECT count(*) FROM sqlite_temp_master"))
        assert found.scalar_one() == 0


def test_cards_are_staged_as_numbers_and_texts_that_the_driver_need_not_adapt() -> None:
    card = Card(
        generator="hashcards",
        anchor="moons",
        front="Moons of Mars?",
        back="Two",
        line=3,
        status=Status.ACTIVE,
        kind=CardKind.FORWARD,
        fact="moons",
        language=None,
        written=True,
    )
    rows = new_rows()
    note = parse_note("Moons.md", "# Moons\n")[0]
    add_cards(rows, FileRef(7), note, [card, card._replace(written=False)])
    staged = [dict(zip(COLUMNS["cards"], row, strict=True)) for row in rows["cards"]]
    assert staged == [
        {
            "ref": 7,
            "position": at,
            "uid": card_uid("moons", card),
            **card._asdict(),
            "written": at == 0,
        }
        for at in (0, 1)
    ]
    kinds = {type(value) for row in rows["cards"] for value in row}
    assert kinds == {int, str, type(None)}
