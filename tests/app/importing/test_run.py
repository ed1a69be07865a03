"""Importing folders and files, again and again."""

import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.app.importing.folders import known_folders
from kb.app.importing.report import NoteCounts
from kb.app.importing.run import ImportReport, Target, import_notes
from kb.app.notes.browse import list_notes, show_note
from kb.app.notes.search import search_notes
from kb.config.settings import NoteSettings, Settings
from kb.errors import UsageError
from kb.store.file.store import Store, open_store
from tests.app.contents import dump, paths
from tests.torture.tally import often

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


async def test_a_second_import_changes_nothing(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "Tags: #x\n\nLinks to [[b]] and [[c]].")
    write("deep/b.md", "text")
    first = await imported(vault)
    before = await dump(store)
    second = await imported(vault)
    assert first.notes == NoteCounts(added=2)
    assert second.notes == NoteCounts(unchanged=2)
    assert second.links == first.links
    assert await dump(store) == before


async def test_without_a_target_the_known_folders_are_imported(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    await imported(vault)
    write("b.md", "text")
    report = await imported()
    assert report.notes == NoteCounts(added=1, unchanged=1)


async def test_with_nothing_known_and_nothing_named_the_user_is_told(imported: Import) -> None:
    with pytest.raises(UsageError, match="no folder is imported yet"):
        await imported()


async def test_a_target_that_does_not_exist_is_told(vault: Path, imported: Import) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        await imported(vault / "nowhere")


async def test_a_pipe_is_no_note_and_its_folder_is_not_remembered(
    store: Store, tmp_path: Path, imported: Import
) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UsageError, match="neither a folder nor a regular file"):
        await imported(tmp_path / "pipe.md")
    assert await known_folders(store) == ()


async def test_an_edited_note_is_read_again(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "alpha #old")
    await imported(vault)
    write("a.md", "beta #new", when=NOW - timedelta(hours=1))
    report = await imported(vault)
    assert report.notes == NoteCounts(changed=1)
    assert [hit.path for hit in await search_notes(store, "beta")] == ["a.md"]
    assert await search_notes(store, "alpha") == ()
    assert (await show_note(store, "a")).note.tags == ("new",)


async def test_a_touched_note_is_not_read_again(
    vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "alpha")
    await imported(vault)
    write("a.md", "alpha", when=NOW - timedelta(hours=1))
    assert (await imported(vault)).notes == NoteCounts(unchanged=1)


async def test_a_file_moved_over_one_of_the_same_size_and_time_is_seen(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "one [[c]]")
    over = write("b.md", "two [[d]]")
    write("c.md", "")
    await imported(vault)
    over.replace(vault / "a.md")
    report = await imported(vault)
    assert (await show_note(store, "a")).connections[0].target == "d"
    assert report.notes == NoteCounts(moved=1, removed=1, unchanged=1)


async def test_a_fresh_file_is_compared_by_content(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "alpha", when=NOW)
    await imported(vault)
    write("a.md", "gamma", when=NOW)
    assert (await imported(vault)).notes == NoteCounts(changed=1)
    assert [hit.path for hit in await search_notes(store, "gamma")] == ["a.md"]


async def test_other_settings_read_all_files_again(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "#c0ffee")
    await imported(vault)
    settings = Settings(notes=NoteSettings(colours_are_tags=False))
    report = await import_notes(store, [], settings=settings, now=NOW)
    assert report.notes == NoteCounts(changed=1)
    assert (await show_note(store, "a")).note.tags == ()


async def test_a_dry_run_says_the_same_and_writes_nothing(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "[[b]] [[c]]")
    write("b.md", "text")
    before = await dump(store)
    rehearsed = await imported(vault, dry_run=True)
    assert await dump(store) == before
    real = await imported(vault)
    assert replace(rehearsed, seconds=0.0) == replace(real, seconds=0.0, dry_run=True)


async def test_a_gone_note_comes_back_whole(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for name in ("a", "b", "c"):
        write(f"{name}.md", f"[[b]] #{name}")
    await imported(vault)
    before = await dump(store)
    (vault / "b.md").unlink()
    report = await imported(vault)
    assert report.notes == NoteCounts(removed=1, unchanged=2)
    assert (report.links.resolved, report.links.missing) == (0, 2)
    assert await paths(store) == ["a.md", "c.md"]
    write("b.md", "[[b]] #b")
    assert (await imported(vault)).notes == NoteCounts(added=1, unchanged=2)
    assert await dump(store) == before


async def test_a_moved_note_is_the_same_note(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "content of its own")
    write("b.md", "[[a]]")
    await imported(vault)
    (vault / "deep").mkdir()
    (vault / "a.md").rename(vault / "deep" / "renamed.md")
    report = await imported(vault)
    assert report.notes == NoteCounts(moved=1, unchanged=1)
    assert report.links.missing == 1
    async with store.reading() as transaction:
        assert (await transaction.execute(text("SELECT count(*) FROM notes"))).scalar() == 2


async def test_a_folder_that_moved_inside_loses_nothing(
    vault: Path, write: Write, imported: Import
) -> None:
    for number in range(5):
        write(f"old/{number}.md", f"number {number}")
    await imported(vault)
    (vault / "old").rename(vault / "new")
    assert (await imported(vault)).notes == NoteCounts(moved=5)


async def test_links_follow_notes_that_come_and_go(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "[[loop]]")
    write("filler1.md", "")
    write("filler2.md", "x")
    await imported(vault)
    write("x.md", "---\naliases: [loop]\n---\n")
    assert (await imported(vault)).links.resolved == 1
    assert (await show_note(store, "a")).connections[0].rule == "alias"
    write("deep/loop.md", "text")
    await imported(vault)
    assert (await show_note(store, "a")).connections[0].path == "deep/loop.md"
    write("area/loop.md", "other text")
    report = await imported(vault)
    assert (report.links.resolved, report.links.ambiguous) == (1, 1)
    (vault / "x.md").unlink()
    (vault / "deep" / "loop.md").unlink()
    report = await imported(vault)
    assert (await show_note(store, "a")).connections[0].path == "area/loop.md"
    assert (report.links.resolved, report.links.ambiguous) == (1, 0)


def _swap_or_move(one: Path, other: Path) -> None:
    if one == other:
        return
    other.parent.mkdir(parents=True, exist_ok=True)
    if other.exists():
        between = one.with_suffix(".tmp")
        one.rename(between)
        other.rename(one)
        between.rename(other)
    else:
        one.rename(other)


@pytest.mark.parametrize("seed", range(often(2, 20)))
async def test_many_steps_end_where_one_import_of_the_end_does(
    store: Store, vault: Path, tmp_path: Path, write: Write, imported: Import, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # nothing is kept secret
    names = ["loop", "loops", "Event-Loop", "event loop", "io"]
    places = [f"{folder}{name}.md" for folder in ("", "a/", "a/b/", "c/") for name in names]
    targets = [*names, "Loops", "b/loop", "./io", "../io", "/loop", "nobody", "#here", "x.png"]
    for step in range(often(7, 12)):
        for place in chance.sample(places, 6):
            file = vault / place
            if file.exists() and chance.random() < 0.4:
                file.unlink()
            elif file.exists() and chance.random() < 0.4:
                _swap_or_move(file, vault / chance.choice(places))
            else:
                aliases = chance.sample(names, chance.randrange(3))
                linked = " ".join(f"[[{each}]]" for each in chance.sample(targets, 3))
                given = f"id: {chance.randrange(9)}\n" if chance.random() < 0.2 else ""
                matter = f"---\naliases: {aliases}\n{given}---\n"
                body = f"{matter}{linked} #{chance.choice(names[:1])}\n{chance.choice('xyz')}"
                write(place, body, when=NOW - timedelta(hours=20 - step))
        write(".kbignore", chance.choice(["", "", "io.md", "/a", "loop*\n!loop.md"]))
        stepwise = await imported(vault, force=True)
    async with open_store(tmp_path / "fresh.db") as fresh:
        target = Target(path=vault)
        at_once = await import_notes(fresh, [target], settings=Settings(), now=NOW)
        assert (stepwise.links, stepwise.problems) == (at_once.links, at_once.problems)
        assert await list_notes(store) == await list_notes(fresh)
        for note in await list_notes(fresh):
            path = str(vault / note.path)
            assert await show_note(store, path) == await show_note(fresh, path)
        for words in ("x", "y", "-x", "loop", "tag:loop"):
            found = {hit.path for hit in await search_notes(fresh, words)}
            assert {hit.path for hit in await search_notes(store, words)} == found


async def test_an_ambiguous_link_is_a_problem_that_names_all(
    vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "\n[[b]]")
    write("x/b.md", "")
    write("yy/b.md", "text")
    for _ in range(2):
        (problem,) = (await imported(vault)).problems
        assert (problem.path, problem.line, problem.code) == ("a.md", 2, "link-ambiguous")
        assert "x/b.md was chosen, not yy/b.md" in problem.message


async def test_of_notes_with_one_path_in_several_folders_the_first_folder_is_told(
    vault: Path, tmp_path: Path, write: Write, imported: Import
) -> None:
    write("a.md", "[[b]]")
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.md").write_text(name)
    (problem,) = (await imported(vault, tmp_path / "y", tmp_path / "x")).problems
    assert problem.code == "link-ambiguous"
    assert "b.md was chosen, not b.md, in another folder. The folder that you" in problem.message


async def test_problems_are_told_until_they_are_mended(
    vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "---\ntags: [a\n---\ntext")
    write("b.md", "text")
    first, second = await imported(vault), await imported(vault)
    assert [problem.path for problem in first.problems] == ["a.md"]
    assert second.problems == first.problems
    assert first.problems[0].folder == str(vault)
    write("a.md", "---\ntags: [a]\n---\ntext", when=NOW - timedelta(hours=1))
    assert (await imported(vault)).problems == ()


async def test_a_file_that_became_unreadable_is_kept_as_it_was(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    file = write("a.md", "alpha")
    write("b.md", "beta")
    await imported(vault)
    file.write_bytes(os.urandom(5000) + b"\0" * 3000)
    report = await imported(vault)
    assert report.notes == NoteCounts(failed=1, unchanged=1)
    assert [problem.severity for problem in report.problems] == ["error"]
    assert [hit.path for hit in await search_notes(store, "alpha")] == ["a.md"]
    before = await dump(store)
    await imported(vault)
    assert await dump(store) == before


async def test_a_file_that_can_be_read_again_is_no_problem_any_more(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    hour_ago = NOW - timedelta(hours=1)
    file = write("a.md", "---\nx: [\n---\nalpha", when=hour_ago)
    first = await imported(vault)
    file.write_bytes(os.urandom(5000) + b"\0" * 3000)
    assert [problem.code for problem in (await imported(vault)).problems] == ["not-text"]
    write("a.md", "---\nx: [\n---\nalpha", when=hour_ago)
    assert (await imported(vault)).problems == first.problems


async def test_progress_is_told(vault: Path, write: Write, imported: Import) -> None:
    told: list[tuple[int, int]] = []
    write("a.md", "text")
    write("b.md", "text")
    await imported(vault, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


async def test_notes_are_never_written_to(vault: Path, write: Write, imported: Import) -> None:
    file = write("a.md", "[[b]]\r\n")
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    await imported(vault)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


async def test_an_import_that_fails_leaves_the_store_as_it_was(
    store: Store, vault: Path, write: Write, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md", "[[b]]")
    await imported(vault)
    before = await dump(store)
    write("b.md", "text")

    async def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.app.importing.merge.set_meanings", stopped)
    with pytest.raises(KeyboardInterrupt):
        await imported(vault)
    monkeypatch.undo()
    assert await dump(store) == before
    assert (await imported(vault)).notes == NoteCounts(added=1, unchanged=1)


async def test_two_targets_of_one_folder_are_one_import(
    vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    write("deep/b.md", "text")
    report = await imported(vault / "deep", vault, vault / "a.md")
    assert report.notes == NoteCounts(added=2)
