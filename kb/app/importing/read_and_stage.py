"""Read the files that may have changed, stage what they hold, and identify their notes.

Nothing here locks the store: rows wait in temporary tables for the merge, and the import remembers
only what it needs to distinguish notes.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from kb.app.importing.diff import FolderDiff, Progress
from kb.app.importing.read_results import FileToRead, NoteRead, ReadOptions
from kb.app.importing.renames import (
    MOST_COMPARED,
    Identities,
    KnownNote,
    ReadFile,
    identities,
    most_similar,
)
from kb.app.importing.worker_pool import read_in_parallel
from kb.cards.rules import Key
from kb.graph.resolve import NoteId
from kb.notes.files.walk import FoundFile
from kb.notes.problem import Problem
from kb.store.file.store import StoreConnection
from kb.store.importing.card_staging import reviewed_keys
from kb.store.importing.rows import FileRef, new_rows
from kb.store.importing.staging import create_stage, stage_rows, staged_bodies
from kb.store.notes.files import KnownFile, bodies, content_hashes
from kb.store.tables.columns import milliseconds

_BATCH: Final = 1000
"""Notes that are staged at once. Each batch costs a few trips to the database's thread."""
_CARDS_BATCH: Final = 5000
"""Cards that wait at most; some notes have thousands."""
_FRESH_MS: Final = 2000
"""A file written this shortly before the import could change again without getting a new time."""


class ChangedFile(NamedTuple):
    """A file to read, and what the store knows at its path."""

    folder: int
    """The folder's position in the diff."""
    file: FoundFile
    mtime_ns: int | None
    """None while the file is too fresh for its time to prove anything later."""
    before: KnownFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResults:
    """What reading gave, by the files' numbers within the import."""

    files: Mapping[FileRef, ChangedFile]
    notes: Mapping[FileRef, NoteRead]
    """New and changed notes, and those that were gone."""
    touched: Collection[FileRef]
    """Files whose content is unchanged."""
    failed: Collection[FileRef]
    """Files that could not be read. The store keeps what it has of them."""
    problems: Sequence[tuple[FileRef, Problem]]


_Contents = dict[NoteId, tuple[str, str | None]]
"""The hash of a note's file as the store knows it, and the id in its front matter."""


async def read_and_stage(
    connection: StoreConnection,
    options: ReadOptions,
    folders: Sequence[FolderDiff],
    on_progress: Progress | None,
) -> tuple[ReadResults, Identities]:
    """Read and stage all files that may have changed, and find out which note each file is."""
    changed = (
        ChangedFile(number, file, _settled_mtime(file, options.now), before)
        for number, folder in enumerate(folders)
        for file, before in folder.to_read
    )
    files = {FileRef(number): file for number, file in enumerate(changed, 1)}
    at_paths = [file.before.note_id for file in files.values() if file.before]
    absent = [known for folder in folders for known in folder.absent]
    async with connection.reading() as transaction:
        contents = await content_hashes(
            transaction, sorted({*at_paths, *(known.note_id for known in absent)})
        )
        reviewed = await reviewed_keys(transaction, at_paths)
    to_read = [
        file_to_read(
            ref,
            file,
            folders[file.folder],
            options,
            known_hash=_unchanged_hash(
                file.before, contents, folders[file.folder].vaults.version_of(file.file.path)
            ),
            reviewed=reviewed.get(file.before.note_id, frozenset()) if file.before else frozenset(),
        )
        for ref, file in files.items()
    ]
    results = await _read(connection, options, files, to_read, on_progress)
    certain = identities(*_sides(results, absent, contents))
    return results, certain | await _similar_notes(connection, results, absent, certain)


def file_to_read(
    ref: FileRef,
    changed: ChangedFile,
    folder: FolderDiff,
    options: ReadOptions,
    *,
    known_hash: str | None,
    reviewed: frozenset[Key],
) -> FileToRead:
    """Return what a reader must know of a file."""
    return FileToRead(
        ref=ref,
        root=folder.plan.root,
        path=changed.file.path,
        disk_path=changed.file.disk_path,
        size=changed.file.size,
        mtime_ns=changed.mtime_ns,
        read_rules=folder.vaults.rules_for(changed.file.path),
        known_hash=known_hash,
        reviewed=reviewed,
        weights=options.weights,
    )


def _settled_mtime(file: FoundFile, now: datetime) -> int | None:
    return file.mtime_ns if file.mtime_ns // 1_000_000 + _FRESH_MS < milliseconds(now) else None


async def _read(
    connection: StoreConnection,
    options: ReadOptions,
    files: Mapping[FileRef, ChangedFile],
    to_read: Sequence[FileToRead],
    on_progress: Progress | None,
) -> ReadResults:
    notes: dict[FileRef, NoteRead] = {}
    touched: list[FileRef] = []
    failed: list[FileRef] = []
    problems: list[tuple[FileRef, Problem]] = []
    waiting = new_rows()
    async with connection.staging() as transaction:
        await create_stage(transaction)
    # Closed at once if the import is interrupted, not when memory is collected.
    async with aclosing(read_in_parallel(to_read, options.rules)) as chunks:
        async for chunk in chunks:
            notes |= {note.ref: note for note in chunk.notes}
            touched += chunk.touched
            failed += chunk.failed
            problems += chunk.problems
            for table, rows in chunk.rows.items():
                waiting[table] += rows
            if len(waiting["notes"]) >= _BATCH or len(waiting["cards"]) >= _CARDS_BATCH:
                async with connection.staging() as transaction:
                    await stage_rows(transaction, waiting)
                waiting = new_rows()
            if on_progress:
                on_progress(len(notes) + len(touched) + len(failed), len(to_read))
    async with connection.staging() as transaction:
        await stage_rows(transaction, waiting)
    return ReadResults(files=files, notes=notes, touched=touched, failed=failed, problems=problems)


def _unchanged_hash(
    before: KnownFile | None, contents: _Contents, reader_version: str
) -> str | None:
    """Return the hash that shows a reader that the store already has a file's content."""
    if before is None or before.gone or before.read_with != reader_version:
        return None
    return contents[before.note_id][0]


def _sides(
    results: ReadResults, absent: Sequence[KnownFile], contents: _Contents
) -> tuple[list[ReadFile], list[KnownNote]]:
    """Return the files whose notes are to be identified, and the notes that they may be."""
    read = []
    known = [
        KnownNote(file.note_id, file.path, *contents[file.note_id])
        for file in absent
        if file.note_id in contents
    ]
    for ref, note in sorted(results.notes.items()):
        path, before = results.files[ref].file.path, results.files[ref].before
        at_path = before.note_id if before else None
        read.append(ReadFile(ref, path, note.content_hash, note.size, note.given_id, at_path))
        if at_path is not None:
            known.append(KnownNote(at_path, path, *contents[at_path]))
    return read, known


async def _similar_notes(
    connection: StoreConnection,
    results: ReadResults,
    absent: Sequence[KnownFile],
    certain: Identities,
) -> Identities:
    """Return notes that were renamed and edited at once, unless too many are in question."""
    new = [ref for ref, note_id in certain.items() if note_id is None]
    taken = frozenset(certain.values())
    at_paths = [before for ref in results.notes if (before := results.files[ref].before)]
    homeless = {known.note_id for known in (*absent, *at_paths) if known.note_id not in taken}
    if not new or not homeless or len(new) > MOST_COMPARED or len(homeless) > MOST_COMPARED:
        return {}
    async with connection.reading() as transaction:
        texts = await staged_bodies(transaction, new)
        gone = await bodies(transaction, sorted(homeless))
    return dict(most_similar(texts, gone))
