"""Completion, as an editor asks for it."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.editor import editing, inserted, names, with_encodings, written

NOTES = {
    "Event Loop.md": "# Event Loop\n\n## How it works\n\nIt turns. ^turning\n\n## API: calls\n",
    "shelf/202401011200.md": "---\ntitle: Coroutine\naliases: [coro]\ntags: [python/async]\n---\n",
    "shelf/Task.md": "#atom #python\n\nA task wraps a [[Future]].\n",
    "a/Queue.md": "A queue.\n",
    "b/Queue.md": "Another queue.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path, NOTES)


async def offered(folder: Path, text: str, mark: str) -> list[types.CompletionItem]:
    """Returns what is offered in a new note, behind a text."""
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open("new.md", text)
        return await editor.complete("new.md", mark)


async def test_a_title_is_completed_and_the_link_closed(folder: Path) -> None:
    items = await offered(folder, "see [[eve", "[[eve")
    assert names(items) == ["Event Loop"]
    assert inserted(items, "Event Loop") == "Event Loop]]"


async def test_a_closed_link_is_not_closed_again_and_keeps_its_alias(folder: Path) -> None:
    items = await offered(folder, "see [[eve nt|shown]] and more", "[[eve")
    assert inserted(items, "Event Loop") == "Event Loop"
    edit = items[0].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.range.start.character, edit.range.end.character) == (6, 12)


async def test_a_word_inside_a_title_is_enough(folder: Path) -> None:
    items = await offered(folder, "see [[loop", "[[loop")
    assert names(items) == ["Event Loop"]


async def test_a_title_that_is_no_file_name_is_written_behind_the_file(folder: Path) -> None:
    items = await offered(folder, "see [[corou", "[[corou")
    assert inserted(items, "Coroutine") == "202401011200|Coroutine]]"


async def test_an_alias_is_offered_and_written_behind_the_file(folder: Path) -> None:
    items = await offered(folder, "see [[coro", "[[coro")
    assert names(items) == ["coro", "Coroutine"]
    assert inserted(items, "coro") == "202401011200|coro]]"


async def test_namesakes_are_written_with_their_paths(folder: Path) -> None:
    items = await offered(folder, "see [[que", "[[que")
    texts = [
        item.text_edit.new_text for item in items if isinstance(item.text_edit, types.TextEdit)
    ]
    assert sorted(texts) == ["Queue]]", "b/Queue]]"]


async def test_a_concept_without_a_note_is_offered(folder: Path) -> None:
    items = await offered(folder, "see [[fut", "[[fut")
    assert [(item.label, item.detail) for item in items] == [("Future", "not yet written")]


async def test_headings_follow_a_hash(folder: Path) -> None:
    items = await offered(folder, "see [[Event Loop#", "Loop#")
    assert names(items) == ["Event Loop", "How it works", "API: calls"]
    assert inserted(items, "How it works") == "How it works]]"


async def test_headings_of_the_note_itself_follow_a_hash_alone(folder: Path) -> None:
    items = await offered(folder, "# Mine\n\n## Part\n\nsee [[#", "[[#")
    assert names(items) == ["Mine", "Part"]


async def test_blocks_follow_a_caret(folder: Path) -> None:
    items = await offered(folder, "see [[Event Loop#^", "#^")
    assert [(item.label, item.detail) for item in items] == [("^turning", "It turns.")]
    assert inserted(items, "^turning") == "^turning]]"


async def test_tags_are_completed_with_the_number_of_their_notes(folder: Path) -> None:
    items = await offered(folder, "about #pyt", "#pyt")
    assert [(item.label, item.detail) for item in items] == [
        ("#python", "1 note"),
        ("#python/async", "1 note"),
    ]


async def test_an_address_of_a_markdown_link_is_a_path_from_the_note(folder: Path) -> None:
    items = await offered(folder, "see [this](eve", "](eve")
    assert inserted(items, "Event Loop") == "Event%20Loop.md"


async def test_callouts_are_completed(folder: Path) -> None:
    items = await offered(folder, "> [!wa", "[!wa")
    assert [inserted(items, name) for name in names(items)] == ["warning] "]


async def test_footnotes_are_completed_with_what_they_say(folder: Path) -> None:
    text = "It is so.[^\n\n[^one]: The first.\n[^two]: The second.\n"
    items = await offered(folder, text, "so.[^")
    assert [(item.label, item.detail) for item in items] == [
        ("one", "The first."),
        ("two", "The second."),
    ]


@pytest.mark.parametrize("text", ["```\nsee [[eve", "```python\n#pyt"])
async def test_nothing_is_completed_in_code(folder: Path, text: str) -> None:
    assert await offered(folder, text, text[-3:]) == []


async def test_what_is_typed_in_another_document_counts_before_it_is_saved(folder: Path) -> None:
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open("shelf/Task.md")
        editor.type("shelf/Task.md", "# Task\n\n## Cancelling\n")
        editor.open("new.md", "[[Task#")
        assert names(await editor.complete("new.md", "[[Task#")) == ["Task", "Cancelling"]
        editor.close("shelf/Task.md")
        assert names(await editor.complete("new.md", "[[Task#")) == []


@pytest.mark.parametrize(
    ("encoding", "columns"), [("utf-8", (7, 11)), ("utf-16", (5, 9)), ("utf-32", (4, 8))]
)
async def test_columns_are_counted_as_agreed(
    folder: Path, encoding: str, columns: tuple[int, int]
) -> None:
    async with editing(folder, capabilities=with_encodings(encoding)) as editor:
        assert editor.result.capabilities.position_encoding == encoding
        await editor.read(*NOTES)
        editor.open("new.md", "🐍 [[Even")
        at = types.Position(0, columns[1])
        document = types.TextDocumentIdentifier(editor.uri("new.md"))
        found = await editor.client.text_document_completion_async(
            types.CompletionParams(document, at)
        )
        assert isinstance(found, types.CompletionList)
        (item,) = found.items
        assert isinstance(item.text_edit, types.TextEdit)
        place = item.text_edit.range
        assert (place.start.character, place.end.character) == columns
