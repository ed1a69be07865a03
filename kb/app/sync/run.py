"""``kb sync``: read what other devices have written to a folder, and write what they lack."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kb.app.memory_models import memory_models
from kb.app.sync.compaction import compact_files, own_files_as_read
from kb.app.sync.places import existing, sync_failure
from kb.app.sync.receive import FromDevice, receive
from kb.errors import reason_of
from kb.store.file.store import Store, Transaction
from kb.store.review.device import new_device, signing_device
from kb.store.sync.folders import (
    FileProgress,
    SharedFolder,
    known_folder,
    known_folders,
    move_folder,
    notes_read_at,
    read_files,
    remember_folder,
    waiting_count,
)
from kb.store.sync.incoming import store_descriptions, waiting_lines
from kb.store.sync.outgoing import (
    START,
    Outgoing,
    descriptions,
    entries_after,
    known_descriptions,
    memory_lines,
    positions,
    signed_cards,
    weights_records,
)
from kb.sync.folder import LogFile, append, log_files, read_from
from kb.sync.lines import (
    AnswerLine,
    Entry,
    LogLine,
    MemoryLine,
    NewerFormatError,
    PlanLine,
    Record,
    Remark,
    SameLine,
    decoded,
)

Progress = Callable[[int, int], None]
"""Is told how many bytes of how many were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a synchronisation did."""

    folder: Path
    device: str
    """The name of this store in the folder."""
    devices: int
    """Devices in the folder, with this one."""
    sent: int
    """Entries that were written."""
    received: int
    """Entries that are new here."""
    waiting: int
    """Entries that wait for a note here to have their card."""
    damaged: int
    """Lines that cannot be read."""
    newer: tuple[str, ...]
    """Files of a newer kb, which were left alone."""
    unreadable: tuple[str, ...]
    """Files that could not be read."""
    trouble: str
    """Why nothing could be written; empty if all was."""
    store_inside: bool
    """Whether the store lies in the folder, where a program can damage it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was read of a folder."""

    records: Sequence[FromDevice]
    files: tuple[FileProgress, ...]
    newer: tuple[str, ...]
    unreadable: tuple[str, ...]


async def sync(
    store: Store,
    folder: Path,
    now: datetime,
    *,
    full: bool = False,
    compact: bool = False,
    progress: Progress | None = None,
) -> SyncReport:
    """Synchronise the store with a folder, in one transaction. The same twice changes nothing.

    Args:
        store: of this device.
        folder: which something else carries between the devices.
        now: when that is.
        full: whether to read all files again, and to write all that they lack.
        compact: the same, and to rewrite this device's files without what was replaced.
        progress: is told how far the reading is.

    Raises:
        SyncError: the folder is not there, or cannot be read.
        StoreError: the store cannot be written.
    """
    folder = existing(folder)
    try:
        files = log_files(folder)
    except OSError as error:
        raise sync_failure(folder, error) from error
    async with store.writing() as transaction:
        device = await signing_device(transaction)
        await _find_moved(transaction, folder, files, device)
        known = await known_folder(transaction, str(folder))
        before = await read_files(transaction, str(folder))
    # A folder that is new, or has lost files of this device, gets all that it does not have; one
    # that an older kb has read is read again.
    whole = full or compact or known is None or known.device != device or not known.with_plans
    whole = whole or _is_less(files, before, device)
    # Nothing is locked while the folder is read, which may be slow.
    reading = _read(folder, files, {} if whole else before, progress)
    async with store.writing() as transaction:
        reads_own = any(of == device for of, _ in reading.records)
        made = await entries_after(transaction, START, None) if whole or reads_own else []
        if reads_own and await _has_twin(transaction, reading, device, made):
            device, whole = await new_device(transaction), True
            reading = _read(folder, files, {}, progress)
        used = [file.name for file in before.values() if file.device == device]
        report = await _exchange(
            transaction,
            folder,
            reading,
            device,
            now,
            known=None if whole else known,
            made=made,
            used=used,
        )
        if compact and not report.trouble:
            report = replace(report, trouble=await compact_files(transaction, folder, device))
    inside = store.path.resolve().is_relative_to(folder)
    return replace(report, store_inside=inside)


async def _exchange(  # noqa: PLR0913  # each is of another kind
    transaction: Transaction,
    folder: Path,
    reading: _Reading,
    device: str,
    now: datetime,
    *,
    known: SharedFolder | None,
    made: Sequence[Outgoing],
    used: Sequence[str],
) -> SyncReport:
    """Take in what was read, and write what the folder lacks: since the last time, or of all."""
    read_at = await notes_read_at(transaction)
    changed = known is None or known.notes_read_at != read_at
    begun = await positions(transaction)
    received = await receive(transaction, reading.records, device, now, notes_changed=changed)
    waiting: list[Entry] = []
    if known is None:
        there = {identity(of, record) for of, record in reading.records}
        outgoing = [out for out in made if identity(device, out.entry) not in there]
        outgoing += await entries_after(transaction, begun, device)  # which cards are one
        waiting = [
            entry for entry in await _waiting(transaction) if identity(device, entry) not in there
        ]
    else:
        outgoing = await entries_after(transaction, known.sent, device)
    trouble = ""
    sent, read = await positions(transaction), list(reading.files)
    cards = {out.card_id for out in outgoing if out.card_id is not None}
    if changed:
        cards |= await signed_cards(transaction)
    try:
        await _write(
            transaction,
            folder,
            device,
            [*(out.entry for out in outgoing), *waiting],
            cards,
            whole=known is None,
            used=used,
        )
        read = [file for file in read if file.device != device]
        read += own_files_as_read(log_files(folder), device)
    except OSError as error:
        trouble = sync_failure(folder, error).message
        sent = known.sent if known else sent
        outgoing, waiting = [], []
    if known is not None or not trouble:  # or the next time would not write it whole
        state = SharedFolder(str(folder), device, sent, now, read_at)
        await remember_folder(transaction, state, read)
    return SyncReport(
        folder=folder,
        device=device,
        devices=len({device, *(file.device for file in reading.files)}),
        sent=len(outgoing) + len(waiting),
        received=received,
        waiting=await waiting_count(transaction),
        damaged=sum(file.damaged for file in reading.files),
        newer=reading.newer,
        unreadable=reading.unreadable,
        trouble=trouble,
        store_inside=False,
    )


async def _find_moved(
    transaction: Transaction, folder: Path, files: Sequence[LogFile], device: str
) -> None:
    """Remember a folder under its path here, if it was known under one where it is no more."""
    path = str(folder)
    own = {(file.name, file.size) for file in files if file.device == device}
    if not own or await known_folder(transaction, path) is not None:
        return
    for other in await known_folders(transaction):
        known = await read_files(transaction, other)
        theirs = {(file.name, file.size) for file in known.values() if file.device == device}
        if theirs == own and _is_gone(other):
            await move_folder(transaction, other, path)
            return


def _is_gone(path: str) -> bool:
    return not Path(path).exists()


async def _has_twin(
    transaction: Transaction, reading: _Reading, device: str, made: Iterable[Outgoing]
) -> bool:
    """Return whether the files of this device hold entries that it has not made.

    A copy of the store has written them, or the store before it was set back.
    """
    written = {identity(of, record) for of, record in reading.records if of == device}
    written.discard(None)
    here = {identity(device, out.entry) for out in made}
    here |= {identity(device, entry) for entry in await _waiting(transaction)}
    return not written <= here


def _read(
    folder: Path,
    files: Sequence[LogFile],
    before: dict[tuple[str, str], FileProgress],
    progress: Progress | None,
) -> _Reading:
    """Read what is new in files."""
    records: list[FromDevice] = []
    read: list[FileProgress] = []
    newer: list[str] = []
    unreadable: list[str] = []
    total, done = sum(file.size for file in files), 0
    for file in files:
        known = before.get((file.device, file.name))
        if known and known.size == file.size == known.read:
            read.append(known)
        else:
            try:
                portion = read_from(folder, file, known.read if known else 0)
            except NewerFormatError:
                newer.append(f"{file.device}/{file.name}")
                continue
            except OSError as error:
                unreadable.append(f"{file.device}/{file.name} ({reason_of(error)})")
                read += [known] if known else []
                continue
            records += [(file.device, record) for record in portion.records]
            read.append(FileProgress(*file, portion.end, portion.damaged))
        done += file.size
        if progress:
            progress(done, total)
    return _Reading(
        records=records, files=tuple(read), newer=tuple(newer), unreadable=tuple(unreadable)
    )


def _is_less(
    files: Iterable[LogFile], before: dict[tuple[str, str], FileProgress], device: str
) -> bool:
    """Return whether a file of this device is gone, or shorter than it was left."""
    sizes = {(file.device, file.name): file.size for file in files}
    return any(
        sizes.get(key, 0) < file.size for key, file in before.items() if file.device == device
    )


async def _waiting(transaction: Transaction) -> list[Entry]:
    """Return the entries that wait for their cards, each with its device."""
    entries = []
    for line in await waiting_lines(transaction):
        entry = decoded(line.line.encode(), line.device)
        if entry is not None and not isinstance(entry, Remark):
            entries.append(entry._replace(device=entry.device or line.device))
    return entries


async def _write(  # noqa: PLR0913  # each is of another kind
    transaction: Transaction,
    folder: Path,
    device: str,
    entries: list[Entry],
    cards: Collection[int],
    *,
    whole: bool,
    used: Iterable[str],
) -> None:
    """Write entries, with the weights that they used, and how cards are described by now."""
    weights = await weights_records(transaction)
    chosen = {entry.weights for entry in entries if isinstance(entry, AnswerLine)}
    described = await descriptions(transaction, cards)
    known = await known_descriptions(transaction, {card.card for card in described.values()})
    new = [card for card in described.values() if known.get(card.card) != card]
    # Which cards are one goes first: what follows calls them by one name.
    entries.sort(key=lambda entry: not isinstance(entry, SameLine))
    # Only of many, for the first time: the next answer makes one useless.
    memories: Sequence[MemoryLine] = ()
    if whole and entries:
        models = await memory_models(transaction)
        memories = await memory_lines(transaction, described, models.name)
    used_weights = [weights[name] for name in sorted(weights) if name in chosen]
    append(folder, device, [*used_weights, *new, *entries, *memories], used=used)
    await store_descriptions(transaction, [(device, card) for card in new])


def identity(device: str, record: Record) -> tuple[str, str, int] | None:
    """Return what two records of one entry have in common; none of what is no entry."""
    if isinstance(record, Remark):
        return None
    if isinstance(record, LogLine):
        where = "log"
    else:
        where = "plans" if isinstance(record, PlanLine) else "decisions"
    return where, record.device or device, record.tick
