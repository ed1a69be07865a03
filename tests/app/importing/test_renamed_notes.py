"""Notes that are renamed and moved on the disk are the same notes in the store."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.app.importing.report import NoteCounts
from kb.app.importing.run import ImportReport
from kb.app.notes.search import search_notes
from kb.notes.files.walk import read_file
from kb.store.file.store import Store
from kb.store.tables.notes import folders, notes

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]
Ids = Callable[[], Awaitable[dict[str, int]]]

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
LATER = NOW - timedelta(hours=1)


@pytest.fixture
def ids(store: Store) -> Ids:
    async def of_living() -> dict[str, int]:
        """Returns the ids of living notes by folder and path."""
        async with store.reading() as transaction:
            rows = await transaction.execute(
                select(folders.c.root, notes.c.path, notes.c.id)
                .join(folders, folders.c.id == notes.c.folder_id)
                .where(notes.c.gone_at.is_(None))
            )
            return {f"{Path(root).name}/{path}": note_id for root, path, note_id in rows}

    return of_living


@pytest.fixture
async def known(vault: Path, write: Write, imported: Import, ids: Ids) -> dict[str, int]:
    for length, name in enumerate(("a", "b", "c")):
        write(f"{name}.md", f"This is what {name} says. It links [[a]]{'.' * length}")
    write("still.md", "Nothing happens to it. It links [[b]] and [[c]].")
    write("calm.md", "Nor to it.")
    await imported(vault)
    return await ids()


async def test_swapped_files(
    vault: Path, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    (vault / "a.md").rename(vault / "x")
    (vault / "b.md").rename(vault / "a.md")
    (vault / "x").rename(vault / "b.md")
    assert (await imported(vault)).notes == NoteCounts(moved=2, unchanged=3)
    now = await ids()
    assert (now["vault/a.md"], now["vault/b.md"]) == (known["vault/b.md"], known["vault/a.md"])


async def test_a_chain_of_renames(
    store: Store, vault: Path, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    for name, then in (("c", "d"), ("b", "c"), ("a", "b")):
        (vault / f"{name}.md").rename(vault / f"{then}.md")
    assert (await imported(vault)).notes == NoteCounts(moved=3, unchanged=2)
    now = await ids()
    for name, then in (("c", "d"), ("b", "c"), ("a", "b")):
        assert now[f"vault/{then}.md"] == known[f"vault/{name}.md"]
    assert [hit.path for hit in await search_notes(store, '"what a says"')] == ["b.md"]


async def test_a_file_moved_over_another(
    vault: Path, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    (vault / "a.md").rename(vault / "b.md")
    assert (await imported(vault)).notes == NoteCounts(moved=1, removed=1, unchanged=3)
    assert (await ids())["vault/b.md"] == known["vault/a.md"]


async def test_a_file_moved_to_where_a_note_that_is_gone_was(
    vault: Path, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    (vault / "b.md").unlink()
    assert (await imported(vault)).notes == NoteCounts(removed=1, unchanged=4)
    (vault / "a.md").rename(vault / "b.md")
    assert (await imported(vault)).notes == NoteCounts(moved=1, unchanged=3)
    assert (await ids())["vault/b.md"] == known["vault/a.md"]


async def test_between_two_folders(
    vault: Path, tmp_path: Path, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    other = tmp_path / "other"
    (other / "deep").mkdir(parents=True)
    await imported(vault, other)
    (vault / "a.md").rename(other / "deep" / "z.md")
    assert (await imported()).notes == NoteCounts(moved=1, unchanged=4)
    assert (await ids())["other/deep/z.md"] == known["vault/a.md"]
    (other / "deep" / "z.md").rename(vault / "a.md")
    assert (await imported(force=True)).notes == NoteCounts(moved=1, unchanged=4)
    assert await ids() == known


async def test_renamed_and_edited(
    vault: Path, write: Write, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    long = "".join(f"Line {number} of a long note.\n" for number in range(20))
    write("long.md", long)
    await imported(vault)
    before = await ids()
    (vault / "long.md").unlink()
    write("deep/other name.md", long + "And one line more.\n", when=LATER)
    assert (await imported(vault)).notes == NoteCounts(moved=1, unchanged=5)
    assert (await ids())["vault/deep/other name.md"] == before["vault/long.md"]


async def test_an_id_in_the_front_matter(
    vault: Path, write: Write, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    write("id.md", "---\nid: 77\n---\nOne thing.")
    await imported(vault)
    before = await ids()
    (vault / "id.md").unlink()
    write("new.md", "---\nid: 77\n---\nQuite another.", when=LATER)
    assert (await imported(vault)).notes == NoteCounts(moved=1, unchanged=5)
    assert (await ids())["vault/new.md"] == before["vault/id.md"]


async def test_what_went_into_a_folder_that_is_not_believed_stays_as_it_was(
    vault: Path, tmp_path: Path, imported: Import, ids: Ids, known: dict[str, int]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in "xyz":
        (other / f"{name}.md").write_text(f"text of {name}")
    await imported(vault, other)
    before = await ids()
    for name in "xyz":
        (other / f"{name}.md").unlink()
    (vault / "a.md").rename(other / "a.md")
    report = await imported()
    assert [problem.code for problem in report.problems] == ["folder-shrank"]
    assert await ids() == before
    assert (await imported(force=True)).notes == NoteCounts(moved=1, removed=3, unchanged=4)


async def test_a_file_that_comes_back_while_the_import_runs_is_not_gone(
    vault: Path,
    write: Write,
    imported: Import,
    ids: Ids,
    known: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when an editor saves by writing a new file and renaming it."""
    content = (vault / "a.md").read_text()
    (vault / "a.md").unlink()
    write("more.md", "This makes the import read.", when=LATER)

    def read(root: Path, path: str) -> bytes:
        (vault / "a.md").write_text(content)
        return read_file(root, path)

    monkeypatch.setattr("kb.app.importing.read_files.read_file", read)
    assert (await imported(vault)).notes.removed == 0
    assert (await ids())["vault/a.md"] == known["vault/a.md"]
