"""``kb sync``: read what other devices have written to a folder, and write what they lack."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kb.app.sync.receive import FromDevice, receive
from kb.errors import KbError, reason_of
from kb.store.file.store import Store, Transaction
from kb.store.sync.folders import (
    FileProgress,
    SharedFolder,
    imported_since,
    known_folder,
    new_device,
    own_device,
    read_files,
    remember_folder,
    waiting_count,
)
from kb.store.sync.incoming import cards_of, store_descriptions, waiting_lines
from kb.store.sync.outgoing import (
    START,
    Outgoing,
    descriptions,
    entries_after,
    known_descriptions,
    memory_lines,
    positions,
    weights_records,
)
from kb.sync.folder import LogFile, append, log_files, read_from, rewrite
from kb.sync.lines import (
    AnswerLine,
    BurialLine,
    DescribedLine,
    Entry,
    LogLine,
    MemoryLine,
    NewerFormatError,
    Record,
    Remark,
    SameLine,
    StatusLine,
    WeightsLine,
    WordingLine,
    decoded,
)

Progress = Callable[[int, int], None]
"""Is told how many bytes of how many were read."""


class SyncError(KbError):
    """A folder cannot be synchronised with."""

    code = "sync"


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
    store_inside: bool
    """Whether the store lies in the folder, where a program can damage it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was read of a folder."""

    records: Sequence[FromDevice]
    files: tuple[FileProgress, ...]
    newer: tuple[str, ...]


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
        compact: whether to rewrite this device's files without what later entries have replaced.
        progress: is told how far the reading is.

    Raises:
        SyncError: the folder is not there, cannot be read or cannot be written.
        StoreError: the store cannot be written.
    """
    folder = existing(folder)
    async with store.writing() as transaction:
        device = await own_device(transaction, store.path)
        try:
            report = await _sync(transaction, folder, device, now, progress, full=full or compact)
            if compact:
                await _compact(transaction, folder, device)
        except OSError as error:
            raise sync_failure(folder, error) from error
    inside = store.path.resolve().is_relative_to(folder.resolve())
    return replace(report, store_inside=inside)


async def _sync(  # each is of another kind
    transaction: Transaction,
    folder: Path,
    device: str,
    now: datetime,
    progress: Progress | None,
    *,
    full: bool,
) -> SyncReport:
    known = await known_folder(transaction, str(folder))
    before = await read_files(transaction, str(folder))
    files = log_files(folder)
    # A folder that is new, or has lost files of this device, gets all that it does not have.
    whole = full or known is None or known.device != device or _is_less(files, before, device)
    if _is_more(files, before, device):  # a copy of this store writes there, too
        device, whole = await new_device(transaction), True
    mine = await entries_after(transaction, START, None) if whole else []
    at = await positions(transaction)
    reading = _read(folder, files, {} if whole else before, progress)
    received = await receive(
        transaction,
        reading.records,
        device,
        now,
        notes_changed=known is None or await imported_since(transaction, known.synced_at),
    )
    if whole or known is None:
        there = {identity(of, entry) for of, entry in reading.records}
        outgoing = [out for out in mine if identity(device, out.entry) not in there]
        outgoing += await entries_after(transaction, at, device)  # which cards are one
        waiting = [
            entry for entry in await _waiting(transaction) if identity(device, entry) not in there
        ]
    else:
        outgoing, waiting = await entries_after(transaction, known.sent, device), []
    read = list(reading.files)
    if outgoing or waiting:
        await _write(transaction, folder, device, outgoing, waiting, whole=whole)
        read = [file for file in read if file.device != device]
        read += _as_read(log_files(folder), device)
    sent = await positions(transaction)
    await remember_folder(transaction, SharedFolder(str(folder), device, sent, now), read)
    return SyncReport(
        folder=folder,
        device=device,
        devices=len({device, *(file.device for file in files)}),
        sent=len(outgoing) + len(waiting),
        received=received,
        waiting=await waiting_count(transaction),
        damaged=sum(file.damaged for file in reading.files),
        newer=reading.newer,
        store_inside=False,
    )


async def _compact(transaction: Transaction, folder: Path, device: str) -> None:
    """Write the files of this device anew, and remember them."""
    own = [file for file in log_files(folder) if file.device == device]
    records = [record for file in own for record in read_from(folder, file, 0).records]
    if not records:
        return
    cards = await cards_of(
        transaction, {record.card for record in records if isinstance(record, LogLine)}
    )
    rewrite(folder, device, [*_needed(records), *await memory_lines(transaction, cards.values())])
    known = await known_folder(transaction, str(folder))
    files = await read_files(transaction, str(folder))
    others = [file for file in files.values() if file.device != device]
    if known:
        own_files = _as_read(log_files(folder), device)
        await remember_folder(transaction, known, [*others, *own_files])


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
            records += [(file.device, record) for record in portion.records]
            read.append(FileProgress(*file, portion.end, portion.damaged))
        done += file.size
        if progress:
            progress(done, total)
    return _Reading(records=records, files=tuple(read), newer=tuple(newer))


def _is_less(
    files: Iterable[LogFile], before: dict[tuple[str, str], FileProgress], device: str
) -> bool:
    """Return whether a file of this device is gone, or shorter than it was left."""
    sizes = {(file.device, file.name): file.size for file in files}
    return any(
        sizes.get(key, 0) < file.size for key, file in before.items() if file.device == device
    )


def _is_more(
    files: Iterable[LogFile], before: dict[tuple[str, str], FileProgress], device: str
) -> bool:
    """Return whether the files of this device hold what it has not written."""
    return any(
        file.device == device
        and ((known := before.get((device, file.name))) is None or file.size > known.size)
        for file in files
    )


def _as_read(files: Iterable[LogFile], device: str) -> list[FileProgress]:
    """Return the files of this device, which has written all that is in them."""
    return [FileProgress(*file, file.size, 0) for file in files if file.device == device]


async def _waiting(transaction: Transaction) -> list[Entry]:
    """Return the entries that wait for their cards, each with its device."""
    entries = []
    for line in await waiting_lines(transaction):
        entry = decoded(line.line.encode(), line.device)
        if entry is not None and not isinstance(entry, Remark):
            entries.append(entry._replace(device=entry.device or line.device))
    return entries


async def _write(
    transaction: Transaction,
    folder: Path,
    device: str,
    outgoing: Sequence[Outgoing],
    waiting: Sequence[Entry],
    *,
    whole: bool,
) -> None:
    """Write entries, with the weights that they used and descriptions of their cards."""
    entries = [*(out.entry for out in outgoing), *waiting]
    used = {entry.weights for entry in entries if isinstance(entry, AnswerLine)}
    weights = await weights_records(transaction)
    described = await descriptions(transaction, {out.card_id for out in outgoing})
    known = await known_descriptions(transaction, {card.card for card in described.values()})
    new = [card for card in described.values() if known.get(card.card) != card]
    # Which cards are one goes first: what follows calls them by one name.
    entries.sort(key=lambda entry: not isinstance(entry, SameLine))
    chosen = [weights[name] for name in sorted(weights) if name in used]
    # Only of many, for the first time: the next answer makes one useless.
    memories = await memory_lines(transaction, described) if whole else ()
    append(folder, device, [*chosen, *new, *entries, *memories])
    await store_descriptions(transaction, [(device, card) for card in new])


def identity(device: str, record: Record) -> tuple[bool, str, int] | None:
    """Return what two records of one entry have in common; none of what is no entry."""
    if isinstance(record, Remark):
        return None
    return (
        isinstance(record, LogLine),
        record.device or device,
        record.tick,
    )


def _needed(records: Iterable[Record]) -> list[Record]:
    """Return records without repetitions, and of what replaces another only the latest."""
    latest: dict[object, Any] = {}
    for record in records:
        key: object = record
        if isinstance(record, MemoryLine):
            continue
        if isinstance(record, DescribedLine | WeightsLine):
            key = type(record), record[0]
        elif isinstance(record, StatusLine | WordingLine | BurialLine):
            key = type(record), record.card
            other = latest.get(key)
            if other is not None and _order(other) > _order(record):
                continue
        latest.pop(key, None)
        latest[key] = record
    return list(latest.values())


def _order(entry: Entry) -> tuple[int, str]:
    return entry.tick, entry.device


def existing(folder: Path) -> Path:
    """Return the whole path of a folder.

    Raises:
        SyncError: it is not there.
    """
    if not folder.is_dir():
        raise SyncError(f"there is no folder {folder}. Make it, or name another one.")
    return folder.absolute()


def sync_failure(folder: Path, error: OSError) -> SyncError:
    """Return the error of a folder that cannot be read or written."""
    return SyncError(
        f"cannot synchronise with {folder}: {reason_of(error)}. Check the folder, and try again."
    )
