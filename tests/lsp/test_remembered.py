"""What the store knows, in an editor: cards, verdicts, related notes; and a store that fails."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from kb.cli.main import main
from tests.lsp.editor import NOW, PATIENCE_S, Editor, editing, written

NOTES = {
    "Loop.md": (
        "#atom\n\n# Loop\n\nDefinition: A loop turns around until it ends.\n\n## Parts\n\n"
        "Q: What turns?\nA: The loop.\n\nQ: What ends?\nA: The loop as well.\n\n"
        "## Advantages\n\n- Saves a lot of memory in long runs\n- Keeps the order of all calls\n"
        "- Needs no further thread\n\n[[Task]]\n"
    ),
    "Task.md": "#atom\n\n# Task\n\nDefinition: A task is a unit of work.\n\nSee [[Loop]].\n",
    "Other.md": "#atom\n\n# Other\n\nDefinition: Another unit of work is a task.\n\n[[Task]]\n",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a place with the notes and a store of them, where one card was answered today."""
    place = tmp_path_factory.mktemp("remembered")
    written(place / "notes", NOTES)
    db = ["--db", str(place / "kb.db")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_NOW", NOW.isoformat())
        patch.setenv("TZ", "UTC")
        assert main([*db, "import", "--quiet", str(place / "notes")]) == 0
        with closing(sqlite3.connect(place / "kb.db")) as connection:
            asked = connection.execute("SELECT id FROM cards WHERE front = 'What turns?'")
            (card,) = asked.fetchone()
        assert main([*db, "grade", "--quiet", str(card), "easy"]) == 0
    written(place / "notes", {"deep/down.md": "See [[Loop]].\n"})
    return place


@pytest.fixture
def notes(imported: Path) -> Path:
    return imported / "notes"


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> Path:
    """Returns a copy of the store of one's own."""
    return Path(shutil.copyfile(imported / "kb.db", tmp_path / "kb.db"))


def held(store: Path) -> bytes:
    return store.read_bytes()


def damage(store: Path) -> None:
    store.write_bytes(b"no database" * 1000)


def proposals(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute(
            "SELECT front FROM cards JOIN notes ON notes.id = note_id "
            "WHERE cards.status = 'inbox' AND path = 'Loop.md' ORDER BY cards.id"
        )
        return [front for (front,) in rows]


async def test_lenses_say_how_cards_stand(store: Path, tmp_path: Path, notes: Path) -> None:
    async with editing(notes, store=store) as editor:
        await editor.read(*NOTES)
        editor.open("Loop.md")
        lenses = await editor.lenses("Loop.md")
    days = [
        (NOW + timedelta(days=ahead)).strftime("%A" if ahead < 7 else "%Y-%m-%d")
        for ahead in range(20)
    ]
    cards = [text for line, text in lenses if line == 6]
    assert len(cards) == 1
    count, due, recall = cards[0].split(", ")
    assert count == "2 cards"
    assert due.removeprefix("due ") in days
    assert recall == "recall 1"
    assert next(text for line, text in lenses if line == 2).endswith("recall 1")
    assert f"{len(proposals(store))} cards proposed" in [text for _, text in lenses]


async def test_a_hover_says_it_too(store: Path, tmp_path: Path, notes: Path) -> None:
    async with editing(notes, store=store) as editor:
        await editor.read(*NOTES)
        editor.open("Task.md")
        text = await editor.hover("Task.md", "[[Loop", inside=3)
    said = text.rpartition("\n\n")[2]
    assert said.split(", ")[1].startswith("due ")
    assert "recall 1" in said
    assert said.endswith("2 links to it.")


async def decided(editor: Editor, action: types.CodeAction) -> None:
    assert action.command is not None
    await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams(action.command.command, action.command.arguments)
    )


@pytest.mark.parametrize(("does", "status"), [("Accept", "active"), ("Reject", "rejected")])
async def test_a_proposed_card_is_decided_where_it_stands(
    store: Path, notes: Path, does: str, status: str
) -> None:
    before = proposals(store)
    assert before
    async with editing(notes, store=store) as editor:
        await editor.read(*NOTES)
        editor.open("Loop.md")
        actions = await editor.actions("Loop.md", "## Advantages")
        titles = [title for title in actions if title.startswith(f"{does} card: ")]
        assert titles
        await decided(editor, actions[titles[0]])
        assert editor.shown[0].startswith(f"{does}ed card ")
        again = await editor.actions("Loop.md", "## Advantages")
        assert titles[0] not in again
        await decided(editor, actions[titles[0]])
        assert editor.shown[1].endswith("waits for nobody.")
    (gone,) = set(before) - set(proposals(store))
    assert gone.startswith(titles[0].partition(": ")[2].rstrip("…"))
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute("SELECT status FROM cards WHERE front = ?", (gone,))
        assert [found for (found,) in rows] == [status]


async def test_what_is_related_can_be_linked(store: Path, tmp_path: Path, notes: Path) -> None:
    async with editing(notes, store=store) as editor:
        await editor.read(*NOTES)
        editor.open("Loop.md")
        actions = await editor.actions("Loop.md", "[[Task]]", only=["refactor"])
    action = actions["Link to “Other”, which is related"]
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    (edit,) = change.edits
    assert isinstance(edit, types.TextEdit)
    assert edit.new_text == "[[Other]]"


async def test_a_folder_inside_an_imported_one_is_read_as_part_of_it(
    store: Path, notes: Path
) -> None:
    async with editing(notes / "deep", store=store) as editor:
        editor.folder = notes
        await editor.read(*NOTES)
        editor.open("deep/down.md")
        assert await editor.define("deep/down.md", "[[Loop", inside=3) == ("Loop.md", 2)


async def test_a_store_that_is_restored_is_read_again(
    store: Path, tmp_path: Path, notes: Path
) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    async with editing(notes, store=store) as editor:
        await editor.read(*NOTES)
        editor.open("Loop.md")
        before = await editor.lenses("Loop.md")
        for side in ("", "-wal", "-shm"):
            (tmp_path / f"kb.db{side}").unlink(missing_ok=True)
        without = await editor.lenses("Loop.md")
        assert without == [(2, "2 links to this note")]
        shutil.copyfile(copy, store)
        assert await editor.lenses("Loop.md") == before


@pytest.mark.parametrize(
    "spoiled",
    [
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE alembic_version SET version_num = '0011'",
        "DROP TABLE alembic_version",
    ],
)
async def test_a_store_of_another_version_is_left_alone(
    store: Path, notes: Path, spoiled: str
) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(spoiled)
        connection.commit()
    before = held(store)
    async with editing(notes, store=store) as editor:
        await editor.read(*NOTES)
        editor.open("Loop.md")
        assert await editor.lenses("Loop.md") == [(2, "2 links to this note")]
        with pytest.raises(JsonRpcException, match="another version of kb"):
            await editor.client.workspace_execute_command_async(
                types.ExecuteCommandParams("kb.accept", [1])
            )
    assert held(store) == before


async def test_a_damaged_store_and_none_are_gone_without(
    store: Path, tmp_path: Path, notes: Path
) -> None:
    damage(store)
    for path in (store, tmp_path / "none.db"):
        async with editing(notes, store=path) as editor:
            await editor.read(*NOTES)
            editor.open("Loop.md")
            assert await editor.lenses("Loop.md") == [(2, "2 links to this note")]
    assert not (tmp_path / "none.db").exists()


async def test_a_store_that_others_hold_holds_nothing_up(
    store: Path, tmp_path: Path, notes: Path
) -> None:
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with editing(notes, store=store) as editor:
            await editor.read(*NOTES)
            editor.open("Loop.md")
            assert len(await editor.lenses("Loop.md")) > 2
        other.execute("ROLLBACK")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        async with asyncio.timeout(PATIENCE_S), editing(notes, store=store) as editor:
            await editor.read(*NOTES)
            editor.open("Loop.md")
            assert await editor.lenses("Loop.md") == [(2, "2 links to this note")]
        other.execute("ROLLBACK")
