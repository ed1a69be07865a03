"""From files that may have changed to what is to be written: read, staged, and recognised.

Nothing here takes the store's lock. What was read waits in temporary tables; the import keeps in
mind only what it needs to tell one note from another.
"""

import gc
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kb.app.importing.diff import FolderChanges
from kb.app.importing.find_changes import Progress
from kb.app.importing.messages import Arrival, FileToRead
from kb.app.importing.options import Reader
from kb.app.importing.renames import Displaced, Identities, Newcomer, identities
from kb.app.importing.scan import settled_mtime
from kb.app.importing.worker_pool import reading
from kb.cards.rules import Key
from kb.graph.resolve import NoteId
from kb.notes.files.walk import FoundFile
from kb.notes.problem import Problem
from kb.store.file.store import StoreConnection
from kb.store.importing.card_staging import reviewed_keys
from kb.store.importing.rows import Rows, new_rows
from kb.store.importing.staging import create_stage, stage_rows, staged_bodies
from kb.store.notes.files import KnownFile, bodies, content_hashes

_NONE: Final[frozenset[Key]] = frozenset()
_ENOUGH: Final = 1000
"""Notes that are worth a round through the driver."""

_SELDOM: Final = 50_000
"""New objects from one look for cycles to the next."""


class Candidate(NamedTuple):
    """A file to read: where it stands, and what is known of it."""

    folder: int
    """Its folder's number within the import."""
    file: FoundFile
    mtime_ns: int | None
    """When it was changed last, where that can prove anything later."""
    before: KnownFile | None


@dataclass(slots=True, kw_only=True)
class Arrivals:
    """What reading gave, by the files' numbers within the import."""

    candidates: dict[int, Candidate]
    """The files to read; their numbers begin with 1."""
    notes: dict[int, Arrival] = field(default_factory=dict)
    """New and changed ones, and those that were gone."""
    touched: list[int] = field(default_factory=list)
    """Files whose content did not change after all."""
    failed: list[int] = field(default_factory=list)
    """Files that could not be read; what is known of them is kept."""
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    identities: Identities = field(default_factory=dict)
    """Which note each is."""


async def arrivals(
    desk: StoreConnection,
    reader: Reader,
    changes: Sequence[FolderChanges],
    on_read: Progress | None,
) -> Arrivals:
    """Reads and stages all files that may have changed, and finds out which notes they are."""
    found = expected(reader, changes)
    if not found.candidates:
        return found
    known = await _known_contents(desk, changes, found.candidates.values())
    async with desk.staging() as transaction:
        await create_stage(transaction)
    await _read(desk, reader, changes, found, known, on_read)
    found.identities = identities(*_sides(changes, found, known))
    await _recognise_similar(desk, changes, found)
    return found


def expected(reader: Reader, changes: Sequence[FolderChanges]) -> Arrivals:
    """Returns what is to be read, and nothing of it yet."""
    candidates = (
        Candidate(number, file, settled_mtime(file, reader.now), before)
        for number, each in enumerate(changes)
        for file, before in each.differing.to_read
    )
    return Arrivals(candidates=dict(enumerate(candidates, 1)))


def file_to_read(
    changes: Sequence[FolderChanges],
    found: Arrivals,
    ref: int,
    *,
    known_hash: str | None = None,
    reviewed: frozenset[Key] = frozenset(),
) -> FileToRead:
    """Returns what a reader has to know of a file, by its number within the import."""
    each = found.candidates[ref]
    return FileToRead(
        ref=ref,
        root=changes[each.folder].plan.root,
        path=each.file.path,
        disk_path=each.file.disk_path,
        size=each.file.size,
        mtime_ns=each.mtime_ns,
        known_hash=known_hash,
        reviewed=reviewed,
    )


@contextmanager
def seldom_tidied() -> Iterator[None]:
    """Keeps Python from looking for cycles all the time: neither rows nor notes hold any."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


_Contents = dict[NoteId, tuple[str, str | None]]
"""Of a note's file, as it was: its hash, and the id that the user gave in it."""


async def _known_contents(
    desk: StoreConnection, changes: Sequence[FolderChanges], candidates: Collection[Candidate]
) -> _Contents:
    wanted = {each.before.note_id for each in candidates if each.before}
    # A file may be one of these, moved.
    wanted |= {file.note_id for each in changes for file in _absent(each)}
    async with desk.reading() as transaction:
        return await content_hashes(transaction, sorted(wanted))


def _absent(changes: FolderChanges) -> list[KnownFile]:
    return [*changes.differing.gone, *changes.gone_before]


async def _read(
    desk: StoreConnection,
    reader: Reader,
    changes: Sequence[FolderChanges],
    found: Arrivals,
    known: _Contents,
    on_read: Progress | None,
) -> None:
    """Reads the files, wherever that is quickest, and stages what is in them meanwhile."""
    known_notes = [each.before.note_id for each in found.candidates.values() if each.before]
    async with desk.reading() as transaction:
        reviewed = await reviewed_keys(transaction, known_notes)
    files = [
        file_to_read(
            changes,
            found,
            ref,
            known_hash=_unchanged_hash(each.before, known, reader),
            reviewed=reviewed.get(each.before.note_id, _NONE) if each.before else _NONE,
        )
        for ref, each in found.candidates.items()
    ]
    async with aclosing(batches(reader, files, found, on_read)) as some:
        async for rows in some:
            async with desk.staging() as transaction:
                await stage_rows(transaction, rows)


async def batches(
    reader: Reader, files: Sequence[FileToRead], found: Arrivals, on_read: Progress | None
) -> AsyncGenerator[Rows, None]:
    """Yields the rows of notes, many at a time and in any order; the rest goes to ``found``."""
    waiting = new_rows()
    done = 0
    # Closed at once if the import is interrupted, and not whenever memory is tidied.
    async with aclosing(reading(files, reader.rules, reader.card_rules)) as pieces:
        async for read in pieces:
            found.notes |= {note.ref: note for note in read.arrivals}
            found.touched += read.touched
            found.failed += read.failed
            found.problems += read.problems
            done += len(read.arrivals) + len(read.touched) + len(read.failed)
            for name, rows in read.rows.items():
                waiting[name] += rows
            if len(waiting["notes"]) >= _ENOUGH:
                yield waiting
                waiting = new_rows()
            if on_read:
                on_read(done, len(files))
    yield waiting
    # What is kept in mind of many notes is no garbage; looking through it costs a quarter second.
    gc.freeze()


def _unchanged_hash(before: KnownFile | None, known: _Contents, reader: Reader) -> str | None:
    if before is None or before.gone or before.read_with != reader.read_with:
        return None
    return known[before.note_id][0]


def _sides(
    changes: Sequence[FolderChanges], found: Arrivals, known: _Contents
) -> tuple[list[Newcomer], list[Displaced]]:
    """Returns the files whose notes are to be found, and the notes that they may be."""
    newcomers = []
    displaced = [
        Displaced(file.note_id, file.path, *known[file.note_id])
        for each in changes
        for file in _absent(each)
        if file.note_id in known
    ]
    for ref, note in sorted(found.notes.items()):
        each = found.candidates[ref]
        at_path = each.before.note_id if each.before else None
        newcomers.append(
            Newcomer(ref, each.file.path, note.content_hash, note.size, note.given_id, at_path)
        )
        if at_path is not None:
            displaced.append(Displaced(at_path, each.file.path, *known[at_path]))
    return newcomers, displaced


async def _recognise_similar(
    desk: StoreConnection, changes: Sequence[FolderChanges], found: Arrivals
) -> None:
    """Recognises notes that were renamed and edited at once, if not too many are in question."""
    new = [ref for ref, note_id in found.identities.items() if note_id is None]
    taken = frozenset(found.identities.values())
    at_paths = [each.before for each in found.candidates.values() if each.before]
    homeless = {
        file.note_id
        for file in (*(file for each in changes for file in _absent(each)), *at_paths)
        if file.note_id not in taken
    }
    homeless -= {
        before.note_id
        for ref in (*found.touched, *found.failed)
        if (before := found.candidates[ref].before)
    }
    if not new or not homeless:
        return
    from kb.app.importing.similarity import MOST, most_similar  # noqa: PLC0415  # seldom needed

    if len(new) > MOST or len(homeless) > MOST:
        return
    async with desk.reading() as transaction:
        texts = await staged_bodies(transaction, new)
        gone = await bodies(transaction, sorted(homeless))
    pairs = most_similar(texts, {int(note_id): text for note_id, text in gone.items()})
    found.identities |= {ref: NoteId(note_id) for ref, note_id in pairs.items()}
