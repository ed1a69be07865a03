"""Importing folders and files, again and again."""

import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from kb.app.browse import list_notes, show_note
from kb.app.folders import known_folders
from kb.app.importing import ImportReport, Target, import_notes
from kb.app.report import NoteCounts
from kb.app.search import search_notes
from kb.config import NoteSettings, Settings
from kb.errors import UsageError
from kb.store.columns import metadata
from kb.store.open import Store, open_store

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


async def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Returns all rows of all tables."""
    async with store.reading() as transaction:
        return {
            table.name: sorted(
                (tuple(row) for row in await transaction.execute(select(table))), key=repr
            )
            for table in metadata.sorted_tables
        }


async def paths(store: Store) -> list[str]:
    return sorted(note.path for note in await list_notes(store))


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
    assert replace(second.links) == first.links
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
    with pytest.raises(UsageError, match="no folder is known yet"):
        await imported()


async def test_a_target_that_does_not_exist_is_told(vault: Path, imported: Import) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        await imported(vault / "nowhere")


async def test_a_pipe_is_no_note_and_its_folder_is_not_remembered(
    store: Store, tmp_path: Path, imported: Import
) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UsageError, match="neither a folder nor a file"):
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
    assert (await show_note(store, "a")).tags == ("new",)


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
    assert (await show_note(store, "a")).tags == ()


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


@pytest.mark.parametrize("seed", range(6))
async def test_many_steps_end_where_one_import_of_the_end_does(
    store: Store, vault: Path, tmp_path: Path, write: Write, imported: Import, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # nothing is kept secret
    names = ["loop", "loops", "Event-Loop", "event loop", "io"]
    places = [f"{folder}{name}.md" for folder in ("", "a/", "a/b/", "c/") for name in names]
    targets = [*names, "Loops", "b/loop", "./io", "../io", "/loop", "nobody", "#here", "x.png"]
    for step in range(12):
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
        assert "x/b.md was taken, not yy/b.md" in problem.message


async def test_of_notes_with_one_path_in_several_folders_the_first_folder_is_told(
    vault: Path, tmp_path: Path, write: Write, imported: Import
) -> None:
    write("a.md", "[[b]]")
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.md").write_text(name)
    (problem,) = (await imported(vault, tmp_path / "y", tmp_path / "x")).problems
    assert problem.code == "link-ambiguous"
    assert "b.md was taken, not b.md, in another folder. The folder that was" in problem.message


async def test_a_missing_folder_is_an_error_and_loses_nothing(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    await imported(vault)
    os.rename(vault, f"{vault}-elsewhere")  # noqa: PTH104
    report = await imported(force=True)
    assert [problem.code for problem in report.problems] == ["folder-unreadable"]
    assert await paths(store) == ["a.md"]


async def test_a_folder_that_is_suddenly_empty_is_not_believed_unless_forced(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for name in ("a", "b", "c"):
        write(f"{name}.md", name)
    await imported(vault)
    for name in ("a", "b"):
        (vault / f"{name}.md").unlink()
    report = await imported(vault)
    assert [problem.code for problem in report.problems] == ["folder-shrank"]
    assert "2 of 3 notes" in report.problems[0].message
    assert await paths(store) == ["a.md", "b.md", "c.md"]
    assert (await imported(vault, force=True)).notes.removed == 2
    assert await paths(store) == ["c.md"]


async def test_one_broken_folder_does_not_hold_up_the_others(
    store: Store, vault: Path, tmp_path: Path, write: Write, imported: Import
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("text")
    write("a.md", "text")
    await imported(vault, other)
    (other / "b.md").unlink()
    other.rmdir()
    write("c.md", "text")
    report = await imported()
    assert report.notes == NoteCounts(added=1, unchanged=1)
    assert [problem.code for problem in report.problems] == ["folder-unreadable"]


async def test_a_file_alone_does_not_bring_its_neighbours(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.txt", "text")
    write("b.txt", "text")
    write("c.md", "text")
    await imported(vault / "a.txt")
    assert await paths(store) == ["a.txt"]
    (folder,) = await known_folders(store)
    assert (folder.folder, folder.ext, folder.notes) == (str(vault), (), 1)
    assert (await imported()).notes == NoteCounts(unchanged=1)
    await imported(vault / "b.txt")
    write("b.txt", "changed", when=NOW - timedelta(hours=1))
    assert (await imported()).notes == NoteCounts(changed=1, unchanged=1)


async def test_a_file_of_another_ending_stays_in_its_known_folder(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    write("deep/seed.txt", "seed")
    await imported(vault)
    await imported(vault / "deep" / "seed.txt")
    assert len(await known_folders(store)) == 1
    assert (await imported()).notes == NoteCounts(unchanged=2)
    (vault / "deep" / "seed.txt").unlink()
    assert (await imported()).notes == NoteCounts(removed=1, unchanged=1)


async def test_a_file_that_is_left_out_counts_once_it_is_named(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write(".kbignore", "drafts")
    write("a.md", "text")
    write("b.md", "text")
    draft, hidden = write("drafts/c.md", "text"), write(".notes/d.md", "text")
    await imported(vault)
    assert (await imported(draft, hidden)).notes == NoteCounts(added=2)
    write("drafts/c.md", "other", when=NOW - timedelta(hours=1))
    assert (await imported()).notes == NoteCounts(changed=1, unchanged=3)
    hidden.unlink()
    assert (await imported()).notes == NoteCounts(removed=1, unchanged=3)
    # One that a walk finds anyway is left to it, though it was named when it was new.
    new = write("new.md", "text")
    await imported(new)
    write(".kbignore", "new.md")
    assert (await imported()).notes == NoteCounts(removed=1, unchanged=3)


async def test_a_part_that_is_left_out_is_refused(
    vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    write(".notes/b.md", "text")
    write("empty/c.txt", "text")
    await imported(vault)
    with pytest.raises(UsageError, match="left out of the known folder"):
        await imported(vault / ".notes")
    assert (await imported(vault / "empty")).notes == NoteCounts()


async def test_a_folder_inside_a_known_one_is_a_part_of_it(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    write("deep/b.md", "text")
    await imported(vault)
    write("c.md", "text")
    write("deep/d.md", "text")
    assert (await imported(vault / "deep")).notes == NoteCounts(added=1, unchanged=1)
    assert [folder.folder for folder in await known_folders(store)] == [str(vault)]
    assert (await imported()).notes == NoteCounts(added=1, unchanged=3)


async def test_a_folder_around_known_ones_takes_them_in(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("deep/a.md", "[[b]]")
    write("other/seed.txt", "text")
    await imported(vault / "deep")
    await imported(vault / "other" / "seed.txt")
    before = (await dump(store))["notes"]
    write("b.md", "text")
    report = await imported(vault)
    assert report.notes == NoteCounts(added=1, unchanged=2)
    assert report.links.resolved == 1
    assert await paths(store) == ["b.md", "deep/a.md", "other/seed.txt"]
    assert [folder.folder for folder in await known_folders(store)] == [str(vault)]
    after = {row[0] for row in (await dump(store))["notes"]}
    assert {row[0] for row in before} < after
    assert (await imported()).notes == NoteCounts(unchanged=3)


async def test_endings_are_remembered(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("a.md", "text")
    write("b.txt", "text")
    await imported(vault, ext=(".txt", ".md"))
    assert (await imported(vault)).notes == NoteCounts(unchanged=2)
    assert (await known_folders(store))[0].ext == (".txt", ".md")


async def test_a_note_that_is_left_out_from_now_on_is_gone_though_its_file_is_there(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for name in ("a", "b", "c"):
        write(f"{name}.md", "text")
    await imported(vault)
    write(".kbignore", "b.md")
    assert (await imported()).notes == NoteCounts(removed=1, unchanged=2)
    assert await paths(store) == ["a.md", "c.md"]
    write("d.txt", "text")
    assert (await imported(vault, ext=(".txt",), force=True)).notes.removed == 2
    assert await paths(store) == ["d.txt"]
    (vault / ".kbignore").unlink()
    assert (await imported(vault, ext=(".md", ".txt"))).notes == NoteCounts(added=3, unchanged=1)


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

    monkeypatch.setattr("kb.app.merging.set_meanings", stopped)
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
