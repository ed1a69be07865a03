"""Which folders and files an import is of: lost ones, one inside the other, files alone."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.app.importing.folders import known_folders
from kb.app.importing.report import LinkCounts, NoteCounts
from kb.app.importing.run import ImportReport
from kb.errors import UsageError
from kb.store.file.store import Store
from tests.app.contents import dump, paths

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)


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
    with pytest.raises(UsageError, match="excluded from the known folder"):
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


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("edited", [False, True])
async def test_the_counts_are_of_what_was_imported(
    store: Store,
    vault: Path,
    tmp_path: Path,
    write: Write,
    imported: Import,
    *,
    dry_run: bool,
    edited: bool,
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.md").write_text("#flashcards\n\nThree::3\n\n[[a]] [[d]] [[e]]\n")
    write("a.md", "#flashcards\n\nOne::1\n\nTwo::2\n\n[[deep]] [[nowhere]]\n")
    write("in/deep.md", "#flashcards\n\nDeep::4\n\n[[a]] [[same]]\n")
    write("x/same.md", "same")
    write("y/same.md", "same")
    everything = await imported(vault, other)
    assert (everything.cards.added, everything.links.resolved, everything.links.missing) == (
        4,
        4,
        3,
    )
    if edited:
        more = "#flashcards\n\nOne::1\n\nNew::5\n\n[[deep]] [[nowhere]] [[b]]\n"
        write("a.md", more)
    for targets, kept, counts in (
        ((vault / "a.md",), 2, (1, 1, 0)),
        ((vault / "in",), 1, (2, 0, 1)),
        ((vault,), 3, (3, 1, 1)),
        ((other,), 1, (1, 2, 0)),
        ((vault / "a.md", other), 3, (2, 3, 0)),
        ((), 4, (4, 3, 1)),
        ((vault, other), 4, (4, 3, 1)),
    ):
        report = await imported(*targets, dry_run=True if edited else dry_run)
        touched = edited and (not targets or targets[0] in {vault, vault / "a.md"})
        cards, links = report.cards, report.links
        assert (cards.added, cards.retired, cards.kept) == (touched, touched, kept - touched)
        assert links == LinkCounts(
            resolved=counts[0], missing=counts[1] + touched, ambiguous=counts[2]
        )
    if edited and not dry_run:
        report = await imported(vault / "a.md")
        assert (report.cards.added, report.cards.kept, report.links.missing) == (1, 1, 2)
        assert (await imported()).cards.kept == 4
