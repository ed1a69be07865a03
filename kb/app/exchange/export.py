"""``kb export``: all that the store knows, as files that any program can read."""

import csv
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from kb import __version__
from kb.errors import ExportError, reason_of
from kb.schedule.memory import ENGINE
from kb.store.exchange.takeout import (
    Counted,
    card_lines,
    counted_answers,
    decision_lines,
    link_lines,
    log_lines,
    note_lines,
    plan_lines,
    waiting_records,
    weights_lines,
)
from kb.store.file.store import Store, Transaction
from kb.store.review.weights import recorded_engine
from kb.sync.takeout import (
    CARDS,
    CARDS_TABLE,
    DECISIONS,
    FILES,
    LINKS,
    LOG,
    MANIFEST,
    NOTES,
    PLANS,
    REVIEWS_TABLE,
    WAITING,
    WEIGHTS,
    Json,
    Manifest,
    is_export,
    manifest_text,
    safe_cell,
)

CARD_COLUMNS: Final = tuple(
    "uid path line kind front back own_front own_back status "
    "state due last_day stability difficulty reps lapses added_at".split()
)
"""Of cards.csv."""
REVIEW_COLUMNS: Final = tuple(
    "card_id review_time review_rating review_state review_duration".split()
)
"""Of reviews.csv: the schema of https://github.com/open-spaced-repetition/fsrs-optimizer."""
_LINES: Final[dict[str, Callable[[Transaction], AsyncIterator[Json]]]] = {
    NOTES: note_lines,
    LINKS: link_lines,
    LOG: log_lines,
    DECISIONS: decision_lines,
    WEIGHTS: weights_lines,
    PLANS: plan_lines,
    WAITING: waiting_records,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export holds."""

    folder: Path
    notes: int
    links: int
    cards: int
    entries: int
    """Of the log, those that were undone, too."""
    answers: int
    """That were not undone."""
    decisions: int
    waiting: int
    """Entries whose cards no note here has, and descriptions of these cards."""
    bytes: int


async def export(store: Store, folder: Path) -> Exported:
    """Write all that the store knows to a folder, as a whole or not at all.

    Args:
        store: it is only read, and other programs can use it meanwhile.
        folder: is made. It may be there if it is empty, or an older export, which is replaced.

    Raises:
        ExportError: the folder holds something else, or cannot be written.
        StoreError: the store cannot be read.
    """
    check_target(folder)
    try:
        folder = _made_parent(folder)
        with _put_in_place(folder) as part:
            async with store.reading() as transaction:
                lines = await _write_all(transaction, part)
                engine = await recorded_engine(transaction) or ENGINE
            manifest = Manifest(kb=__version__, engine=engine, lines=lines)
            with new_file(part / MANIFEST) as opened:
                opened.write(manifest_text(manifest))
            size = sum(path.stat().st_size for path in part.iterdir())
    except OSError as error:
        raise ExportError(
            f"cannot export to {folder}: {reason_of(error)}. Nothing was changed."
        ) from error
    return Exported(
        folder=folder,
        notes=lines[NOTES],
        links=lines[LINKS],
        cards=lines[CARDS],
        entries=lines[LOG],
        answers=lines[REVIEWS_TABLE],
        decisions=lines[DECISIONS],
        waiting=lines[WAITING],
        bytes=size,
    )


def check_target(folder: Path) -> None:
    """Check that an export can go to a folder without replacing anything else.

    Raises:
        ExportError: something else is there.
    """
    try:
        if not folder.exists() and not folder.is_symlink():
            return
        if not folder.is_dir():
            raise ExportError(f"{folder} is no folder. Name a new one.")
        there = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise ExportError(f"cannot export to {folder}: {reason_of(error)}.") from error
    if not there:
        return
    if not is_export(folder):
        raise ExportError(f"{folder} is not empty, and no export of kb. Name a new folder.")
    strange = sorted(there - {MANIFEST, *FILES})
    if strange:
        raise ExportError(
            f"{folder} also holds {strange[0]}, which is not of the export. Name a new folder, "
            "or move that away."
        )


def _made_parent(folder: Path) -> Path:
    """Return the whole path of a folder, whose parent is there; links are followed."""
    whole = folder.resolve()
    whole.parent.mkdir(parents=True, exist_ok=True)
    return whole


@contextmanager
def _put_in_place(folder: Path) -> Iterator[Path]:
    """Give a folder beside ``folder`` that replaces it, once it is filled."""
    part = folder.with_name(f".{folder.name}.part")
    old = folder.with_name(f".{folder.name}.old")
    _remove(part)  # of an export that was killed
    part.mkdir()
    try:
        yield part
        if old.is_dir() and not folder.is_dir():  # it was killed between the two renames below
            old.rename(folder)
        _remove(old)
        if folder.is_dir():
            check_target(folder)
            folder.rename(old)
        try:
            part.rename(folder)
        except OSError:
            if old.is_dir():
                old.rename(folder)
            raise
        _sync_folder(folder.parent)
        _remove(old)
    except BaseException:
        with suppress(OSError):
            _remove(part)
        raise


def _remove(folder: Path) -> None:
    """Remove a folder that kb made for an export; one that holds other things stays.

    Raises:
        ExportError: it holds other things.
    """
    if not folder.exists():
        return
    strange = {entry.name for entry in folder.iterdir()} - {MANIFEST, *FILES}
    if strange:
        raise ExportError(f"{folder} is in the way. Move it away.")
    shutil.rmtree(folder)


async def _write_all(transaction: Transaction, part: Path) -> dict[str, int]:
    """Write all files, and return how many lines each has."""
    counts = {name: await _write_lines(transaction, part / name) for name in (NOTES, LINKS)}
    counts[CARDS] = counts[CARDS_TABLE] = await _write_cards(transaction, part)
    for name in (LOG, DECISIONS, WEIGHTS, PLANS, WAITING):
        counts[name] = await _write_lines(transaction, part / name)
    counts[REVIEWS_TABLE] = await _write_reviews(transaction, part / REVIEWS_TABLE)
    return {name: counts[name] for name in FILES}


async def _write_lines(transaction: Transaction, path: Path) -> int:
    count = 0
    with new_file(path) as opened:
        async for line in _LINES[path.name](transaction):
            opened.write(_json(line))
            count += 1
    return count


async def _write_cards(transaction: Transaction, part: Path) -> int:
    count = 0
    # With a byte order mark, without which Excel takes UTF-8 for another encoding.
    with new_file(part / CARDS) as lines, new_file(part / CARDS_TABLE, "utf-8-sig") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(CARD_COLUMNS)
        async for line in card_lines(transaction):
            lines.write(_json(line))
            rows.writerow([safe_cell(line.get(name)) for name in CARD_COLUMNS])
            count += 1
    return count


async def _write_reviews(transaction: Transaction, path: Path) -> int:
    count = 0
    with new_file(path) as opened:
        rows = csv.writer(opened, lineterminator="\n")
        rows.writerow(REVIEW_COLUMNS)
        async for answer in counted_answers(transaction):
            rows.writerow(_cells(answer))
            count += 1
    return count


def _cells(answer: Counted) -> tuple[object, ...]:
    return (safe_cell(answer.card), *answer[1:])


def _json(line: Json) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


@contextmanager
def new_file(path: Path, encoding: str = "utf-8") -> Iterator[TextIOWrapper]:
    """Give a new file, which is on the disk when this ends."""
    with path.open("x", encoding=encoding, errors="replace", newline="") as opened:
        yield opened
        opened.flush()
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
