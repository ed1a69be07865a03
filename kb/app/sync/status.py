"""``kb sync --status`` and the check of ``kb doctor``: nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.app.sanitize import counted
from kb.app.sync.places import existing, sync_failure
from kb.app.sync.run import identity
from kb.store.file.store import Store, Transaction
from kb.store.review.device import device_name
from kb.store.sync.folders import known_folder, known_folders, read_files, waiting_count
from kb.store.sync.incoming import waiting_lines
from kb.store.sync.outgoing import START, entries_after
from kb.sync.folder import log_files, read_from
from kb.sync.lines import NewerFormatError, decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDevice:
    """A device that has written to a folder."""

    name: str
    own: bool
    """Whether it is this store."""
    files: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """How a store and a folder differ."""

    folder: Path
    synced_at: datetime | None
    """When they were last synchronised; none for never."""
    to_send: int
    """Entries."""
    to_read_bytes: int
    waiting: int
    """Entries that wait for a note here to have their card."""
    damaged: int
    """Lines that could not be read."""
    devices: tuple[SyncDevice, ...]


async def sync_status(store: Store, folder: Path) -> SyncStatus:
    """Return how a store and a folder differ.

    Raises:
        SyncError: the folder is not there, or cannot be read.
    """
    folder = existing(folder)
    try:
        files = log_files(folder)
    except OSError as error:
        raise sync_failure(folder, error) from error
    async with store.reading() as transaction:
        known = await known_folder(transaction, str(folder))
        before = await read_files(transaction, str(folder))
        device = await device_name(transaction)
        sent = known.sent if known else START
        to_send = await entries_after(transaction, sent, device if known else None)
        waiting = await waiting_count(transaction)
    done = {key: file.read for key, file in before.items()}
    names = sorted({file.device for file in files})
    return SyncStatus(
        folder=folder,
        synced_at=known.synced_at if known else None,
        to_send=len(to_send),
        to_read_bytes=sum(
            max(file.size - done.get((file.device, file.name), 0), 0)
            for file in files
            if file.device != device
        ),
        waiting=waiting,
        damaged=sum(file.damaged for file in before.values()),
        devices=tuple(
            SyncDevice(
                name=name,
                own=name == device,
                files=sum(file.device == name for file in files),
                bytes=sum(file.size for file in files if file.device == name),
            )
            for name in names
        ),
    )


async def sync_findings(transaction: Transaction) -> tuple[int, list[str]]:
    """Return how many folders can be reached, and what of them is not as in the store."""
    findings: list[str] = []
    there = [folder for folder in map(Path, await known_folders(transaction)) if folder.is_dir()]
    for folder in there:
        try:
            findings += await _findings_in(transaction, folder)
        except OSError as error:
            findings.append(sync_failure(folder, error).message)
    return len(there), findings


async def _findings_in(transaction: Transaction, folder: Path) -> Sequence[str]:
    device = await device_name(transaction)
    here = {identity(device, out.entry) for out in await entries_after(transaction, START, None)}
    for line in await waiting_lines(transaction):
        waiting = decoded(line.line.encode(), line.device)
        if waiting is not None:
            here.add(identity(line.device, waiting))
    before = await read_files(transaction, str(folder))
    damaged = missing = 0
    for file in log_files(folder):
        known = before.get((file.device, file.name))
        if known is None:
            continue  # it has come since
        try:
            portion = read_from(folder, file, 0)
        except (NewerFormatError, OSError):
            continue
        damaged += portion.damaged
        if known.size == file.size:
            missing += sum(
                identity(file.device, record) not in here
                for record in portion.records
                if identity(file.device, record)
            )
    findings = []
    if damaged:
        findings.append(f"{counted(damaged, 'line')} in {folder} cannot be read")
    if missing:
        findings.append(f"{counted(missing, 'entry')} of {folder} not in the store")
    return findings
