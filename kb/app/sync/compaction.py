"""Writing the files of this device anew, without what later entries have replaced."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kb.app.memory_models import memory_models
from kb.app.sync.places import sync_failure
from kb.notes.names import name_key
from kb.store.file.store import Transaction
from kb.store.sync.folders import FileProgress, known_folder, read_files, remember_folder
from kb.store.sync.incoming import cards_of
from kb.store.sync.outgoing import memory_lines
from kb.sync.folder import LogFile, log_files, read_from, rewrite
from kb.sync.lines import (
    BurialLine,
    DescribedLine,
    Entry,
    LogLine,
    MemoryLine,
    PlanLine,
    Record,
    StatusLine,
    WeightsLine,
    WordingLine,
)


async def compact_files(transaction: Transaction, folder: Path, device: str) -> str:
    """Write the files of this device anew, and return why that could not be; empty if it was."""
    before = await read_files(transaction, str(folder))
    used = [file.name for file in before.values() if file.device == device]
    try:
        own = [file for file in log_files(folder) if file.device == device]
        records = [record for file in own for record in read_from(folder, file, 0).records]
        answered = {record.card for record in records if isinstance(record, LogLine)}
        cards = await cards_of(transaction, answered)
        models = await memory_models(transaction)
        memories = await memory_lines(transaction, cards.values(), models.name)
        if records:
            rewrite(folder, device, [*_needed(records), *memories], used=used)
        own_files = own_files_as_read(log_files(folder), device)
    except OSError as error:
        return sync_failure(folder, error).message
    known = await known_folder(transaction, str(folder))
    others = [file for file in before.values() if file.device != device]
    if known:
        await remember_folder(transaction, known, [*others, *own_files])
    return ""


def own_files_as_read(files: Iterable[LogFile], device: str) -> list[FileProgress]:
    """Return the files of this device, which has written all that is in them."""
    return [FileProgress(*file, file.size, 0) for file in files if file.device == device]


def _needed(records: Iterable[Record]) -> list[Record]:
    """Return records without repetitions, and of what replaces another only the latest."""
    latest: dict[object, Any] = {}
    for record in records:
        key: object = record
        if isinstance(record, MemoryLine):
            continue
        if isinstance(record, DescribedLine | WeightsLine):
            key = type(record), record[0]
        elif isinstance(record, StatusLine | WordingLine | BurialLine | PlanLine):
            if isinstance(record, PlanLine):
                key = PlanLine, record.kind, name_key(record.name)
            else:
                key = type(record), record.card
            other = latest.get(key)
            if other is not None and _order(other) > _order(record):
                continue
        latest.pop(key, None)
        latest[key] = record
    return list(latest.values())


def _order(entry: Entry) -> tuple[int, str]:
    return entry.tick, entry.device
