"""Listing and showing notes and tags."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.app.importing.run import ImportReport
from kb.app.notes.browse import list_notes, list_tags, show_note
from kb.errors import UsageError
from kb.store.file.store import Store

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


async def test_notes_are_listed_with_their_links_and_tags(store: Store, library: Path) -> None:
    by_title = {note.title: note for note in await list_notes(store)}
    asyncio, coroutine = by_title["asyncio"], by_title["coroutine"]
    assert (asyncio.folder, asyncio.path) == (str(library), "asyncio.md")
    assert asyncio.tags == ("python", "lang/python")
    assert asyncio.aliases == ("aio",)
    assert asyncio.definition == "asyncio is a library for [[coroutine]]s."
    assert (asyncio.links_out, asyncio.links_in) == (3, 2)
    assert (coroutine.links_out, coroutine.links_in) == (2, 1)


async def test_links_from_notes_of_one_path_stand_in_the_order_of_their_folders(
    store: Store, tmp_path: Path, imported: Import
) -> None:
    roots = [tmp_path / name for name in ("b", "a", "c")]
    for root in roots:
        root.mkdir()
        (root / "loop.md").write_text("See [[asyncio]] in " + root.name)
        await imported(root)
    (roots[0] / "asyncio.md").write_text("text")
    await imported()
    backlinks = (await show_note(store, "asyncio")).backlinks
    assert [each.text[-1] for each in backlinks] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ({}, ["asyncio", "coroutine", "index", "index"]),
        ({"sort": "links-in"}, ["asyncio", "coroutine", "index", "index"]),
        ({"sort": "path", "limit": 3}, ["asyncio", "coroutine", "index"]),
        ({"tag": "PYTHON"}, ["asyncio", "coroutine"]),
        ({"tag": "#lang"}, ["asyncio"]),
        ({"missing": True}, ["asyncio"]),
        ({"orphans": True}, ["index", "index"]),
    ],
)
async def test_notes_are_chosen_and_sorted(
    store: Store, library: Path, question: dict[str, object], titles: list[str]
) -> None:
    found = await list_notes(store, **question)  # type: ignore[arg-type]
    assert [note.title for note in found] == titles


async def test_an_order_that_is_none_is_told(store: Store) -> None:
    with pytest.raises(UsageError, match="sorted by size"):
        await list_notes(store, sort="size")


async def test_tags_count_notes_whatever_their_case(store: Store, library: Path) -> None:
    counts = {count.tag: count.notes for count in await list_tags(store)}
    assert counts == {"Python": 2, "lang/python": 1}


async def test_a_kind_written_as_a_tag_is_found_as_one_and_not_listed(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "#atom\n# A\n\nText #x.")
    write("b.md", "# B\n\nText.\n\n---\nType :: #atom\n")
    write("c.md", "---\ntype: atom\n---\nText.")
    await imported(vault)
    assert {count.tag: count.notes for count in await list_tags(store)} == {"atom": 2, "x": 1}
    assert [note.title for note in await list_notes(store, tag="atom")] == ["A", "B"]
    assert [note.tags for note in await list_notes(store)] == [("x",), (), ()]


async def test_a_note_is_shown_with_links_both_ways(store: Store, library: Path) -> None:
    view = await show_note(store, "asyncio")
    assert [(each.target, each.path) for each in view.connections] == [
        ("coroutine", "deep/coroutine.md"),
        ("Event Loop", None),
        ("uvicorn", None),
    ]
    assert view.connections[2].relation == "Tools"
    assert [(each.title, each.relation) for each in view.backlinks] == [
        ("coroutine", "mentions"),
        ("coroutine", "mentions"),
    ]
    assert [section.heading for section in view.note.sections] == ["Parts"]
    assert [source.url for source in view.note.sources] == ["https://docs.python.org"]
    assert view.note.body.startswith("Definition:")
    assert not view.note.flattened
