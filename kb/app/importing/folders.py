"""``kb folders``: list the remembered folders, forget one, or say that one has moved."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kb.app.importing.links import Renaming, corrections
from kb.app.importing.problems import why_unreadable
from kb.errors import KbError, NotFoundError, UsageError
from kb.notes.names import name_key
from kb.store.file.store import Store, Transaction
from kb.store.graph.links import set_meanings
from kb.store.importing.lock import import_lock
from kb.store.notes.folders import Folder, absorb, all_folders, mark_forgotten, move_root
from kb.store.notes.names import named_in


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFolder:
    """A remembered folder."""

    folder: str
    ext: tuple[str, ...]
    """Empty: only files that were named are its notes."""
    notes: int
    reachable: bool


async def known_folders(store: Store) -> tuple[KnownFolder, ...]:
    """Return the remembered folders, sorted by path."""
    async with store.reading() as transaction:
        folders = await _remembered(transaction)
    return tuple(map(_known_folder, folders))


class UnknownFolderError(NotFoundError):
    """No such folder is remembered."""

    def __init__(self, path: Path, near: tuple[str, ...]) -> None:
        hint = f"Did you mean {' or '.join(near)}?" if near else "“kb folders” lists them."
        KbError.__init__(self, f"{path} is not an imported folder. {hint}", candidates=near)


async def forget_folder(store: Store, folder: Path, *, now: datetime) -> KnownFolder:
    """Forget a folder, and return what it was. Its notes are gone; every review is kept.

    Raises:
        NotFoundError: no such folder is remembered.
    """
    async with import_lock(store.path), store.writing() as transaction:
        known = await _folder_at(transaction, folder)
        before = await named_in(transaction, [known.id])
        renaming = Renaming(before=before, after=(), read=frozenset())
        corrected = await corrections(transaction, renaming)
        await mark_forgotten(transaction, known.id, now)
        await set_meanings(transaction, corrected)
    return _known_folder(known)


async def move_folder(store: Store, folder: Path, to: Path) -> KnownFolder:
    """Record that a folder's files are now at ``to``, and return the folder as it is then.

    Raises:
        NotFoundError: no such folder is remembered.
        UsageError: ``to`` cannot be read, or overlaps with another remembered folder.
    """
    root = _resolved(to)
    if why_unreadable(root):
        raise UsageError(f"{to} is not a readable folder. Move the files there first.")
    async with import_lock(store.path), store.writing() as transaction:
        known = await _folder_at(transaction, folder)
        moved = replace(known, root=str(root))
        for other in await all_folders(transaction):
            if other.id == known.id:
                continue
            other_root = Path(other.root)
            overlaps = root.is_relative_to(other_root) or other_root.is_relative_to(root)
            if overlaps and not other.forgotten:
                message = f"{root} overlaps with the folder {other_root}. Forget that one first."
                raise UsageError(message)
            if other_root == root:
                await absorb(transaction, moved, other)
        await move_root(transaction, known.id, str(root))
    return _known_folder(moved)


async def _remembered(transaction: Transaction) -> tuple[Folder, ...]:
    return tuple(folder for folder in await all_folders(transaction) if not folder.forgotten)


async def _folder_at(transaction: Transaction, path: Path) -> Folder:
    """Return the folder with this path, whether it still exists or not."""
    remembered = await _remembered(transaction)
    roots = {str(_resolved(path)), str(_absolute(path))}
    for folder in remembered:
        if folder.root in roots:
            return folder
    from kb.app.notes.lookup import similar_names  # noqa: PLC0415  # loads the graph

    named = [(name_key(one), f.root) for f in remembered for one in (f.root, Path(f.root).name)]
    raise UnknownFolderError(path, similar_names(path.name, named))


def _known_folder(folder: Folder) -> KnownFolder:
    return KnownFolder(
        folder=folder.root,
        ext=folder.extensions,
        notes=folder.notes,
        reachable=why_unreadable(Path(folder.root)) is None,
    )


def _resolved(path: Path) -> Path:
    return path.resolve()


def _absolute(path: Path) -> Path:
    return path.absolute()
