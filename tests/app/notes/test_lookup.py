"""Which note a name means, and what is said of a name that means none."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.app.graph.related import related_concepts
from kb.app.importing.run import ImportReport
from kb.app.notes.browse import show_note
from kb.errors import AmbiguousError, NotFoundError
from kb.store.file.store import Store

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


async def test_a_name_means_a_note_in_many_spellings(store: Store, library: Path) -> None:
    plain = ("coroutine", "Coroutine", "COROUTINES")
    names = (*plain, "deep/coroutine", "deep/coroutine.md", "coroutine.md")
    shown = {name: (await show_note(store, name)).note.title for name in names}
    assert shown == dict.fromkeys(names, "coroutine")


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


async def test_a_suggestion_is_at_least_two_thirds_alike(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    for title in ("asyncio", "async await", "Event", "Event Loop", "Basin"):
        write(f"{title}.md", f"# {title}\n")
    await imported(vault)

    async def suggested(name: str) -> tuple[str, ...]:
        with pytest.raises(NotFoundError) as error:
            await show_note(store, name)
        return error.value.candidates

    assert await suggested("asyncoi") == ("asyncio", "async await")
    assert await suggested("loop") == ("Event Loop",)
    assert await suggested("oop") == ()


async def test_a_title_is_found_without_its_emoji(
    store: Store, write: Write, imported: Import, vault: Path
) -> None:
    for title in ("🍳 Cooking", "✈️ Trips", "Year 🎉 end", "👩🏽‍💻 Work", "💼 Work"):
        write(f"{title}.md", f"# {title}\n")
    await imported(vault)
    for name, title in (
        ("cooking", "🍳 Cooking"),
        ("Trips", "✈️ Trips"),
        ("year end", "Year 🎉 end"),
    ):
        assert (await show_note(store, name)).note.title == title
        assert (await related_concepts(store, name)).concept == title
    with pytest.raises(AmbiguousError):
        await show_note(store, "Work")
    with pytest.raises(NotFoundError):
        await show_note(store, "🎉")


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
    assert "n2.md and 2 more link to it. Create it with “kb new" in error.value.message
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


async def test_a_whole_path_wins_over_one_that_ends_so(
    store: Store, library: Path, write: Write, imported: Import
) -> None:
    write("index.md", "# Home\n\nA start.")
    await imported(library)
    names = ("index.md", "./index.md", "/index.md", "deep/../index.md", "Home")
    shown = {name: (await show_note(store, name)).note.path for name in names}
    assert shown == dict.fromkeys(names, "index.md")


async def test_each_path_that_a_message_offers_names_one_note(
    store: Store, library: Path, write: Write, imported: Import
) -> None:
    other = library.parent / "second"
    other.mkdir()
    for path in (write("index.md", "# Home"), other / "index.md"):
        path.write_text("# Home")
    await imported(library, other)
    with pytest.raises(AmbiguousError) as error:
        await show_note(store, "index.md")
    for offered in error.value.candidates:
        assert (await show_note(store, offered)).note.path in offered
