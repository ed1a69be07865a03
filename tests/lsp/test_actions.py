"""Actions that need no store: new notes, and links that are mended."""

from pathlib import Path

from lsprotocol import types

from tests.lsp.editor import applied, editing, written

NOTES = {
    "Loop.md": "# Loop\n\n## How it works\n",
    "a/Queue.md": "One.\n",
    "b/Queue.md": "Two.\n",
    "sub/new.md": "A [[Future Thing]], [[Queue]] and [[Loop#How it work|x]] of an executor.\n",
}


async def done(folder: Path, mark: str, title: str, *, length: int = 0) -> set[str]:
    """Does what an action of that title says, and returns what changed."""
    written(folder, NOTES)
    async with editing(folder) as editor:
        await editor.read(*NOTES)
        editor.open("sub/new.md")
        actions = await editor.actions("sub/new.md", mark, length=length)
    action = actions[title]
    assert action.edit is not None
    return applied(action.edit, folder)


async def test_a_missing_note_is_made_from_the_template_beside_this_one(tmp_path: Path) -> None:
    changed = await done(tmp_path, "[[Future", "Create the note “Future Thing”")
    assert changed == {"sub/Future Thing.md"}
    text = (tmp_path / "sub/Future Thing.md").read_text()
    assert text.startswith("# Future Thing\n")
    assert "[[new]]" in text


async def test_a_selection_becomes_a_note_with_a_link(tmp_path: Path) -> None:
    changed = await done(tmp_path, "executor", "New note “executor”, linked here", length=8)
    assert changed == {"sub/executor.md", "sub/new.md"}
    assert "of an [[executor]].\n" in (tmp_path / "sub/new.md").read_text()


async def test_an_ambiguous_link_is_made_a_path(tmp_path: Path) -> None:
    assert await done(tmp_path, "[[Queue", "Write b/Queue") == {"sub/new.md"}
    assert "[[b/Queue]]" in (tmp_path / "sub/new.md").read_text()


async def test_a_heading_that_is_not_there_is_replaced_by_one_like_it(tmp_path: Path) -> None:
    await done(tmp_path, "[[Loop#", "Change the heading to “How it works”")
    assert "[[Loop#How it works|x]]" in (tmp_path / "sub/new.md").read_text()


async def test_an_editor_that_makes_no_files_is_offered_none(tmp_path: Path) -> None:
    written(tmp_path, NOTES)
    async with editing(tmp_path, capabilities=types.ClientCapabilities()) as editor:
        await editor.read(*NOTES)
        editor.open("sub/new.md")
        assert await editor.actions("sub/new.md", "[[Future") == {}
        assert list(await editor.actions("sub/new.md", "[[Queue")) == [
            "Write a/Queue",
            "Write b/Queue",
        ]


async def test_only_the_kinds_that_are_asked_for_are_offered(tmp_path: Path) -> None:
    written(tmp_path, NOTES)
    async with editing(tmp_path) as editor:
        await editor.read(*NOTES)
        editor.open("sub/new.md")
        fixes = await editor.actions("sub/new.md", "[[Future", length=6, only=["quickfix"])
        made = await editor.actions("sub/new.md", "Future", length=6, only=["refactor"])
    assert list(fixes) == ["Create the note “Future Thing”"]
    assert list(made) == ["New note “Future”, linked here"]


async def test_what_links_here_can_be_linked_back_to(tmp_path: Path) -> None:
    here = "A [[Loop]]: [[a/Queue]].\n"
    more = {"Loop.md": here, "b/Queue.md": "[[Loop]]\n", "a/Queue.md": "[[Loop]]\n"}
    written(tmp_path, {**NOTES, **more})
    async with editing(tmp_path) as editor:
        await editor.read(*NOTES)
        editor.open("Loop.md")
        actions = await editor.actions("Loop.md", ".\n")
    back = [title for title in actions if "which links here" in title]
    assert back == ["Link to “Queue”, which links here", "Link to “new”, which links here"]
    edit = actions[back[0]].edit
    assert edit is not None
    applied(edit, tmp_path)
    assert (tmp_path / "Loop.md").read_text() == "A [[Loop]]: [[a/Queue]][[b/Queue]].\n"


async def test_an_ambiguous_address_is_written_at_the_definition_of_its_label(
    tmp_path: Path,
) -> None:
    written(tmp_path, {**NOTES, "r.md": "A text, [so][1].\n\n[1]: Queue.md\n"})
    async with editing(tmp_path) as editor:
        await editor.read(*NOTES)
        editor.open("r.md")
        actions = await editor.actions("r.md", "[so")
        assert await editor.define("r.md", "[so", inside=1) == ("a/Queue.md", 0)
        assert await editor.define("r.md", "A text") is None
    edit = actions["Write b/Queue"].edit
    assert edit is not None
    applied(edit, tmp_path)
    assert (tmp_path / "r.md").read_text() == "A text, [so][1].\n\n[1]: b/Queue.md\n"


async def test_a_heading_in_an_address_is_written_as_one(tmp_path: Path) -> None:
    written(tmp_path, {**NOTES, "r.md": "So [it](Loop.md#How%20it%20work).\n"})
    async with editing(tmp_path) as editor:
        await editor.read(*NOTES)
        editor.open("r.md")
        actions = await editor.actions("r.md", "[it")
    edit = actions["Change the heading to “How it works”"].edit
    assert edit is not None
    applied(edit, tmp_path)
    assert (tmp_path / "r.md").read_text() == "So [it](Loop.md#How%20it%20works).\n"
