"""``kb folders``: the remembered folders, forgetting and moving them."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kb.app.importing.links import Renaming, corrections
from kb.app.importing.lock import one_at_a_time
from kb.app.importing.scan import is_folder_readable
from kb.errors import NotFoundError, UsageError
from kb.store.file.store import Store, Transaction
from kb.store.graph.links import set_meanings
from kb.store.notes.folders import Folder, absorb, all_folders, mark_forgotten, move_root
from kb.store.notes.names import named_in


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFolder:
    """A remembered folder."""

    folder: str
    ext: tuple[str, ...]
    """None at all: only files that were named are its notes."""
    notes: int
    reachable: bool


async def known_folders(store: Store) -> tuple[KnownFolder, ...]:
    """Returns the remembered folders, in the order of their paths."""
    async with store.reading() as transaction:
        found = await _remembered(transaction)
    return tuple(map(_known, found))


async def forget_folder(store: Store, folder: Path, *, now: datetime) -> KnownFolder:
    """Forgets a folder, and returns what it was. Its notes are gone; every review is kept.

    Raises:
        NotFoundError: no such folder is remembered.
    """
    async with one_at_a_time(store.path), store.writing() as transaction:
        found = await _called(transaction, folder)
        before = await named_in(transaction, [found.id])
        renaming = Renaming(before=before, after=(), read=frozenset())
        corrected = await corrections(transaction, renaming)
        await mark_forgotten(transaction, found.id, now)
        await set_meanings(transaction, corrected)
    return _known(found)


async def move_folder(store: Store, folder: Path, to: Path) -> KnownFolder:
    """Says that a folder's files are now at ``to``, and returns the folder as it is then.

    Raises:
        NotFoundError: no such folder is remembered.
        UsageError: ``to`` cannot be read, or is, holds, or lies in another remembered folder.
    """
    root = _resolved(to)
    if not is_folder_readable(root):
        raise UsageError(f"{to} is no folder that can be read. Move the files there first.")
    async with one_at_a_time(store.path), store.writing() as transaction:
        found = await _called(transaction, folder)
        moved = replace(found, root=str(root))
        for other in await all_folders(transaction):
            other_root = Path(other.root)
            overlaps = root.is_relative_to(other_root) or other_root.is_relative_to(root)
            if other.id != found.id and overlaps and not other.forgotten:
                message = f"{root} overlaps with the known folder {other_root}. Forget that first."
                raise UsageError(message)
            if other.id != found.id and other_root == root:
                await absorb(transaction, moved, other)
        await move_root(transaction, found.id, str(root))
    return _known(moved)


async def _remembered(transaction: Transaction) -> tuple[Folder, ...]:
    return tuple(each for each in await all_folders(transaction) if not each.forgotten)


async def _called(transaction: Transaction, folder: Path) -> Folder:
    """Returns the folder with this path; what no longer exists is found too."""
    remembered = await _remembered(transaction)
    wanted = {str(_resolved(folder)), str(_absolute(folder))}
    for each in remembered:
        if each.root in wanted:
            return each
    raise NotFoundError("known folder", str(folder), tuple(each.root for each in remembered[:5]))


def _known(folder: Folder) -> KnownFolder:
    return KnownFolder(
        folder=folder.root,
        ext=folder.extensions,
        notes=folder.notes,
        reachable=is_folder_readable(Path(folder.root)),
    )


def _resolved(path: Path) -> Path:
    return path.resolve()


def _absolute(path: Path) -> Path:
    return path.absolute()
