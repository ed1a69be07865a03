"""Renaming: one edit, after which every link leads where it did."""

from pathlib import Path
from time import process_time

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.editor import ALL, applied, editing, written

NOTES = {
    "Loop.md": (
        "#atom\n\n# Loop\n\n## How it works\n\nIt waits. ^waits\n\n"
        "Me: [[Loop]], [[#How it works]].\n"
    ),
    "a/Task.md": (
        '---\naliases: [job]\nrelated: "[[Loop]]"\n---\n\n'
        "Of [[loop]]s, see [[Loop.md#how-it-works|here]],\n"
        "[[Loop#^waits|Loop]] and [so](../Loop.md#How%20it%20works), ![[Loop#How it works]].\n\n"
        "| a | b |\n| - | - |\n| [[Loop\\|x]] | y |\n"
    ),
    "b.md": (
        "A [[job]] of a [[Futur]], [[Loops]]. #python/async\n\nRelated: Loop, Task\n\n"
        "#python `#python` [[Futur|later]]\n"
    ),
    "c/2024.md": "# Coroutine\n\nIt is one.\n",
    "d.md": "A [[Coroutine]].\n",
}


def fresh(folder: Path) -> Path:
    return written(folder, NOTES)


async def renamed(folder: Path, path: str, mark: str, name: str, inside: int = 2) -> set[str]:
    """Renames, applies the edit, and returns what changed."""
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open(path)
        return applied(await editor.rename(path, mark, name, inside=inside), folder)


async def test_a_note_is_renamed_with_its_heading_and_all_links(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    changed = await renamed(folder, "a/Task.md", "[[loop", "Event Loop", inside=3)
    assert changed == {"Loop.md", "a/Task.md", "b.md", "Event Loop.md"}
    assert not (folder / "Loop.md").exists()
    assert (folder / "Event Loop.md").read_text() == NOTES["Loop.md"].replace(
        "# Loop", "# Event Loop"
    ).replace("[[Loop]]", "[[Event Loop]]")
    assert (folder / "a/Task.md").read_text() == (
        '---\naliases: [job]\nrelated: "[[Event Loop]]"\n---\n\n'
        "Of [[Event Loop]]s, see [[Event Loop.md#how-it-works|here]],\n"
        "[[Event Loop#^waits|Loop]] and [so](../Event%20Loop.md#How%20it%20works), "
        "![[Event Loop#How it works]].\n\n"
        "| a | b |\n| - | - |\n| [[Event Loop\\|x]] | y |\n"
    )
    assert (folder / "b.md").read_text() == NOTES["b.md"].replace(
        "[[Loops]]", "[[Event Loop]]"
    ).replace("Related: Loop", "Related: Event Loop")


async def test_a_title_that_is_the_name_of_the_file_renames_the_note(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert "Event Loop.md" in await renamed(folder, "Loop.md", "# Loop", "Event Loop")


async def test_another_title_changes_the_links_that_write_it(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert await renamed(folder, "c/2024.md", "# Coro", "Generator") == {"c/2024.md", "d.md"}
    assert (folder / "c/2024.md").read_text() == "# Generator\n\nIt is one.\n"
    assert (folder / "d.md").read_text() == "A [[Generator]].\n"


async def test_a_heading_is_renamed_in_links_in_the_way_that_they_write_it(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert await renamed(folder, "Loop.md", "## How", "Way: #1") == {"Loop.md", "a/Task.md"}
    assert "## Way: #1\n" in (folder / "Loop.md").read_text()
    assert "[[#Way: 1]]" in (folder / "Loop.md").read_text()
    text = (folder / "a/Task.md").read_text()
    assert "[[Loop.md#way-1|here]]" in text
    assert "(../Loop.md#Way:%201)" in text
    assert "![[Loop#Way: 1]]" in text


async def test_a_heading_is_renamed_from_a_link_to_it(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    changed = await renamed(folder, "Loop.md", "[[#How", "Steps", inside=5)
    assert changed == {"Loop.md", "a/Task.md"}
    assert "## Steps\n" in (folder / "Loop.md").read_text()


async def test_a_block_is_renamed_with_its_links(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert await renamed(folder, "Loop.md", "^waits", "idle") == {"Loop.md", "a/Task.md"}
    assert "It waits. ^idle\n" in (folder / "Loop.md").read_text()
    assert "[[Loop#^idle|Loop]]" in (folder / "a/Task.md").read_text()


async def test_a_tag_is_renamed_with_those_below_it_and_not_in_code(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert await renamed(folder, "b.md", "#python `", "snake") == {"b.md"}
    assert "#snake/async\n" in (folder / "b.md").read_text()
    assert "#snake `#python`" in (folder / "b.md").read_text()


async def test_a_tag_of_the_front_matter_is_renamed_and_not_its_key(tmp_path: Path) -> None:
    text = "---\ntitle: tag of a tag\ntags: [tag, 'tag/x']\n---\nA tag. #tag\n"
    folder = written(tmp_path, {**NOTES, "t.md": text, "u.md": "---\ntag: '#tag'\n---\n"})
    assert await renamed(folder, "t.md", "#tag", "web") == {"t.md", "u.md"}
    assert (folder / "t.md").read_text() == (
        "---\ntitle: tag of a tag\ntags: [web, 'web/x']\n---\nA tag. #web\n"
    )
    assert (folder / "u.md").read_text() == "---\ntag: '#web'\n---\n"


REFERRING = (
    "---\nup: Loop\nrelated: '[[Loop]]'\nalso:\n  - \"[[loop|x]]\"\n---\n"
    "Loop.md is [so][1], [this\nvery](Loop.md#Part) [Loop.md]; `Loop.md`.\n\n"
    "[1]: <Loop.md> 'It'\n[Loop.md]: Loop.md#how-it-works\n"
)


async def test_links_whose_address_is_elsewhere_are_renamed_there(tmp_path: Path) -> None:
    folder = written(tmp_path, {**NOTES, "r.md": REFERRING})
    changed = await renamed(folder, "a/Task.md", "[[loop", "O'Brien's loop", inside=3)
    assert "r.md" in changed
    assert (folder / "r.md").read_text() == (
        "---\nup: O'Brien's loop\nrelated: '[[O''Brien''s loop]]'\n"
        "also:\n  - \"[[O'Brien's loop|x]]\"\n---\n"
        "Loop.md is [so][1], [this\nvery](O'Brien's%20loop.md#Part) [Loop.md]; `Loop.md`.\n\n"
        "[1]: <O'Brien's%20loop.md> 'It'\n[Loop.md]: O'Brien's%20loop.md#how-it-works\n"
    )


async def test_a_name_that_yaml_takes_for_more_is_quoted(tmp_path: Path) -> None:
    folder = written(tmp_path, {**NOTES, "r.md": REFERRING})
    await renamed(folder, "a/Task.md", "[[loop", "2024", inside=3)
    assert "\nup: \"2024\"\nrelated: '[[2024]]'\n" in (folder / "r.md").read_text()


async def test_an_address_without_a_note_keeps_its_folder(tmp_path: Path) -> None:
    folder = written(tmp_path, {**NOTES, "r.md": "[a](x/Nobody.md) [[Nobody]]\n"})
    await renamed(folder, "r.md", "[[Nobody", "Part: two", inside=3)
    assert (folder / "r.md").read_text() == "[a](x/Part%3A%20two.md) [[Part: two]]\n"


async def test_a_concept_without_a_note_is_renamed_in_all_links(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    assert await renamed(folder, "b.md", "[[Futur]]", "Future") == {"b.md"}
    assert "[[Future]]" in (folder / "b.md").read_text()
    assert "[[Future|later]]" in (folder / "b.md").read_text()


async def test_a_name_that_another_note_has_leaves_links_to_that_as_they_lead(
    tmp_path: Path,
) -> None:
    folder = written(
        tmp_path,
        {**NOTES, "x/deep/Name.md": "Deep.\n", "y.md": "To [[Name]] and [[Loop]].\n"},
    )
    changed = await renamed(folder, "a/Task.md", "[[loop", "Name", inside=3)
    assert "y.md" in changed
    assert (folder / "y.md").read_text() == "To [[deep/Name]] and [[Name]].\n"


@pytest.mark.parametrize(
    ("path", "mark", "name", "said"),
    [
        ("a/Task.md", "[[loop", "a/b", "cannot be the name of a note"),
        ("a/Task.md", "[[loop", "", "cannot be the name of a note"),
        ("a/Task.md", "[[loop", "b", "there is a note at b.md already"),
        ("a/Task.md", "[[loop", "B", "there is a note at b.md already"),
        ("b.md", "[[Futur]]", "..", "cannot be the target of a link"),
        ("a/Task.md", "Of [[", "x", "nothing to rename here"),
        ("b.md", "#python `", "two words", "cannot be a tag"),
        ("b.md", "#python `", "1984", "cannot be a tag"),
        ("Loop.md", "^waits", "a b", "cannot be the id of a block"),
        ("Loop.md", "## How", " ", "a heading needs a name"),
    ],
)
async def test_what_cannot_be_is_refused_in_one_line(
    tmp_path: Path, path: str, mark: str, name: str, said: str
) -> None:
    folder = fresh(tmp_path)
    inside = 0 if mark == "Of [[" else 3
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open(path)
        with pytest.raises(JsonRpcException, match=said) as refused:
            await editor.rename(path, mark, name, inside=inside)
    assert "\n" not in refused.value.message


async def test_an_editor_that_moves_no_files_is_refused_the_renaming_of_notes(
    tmp_path: Path,
) -> None:
    folder = fresh(tmp_path)
    capabilities = types.ClientCapabilities(text_document=ALL.text_document)
    async with editing(folder, capabilities=capabilities) as editor:
        await editor.read(*NOTES)
        editor.open("a/Task.md")
        editor.open("Loop.md")
        with pytest.raises(JsonRpcException, match="does not rename files"):
            await editor.rename("a/Task.md", "[[loop", "Event Loop", inside=3)
        edit = await editor.rename("Loop.md", "^waits", "idle", inside=2)
        assert edit.document_changes is None
        assert sorted(map(editor.path_of, edit.changes or ())) == ["Loop.md", "a/Task.md"]


async def test_what_would_be_renamed_is_shown_first(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    found = []
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open("a/Task.md")
        for mark, inside in (("[[loop", 3), ("#how-it", 3), ("^waits", 2), ("Of [[", 0)):
            at = editor.at("a/Task.md", mark, inside=inside)
            found.append(
                await editor.client.text_document_prepare_rename_async(
                    types.PrepareRenameParams(at.text_document, at.position)
                )
            )
    shown = [
        each.placeholder if isinstance(each, types.PrepareRenamePlaceholder) else None
        for each in found
    ]
    assert shown == ["Loop", "how-it-works", "waits", None]
    assert isinstance(found[0], types.PrepareRenamePlaceholder)
    place = found[0].range
    assert (place.start.line, place.start.character, place.end.character) == (5, 5, 9)


async def test_files_that_an_editor_moves_keep_their_links(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        moves = [types.FileRename(editor.uri("Loop.md"), editor.uri("e/f/Ring.md"))]
        edit = await editor.client.workspace_will_rename_files_async(types.RenameFilesParams(moves))
        assert edit is not None
        applied(edit, folder)
        (folder / "e/f").mkdir(parents=True)
        (folder / "Loop.md").rename(folder / "e/f/Ring.md")
    text = (folder / "a/Task.md").read_text()
    assert "[so](../e/f/Ring.md#How%20it%20works)" in text
    assert "[[Ring.md#how-it-works|here]]" in text


async def test_a_renaming_waits_until_all_notes_are_read(tmp_path: Path) -> None:
    more = {f"z/{number}.md": "To a [[Loop]].\n" for number in range(200)}
    folder = written(tmp_path, {**NOTES, **more})
    async with editing(folder) as editor:
        editor.open("Loop.md")
        edit = await editor.rename("Loop.md", "# Loop", "Ring", inside=3)
    assert applied(edit, folder) >= more.keys()


async def test_unsaved_text_is_what_is_renamed(tmp_path: Path) -> None:
    folder = fresh(tmp_path)
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open("b.md")
        editor.type("b.md", "Unsaved: [[Loop]].\n")
        editor.open("Loop.md")
        edit = await editor.rename("Loop.md", "# Loop", "Ring", inside=3)
    (change,) = [
        each
        for each in edit.document_changes or ()
        if isinstance(each, types.TextDocumentEdit)
        and editor.path_of(each.text_document.uri) == "b.md"
    ]
    assert change.text_document.version == 2
    (one,) = change.edits
    assert (one.range.start.line, one.range.start.character) == (0, 11)


async def test_blanks_around_a_name_stay_as_they_are(tmp_path: Path) -> None:
    links = "[[Loop |one]] [[ Loop ]] [[ Loop # How it works |two]] | [[Loop \\|three]] |\n"
    folder = written(tmp_path, {**NOTES, "r.md": links, "s.md": f"---\na: '{links[:13]}'\n---\n"})
    await renamed(folder, "r.md", "How it", "Why")
    links = links.replace("How it works", "Why")
    assert (folder / "r.md").read_text() == links
    await renamed(folder, "a/Task.md", "[[loop", "Event Loop", inside=3)
    assert (folder / "r.md").read_text() == links.replace("Loop", "Event Loop")
    assert "'[[Event Loop |one]]'" in (folder / "s.md").read_text()


async def test_a_blank_beside_a_name_is_no_part_of_what_is_renamed(tmp_path: Path) -> None:
    folder = written(tmp_path, {**NOTES, "r.md": "[[ Loop # How it works |two]]\n"})
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open("r.md")
        for mark, columns in (("Loop", (3, 7)), ("How", (10, 22)), ("# How", (3, 7))):
            at = editor.at("r.md", mark, inside=int(mark != "# How"))
            found = await editor.client.text_document_prepare_rename_async(
                types.PrepareRenameParams(at.text_document, at.position)
            )
            assert isinstance(found, types.PrepareRenamePlaceholder)
            assert (found.range.start.character, found.range.end.character) == columns


async def test_thousands_of_links_in_one_note_are_renamed_at_once(tmp_path: Path) -> None:
    text = "".join(f"- [[Loop#How it works]] so schön 🐍 wie {at}\n" for at in range(4_000))
    line = " ".join(f"[[Loop]] schön 🐍 {at}" for at in range(4_000))
    folder = written(tmp_path, {**NOTES, "many.md": text, "line.md": f"{line}\n"})
    async with editing(folder) as editor:
        await editor.read(*NOTES, "many.md", "line.md")
        editor.open("Loop.md")
        for mark, number in (("# Loop", 8_000), ("## How", 4_000)):
            started = process_time()
            edit = await editor.rename("Loop.md", mark, "Round")
            assert process_time() - started < 10
            edits = [
                len(change.edits)
                for change in edit.document_changes or ()
                if isinstance(change, types.TextDocumentEdit)
            ]
            assert sum(edits) > number
