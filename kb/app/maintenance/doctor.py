"""``kb doctor``: checks of the store, each with what to do if it fails."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kb.app.importing.links import Correction
from kb.app.maintenance.replay import wrong_memories
from kb.app.sanitize import counted
from kb.app.sync.status import sync_findings
from kb.errors import StoreError
from kb.graph.resolve import Names
from kb.schedule.fsrs import unlike_reference
from kb.schedule.memory import ENGINE
from kb.store.file.backups import UNVERIFIED, list_backups
from kb.store.file.copy import verify_store
from kb.store.file.failures import UnreadableRowError, unreadable_rows
from kb.store.file.store import Store, Transaction
from kb.store.file.upgrade import HEAD
from kb.store.graph.links import links_of_notes, meaning
from kb.store.maintenance import integrity
from kb.store.maintenance.values import wrong_values
from kb.store.notes.folders import remembered_folders
from kb.store.notes.names import all_named
from kb.store.review.weights import recorded_engine
from kb.store.sync.folders import known_folders

_MOST_NAMED: Final = 3
"""Findings; the others are counted."""
_A_JUMP: Final = timedelta(hours=1)
"""Ordinary corrections of a clock are smaller."""
_VALUES: Final = "all values are of the kinds that their columns are for"
_FIX: Final = "“kb doctor --fix” repairs it."
_RESTORE: Final = "Restore a backup: “kb backup --list” shows them."
_FIX_OR_RESTORE: Final = f"Try “kb doctor --fix”. If that does not help: {_RESTORE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check."""

    name: str
    ok: bool
    detail: str
    """What was checked; if it failed, what is wrong, and what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What ``kb doctor`` found."""

    ok: bool
    checks: tuple[Check, ...]


async def diagnosis(store: Store, now: datetime) -> Diagnosis:
    """Return the result of every check. Nothing is written.

    Raises:
        StoreError: it cannot be read at all, or another program holds it for long.
    """
    async with store.connect() as connection, connection.reading() as transaction:
        around: tuple[Check, ...] = ()
        if await _has_tables(transaction):
            around = (
                await _readable("clock", _clock(transaction, now)),
                await _readable("folders", _folders(transaction)),
                *await _sync(transaction),
            )
    checks = (*await checks_of_store(store), *around, _backups(store.path))
    return Diagnosis(ok=all(check.ok for check in checks), checks=checks)


async def _sync(transaction: Transaction) -> tuple[Check, ...]:
    """Return the check of synchronised folders; none if there are none."""
    if not await known_folders(transaction):
        return ()
    reached, findings = await sync_findings(transaction)
    detail = f"{counted(reached, 'folder')} in reach, all of whose entries are in the store"
    return (_check("sync", findings, detail, "Run “kb sync FOLDER --full --compact”."),)


async def checks_of_store(store: Store) -> tuple[Check, ...]:
    """Return the result of every check of the store itself, wherever and whenever it is.

    Raises:
        StoreError: it cannot be read at all, or another program holds it for long.
    """
    async with store.connect() as connection:
        async with connection.dry_run() as transaction:
            mismatch = await integrity.search_mismatch(transaction)
        async with connection.reading() as transaction:
            file = await _file(transaction)
            if not await _has_tables(transaction):
                return file
            # Before all that reads rows, which relies on it.
            values = _check("values", await wrong_values(transaction), _VALUES, _RESTORE)
            return (*file, values, *await _rows(transaction, mismatch))


async def _file(transaction: Transaction) -> tuple[Check, ...]:
    damage = await integrity.file_damage(transaction)
    dangling = await integrity.broken_references(transaction)
    return (
        _check("file", damage, "all pages and indexes are intact", _FIX_OR_RESTORE),
        _check("references", dangling, "all rows refer to existing rows", _FIX_OR_RESTORE),
        await _schema(transaction),
    )


async def _has_tables(transaction: Transaction) -> bool:
    """Return whether the store can be asked for rows."""
    return not await integrity.missing_columns(transaction)


async def _rows(transaction: Transaction, mismatch: Sequence[str]) -> tuple[Check, ...]:
    notes, cards = await integrity.row_counts(transaction)
    orphans = await integrity.orphans(transaction)
    duplicates = await integrity.duplicate_cards(transaction)
    vectors = await integrity.vector_count(transaction)
    broken = await integrity.broken_vectors(transaction) if vectors else []
    meaning = _check("vectors", broken, f"{counted(vectors, 'vector')} of the right size")
    return (
        _check("orphans", orphans, "nothing belongs to a deleted note"),
        _check(
            "search",
            mismatch,
            f"the index matches the text of {notes} notes, with those that are gone",
        ),
        await _readable("links", _links(transaction)),
        _check("keys", duplicates, "no note has the same card twice"),
        _check(
            "cards",
            await integrity.invalid_cards(transaction),
            f"{cards} cards are valid, with retired ones",
        ),
        *([meaning] if vectors else []),
        await _readable("log", _log(transaction)),
    )


async def _readable(name: str, check: Awaitable[Check]) -> Check:
    """Return the result of a check, which fails if rows are such that it cannot be made."""
    try:
        with unreadable_rows():
            return await check
    except UnreadableRowError as error:
        return _check(name, [f"a row cannot be read ({error.message})"], "", _RESTORE)


async def wrong_links(transaction: Transaction) -> list[Correction]:
    """Return the links that would resolve differently now, with what they should mean."""
    notes = await all_named(transaction)
    names, by_id = Names(notes), {note.id: note for note in notes}
    corrections = []
    for link in await links_of_notes(transaction, sorted(by_id)):
        resolution = names.resolution(link.target, by_id[link.note_id])
        if meaning(resolution) != link.meant:
            corrections.append((link.note_id, link.position, resolution))
    return corrections


async def _schema(transaction: Transaction) -> Check:
    missing = await integrity.missing_parts(transaction)
    columns = await integrity.missing_columns(transaction)
    tables = {part.name for part in missing if part.kind == "table"}
    lost = [column for column in columns if column.partition(".")[0] not in tables]
    wrong = [f"the {part.kind} {part.name} is missing" for part in missing]
    wrong += [f"the column {column} is missing" for column in lost]
    changed, foreign = await integrity.other_parts(transaction)
    wrong += [f"the {part.kind} {part.name} is not as kb makes it" for part in changed]
    wrong += [f"the {part.kind} {part.name} is not kb's" for part in foreign]
    revisions = await integrity.revisions(transaction)
    if revisions != [HEAD]:
        wrong.append(f"the schema is of revision {' and '.join(revisions) or 'none'}")
    checked = f"current (revision {HEAD}), with all tables, columns, indexes and triggers"
    return _check("schema", wrong, checked, _RESTORE if columns else _FIX)


async def _links(transaction: Transaction) -> Check:
    wrong = [
        f"link {position + 1} of note {note} is wrong"
        for note, position, _ in await wrong_links(transaction)
    ]
    return _check("links", wrong, "all links lead to the right notes")


async def _clock(transaction: Transaction, now: datetime) -> Check:
    """Check that no answer is in the future; that a clock was once wrong does no harm."""
    later = await integrity.entries_after(transaction, now + _A_JUMP)
    jumps = await integrity.clock_jumps(transaction, _A_JUMP)
    wrong = [f"{later} answers are dated after now, {now:%Y-%m-%d %H:%M} UTC"] if later else []
    checked = "no answer is dated in the future"
    if jumps:
        often = "once" if jumps == 1 else f"{jumps} times"
        checked += f"; the clock went back {often}, which does no harm"
    return _check("clock", wrong, checked, "Correct the clock of this computer.")


async def _folders(transaction: Transaction) -> Check:
    roots = [folder.root for folder in await remembered_folders(transaction)]
    wrong = [f"{root} cannot be reached" for root in roots if not _is_folder(root)]
    what_next = "Mount it, or use “kb folders move” or “kb folders forget”."
    checked = f"{counted(len(roots), 'imported folder')}, all reachable"
    return _check("folders", wrong, checked, what_next)


def _is_folder(root: str) -> bool:
    return Path(root).is_dir()


def _backups(store: Path) -> Check:
    """Verify the latest backup, which is the one that would be restored."""
    backups = [copy.file for copy in list_backups(store) if copy.occasion not in UNVERIFIED]
    if not backups:
        return _check("backups", [], "none yet")
    latest = max(backups, key=lambda path: path.stat().st_mtime_ns)
    wrong = []
    try:
        verify_store(latest)
    except StoreError as error:
        wrong.append(error.message.rstrip("."))
    checked = f"{counted(len(backups), 'backup')}, the latest is intact"
    return _check("backups", wrong, checked, "Delete it, and make another with “kb backup”.")


async def _log(transaction: Transaction) -> Check:
    """Replay the log of every card, and compare the result with the stored memory.

    Entries are not judged one by one: those of another engine rightly keep what it computed.
    """
    if unlike := unlike_reference():
        return _check("log", [unlike], "", f"Install the fsrs of {ENGINE}, or upgrade kb.")
    engine = await recorded_engine(transaction)
    if engine not in (None, ENGINE):
        wrong = [f"the schedule was computed by {engine}, but this kb uses {ENGINE}"]
        return _check("log", wrong, "", "Any other kb command replays the log; so does --fix.")
    wrong = [
        f"the schedule of card {card} does not match its answers"
        for card in await wrong_memories(transaction)
    ]
    baseless = await integrity.baseless_memories(transaction)
    wrong += [f"card {card} has answers that are not in the log" for card in baseless]
    return _check("log", wrong, "the schedule of every card matches the log")


def _check(name: str, wrong: Sequence[str], checked: str, what_next: str = _FIX) -> Check:
    if not wrong:
        return Check(name=name, ok=True, detail=checked)
    more = f", and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
    detail = f"{'; '.join(wrong[:_MOST_NAMED])}{more}. {what_next}"
    return Check(name=name, ok=False, detail=detail)
