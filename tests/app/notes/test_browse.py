"""Looking at notes, by whatever name."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.app.importing.run import ImportReport
from kb.app.notes.browse import list_notes, list_tags, show_note
from kb.app.notes.search import search_notes
from kb.errors import AmbiguousError, NotFoundError, UsageError
from kb.store.file.store import Store

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
async def library(vault: Path, write: Write, imported: Import) -> Path:
    write(
        "asyncio.md",
        "---\naliases: [aio]\ntags: [python, lang/python]\n---\n"
        "Definition: asyncio is a library for [[coroutine]]s.\n\n"
        "## Parts\n\nIt has an [[Event Loop]] and ![[picture.png]], see [[#Parts]].\n\n"
        "## Connections\n\n**Tools**: [[uvicorn]]\n\n"
        "## Sources\n\n- [Docs](https://docs.python.org)\n",
    )
    write("deep/coroutine.md", "#Python\n\nA coroutine waits. See [[asyncio]], [[aio]].")
    write("deep/index.md", "one")
    write("other/index.md", "two")
    await imported(vault)
    return vault


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


@pytest.mark.parametrize(
    "name",
    ["coroutine", "Coroutine", "COROUTINES", "deep/coroutine", "deep/coroutine.md", "coroutine.md"],
)
async def test_a_name_means_a_note_in_many_spellings(
    store: Store, library: Path, name: str
) -> None:
    assert (await show_note(store, name)).note.title == "coroutine"


async def test_a_path_from_here_means_a_note(
    store: Store, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(library / "deep")
    assert (await show_note(store, "./index.md")).note.path == "deep/index.md"
    assert (await show_note(store, str(library / "other/index.md"))).note.path == "other/index.md"


async def test_a_near_miss_suggests(store: Store, library: Path) -> None:
    with pytest.raises(NotFoundError, match=r"“coruotine”.* Did you mean “coroutine”") as error:
        await show_note(store, "coruotine")
    assert error.value.candidates[0] == "coroutine"


async def test_what_nobody_wrote_is_told_with_the_notes_that_link_to_it(
    store: Store, library: Path, write: Write, imported: Import
) -> None:
    other = library.parent / "second"
    (other / "deep").mkdir(parents=True)
    (other / "deep" / "coroutine.md").write_text("[[actor model]]")
    write("deep/coroutine.md", "[[Actor Model]], again [[Actor Model]]")
    for number in range(5):
        write(f"n{number}.md", "[[dir/Actor Model#Mail|mail]] and [[socket]], ![[socket.png]]")
    await imported(library, other)
    with pytest.raises(NotFoundError, match=r"“Actor Model” is not written yet; ") as error:
        await show_note(store, "actor_model")
    doubled = (str(library / "deep/coroutine.md"), str(other / "deep/coroutine.md"))
    assert error.value.candidates == (*sorted(doubled), "n0.md", "n1.md", "n2.md", "n3.md", "n4.md")
    assert "n2.md and 2 more link to it. Write it with “kb new" in error.value.message
    for name in ("socket.io", "socket.png"):
        with pytest.raises(NotFoundError, match="no note is called"):
            await show_note(store, name)


async def test_a_link_that_is_gone_wants_nothing(
    store: Store, library: Path, imported: Import
) -> None:
    with pytest.raises(NotFoundError, match="“Event Loop” is not written yet"):
        await show_note(store, "event loop")
    (library / "asyncio.md").unlink()
    await imported(library)
    with pytest.raises(NotFoundError, match="no note is called"):
        await show_note(store, "event loop")


async def test_a_name_of_several_notes_lists_their_paths(store: Store, library: Path) -> None:
    with pytest.raises(AmbiguousError) as error:
        await show_note(store, "index")
    assert error.value.candidates == ("deep/index.md", "other/index.md")


async def test_a_search_shows_where_the_words_stand(store: Store, library: Path) -> None:
    (hit,) = await search_notes(store, "coroutine waits")
    assert (hit.title, hit.path, hit.folder) == ("coroutine", "deep/coroutine.md", str(library))
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["coroutine", "waits"]


@pytest.mark.parametrize("words", ["", "  ", "++", '""', "-"])
async def test_a_search_for_nothing_is_told(store: Store, words: str) -> None:
    with pytest.raises(UsageError, match=r"to look for\. Give a word"):
        await search_notes(store, words)
